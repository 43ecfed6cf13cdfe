"""Encodings of old tables: the languages of the region and of those who come."""

from pathlib import Path

import pytest

from tracker.files.readers import read_table

SAMPLES = [
    ("cp1257", "Vieta;Asmenys;Pastaba\nPabradė;12;sulaikyti prie sienos\nŠalčininkai;5;šeima\n"),
    ("cp1257", "Vieta;n\nLavoriškės;3\nKybartai;4\nDieveniškės;9\n"),
    ("cp1257", "Vieta;Skaits\nDaugavpils rajons, Silenes robežšķērsošana;15\nRēzekne;2\n"),
    ("cp1257", "Koht;Isikud\nVõru;3\nŽigulid, põgenikud piiriületuskohas;1\n"),
    ("cp1250", "Miejsce;Osoby\nKuźnica;45\nBiałystok;12\nUsnarz Górny;32\n"),
    ("cp1250", "Místo;Počet\nBřeclav;12\nŽďár;4\n"),
    ("cp1250", "Hely;Személyek\nRöszke;34\nÁsotthalom;12\nKelebia határátkelő, őrizetbe vett;3\n"),
    ("cp1251", "Место;Люди\nГродно;12\nБрест;5\n"),
    ("cp1251", "Місце;Люди\nЛуцьк;12\nзатримано осіб без документів поблизу кордону;3\n"),
    ("cp1251", "Месца;Людзі\nГродна;12\nзатрыманыя ўцекачы каля мяжы;5\n"),
    ("cp1252", "Ort;Personen\nMünchen;12\nGörlitz;5\nGroß Schönau;3\n"),
    ("cp1252", "Lieu;Nombre\nBriançon;5\nfrontière franco-italienne, arrivées constatées;2\n"),
    ("cp1252", "Lugar;Personas\nAlmería;5\nllegadas en patera, niños y niñas;2\n"),
    ("cp1254", "Yer;Kişi\nEdirne;12\nİpsala sınır kapısı;5\nkaçak geçiş girişimi, çoğu Suriyeli;2\n"),
    ("cp1253", "Τόπος;Άτομα\nΈβρος;12\nΟρεστιάδα;5\n"),
    ("cp1256", "المكان;العدد\nبغداد;12\nأربيل;5\n"),
    ("cp1256", "جا;تعداد\nايران;12\nپاکستان;5\nگروه چهار نفره;4\n"),
    ("koi8_r", "Место;Люди\nГродно;12\nЗадержаны граждане Ирака на границе;5\n"),
    ("cp866", "Место;Люди\nГродно;12\nЗадержаны граждане Ирака на границе;5\n"),
]


def _write(folder: Path, content: bytes) -> Path:
    path = folder / "t.csv"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(("encoding", "text"), SAMPLES)
def test_one_byte_encodings(tmp_path: Path, encoding: str, text: str) -> None:
    table = read_table(_write(tmp_path, text.encode(encoding)))
    assert [table.header, *(row.cells for row in table.rows())] == [
        line.split(";") for line in text.splitlines()
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "text", [text for _encoding, text in SAMPLES[:6]] + ['"day","n"\n1,2\n', "a,b\n" * 5000]
)
def test_unicode(tmp_path: Path, encoding: str, text: str) -> None:
    table = read_table(_write(tmp_path, text.encode(encoding)))
    assert table.header[0] == text.splitlines()[0].replace(",", ";").split(";")[0].strip('"')
    assert table.encoding == encoding.removesuffix("-sig")
    assert table.encoding_certain == (not encoding.endswith(("le", "be")))


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff"])
def test_byte_order_marks_of_either_kind(tmp_path: Path, mark: bytes) -> None:
    text = "Šalis;n\nIrakas;3\n"
    content = mark + text.encode("utf-16-le" if mark == b"\xff\xfe" else "utf-16-be")
    table = read_table(_write(tmp_path, content))
    assert (table.header, table.encoding) == (["Šalis", "n"], "utf-16")


def test_a_guess_is_called_one(tmp_path: Path) -> None:
    table = read_table(_write(tmp_path, "vieta;n\nPabradė;3\n".encode("cp1257")))
    assert not table.encoding_certain
    assert [note.code for note in table.notes] == ["encoding_guessed"]


def test_damage_in_utf8_costs_the_damaged_row_alone(tmp_path: Path) -> None:
    good = "Šalčininkai;5;ėėė\n".encode()
    table = read_table(_write(tmp_path, b"a;b;c\n" + good * 3 + "Šią;".encode()[:-2] + b";1;2\n" + good))
    assert table.encoding == "utf-8"
    assert [(row.number, row.problem.code) for row in table.rows() if row.problem] == [(5, "undecodable")]


def test_a_wrong_encoding_given_costs_rows_and_not_the_program(tmp_path: Path) -> None:
    path = _write(tmp_path, "a;b\nŠalis;1\nabc;2\n".encode("cp1257"))
    assert [row.problem is None for row in read_table(path, encoding="utf-8").rows()] == [False, True]
    assert read_table(path, encoding="ascii").encoding == "ascii"


def test_letters_far_behind_the_beginning_count(tmp_path: Path) -> None:
    text = "vieta;n\n" + "Kybartai;1\n" * 200_000 + "Lavoriškės;2\nŠalčininkai;3\n"
    table = read_table(_write(tmp_path, text.encode("cp1257")))
    assert (table.encoding, table.encoding_certain) == ("cp1257", True)

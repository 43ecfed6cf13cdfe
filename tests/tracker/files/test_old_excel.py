"""Old Excel files: the same content in a clean container, and what has been tampered with refused."""

import struct
from io import BytesIO
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tracker.files.old_excel import clean
from tracker.files.sheet_sizes import Damaged, Encrypted, OtherKind, TooLarge

OLD = Path(__file__).with_name("old-table.xls").read_bytes()


def _record(kind: int) -> int:
    """Where the first record of a kind begins, behind its head."""
    stream = OLD.index(struct.pack("<HH", 0x809, 16))
    at = stream
    while (found := struct.unpack_from("<HH", OLD, at)[0]) != kind:
        at += 4 + struct.unpack_from("<HH", OLD, at)[1]
        assert found
    return at + 4


def _patched(at: int, form: str, *values: int) -> bytes:
    content = bytearray(OLD)
    struct.pack_into(form, content, at, *values)
    return bytes(content)


def test_the_content_stays_the_same() -> None:
    before = CalamineWorkbook.from_filelike(BytesIO(OLD))
    after = CalamineWorkbook.from_filelike(BytesIO(clean(OLD)))
    assert before.sheet_names == after.sheet_names == ["Arrivals", "Empty"]
    for name in before.sheet_names:
        assert before.get_sheet_by_name(name).to_python() == after.get_sheet_by_name(name).to_python()
    assert clean(clean(OLD)) == clean(OLD)


def test_a_cell_far_away_is_too_large() -> None:
    with pytest.raises(TooLarge):
        clean(_patched(_record(0xFD), "<HH", 0xFFFF, 0xFFFF))


def test_dimensions_are_not_believed() -> None:
    patched = clean(_patched(_record(0x200), "<IIHH", 0, 0xFFFFFFFF, 0, 0xFFFF))
    assert len(CalamineWorkbook.from_filelike(BytesIO(patched)).get_sheet_by_index(0).to_python()) == 4


@pytest.mark.parametrize(
    ("at", "form", "value"),
    [
        (30, "<H", 40),  # sectors of 2^40 bytes
        (48, "<I", 0x00FFFFFF),  # a directory behind the end
        (68, "<I", 0),  # a table of sectors that goes on in a circle
        (76, "<I", 0x00FFFFFF),  # a table behind the end
    ],
)
def test_chains_that_lead_nowhere(at: int, form: str, value: int) -> None:
    with pytest.raises(Damaged):
        clean(_patched(at, form, value))


def test_a_chain_that_is_a_circle() -> None:
    table = (struct.unpack_from("<I", OLD, 76)[0] + 1) * 512
    circles = bytearray(OLD)
    for sector in range(len(OLD) // 512 - 1):
        struct.pack_into("<I", circles, table + 4 * sector, sector)
    with pytest.raises(Damaged):
        clean(bytes(circles))


def test_a_password() -> None:
    content = bytearray(OLD)
    content[_record(0x42) - 4] = 0x2F  # CODEPAGE becomes FILEPASS
    with pytest.raises(Encrypted):
        clean(bytes(content))


@pytest.mark.parametrize("length", [8, 100, 600, 3000])
def test_a_file_cut_off(length: int) -> None:
    with pytest.raises((Damaged, OtherKind)):
        clean(OLD[:length])

"""The command line through its real door: what it prints, its exit codes, and that nothing ends in a traceback."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher

from tests.builders import small_store
from tests.tracker.terminal import ROOT, border_tracker
from tracker import cli, store
from tracker.settings import data_folder

TOTALS = ("--as", "published-totals")
ROWS = "day,value\n2021-07-01,5\n2021-07-02,6\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "t.csv").write_text(ROWS, encoding="utf-8")
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *words: str, code: int) -> str:
    """The same main, in this process; what it printed on both streams."""
    assert cli.main(list(words)) == code
    said = "".join(capsys.readouterr())
    assert "Traceback" not in said
    return said


# --- The demo, its figures, its check ---


@pytest.mark.slow
def test_the_demo_and_what_its_figures_say(tmp_path: Path) -> None:
    border_tracker("demo", "D", cwd=tmp_path)
    lithuania, turkey = border_tracker("figures", "--store", "D", "--json", cwd=tmp_path).json
    counted = lithuania["counted"]
    assert (counted["year"]["2020"], counted["month"]["2021-07"], counted["illustrative"]) == (81, 2884, True)
    until = sum(n for day, n in counted["day"].items() if "2021-01-01" <= day <= "2021-08-03")
    assert until > 4000
    assert next(iter(counted["nationality"])) == "IRQ"
    published = {(t["from"], t["to"]): t for t in lithuania["published"] if t["latest"]}
    assert published["2020-01-01", "2020-12-31"]["value"] == 81
    assert published["2021-07-01", "2021-07-31"]["value"] == 2884
    seven_months = published["2021-01-01", "2021-08-03"]
    assert (seven_months["value"], seven_months["qualifier"]) == (4000, "more than")
    assert (seven_months["counted"], seven_months["illustrative"]) == (until, False)
    assert all(t["source"] for t in lithuania["published"])
    assert lithuania["day"] == "2021-08-03"
    for facility in lithuania["facilities"]:
        assert facility["illustrative"]
        assert facility.keys() >= {
            "name",
            "regime",
            "capacity",
            "occupancy",
            "ratio",
            "level",
            "trust",
            "as_of",
        }
        assert (facility["capacity"] is None) == (facility["level"] == "unknown")
    assert any(facility["level"] == "over" for facility in lithuania["facilities"])
    # Of the second situation "thousands" is said, and no figure: nothing is summed or made up.
    assert (turkey["counted"]["day"], turkey["published"], turkey["illustrative"]) == ({}, [], False)

    text = border_tracker("figures", "--store", "D", "--situation", lithuania["situation"], cwd=tmp_path).out
    assert "less those linked as seen before" in text
    assert "[illustrative]" in text and "more than 4,000  persons" in text
    assert "Press report" in text and "2,884" in text and "Pabradė" in text
    assert turkey["situation"] not in text

    (july,) = border_tracker(
        "figures", "--store", "D", "--situation", lithuania["id"], "--day", "2021-07-31", "--json", cwd=tmp_path
    ).json  # fmt: skip
    assert july["day"] == "2021-07-31"
    assert max(july["counted"]["day"]) <= "2021-07-31" and july["counted"]["month"]["2021-07"] == 2884
    assert all(date.fromisoformat(t["to"]) <= date(2021, 7, 31) for t in july["published"])
    assert all(f["as_of"] is None or f["as_of"] <= "2021-08-01" for f in july["facilities"])

    assert "is sound" in border_tracker("check", "--store", "D", cwd=tmp_path).out
    again = border_tracker("demo", "D", cwd=tmp_path, code=1)
    assert "There is a file at D already" in again.err


@pytest.mark.slow
@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (
            "UPDATE incident SET persons = persons + 1 WHERE pk = (SELECT max(pk) FROM incident)",
            "behind the log's back",
        ),
        ("DELETE FROM revision WHERE position = 5", "missing"),
        (None, "damaged"),
    ],
)
def test_check_finds_damage(tmp_path: Path, damage: str | None, words: str) -> None:
    small = small_store(tmp_path / "s.btrk")
    for _ in range(3):
        small.record()
    small.store.close()
    if damage:
        with sqlcipher.connect(str(tmp_path / "s.btrk"), isolation_level=None) as connection:
            connection.execute(damage)
        connection.close()
    else:
        raw = bytearray((tmp_path / "s.btrk").read_bytes())
        raw[4096 + 3] ^= 0xFF  # how many cells the second page has
        (tmp_path / "s.btrk").write_bytes(raw)
    ran = border_tracker("check", "--store", "s.btrk", cwd=tmp_path, code=1)
    assert "is not sound" in ran.out and words in ran.out
    told = border_tracker("check", "--store", "s.btrk", "--json", cwd=tmp_path, code=1).json
    assert told["sound"] is False and all(f["code"] and f["said"] for f in told["findings"])


# --- Importing ---


def test_an_import_says_what_it_did_and_strict_makes_refused_rows_a_problem(here: Path) -> None:
    (here / "t.csv").write_text(ROWS + "2021-02-30,7\n2021-07-03,\n", encoding="utf-8")
    first = border_tracker(
        "import", "t.csv", *TOTALS, "--store", "s.btrk", "--time-zone", "Europe/Rome", cwd=here
    )
    lines = [line.split() for line in first.out.splitlines()]
    for name, count in (("read", "4"), ("added", "2"), ("unchanged", "0"), ("refused", "1")):
        assert [name, count] in lines
    assert "Row 4: day: “2021-02-30” is not a day of any calendar." in first.out
    assert "Row 5: value: There is no value: not collected, which is not zero." in first.out
    again = border_tracker(
        "import", "t.csv", *TOTALS, "--store", "s.btrk", "--json", "--strict", cwd=here, code=1
    )
    receipt = again.json
    assert (receipt["unchanged"], receipt["refused"], receipt["columns"]) == (
        2,
        1,
        {"day": "day", "value": "value"},
    )
    assert receipt["refused_rows"] == [
        {
            "row": 4,
            "field": "day",
            "code": "impossible_date",
            "reason": "“2021-02-30” is not a day of any calendar.",
        }
    ]
    assert receipt["set_aside_rows"][0]["row"] == 5
    (figures,) = border_tracker("figures", "--store", "s.btrk", "--json", cwd=here).json
    assert (figures["time_zone"], [t["value"] for t in figures["published"]]) == ("Europe/Rome", [5, 6])


WRONG_USE = [
    (("import", "t.csv"), "--as"),
    (("import", "t.csv", "--as", "souls"), "souls"),
    (("import", "t.csv", *TOTALS, "--map", "day"), "--map FIELD=COLUMN"),
    (("import", "t.csv", *TOTALS, "--map", "dya=day"), "There are: day, month, year"),
    (("import", "t.csv", *TOTALS, "--map", "day=Datum", "--map", "value=value"), "“Datum”. It has: day, value"),
    (("import", "t.csv", *TOTALS, "--map", "day=day"), "which column holds value"),
    (("import", "t.csv", *TOTALS, "--set", "rule=souls"), "persons, apprehensions"),
    (("import", "t.csv", *TOTALS, "--set", "rule"), "--set FIELD=VALUE"),
    (("import", "t.csv", *TOTALS, "--encoding", "klingon"), "no encoding “klingon”"),
    (("import", "t.csv", *TOTALS, "--delimiter", "ab"), "One character is needed"),
    (("import", "t.csv", *TOTALS, "--sheet", "x"), "is a CSV and has no sheets"),
    (("import", "t.csv", *TOTALS, "--time-zone", "Moon/Base"), "is not a time zone"),
    (("import", "t.csv", *TOTALS, "--date-order", "ydm"), "ydm"),
    (("import", "t.csv", *TOTALS, "--situation", "Moon", "--store", "small.btrk"), "There are: Lithuania"),
    (("import", "t.csv", *TOTALS, "--time-zone", "Asia/Baku", "--store", "small.btrk"), "has times of Europe/Vilnius"),
    (("import", "t.csv", *TOTALS, "--situation", "New", "--open-situation", "--time-zone", "Moon/Base", "--store",
      "small.btrk"), "is not a time zone"),
    (("figures", "--store", "small.btrk", "--situation", "Moon"), "There are: Lithuania"),
    (("figures", "--day", "31.7.2021"), "is not a day such as 2021-07-31"),
    (("figures", "--day", "9999-12-31"), "is not between 1900 and 2999"),
    (("figures", "--day", "0001-01-01"), "is not between 1900 and 2999"),
    (("figures", "--nonsense"), "nonsense"),
    (("nonsense",), "nonsense"),
    (("demo",), "border-tracker demo STORE"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "said"), WRONG_USE, ids=lambda value: " ".join(value) if isinstance(value, tuple) else ""
)
def test_wrong_use_ends_with_2_and_says_what_there_is(here, capsys, words, said) -> None:
    small_store(here / "small.btrk").store.close()
    before = sorted(path.name for path in here.iterdir())
    if words[0] == "import" and "--store" not in words:
        words = (*words, "--store", "new.btrk")
    assert said in run(capsys, *words, code=2)
    assert sorted(path.name for path in here.iterdir()) == before


def test_several_situations_are_asked_about(here, capsys) -> None:
    run(capsys, "import", "t.csv", *TOTALS, "--store", "s.btrk", "--situation", "Here", code=0)
    run(
        capsys,
        "import",
        "t.csv",
        *TOTALS,
        "--store",
        "s.btrk",
        "--situation",
        "There",
        "--open-situation",
        code=0,
    )
    said = run(capsys, "import", "t.csv", *TOTALS, "--store", "s.btrk", code=2)
    assert "--situation NAME. There are: Here, There" in said


# --- Bad files ---

BAD_FILES = [
    ("missing.csv", None, "There is no file missing.csv"),
    ("folder", "folder", "is a folder"),
    ("empty.csv", b"", "is empty"),
    ("blank.csv", b"\n \n\t\n", "is empty"),
    ("nul.csv", b"day,value\n" + b"\x00" * 200, "not a table"),
    ("binary.csv", bytes(range(1, 32)) * 40, "not a table"),
    ("wide.csv", b",".join(b"c%d" % i for i in range(1_000_000)) + b"\n", "more than 1,000 columns"),
    ("page.csv", b"<!DOCTYPE html><html></html>", "no table on the page"),
    ("report.xlsx", b"%PDF-1.7 ...", "of another kind (PDF)"),
    ("broken.xlsx", b"PK\x03\x04" + b"\x00" * 64, "is damaged"),
    ("store.csv", b"SQLite format 3\x00" + b"\x00" * 84, "of another kind (SQLite)"),
    ("open.csv", b'"day,value\n2021-07-01,5\n', "column names"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "said"), BAD_FILES, ids=[name for name, _, _ in BAD_FILES])
def test_a_bad_file_is_told_and_nothing_is_written(here, capsys, name, content, said) -> None:
    if content == "folder":
        (here / name).mkdir()
    elif content is not None:
        (here / name).write_bytes(content)
    told = run(capsys, "import", name, *TOTALS, "--store", "s.btrk", code=1)
    assert said in told and name in told
    assert not list(here.glob("s.btrk*"))


def test_a_wrong_encoding_costs_the_rows_that_it_breaks(here, capsys) -> None:
    (here / "t.csv").write_bytes(
        "day,value,source\n2021-07-01,5,Pasieniečiai\n2021-07-02,6,ok\n".encode("cp1257")
    )
    said = run(capsys, "import", "t.csv", *TOTALS, "--store", "s.btrk", "--encoding", "utf-8", code=0)
    assert "Row 2: The row has bytes that utf-8 does not know" in said
    told = json.loads(run(capsys, "import", "t.csv", *TOTALS, "--store", "s.btrk", "--json", code=0))
    assert (told["added"], told["unchanged"]) == (1, 1)


# --- Bad stores ---


def newer(path: Path) -> None:
    small_store(path).store.close()
    with sqlcipher.connect(str(path), isolation_level=None) as connection:
        connection.execute("PRAGMA user_version=999")
    connection.close()


def foreign(path: Path) -> None:
    connection = sqlcipher.connect(str(path))
    connection.execute("CREATE TABLE t (x)")
    connection.commit()
    connection.close()


BAD_STORES = {
    "folder": (Path.mkdir, "is a folder"),
    "not SQLite": (lambda path: path.write_text("notes\n" * 50), "is not a store of Border Tracker"),
    "another program's": (foreign, "is not a store of Border Tracker"),
    "empty": (Path.touch, "is an empty file"),
    "newer": (newer, "was written by a newer Border Tracker"),
}


@pytest.mark.parametrize("kind", BAD_STORES)
def test_a_bad_store_is_told_and_left_alone(here, capsys, kind) -> None:
    make, said = BAD_STORES[kind]
    path = here / "s.btrk"
    make(path)
    before = path.read_bytes() if path.is_file() else None
    for words in (("figures",), ("check",), ("import", "t.csv", *TOTALS)):
        assert said in run(capsys, *words, "--store", "s.btrk", code=1)
    assert (path.read_bytes() if path.is_file() else None) == before


def test_a_store_that_is_not_there_is_made_by_an_import_alone(here, capsys) -> None:
    for command in ("figures", "check"):
        assert "There is no store at s.btrk" in run(capsys, command, "--store", "s.btrk", code=1)
    run(capsys, "import", "t.csv", *TOTALS, "--store", "deep/er/s.btrk", code=0)
    run(capsys, "check", "--store", "deep/er/s.btrk", code=0)


def test_a_store_cannot_be_made_inside_a_file(here, capsys) -> None:
    for words in (("import", "t.csv", *TOTALS, "--store", "t.csv/s.btrk"), ("demo", "t.csv/s.btrk")):
        assert "t.csv" in run(capsys, *words, code=1)


def test_a_store_that_another_program_writes_to_is_told(here, capsys, monkeypatch) -> None:
    monkeypatch.setattr(store, "BUSY_SECONDS", 0.2)
    small_store(here / "s.btrk").store.close()
    hold = (
        "import sys, sqlcipher3.dbapi2 as s; c = s.connect('s.btrk', isolation_level=None);"
        "c.execute('BEGIN EXCLUSIVE'); print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", hold], cwd=here, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout.readline() == "held\n"
        try:
            said = run(capsys, "import", "t.csv", *TOTALS, "--store", "s.btrk", code=1)
        finally:
            other.stdin.close()
            other.wait(10)
    assert "is in use by another program. Nothing was saved" in said
    assert not list(here.glob("*staged*"))
    run(capsys, "import", "t.csv", *TOTALS, "--store", "s.btrk", code=0)


@pytest.fixture
def everybodys() -> Path:
    """A folder that other users can see, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="border-tracker-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


# Everything is imported before the user is changed, who may not read where the program is installed.
AS_NOBODY = """
import os, sys
from tracker.cli import main
for words in ("figures", "check", "import t.csv --as published-totals --dry-run"):
    main([*words.split(), "--store", "warm.btrk"])
if os.getuid() == 0:
    os.setgroups([]); os.setresgid(65534, 65534, 65534); os.setresuid(65534, 65534, 65534)
print("----", flush=True)
codes = [main(words.split()) for words in sys.argv[1:]]
print(codes)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such users")
def test_a_store_that_may_only_be_read_or_not_even_that(everybodys: Path) -> None:
    (everybodys / "t.csv").write_text(ROWS, encoding="utf-8")
    for name in ("warm.btrk", "read.btrk", "locked.btrk"):
        small_store(everybodys / name).store.close()
    (everybodys / "read.btrk").chmod(0o444)
    (everybodys / "locked.btrk").chmod(0)
    everybodys.chmod(0o555)
    before = (everybodys / "read.btrk").read_bytes() if os.getuid() == 0 else None
    run = subprocess.run(
        [sys.executable, "-c", AS_NOBODY, "figures --store read.btrk", "check --store read.btrk",
         "import t.csv --as published-totals --store read.btrk", "figures --store locked.btrk",
         "import t.csv --as published-totals --store new.btrk"],
        cwd=everybodys, env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    everybodys.chmod(0o755)
    assert "Traceback" not in run.stderr
    assert run.stdout.splitlines()[-1] == "[1, 1, 1, 1, 1]", run.stderr
    said = run.stderr + run.stdout.partition("----")[2]
    assert said.count("read.btrk or its folder cannot be written") == 3
    assert "locked.btrk may not be read by you" in said
    assert "new.btrk or its folder cannot be written" in said
    assert before is None or (everybodys / "read.btrk").read_bytes() == before


# --- Defects, interruptions, terminals ---


def test_a_defect_is_one_line_and_its_log_has_nothing_of_the_data(here, capsys, monkeypatch) -> None:
    small_store(here / "s.btrk").store.close()

    def broken(*_: object) -> None:
        raise RuntimeError("Ahmad, 34, from Mosul")

    monkeypatch.setattr("tracker.figures_json.read_figures", broken)
    said = run(capsys, "figures", "--store", "s.btrk", code=70)
    log = data_folder() / "crash.log"
    assert "a defect in Border Tracker (RuntimeError)" in said and str(log) in said
    written = log.read_text(encoding="utf-8")
    assert "RuntimeError" in written and "test_cli.py" in written
    assert "Mosul" not in written + said
    assert "Nothing was written" in said


def test_a_defect_after_something_was_written_does_not_deny_it(here, capsys, monkeypatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr("tracker.files.receipt.Receipt.lines", broken)
        said = run(capsys, "import", "t.csv", *TOTALS, "--store", "s.btrk", code=70)
        assert "Nothing was written" not in said
        assert "s.btrk was written to before it happened" in said
        # The same rows once more: none comes in, and nothing is written.
        said = run(capsys, "import", "t.csv", *TOTALS, "--store", "s.btrk", code=70)
        assert "Nothing was written" in said
    with monkeypatch.context() as patch:  # a new store is made, and taken away again
        patch.setattr("tracker.bulk.insert_staged", broken)
        said = run(capsys, "import", "t.csv", *TOTALS, "--store", "new.btrk", code=70)
        assert "Nothing was written" in said and not (here / "new.btrk").exists()


def test_a_zone_that_is_not_known_is_said_to_be_taken_for_that_reason(here, capsys, monkeypatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Kathmandu")
    said = run(capsys, "import", "t.csv", *TOTALS, "--store", "known.btrk", code=0)
    assert "time zone is Asia/Kathmandu, this laptop's" in said
    # Windows, and wherever the laptop's time is no link into the zones.
    monkeypatch.delenv("TZ")
    monkeypatch.setattr("os.path.realpath", lambda path, **_: str(path))
    said = run(capsys, "import", "t.csv", *TOTALS, "--store", "unknown.btrk", code=0)
    assert "time zone is UTC, because this laptop's is not known" in said


def test_a_defect_that_is_its_own_cause_is_told_too(here, capsys, monkeypatch) -> None:
    small_store(here / "s.btrk").store.close()

    def broken(*_: object) -> None:
        error = RuntimeError()
        raise error from error

    monkeypatch.setattr("tracker.figures_json.read_figures", broken)
    assert "a defect in Border Tracker" in run(capsys, "figures", "--store", "s.btrk", code=70)


def test_a_store_whose_tables_were_changed_is_damaged_and_no_defect(here, capsys) -> None:
    small_store(here / "s.btrk").store.close()
    with sqlcipher.connect(str(here / "s.btrk"), isolation_level=None) as connection:
        connection.execute("ALTER TABLE headcount RENAME COLUMN persons TO people")
    connection.close()
    assert "is damaged" in run(capsys, "figures", "--store", "s.btrk", code=1)
    assert "headcount is not as Border Tracker makes it" in run(capsys, "check", "--store", "s.btrk", code=1)


def test_an_interruption_is_no_defect(here, capsys, monkeypatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("tracker.bulk.insert_staged", interrupted)
    said = run(capsys, "import", "t.csv", *TOTALS, "--store", "s.btrk", code=130)
    assert "Stopped" in said
    assert not list(here.glob("s.btrk*"))


def test_names_cannot_steer_the_terminal(here, capsys) -> None:
    rows = ["\x1b[2J\x1b[31mPabradė\u202e;2021-07-01;5", "<b>Rukla</b>;2021-07-01;6"]
    rows += [f"Kybartai;2021-07-{day:02};7" for day in range(1, 30)]
    (here / "t.csv").write_text("\n".join(["facility;day;persons", *rows]), encoding="utf-8")
    run(capsys, "import", "t.csv", "--as", "headcounts", "--store", "s.btrk", code=0)
    said = run(capsys, "figures", "--store", "s.btrk", code=0)
    assert "\x1b" not in said and "\u202e" not in said
    assert "Pabradė" in said and "<b>Rukla</b>" in said


def test_whoever_reads_may_stop_reading(here: Path) -> None:
    border_tracker("import", "t.csv", *TOTALS, "--store", "s.btrk", cwd=here)
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w") as closed:
        run = subprocess.run(
            [sys.executable, "-m", "tracker.cli", "figures", "--store", "s.btrk"],
            cwd=here, env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=closed, stderr=subprocess.PIPE,
            text=True, timeout=60, check=False,
        )  # fmt: skip
    assert (run.returncode, run.stderr) == (0, "")


def test_output_is_utf8_whatever_the_terminal_says(here: Path) -> None:
    (here / "t.csv").write_text("facility;day;persons\nPabradė 🎉;2021-07-01;5\n", encoding="utf-8")
    for words in (("import", "t.csv", "--as", "headcounts"), ("figures",), ("figures", "--json")):
        ran = border_tracker(*words, "--store", "s.btrk", cwd=here, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
        assert "Pabradė 🎉" in ran.out


def test_help_names_the_fields(capsys) -> None:
    said = run(capsys, "import", "--help", code=0)
    for field in ("day", "reported", "headcount@…", "group@…", "out_of_use", "arrived"):
        assert f"\n    {field} " in said


def test_the_laptops_own_store_is_taken_where_none_is_named(here, capsys) -> None:
    run(capsys, "import", "t.csv", *TOTALS, code=0)
    assert (data_folder() / "store.btrk").exists()
    run(capsys, "figures", code=0)

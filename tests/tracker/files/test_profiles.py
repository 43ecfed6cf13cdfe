"""Profiles: the shipped ones on the real files, twice; saved ones; and what is wrong with a bad one."""

import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tracker.terminal import ROOT, border_tracker
from tracker.errors import WrongUse
from tracker.files.fields import Subject
from tracker.files.mapping import parse_mapping
from tracker.files.profiles import (
    Profile,
    find_profiles,
    get_profile,
    read_profile,
    save_profile,
    suggest_profile,
)
from tracker.files.readers import read_table
from tracker.messages import words

DATA = ROOT / "tests" / "data"
# read, added, superseded, unchanged, set aside, refused; then the same of a second import.
REAL = {
    "italy-daily-landings": ((4352, 2207, 1050, 0, 1088, 7), (4352, 0, 0, 3257, 1088, 7)),
    "italy-landings-by-nationality": ((1619, 1619, 0, 0, 0, 0), (1619, 0, 0, 1619, 0, 0)),
    "italy-reception-by-region": ((2800, 2800, 0, 0, 0, 0), (2800, 0, 0, 2800, 0, 0)),
    "frontex-eastern-borders-monthly": ((2945, 2945, 0, 0, 0, 0), (2945, 0, 0, 2945, 0, 0)),
}
CLASSES = ("read", "added", "superseded", "unchanged", "set_aside", "refused")


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the user's own profiles."""
    monkeypatch.setattr("tracker.files.profiles.profiles_folder", lambda: tmp_path / "profiles")
    return tmp_path / "profiles"


@pytest.mark.parametrize("name", REAL)
def test_a_shipped_profile_reads_its_file_and_the_second_time_adds_nothing(name: str, tmp_path: Path) -> None:
    words_ = ("import", DATA / f"{name}.csv", "--store", "s.btrk", "--profile", name, "--json")
    first, second = (border_tracker(*words_, cwd=tmp_path).json for _ in range(2))
    assert tuple(first[name] for name in CLASSES) == REAL[name][0]
    assert tuple(second[name] for name in CLASSES) == REAL[name][1]
    assert second["records"] == {}
    assert second["imported_before"] is not None
    (kept,) = border_tracker("receipts", "--store", "s.btrk", "--json", cwd=tmp_path).json
    assert tuple(kept[name] for name in CLASSES) == REAL[name][0]
    assert (kept["file"], kept["profile"]) == (f"{name}.csv", name)
    with sqlite3.connect(tmp_path / "s.btrk") as db:
        zone = "Europe/Warsaw" if name.startswith("frontex") else "Europe/Rome"
        assert db.execute("SELECT time_zone FROM situation").fetchall() == [(zone,)]
    db.close()


def test_every_shipped_profile_is_offered_for_its_file_and_names_its_source(own: Path) -> None:
    for name in REAL:
        found = suggest_profile(read_table(DATA / f"{name}.csv"))
        assert found is not None
        assert found.name == name
        assert found.shipped
        assert found.source
        assert found.licence
        assert found.title


def test_no_profile_is_offered_for_another_table(own: Path, tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("day,persons\n2021-07-31,4\n", encoding="utf-8")
    assert suggest_profile(read_table(table)) is None


def test_what_an_import_was_called_with_is_kept(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("Giorno;Gente;Altro\n03/04/2021;23;x\n", encoding="utf-8")
    home = {"XDG_CONFIG_HOME": str(tmp_path / "home")}
    called = ("--as", "incidents", "--map", "day=Giorno", "--map", "persons=Gente", "--date-order", "dmy")
    said = border_tracker(
        "import", table, "--store", "a.btrk", *called, "--save-profile", "gente", cwd=tmp_path, **home
    )
    assert "The profile “gente” is in" in said.out
    again = border_tracker(
        "import", table, "--store", "b.btrk", "--profile", "gente", "--json", cwd=tmp_path, **home
    ).json
    assert (again["added"], again["columns"]) == (1, {"day": "Giorno", "persons": "Gente"})
    listed = border_tracker("profiles", "--json", cwd=tmp_path, **home).json
    assert {"gente", *REAL} == {profile["name"] for profile in listed}
    without = border_tracker("import", table, "--store", "c.btrk", cwd=tmp_path, code=2, **home)
    assert "Here may fit: --profile gente" in without.err


def test_what_is_said_goes_before_the_profile(tmp_path: Path) -> None:
    said = border_tracker(
        "import", DATA / "frontex-eastern-borders-monthly.csv", "--store", "s.btrk", "--dry-run", "--json",
        "--profile", "frontex-eastern-borders-monthly", "--set", "source=Another", cwd=tmp_path,
    ).json  # fmt: skip
    assert said["columns"]["source"] == "“Another”"
    wrong = border_tracker(
        "import", DATA / "frontex-eastern-borders-monthly.csv", "--store", "s.btrk", "--as", "incidents",
        "--profile", "frontex-eastern-borders-monthly", cwd=tmp_path, code=2,
    )  # fmt: skip
    assert "is for published-totals" in wrong.err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("as = ", "cannot be read"),
        ("title = 'x'", "“as” is not one of"),
        ("as = 'incidents'\nmaps = []", "there is no key “maps”"),
        ("as = 'incidents'\nmap = 'day=Day'", "“map” is not a list of texts"),
        ("as = 'incidents'\nmap = [3]", "“map” is not a list of texts"),
        ("as = 'incidents'\nmap = ['dya=Day']", "dya"),
        ("as = 'incidents'\ndate-order = 'ymd'", "neither dmy nor mdy"),
    ],
)
def test_a_bad_profile_says_what_is_wrong_with_it(text: str, said: str, own: Path, tmp_path: Path) -> None:
    own.mkdir()
    (own / "bad.toml").write_text(text, encoding="utf-8")
    with pytest.raises(WrongUse) as caught:
        get_profile("bad")
    assert said in words(caught.value)
    assert {profile.name for profile in find_profiles()} == set(REAL)  # the others are there


@pytest.mark.parametrize("content", [b"\xff\xfe", b"x" * 2_000_000])
def test_what_is_no_profile_is_told(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_bytes(content)
    with pytest.raises(WrongUse):
        read_profile(path)
    with pytest.raises(WrongUse):
        read_profile(tmp_path / "none.toml")


@pytest.mark.parametrize("name", ["", "..", "a/b", "con", "nul.x", "A", "x" * 61, "-x", "x.", "ü"])
def test_a_name_that_cannot_be_a_files_everywhere_is_refused(name: str, own: Path) -> None:
    with pytest.raises(WrongUse):
        save_profile(Profile(name, Subject.INCIDENTS))
    with pytest.raises(WrongUse):
        get_profile(name)
    assert not own.exists() or not list(own.iterdir())


texts = st.text(st.characters(codec="utf-8", exclude_characters="@="), min_size=1, max_size=30).filter(
    lambda text: text.strip() == text
)


@given(title=st.text(st.characters(codec="utf-8"), max_size=30), column=texts, value=texts)
def test_a_saved_profile_is_read_back_as_it_was(title: str, column: str, value: str) -> None:
    profile = Profile(
        "kept",
        Subject.INCIDENTS,
        maps=(f"persons={column}", f"group@sex=female={column}"),
        sets=(f"source={value}",),
        title=title,
        order="dmy",
        delimiter="\t",
    )
    parse_mapping(profile.subject, list(profile.maps), list(profile.sets))
    import tempfile

    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr("tracker.files.profiles.profiles_folder", lambda: Path(folder))
        save_profile(profile)
        assert get_profile("kept") == profile

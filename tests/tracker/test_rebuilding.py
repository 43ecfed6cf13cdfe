"""What was changed behind the log's back is made anew from the log, as it was; and nothing is made from a bad log."""

import shutil
from contextlib import closing
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher

from tests.builders import NOON, Small, dump, small_store
from tracker import cli, drafts, facilities, incidents
from tracker.errors import Refused
from tracker.integrity import check_file
from tracker.rebuilding import can_mend, rebuild_file
from tracker.store import open_store


@pytest.fixture
def small(tmp_path: Path) -> Small:
    """Some of everything, closed."""
    small = small_store(tmp_path / "s.btrk")
    for n in range(6):
        small.record(persons=10 + n, groups=[drafts.Group(5, "IRQ")], text="By the river")
    small.record(moved_to=small.facilities[0], outcomes=[drafts.OutcomeCount(count=1)])
    later = small.record(referrals=[drafts.Referral(persons=2)])
    # An incident that names one recorded after it.
    first = small.record(sector=small.sectors[1])
    last = small.record()
    small.store.write(incidents.link_as_seen_before, first, last, 3)
    small.store.write(incidents.void_incident, later, "entered twice")
    count = drafts.Headcount(facility=small.facilities[0], counted_at=NOON, persons=40)
    small.store.write(facilities.take_headcount, count)
    small.store.close()
    return small


def damage(small: Small, *statements: str) -> None:
    with closing(sqlcipher.connect(str(small.store.path), isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def held(small: Small) -> object:
    small.store = open_store(small.store.path, "R. recorder")
    found = dump(small)
    small.store.close()
    return found


def run(capsys: pytest.CaptureFixture[str], *words: str, code: int) -> str:
    assert cli.main(list(words)) == code
    return "".join(capsys.readouterr())


HARM = {
    "rows changed": ("UPDATE incident SET persons = 1, text = NULL", 'DELETE FROM "group"'),
    "totals changed": ("UPDATE daily_total SET arrivals = 0",),
    "an incident gone": ("DELETE FROM incident WHERE pk = (SELECT min(pk) FROM incident)",),
    "what others name gone": ("DELETE FROM sector", "DELETE FROM situation"),
    "a row too many": (
        "INSERT INTO incident SELECT * FROM (SELECT 999, 'x' || id, {rest} FROM incident LIMIT 1)",
    ),
    "found by other words": (
        "DELETE FROM incident_search",
        "INSERT INTO incident_search(rowid, body) VALUES (6, 'x')",
    ),
}


@pytest.mark.parametrize("harm", HARM)
def test_rebuilt_it_is_as_it_was(small: Small, harm: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = held(small)
    with closing(sqlcipher.connect(str(small.store.path))) as connection:
        columns = [f'"{row[1]}"' for row in connection.execute("PRAGMA table_info(incident)")]
    rest = ", ".join(name for name in columns if name not in ('"pk"', '"id"'))
    order = ", ".join(['"pk"', '"id"', rest])
    damage(
        small,
        *(
            s.replace("INTO incident SELECT", f"INTO incident({order}) SELECT").format(rest=rest)
            for s in HARM[harm]
        ),
    )
    assert can_mend(check_file(small.store.path))
    assert "is not sound" in run(capsys, "check", "--store", str(small.store.path), code=1)
    said = run(capsys, "check", "--rebuild", "--store", str(small.store.path), code=0)
    assert said.startswith("The rows were made anew from the log. Before that:\n  ")
    assert "is sound" in said
    assert held(small) == before
    assert "anew" not in run(capsys, "check", "--rebuild", "--store", str(small.store.path), code=0)


def test_nothing_is_made_from_a_log_that_is_not_whole(
    small: Small, capsys: pytest.CaptureFixture[str]
) -> None:
    damage(
        small,
        "UPDATE incident SET persons = 1",
        "UPDATE revision SET content = replace(content, '23', '32') WHERE record_type = 'incident'",
    )
    copy = Path(shutil.copy(small.store.path, small.store.path.with_name("copy.btrk")))
    assert not can_mend(check_file(copy))
    said = run(capsys, "check", "--rebuild", "--store", str(copy), code=1)
    assert "is not sound" in said
    assert copy.read_bytes() == small.store.path.read_bytes()
    with pytest.raises(Refused) as caught:
        rebuild_file(copy)
    assert [p.code for p in caught.value.problems] == ["log_not_whole"]
    with closing(sqlcipher.connect(str(copy))) as connection:
        assert connection.execute("SELECT max(persons) FROM incident").fetchone() == (1,)

"""A released report: its file is kept, its release is a revision, no undo takes it back, and check looks after it."""

from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from tests.builders import Small, small_store, turn
from tracker import evidence
from tracker.codes import Purpose, Sensitivity
from tracker.errors import DiskFull, Refused
from tracker.integrity import check_file
from tracker.report import release as releasing
from tracker.report.making import make_report
from tracker.report.release import find_released, find_reports, path_of, release

DAY = date(2021, 8, 3)


@pytest.fixture
def small(tmp_path: Path) -> Small:
    small = small_store(tmp_path / "s.btrk")
    small.record()
    return small


def codes(error: Refused) -> list[str]:
    return [problem.code for problem in error.problems]


def test_the_very_file_is_kept_and_listed(small: Small) -> None:
    made, outcome = release(small.store, small.situation, DAY, remarks="A quiet night.", paper="letter")
    with small.store.read() as session:
        (line,) = find_reports(session)
        assert find_reports(session, small.situation) == [line]
    assert path_of(small.store.path, line).read_bytes() == made.pdf
    assert path_of(small.store.path, line).stat().st_mode & 0o077 == 0
    assert (line.id, line.day, line.position, line.author) == (
        outcome.value,
        DAY,
        made.position,
        small.store.author,
    )
    assert (line.log_head, line.sha256) == (made.log_head, sha256(made.pdf).hexdigest())
    assert outcome.change.records == (("report", line.id),)
    # At its position, with its remarks, it is made again as it was released.
    small.record(persons=99)
    again = make_report(
        small.store, small.situation, DAY, position=line.position, remarks=line.remarks, paper="letter", released=True
    )  # fmt: skip
    assert again.pdf == made.pdf
    asked = {
        "position": line.position,
        "purpose": Purpose.OPERATIONAL,
        "sensitivity": Sensitivity.CONFIDENTIAL,
    }
    with small.store.read() as session:
        assert find_released(session, small.situation, DAY, paper="letter", **asked) == line
        assert find_released(session, small.situation, DAY, paper="a4", **asked) is None
        assert find_released(session, small.situation, DAY, paper="letter", remarks="Other.", **asked) is None


def test_it_is_neither_undone_nor_released_twice(small: Small) -> None:
    made, _ = release(small.store, small.situation, DAY)
    with pytest.raises(Refused) as caught:
        turn(small.store)
    assert codes(caught.value) == ["report_not_undone"]
    with pytest.raises(Refused) as caught:
        release(small.store, small.situation, DAY, position=made.position)
    assert codes(caught.value) == ["report_released"]
    # What was done after it can be undone as ever.
    small.record()
    turn(small.store)
    with small.store.read() as session:
        assert len(find_reports(session)) == 1


def test_check_says_whether_its_file_is_there_and_unchanged(small: Small) -> None:
    made, _ = release(small.store, small.situation, DAY)
    path = evidence.path_of(small.store.path, sha256(made.pdf).hexdigest())
    assert check_file(small.store.path) == []
    path.write_bytes(made.pdf + b" ")
    (found,) = check_file(small.store.path)
    assert (found.code, found.is_remark, found.values["day"]) == ("report_changed", False, DAY)
    path.unlink()
    (found,) = check_file(small.store.path)
    assert (found.code, found.is_remark) == ("report_missing", True)


def test_without_its_file_nothing_is_released(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(content: bytes, store: Path) -> str:
        raise DiskFull("disk_full", path=str(store))

    monkeypatch.setattr(releasing.evidence, "keep", full)
    with pytest.raises(DiskFull):
        release(small.store, small.situation, DAY)
    with small.store.read() as session:
        assert find_reports(session) == []

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.builders import NOON, Small
from tests.ui.typist import Saved, save, text, told, typed
from tracker import drafts, incidents, records
from tracker.codes import (
    AgeBand,
    Circumstance,
    CountBasis,
    Outcome,
    Service,
    Status,
)
from tracker.drafts import Evidence, Group, OutcomeCount, Referral
from ui.forms.incident import IncidentForm

pytestmark = [pytest.mark.filterwarnings("error"), pytest.mark.usefixtures("noon")]


# Keeping


def test_an_untouched_form_keeps_nothing(form: IncidentForm) -> None:
    assert form.keep() == {}
    form.quick.set_text("x")
    form.quick.set_text("")
    assert form.keep() == {}


def test_what_is_kept_comes_back_whole(form: IncidentForm, small: Small, qtbot: QtBot) -> None:
    form.quick.set_text("14:00 Druskininkai 23 IQ:15 > Pabrade")
    typed(form, qtbot, "persons", "25")
    typed(form, qtbot, "text", "قرب النهر " + "x" * 10_000)
    form.sheet.setChecked(True)
    form.fields["evidence"].input().set_text('[{"name":"a.jpg","sha256":"ab","size":5}]')
    kept = form.keep()
    draft = form.draft()
    other = IncidentForm()
    qtbot.addWidget(other)
    other.restore(kept)
    told(other, small)  # the store opens later than the draft comes back
    assert other.keep() == kept
    assert other.draft() == draft


def test_it_says_beside_its_title_when_the_draft_was_kept(form: IncidentForm) -> None:
    form.show_kept(NOON)
    assert form.note.isHidden()  # nothing is typed
    form.quick.set_text("23")
    form.show_kept(NOON)
    assert form.note.text() == "draft kept 14:00:00"  # in Vilnius
    assert form.note.isVisible()
    form.layout().activate()  # type: ignore[union-attr]
    assert form.note.width() >= form.note.fontMetrics().horizontalAdvance(form.note.text())


def test_half_typed_rows_are_kept_too(form: IncidentForm, qtbot: QtBot) -> None:
    row = form.composition.nationalities.all_rows()[0]
    qtbot.keyClicks(row.who, "Nowh")
    kept = form.keep()
    form.clear()
    form.restore(kept)
    assert form.composition.nationalities.all_rows()[0].who.text() == "Nowh"


def test_each_key_is_told_once_it_changes_something(form: IncidentForm, qtbot: QtBot) -> None:
    heard: list[int] = []
    form.edited.connect(lambda: heard.append(1))
    qtbot.keyClicks(form.quick.line, "23")
    assert len(heard) >= 2
    heard.clear()
    qtbot.keyClicks(form.fields["place"].editor, "x")
    assert heard


def test_clearing_after_saving_leaves_an_empty_form(form: IncidentForm) -> None:
    form.quick.set_text(
        "14:00 Druskininkai 23 IQ:15 B2 claimed escorted asylum 2 hospital 1 party P-1 > Pabrade"
    )
    form.clear()
    assert form.keep() == {}
    assert form.quick.text() == ""
    assert {n: f.input().text() for n, f in form.fields.items() if f.input().text()} == {
        "precision": "exact",
        "kind": "crossing",
        "basis": "counted",
        "status": "reported",
        "reliability": "F",
        "credibility": "6",
    }


def test_discarded_by_mistake_it_can_be_brought_back(form: IncidentForm, qtbot: QtBot) -> None:
    form.quick.set_text("14:00 23")
    form.look_again()
    qtbot.mouseClick(form.discard_button, Qt.MouseButton.LeftButton)
    assert form.quick.text() == ""
    qtbot.mouseClick(form.discard_button, Qt.MouseButton.LeftButton)
    assert form.quick.text() == "14:00 23"


# The next one


def test_sector_source_and_grade_of_the_last_one_are_offered_and_not_put_in(
    form: IncidentForm, small: Small, qtbot: QtBot
) -> None:
    assert form.as_last.isHidden()
    save(form, "14:00 Druskininkai 23 B2 from: Patrol 7")
    assert form.keep() == {}
    assert "Druskininkai · Patrol 7 · B2" in form.as_last.accessibleName()
    qtbot.keyClick(form.quick.line, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert form.sector.value() == small.sectors[0]
    assert text(form, "source") == "Patrol 7"
    assert text(form, "reliability") == "B"
    assert form.as_last.isHidden()


def test_a_stack_of_paper_keeps_date_and_sector(form: IncidentForm, small: Small, qtbot: QtBot) -> None:
    saved = Saved(form)
    form.quick.set_text("1 Jul 2021 23:50 Lavoriškės 5")
    form.sheet.setChecked(True)
    assert form.keeps_on
    form.save()
    form.clear()
    assert form.quick.line.hasFocus()
    assert "1 Jul 2021" in form.sheet.text()
    assert form.keep() == {}  # nothing is typed on this sheet yet
    form.quick.set_text("0210 7")
    assert "Thu 1 Jul 02:10" in form.quick.words.text()  # the sheet's day, which is not today
    save(form, "0210 7")
    save(form, "14:00 8")
    drafts_ = [draft for draft, _, _ in saved.new]
    assert [d.persons for d in drafts_] == [5, 7, 8]
    assert {d.sector for d in drafts_} == {small.sectors[1]}
    assert [d.happened_at for d in drafts_[1:]] == [
        datetime(2021, 6, 30, 23, 10, tzinfo=UTC),
        datetime(2021, 7, 1, 11, 0, tzinfo=UTC),
    ]
    form.sheet.setChecked(False)
    save(form, "14:00 Druskininkai 9")
    assert saved.new[-1][0].happened_at == NOON


# Amending


@pytest.fixture
def full(small: Small) -> tuple[str, drafts.Incident, str]:
    id_ = small.record(
        groups=[Group(4, None, None, AgeBand.MINOR), Group(15, "IRQ")],
        outcomes=[OutcomeCount(Outcome.ADMITTED, 20)],
        referrals=[
            Referral(Service.MEDICAL, 2, receiver="Red Cross", due_at=NOON, reference="R-1", consent=True)
        ],
        evidence=[Evidence("a.jpg", "ab" * 32, 5, "image/jpeg", "Patrol 7", NOON)],
        latitude=54.0,
        longitude=24.0,
        origin="file:7",
        illustrative=True,
        circumstances=[Circumstance.FORCE_USED],
        persons=23,
        basis=CountBasis.ESTIMATED,
        low=20,
        high=25,
        posted_at=NOON,
        source="Patrol 7",
        text="As found.",
        status=Status.VERIFIED,
    )
    with small.store.read() as session:
        draft, revision = records.get(session, drafts.Incident, id_)
    return id_, draft, revision


def test_an_amendment_with_nothing_changed_says_the_same(form: IncidentForm, full: Any) -> None:
    id_, draft, revision = full
    form.amend(id_, draft, revision)
    assert form.draft() == draft
    assert form.keep() == {}
    assert form.title.text() == "Amend incident"
    assert form.fields["moved_to"].isHidden()


def test_an_amendment_changes_what_was_changed_and_no_more(
    form: IncidentForm, small: Small, full: Any, qtbot: QtBot
) -> None:
    id_, draft, revision = full
    saved = Saved(form)
    form.amend(id_, draft, revision)
    typed(form, qtbot, "persons", "24")
    form.save()
    asked_id, changed, based_on, party = saved.amended[0]
    assert (asked_id, based_on, party) == (id_, revision, None)
    small.store.write(incidents.amend_incident, id_, changed, based_on)
    from tracker.incident_detail import read_incident

    with small.store.read() as session:
        assert set(read_incident(session, id_).versions[-1].changes) == {"persons"}


def test_what_was_half_typed_waits_for_the_amendment(form: IncidentForm, full: Any, qtbot: QtBot) -> None:
    id_, draft, revision = full
    form.quick.set_text("14:00 Druskininkai 9")
    form.amend(id_, draft, revision)
    assert form.quick.text() == ""
    assert form.keep()["parked"]["line"] == "14:00 Druskininkai 9"
    typed(form, qtbot, "persons", "24")
    kept = form.keep()
    form.save()
    form.clear()
    assert form.title.text() == "New incident"
    assert form.quick.text() == "14:00 Druskininkai 9"
    form.restore(kept)  # it was refused
    assert form.title.text() == "Amend incident"
    assert text(form, "persons") == "24"
    form.clear()
    assert form.quick.text() == "14:00 Druskininkai 9"


# Likely duplicates


def duplicates(small: Small, draft: drafts.Incident) -> list[Any]:
    with small.store.read() as session:
        return incidents.find_likely_duplicates(session, draft)


def test_an_incident_like_it_is_told_and_can_be_linked(
    form: IncidentForm, small: Small, qtbot: QtBot
) -> None:
    earlier = small.record(happened_at=NOON - timedelta(minutes=20))
    form.duplicates_wanted.connect(lambda draft, leave_out: form.show_duplicates(duplicates(small, draft)))
    with qtbot.waitSignal(form.duplicates_wanted, timeout=3000):
        form.quick.set_text("14:00 Druskininkai 22")
    assert form.duplicates.isVisible()
    assert "13:40" in form.duplicates.words.text() and "23 persons" in form.duplicates.words.text()
    qtbot.mouseClick(form.duplicates.link, Qt.MouseButton.LeftButton)
    assert form.draft().seen_before == earlier
    kept = form.keep()
    form.clear()
    assert form.draft().seen_before is None
    form.restore(kept)
    assert form.draft().seen_before == earlier
    qtbot.mouseClick(form.duplicates.back, Qt.MouseButton.LeftButton)
    assert form.draft().seen_before is None


def test_an_amendment_asks_only_when_what_makes_it_like_another_changes(
    form: IncidentForm, full: Any, qtbot: QtBot
) -> None:
    id_, draft, revision = full
    form.amend(id_, draft, revision)
    with qtbot.assertNotEmitted(form.duplicates_wanted, wait=700):
        typed(form, qtbot, "source", "Patrol 8")
    with qtbot.waitSignal(form.duplicates_wanted, timeout=3000) as asked:
        typed(form, qtbot, "persons", "22")
    assert asked.args is not None and asked.args[1] == id_


def test_after_a_no_it_is_not_asked_again(form: IncidentForm, small: Small, qtbot: QtBot) -> None:
    small.record(happened_at=NOON - timedelta(minutes=20))
    form.duplicates_wanted.connect(lambda draft, leave_out: form.show_duplicates(duplicates(small, draft)))
    with qtbot.waitSignal(form.duplicates_wanted, timeout=3000):
        form.quick.set_text("14:00 Druskininkai 22")
    qtbot.mouseClick(form.duplicates.no, Qt.MouseButton.LeftButton)
    assert form.duplicates.isHidden()
    with qtbot.waitSignal(form.duplicates_wanted, timeout=3000):
        form.quick.set_text("14:01 Druskininkai 22")
    assert form.duplicates.isHidden()


def test_nothing_near_is_nothing_told(form: IncidentForm, small: Small, qtbot: QtBot) -> None:
    form.duplicates_wanted.connect(lambda draft, leave_out: form.show_duplicates(duplicates(small, draft)))
    with qtbot.waitSignal(form.duplicates_wanted, timeout=3000):
        form.quick.set_text("14:00 Druskininkai 22")
    assert form.duplicates.isHidden()


# Evidence


def test_a_file_is_taken_in_beside_the_store(
    form: IncidentForm, small: Small, tmp_path: Path, qtbot: QtBot
) -> None:
    from tracker.evidence import path_of

    (tmp_path / "a photo.jpg").write_bytes(b"photo")
    form.evidence.choose = lambda: [str(tmp_path / "a photo.jpg")]
    qtbot.mouseClick(form.evidence.add, Qt.MouseButton.LeftButton)
    form.quick.set_text("14:00 Druskininkai 22")
    saved = Saved(form)
    form.save()
    assert saved.new == [] or form.evidence.value()  # a file on its way holds up the save
    qtbot.waitUntil(lambda: bool(form.evidence.value()))
    form.save()
    evidence = saved.new[-1][0].evidence[0]
    assert (evidence.name, evidence.size, evidence.media_type) == ("a photo.jpg", 5, "image/jpeg")
    assert path_of(small.store.path, evidence.sha256).read_bytes() == b"photo"
    assert form.keep()["fields"]["evidence"]


def test_what_cannot_be_taken_in_is_said(form: IncidentForm, tmp_path: Path, qtbot: QtBot) -> None:
    form.evidence.take(tmp_path)
    qtbot.waitUntil(form.evidence.trouble.isVisible)
    assert "folder" in form.evidence.trouble.text()
    assert form.evidence.value() == [] and not form.evidence.is_waiting()


def test_a_file_can_be_taken_off(form: IncidentForm, qtbot: QtBot) -> None:
    form.evidence.set_text('[{"name":"<b>a</b>.jpg","sha256":"ab","size":5}]')
    row = form.evidence.findChild(QWidget, "evidence_remove")
    assert row is not None
    qtbot.mouseClick(row, Qt.MouseButton.LeftButton)
    assert form.evidence.value() == []

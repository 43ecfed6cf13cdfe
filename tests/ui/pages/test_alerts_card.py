"""What the board says where nothing is to be decided, and how its entries are counted."""

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.plots.readings import facility
from tracker.codes import Level
from tracker.figures import Alert
from tracker.readings import FacilityReading
from ui.pages.alerts_card import AlertRow, AlertsCard
from ui.palette import LIGHT

WITHIN, UNKNOWN = facility("Alytus", 60, 100), facility("Kybartai", 124, None)
LEFT = replace(facility("Rukla", None, 450), uncounted=4)


@pytest.mark.parametrize(
    ("facilities", "said", "state"),
    [
        ([WITHIN], "● Nothing: no facility is tight", "within"),
        ([UNKNOWN], "○ Capacity not known", ""),
        ([LEFT], "○ Count needed", ""),
        ([WITHIN, UNKNOWN], "○ None of the others is tight, full or over. Not known: 1 of 2 facilities.", ""),
        ([], "Once facilities are known", ""),
    ],
)
def test_only_what_is_known_to_be_within_is_green(
    qtbot: QtBot, facilities: list[FacilityReading], said: str, state: str
) -> None:
    card = AlertsCard(LIGHT)
    qtbot.addWidget(card)
    card.show_alerts([], facilities)
    assert card.calm.text().startswith(said)
    assert (card.calm.property("state") or "") == state


def test_it_ends_at_a_whole_row_and_counts_the_others(qtbot: QtBot) -> None:
    facilities = [facility(f"Place {i}", 120 + i, 100) for i in range(3)]
    over = Alert("facilities_over", Level.OVER, {"number": 1, "persons": 20, "names": ["Place 0"]})
    unknown = [
        Alert("capacity_unknown", Level.UNKNOWN, {"persons": i, "names": ["Place 1"]}) for i in range(1, 6)
    ]
    card = AlertsCard(LIGHT)
    qtbot.addWidget(card)
    card.resize(400, 190)
    card.show()
    card.show_alerts([over, *unknown], facilities)
    assert card.note.whole == "1, and 5 to find out"
    qtbot.waitUntil(lambda: card.more.isVisible())
    area = card.scroll.viewport()
    rows = card.findChildren(AlertRow)
    seen = [r for r in rows if r.y() < area.height()]
    assert all(r.y() + r.height() <= area.height() for r in seen)
    assert card.more.text() == f"and {6 - len(seen)} more"
    card.more.click()
    qtbot.waitUntil(lambda: card.focusWidget() is rows[len(seen)])
    card.resize(400, 900)
    qtbot.waitUntil(lambda: not card.more.isVisible())

"""What the board says where nothing is to be decided, and how its entries are counted."""

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.plots.readings import facility
from tracker.readings import FacilityReading
from ui.pages.alerts_card import AlertsCard
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

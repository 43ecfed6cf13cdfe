from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tracker.codes import Level, Regime, Trust
from tracker.quickline import Named, Vocabulary, read
from tracker.readings import FacilityReading
from ui.forms.quick_line import QuickLine
from ui.forms.understood import understood

NOW = datetime(2021, 8, 3, 11, 30, tzinfo=UTC)
WORDS = Vocabulary(
    "s",
    "Europe/Vilnius",
    1440,
    [Named("d", "Druskininkai"), Named("l", "Lavoriškės")],
    [Named("p", "Pabradė")],
)
FULL = FacilityReading(
    "p", "Pabradė", Regime.CLOSED, 686, 500, None, 0, Level.OVER, Trust.FRESH, NOW, 0, None
)


def words(line: str) -> list[tuple[str, str]]:
    reading = read(line, WORDS, NOW)
    return [(p.text, p.state) for p in understood(line, reading, {"p": FULL}, WORDS.time_zone, NOW)]


def all_words(line: str) -> str:
    return " · ".join(text for text, _ in words(line))


def test_how_the_whole_line_was_understood() -> None:
    said = words("14:00 Druskininkai 23 IQ:15 Congo:5 SY:3 minors 4 > Pabrade")
    assert [text for text, _ in said[:7]] == [
        "today 14:00",
        "Druskininkai",
        "23 persons, counted",
        "Iraq: 15",
        "Congo, not said which: 5",
        "Syria: 3",
        "under 18: 4",
    ]
    assert "over by 186" in said[7][0] and said[7][1] == "over"


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("22:10 Drusk", "yesterday is taken"),
        ("25-35", "25–35"),
        ("25-35", "middle of the range"),
        ("blah 23", "kept as text: blah"),
        ("23 > Nowhere", "Nowhere"),
        ("28 Mar 2021 03:30", "put forward"),
        ("asylum 23", "Asylum claim: 23"),
        ("hospital 1", "to hospital: 1"),
        ("B2", "usually reliable"),
        ("claimed escorted", "claimed"),
        ("party P-42", "party P-42"),
        ("from: Patrol 7", "source: Patrol 7"),
        ("at: the bridge", "at the bridge"),
        ("destination: Germany", "Germany"),
        ("12 > ", "a name is missing"),
        ("12 Pabrade", "write > before it"),
        ("IQ", "how many"),
        ("3/4 12", "3 Apr or 4 Mar"),
        ("minors 4 boys 2 girls 1", "among “minors 4”: “boys 2”, “girls 1”"),
        ("women 3 men 5 minors 4", "how many are there in all?"),
        ("23 people from Iraq", "all of them are taken to be from there"),
        ("3 families", "“3 families” does not say how many people"),
        ("02;10 5", "“02;10” looks like a time"),
        ("02:10-02:40 5", "write when it began"),
        ("Fri 29 Jul 2021", "another day of the week"),
        ("Druskininkay 5", "is Druskininkai meant"),
    ],
)
def test_what_is_said_of_it(line: str, part: str) -> None:
    assert part in all_words(line)


def test_every_code_of_the_parser_has_words() -> None:
    """Whatever it says of a line is put into words; no code shows through."""
    from tracker.quickline import reading
    from ui.forms.understood import _troubles, note

    told = reading.__doc__ or ""
    notes = told.split("Notes,")[1].split("Troubles,")[0]
    troubles = told.split("Troubles,")[1]
    silent = {"completed", "from_demonym"}
    for code in [line.split()[0] for line in notes.splitlines() if line.startswith("    ")]:
        assert note(code) or code in silent, code
    listed = {word for word in troubles.replace("(", " ").split() if "_" in word}
    for code in listed:
        assert code in _troubles() or code.startswith("second_"), code


def test_what_is_wrong_is_a_warning_on_a_line_of_its_own() -> None:
    reading = read("31 Feb 2021 Druskininkai", WORDS, NOW)
    pieces = understood("31 Feb 2021 Druskininkai", reading, {}, WORDS.time_zone, NOW)
    wrong = [piece for piece in pieces if piece.state == "warning"]
    assert wrong and all(piece.break_before for piece in wrong)


@pytest.mark.parametrize(
    "line",
    ["", " ", "<b>bold</b>", "😀😀", "مجموعة من الناس", "\u202e23", "x" * 2000, ">>>>", "::::", "a\tb"],
)
def test_any_text_is_understood_somehow(line: str) -> None:
    assert isinstance(all_words(line), str)


# The widget


@pytest.fixture
def quick(qtbot: QtBot) -> QuickLine:
    made = QuickLine()
    made.now = lambda: NOW
    made.set_vocabulary(WORDS, {"p": FULL})
    qtbot.addWidget(made)
    made.resize(460, 300)
    made.show()
    qtbot.waitExposed(made)
    made.line.setFocus()
    qtbot.waitUntil(made.line.hasFocus)
    return made


def test_it_tells_with_each_key(quick: QuickLine, qtbot: QtBot) -> None:
    told: list[int | None] = []
    quick.understood.connect(lambda reading: told.append(reading.draft.persons if reading else None))
    qtbot.keyClicks(quick.line, "23")
    assert told == [2, 23]
    assert "23 persons" in quick.words.text()
    assert quick.line.accessibleDescription() == quick.words.text()
    quick.line.clear()
    assert quick.words.isHidden()
    assert quick.reading is None


def test_tab_and_enter_take_the_offer(quick: QuickLine, qtbot: QtBot) -> None:
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Return):
        quick.line.clear()
        qtbot.keyClicks(quick.line, "14:00 Dru")
        assert quick.line.is_offering
        assert quick.line.rest() == "skininkai"
        qtbot.keyClick(quick.line, key)
        assert quick.line.text().rstrip() == "14:00 Druskininkai"
        assert quick.line.hasFocus()
        assert not quick.line.is_offering


def test_the_arrow_takes_it_at_the_end_of_the_line_only(quick: QuickLine, qtbot: QtBot) -> None:
    qtbot.keyClicks(quick.line, "Lav")
    qtbot.keyClick(quick.line, Qt.Key.Key_Right)
    assert quick.line.text().startswith("Lavoriškės")


def test_a_name_that_is_typed_in_full_offers_nothing(quick: QuickLine, qtbot: QtBot) -> None:
    qtbot.keyClicks(quick.line, "Druskininkai")
    assert not quick.line.is_offering


def test_facilities_are_offered_after_the_arrow_sign(quick: QuickLine, qtbot: QtBot) -> None:
    qtbot.keyClicks(quick.line, "23 > ")
    assert quick.line.is_offering
    qtbot.keyClick(quick.line, Qt.Key.Key_Return)
    assert quick.line.text() == "23 > Pabradė"
    assert quick.reading is not None and quick.reading.moved_to == "p"


def test_words_wrap_and_are_plain_text(quick: QuickLine) -> None:
    quick.set_text("14:00 Druskininkai 23 <b>x</b> " + "long " * 30)
    assert "<b>" in quick.words.text() or "<b" in quick.words.text()
    assert quick.words.heightForWidth(200) > quick.words.heightForWidth(2000)


@pytest.mark.parametrize(
    "line",
    ["14:00 23 " + "IQ:1 " * 300, "99:99 " * 300, "Druskininkai 23 > Nowhere " * 70, "x" * 2000, "IQ " * 600],
)
def test_a_long_paste_is_said_in_a_few_lines(line: str, qtbot: QtBot) -> None:
    quick = QuickLine()
    qtbot.addWidget(quick)
    quick.set_vocabulary(WORDS, {})
    quick.now = lambda: NOW
    quick.set_text(line)
    spacing = quick.words.fontMetrics().lineSpacing() + 4
    assert 0 < quick.words.heightForWidth(400) <= 10 * spacing
    assert len(quick.words.text()) < 1200


def test_of_many_the_first_and_how_many_more() -> None:
    said = all_words("14:00 300 " + "IQ:1 " * 100)
    assert said.startswith("today 14:00 · 300 persons, counted · Iraq: 1")
    shown = said.count("Iraq: 1")
    assert f"and {100 - shown} more" in said
    assert all_words("99:99 " * 20).count("no clock shows") + all_words("99:99 " * 20).count("second") <= 4


def test_a_facility_that_is_full_is_said_after_any_number_of_groups() -> None:
    assert any(state == "over" for _, state in words("14:00 300 " + "IQ:1 " * 100 + "> Pabrade"))


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("14:00 Druskininkai 0", "at least"),
        ("14:00 Druskininkai 99999999", "99,999,999"),
        ("14:00 Druskininkai 10 IQ:15", "more than the 10 persons"),
        ("14:00 Druskininkai 25 minors 30", "more than the 25 persons"),
        ("2022-08-05 14:00 Druskininkai 5", "has not come yet"),
        ("5 Dec 2031 Druskininkai 5", "has not come yet"),
        (
            "14:00 Druskininkai 23 boys 5 minors 4",
            "Of the age “under 18” there are 4 in all, and 5 in its parts.",
        ),
    ],
)
def test_what_will_be_refused_at_saving_is_said_while_it_is_typed(line: str, part: str, qtbot: QtBot) -> None:
    quick = QuickLine()
    qtbot.addWidget(quick)
    quick.now = quick.clock = lambda: NOW
    for vocabulary in (WORDS, Vocabulary("", "UTC", 1440, (), ())):  # also while the store opens
        quick.set_vocabulary(vocabulary, {})
        quick.set_text(line)
        warned = [piece.text for piece in quick.words._pieces if piece.state == "warning"]
        assert any(part in words for words in warned), warned
        assert part in quick.line.accessibleDescription()


@pytest.mark.parametrize("line", ["1", "14:00", "14:00 Druskininkai 23 IQ:15 minors 4", "IQ:5", "~30"])
def test_what_is_missing_yet_is_not_wrong(line: str, qtbot: QtBot) -> None:
    quick = QuickLine()
    qtbot.addWidget(quick)
    quick.now = quick.clock = lambda: NOW
    quick.set_vocabulary(WORDS, {})
    quick.set_text(line)
    assert [piece.text for piece in quick.words._pieces if piece.state == "warning"] == []

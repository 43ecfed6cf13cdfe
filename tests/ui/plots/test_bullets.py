import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from tests.ui.plots.readings import NOW, facility
from ui.palette import DARK, LIGHT
from ui.plots.bullets import FacilityBullets, FacilityRow, figures_text, scale_of, sentence, trust_text

SOME = [
    facility("Druskininkai", 214, 160, expected=12),
    facility("Rukla", 438, 450, hours=31),
    facility("Kybartai", 124, None, hours=None),
]


@pytest.fixture
def bullets(qtbot):
    widget = FacilityBullets()
    qtbot.addWidget(widget)
    widget.resize(370, 200)
    widget.show_readings(SOME, NOW)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def rows(widget: FacilityBullets) -> list[FacilityRow]:
    return [row for row in widget.findChildren(FacilityRow) if row.isVisibleTo(widget)]


def test_a_facility_is_named_with_its_figures_level_and_trust(bullets: FacilityBullets) -> None:
    druskininkai, rukla, kybartai = rows(bullets)
    assert druskininkai.objectName() == "facility_id-Druskininkai"
    assert druskininkai.accessibleName() == (
        "Druskininkai: 214 people, 160 places, over by 54, counted 3 h ago, 12 people on the road to it"
    )
    assert "tight" in rukla.accessibleName()
    assert "31 h" in rukla.accessibleName()
    assert kybartai.accessibleName() == "Kybartai: 124 people, capacity unknown, never counted"


def test_figures_and_ages() -> None:
    assert figures_text(facility("A", 2140, 160)) == "2,140 / 160"
    assert figures_text(facility("A", 124, None)) == "124 / ?"
    assert figures_text(facility("A", None, 80)) == "? / 80"
    assert trust_text(facility("A", 1, 2, hours=31), NOW, short=False) == "31 h old"
    assert trust_text(facility("A", 1, 2, hours=None), NOW, short=False) == "never counted"
    assert "people not known" in sentence(facility("A", None, 80), NOW)


def test_the_line_at_the_capacity_stands_inside_and_at_the_same_place() -> None:
    assert scale_of([facility("A", 10, 100)]) == 1.25
    assert scale_of([facility("A", 214, 160)]) >= 214 / 160
    assert scale_of([facility("A", 100, 100, expected=80)]) >= 1.8
    assert scale_of([facility("A", 5000, 100)]) == 3  # broken off: the others stay readable
    assert scale_of([facility("A", 5, 0), facility("B", None, 5)]) == 1.25


def test_a_click_says_which(bullets: FacilityBullets, qtbot) -> None:
    with qtbot.waitSignal(bullets.facility_selected) as said:
        qtbot.mouseClick(rows(bullets)[1], Qt.MouseButton.LeftButton)
    assert said.args == ["id-Rukla"]
    assert bullets.selected == "id-Rukla"


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_keys_walk_and_press(bullets: FacilityBullets, qtbot, key: Qt.Key) -> None:
    first, second, third = rows(bullets)
    first.setFocus()
    with qtbot.assertNotEmitted(bullets.facility_selected):
        qtbot.keyClick(first, Qt.Key.Key_Down)
        assert bullets.focusWidget() is second
        qtbot.keyClick(second, Qt.Key.Key_End)
        assert bullets.focusWidget() is third
        qtbot.keyClick(third, Qt.Key.Key_Down)
        assert bullets.focusWidget() is third
        qtbot.keyClick(third, Qt.Key.Key_Up)
    with qtbot.waitSignal(bullets.facility_selected) as said:
        qtbot.keyClick(second, key)
    assert said.args == ["id-Rukla"]


def test_beside_a_detail_walking_selects(bullets: FacilityBullets, qtbot) -> None:
    bullets.select_on_move = True
    with qtbot.waitSignal(bullets.facility_selected) as said:
        qtbot.keyClick(rows(bullets)[0], Qt.Key.Key_Down)
    assert said.args == ["id-Rukla"]


def test_selecting_from_outside_is_silent(bullets: FacilityBullets, qtbot) -> None:
    with qtbot.assertNotEmitted(bullets.facility_selected):
        bullets.select("id-Kybartai")
    assert bullets.selected == "id-Kybartai"


def test_a_hundred_facilities_use_rows_again(bullets: FacilityBullets, qtbot) -> None:
    many = [facility(f"F{i}", i, 50) for i in range(100)]
    bullets.show_readings(many, NOW)
    before = rows(bullets)
    assert len(before) == 100
    assert bullets.sizeHint().height() >= 100 * 26
    bullets.show_readings(list(reversed(many)), NOW)
    assert rows(bullets) == before
    bullets.show_readings(many[:3], NOW)
    assert len(rows(bullets)) == 3


def test_a_short_list_says_what_it_leaves_out(qtbot) -> None:
    widget = FacilityBullets(max_rows=2)
    qtbot.addWidget(widget)
    widget.show_readings(
        [facility("A", 1, 9), facility("B", 1, 9), facility("C", 10, 9), facility("D", 1, 9)], NOW
    )
    more = widget.findChild(QPushButton, "facility_bullets_more")
    assert more.text() == "and 2 more, 1 of them over"
    assert len(rows(widget)) == 2
    assert len(widget.table_rows()) == 4
    with qtbot.waitSignal(widget.more_requested):
        more.click()
    widget.show_readings([facility("A", 1, 9)], NOW)
    assert not more.isVisibleTo(widget)


@pytest.mark.parametrize("width", [280, 340, 370, 469, 470, 659, 660, 1200])
def test_columns_fit_the_width(bullets: FacilityBullets, width: int) -> None:
    bullets.show_readings([*SOME, facility("A place with a name that goes on and on and on", 1, 2)], NOW)
    bullets.resize(width, 200)
    c = bullets.columns()
    used = 8 + c.name + c.bar + c.figures + c.level + c.trust + 4 * 10 + 2
    assert used <= width + 1 or width < 340
    assert c.bar >= 24
    assert (c.forecast > 0) == (width >= 660)


def test_the_table_twin_equals_the_readings(bullets: FacilityBullets) -> None:
    assert len(bullets.table_header()) == len(bullets.table_rows()[0])
    assert [row[:5] for row in bullets.table_rows()] == [
        ("Druskininkai", "Open", 214, 160, 12),
        ("Rukla", "Open", 438, 450, 0),
        ("Kybartai", "Open", 124, None, 0),
    ]


def test_markup_in_a_name_is_shown_as_it_is_written(bullets: FacilityBullets) -> None:
    bullets.show_readings([facility("<img src=x>", 1, 2)], NOW)
    assert "<img" not in rows(bullets)[0].toolTip()
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in bullets.findChildren(QLabel))


def test_made_up_data_says_so(bullets: FacilityBullets) -> None:
    note = bullets.findChild(QLabel, "facility_bullets_note")
    assert not note.isVisibleTo(bullets)
    bullets.show_readings([facility("A", 1, 2, illustrative=True)], NOW)
    assert note.text() == "illustrative data"
    bullets.show_readings([], NOW)
    assert "No facilities yet" in note.text()


def test_before_the_first_answer_nothing_is_said_to_be_missing(qtbot) -> None:
    widget = FacilityBullets()
    qtbot.addWidget(widget)
    note = widget.findChild(QLabel, "facility_bullets_note")
    assert note.text() == "Loading …"
    widget.show_readings([], NOW)
    assert "No facilities yet" in note.text()


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=lambda p: p.name)
def test_over_is_painted_in_its_colour(bullets: FacilityBullets, palette) -> None:
    bullets.apply_palette(palette)
    image = rows(bullets)[0].grab().toImage()
    assert palette.over in {
        image.pixelColor(x, image.height() // 2).name().upper() for x in range(image.width())
    }
    image = rows(bullets)[1].grab().toImage()
    assert palette.over not in {
        image.pixelColor(x, image.height() // 2).name().upper() for x in range(image.width())
    }

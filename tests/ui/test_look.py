import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetricsF, QIcon, QPalette, QRawFont
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QToolButton

from tracker.codes import Level
from ui import look
from ui.palette import DARK, HIGH_DARK, HIGH_LIGHT, LIGHT, Palette, tokens

ROOT = Path(__file__).parents[2]


@pytest.fixture
def looks(qapp: QApplication):
    made = look.start(qapp, "light")
    yield made
    made.choose("system")


def test_light_and_dark_can_be_chosen_and_are_told(looks: look.Look, qtbot) -> None:
    with qtbot.waitSignal(looks.changed) as told:
        looks.choose("dark")
    assert told.args == [DARK]
    assert look.palette() is DARK
    assert QApplication.palette().window().color().name().upper() == DARK.ground
    looks.choose("light")
    assert look.palette() is LIGHT


def test_an_unknown_look_is_refused(looks: look.Look) -> None:
    with pytest.raises(ValueError, match="sepia"):
        looks.choose("sepia")


@dataclass
class System:
    """A system that says what it likes, in the place of QApplication."""

    scheme: Qt.ColorScheme = Qt.ColorScheme.Unknown
    contrast: Qt.ContrastPreference = Qt.ContrastPreference.NoPreference

    def styleHints(self) -> "System":  # noqa: N802
        return self

    accessibility = styleHints

    def colorScheme(self) -> Qt.ColorScheme:  # noqa: N802
        return self.scheme

    def contrastPreference(self) -> Qt.ContrastPreference:  # noqa: N802
        return self.contrast

    def setColorScheme(self, scheme: Qt.ColorScheme) -> None:  # noqa: N802
        """Taken by the title bars."""

    def unsetColorScheme(self) -> None:  # noqa: N802
        """Given back to the system."""

    def setPalette(self, palette: QPalette) -> None:  # noqa: N802
        """Taken by Qt's own style."""

    def setStyleSheet(self, sheet: str) -> None:  # noqa: N802
        """Taken by the windows."""


DAY, NIGHT = Qt.ColorScheme.Light, Qt.ColorScheme.Dark
NORMAL, HIGH = Qt.ContrastPreference.NoPreference, Qt.ContrastPreference.HighContrast


@pytest.mark.parametrize(
    ("mode", "scheme", "contrast", "expected"),
    [
        ("system", DAY, NORMAL, LIGHT),
        ("system", NIGHT, NORMAL, DARK),
        ("system", Qt.ColorScheme.Unknown, NORMAL, LIGHT),
        ("light", NIGHT, NORMAL, LIGHT),
        ("dark", DAY, NORMAL, DARK),
        ("system", DAY, HIGH, HIGH_LIGHT),
        ("dark", DAY, HIGH, HIGH_DARK),
    ],
)
def test_the_system_is_followed_unless_one_was_chosen(
    looks: look.Look,
    monkeypatch: pytest.MonkeyPatch,
    mode: str,
    scheme: Qt.ColorScheme,
    contrast: Qt.ContrastPreference,
    expected: Palette,
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(looks, "_app", System(scheme, contrast))
        looks.choose(mode)
        assert look.palette() is expected


def test_the_systems_change_is_heard(looks: look.Look, monkeypatch: pytest.MonkeyPatch, qtbot) -> None:
    looks.choose("system")
    with monkeypatch.context() as patched:
        patched.setattr(looks, "_app", System(NIGHT))
        with qtbot.waitSignal(looks.changed):
            QApplication.styleHints().colorSchemeChanged.emit(NIGHT)
    assert look.palette() is DARK


def test_the_stylesheet_knows_every_name_that_it_uses() -> None:
    template = look.resource("styles", "window.qss").read_text(encoding="utf-8")
    used = set(re.findall(r"@(\w+)", re.sub(r"/\*.*?\*/", "", template, flags=re.DOTALL)))
    assert used <= set(tokens(LIGHT)) | {"styles", "edge"}
    for name in re.findall(r'url\("@styles/([^"]+)"\)', template):
        assert look.resource("styles", "light", name).exists()
        assert look.resource("styles", "dark", name).exists()
    assert "@" not in re.sub(r"/\*.*?\*/", "", look.stylesheet(template, DARK), flags=re.DOTALL)


@pytest.mark.parametrize("name", look.FONTS)
def test_fonts_are_shipped_with_their_licence(name: str) -> None:
    assert look.resource("fonts", f"{name}.ttf").exists()
    assert look.resource("fonts", f"{name.split('-')[0]}-OFL.txt").exists()


@pytest.mark.parametrize("name", [n for n in look.FONTS if n.startswith("Inter")])
def test_text_fonts_have_what_the_program_writes(qapp: QApplication, name: str) -> None:
    raw = QRawFont(str(look.resource("fonts", f"{name}.ttf")), 13)
    assert b"tnum" in bytes(raw.fontTable("GSUB").data())
    needed = "●◆▲○▼→–—…·×ĄąČčĘęĖėĮįŠšŲųŪūŽžĀāĒēĢģĶķĻļŅņÕõŁłЁёЖжЇїґҐўЎ\u202f"
    assert [c for c in needed if not raw.supportsCharacter(ord(c))] == []


def test_arabic_is_shipped(qapp: QApplication) -> None:
    raw = QRawFont(str(look.resource("fonts", "NotoSansArabic-Regular.ttf")), 13)
    assert all(raw.supportsCharacter(ord(c)) for c in "العراقسورياافغانستانپچگ")


@pytest.mark.parametrize("size", [look.TINY, look.SMALL, look.TEXT, look.FIGURE])
@pytest.mark.parametrize("strong", [False, True])
def test_figures_are_tabular(looks: look.Look, size: int, *, strong: bool) -> None:
    font = look.font(size, strong=strong)
    assert QFontInfo(font).family().startswith("Inter")
    metrics = QFontMetricsF(font)
    assert len({metrics.horizontalAdvance(digit * 8) for digit in "0123456789"}) == 1
    plain = QFont(font)
    plain.clearFeatures()
    assert metrics.horizontalAdvance("-") == QFontMetricsF(plain).horizontalAdvance("-")  # 7-day, not 7 - day


def test_figures_stay_tabular_under_the_stylesheet(looks: look.Look, qtbot) -> None:
    label = QLabel("1")
    qtbot.addWidget(label)
    label.setProperty("role", "figure")
    label.ensurePolished()
    assert label.font().pixelSize() == look.FIGURE
    metrics = QFontMetricsF(label.font())
    assert metrics.horizontalAdvance("1111") == metrics.horizontalAdvance("0000")


def icon_names() -> set[str]:
    """Every icon that the program asks for by name."""
    found: set[str] = set()
    for path in (ROOT / "ui").rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        found |= set(re.findall(r'look\.icon\(\s*"([\w-]+)"', source))
        found |= set(re.findall(r'look\.dress\(\s*[\w.]+,\s*"([\w-]+)"', source))
    return found


def test_every_icon_asked_for_is_shipped() -> None:
    shipped = {path.stem for path in look.resource("icons").glob("*.svg")}
    assert icon_names() <= shipped
    assert look.resource("icons", "LICENSE.txt").exists()


@pytest.mark.parametrize("path", sorted(look.resource("icons").glob("*.svg")), ids=lambda p: p.stem)
def test_icons_are_drawn_in_the_colour_asked_for(looks: look.Look, path: Path) -> None:
    made = look.icon(path.stem, "accent", size=36).pixmap(QSize(36, 36), 1.0)
    assert made.size() == QSize(36, 36)
    image = made.toImage()
    painted = {
        image.pixelColor(x, y).name().upper()
        for x in range(36)
        for y in range(36)
        if image.pixelColor(x, y).alpha() == 255
    }
    assert painted == {LIGHT.accent}


def test_a_dressed_button_follows_the_palette(looks: look.Look, qtbot) -> None:
    def inked(button: QToolButton, colour: str) -> bool:
        image = button.icon().pixmap(QSize(18, 18), QIcon.Mode.Normal).toImage()
        pixels = [image.pixelColor(x, y) for x in range(18) for y in range(18)]
        most = max(pixels, key=lambda pixel: pixel.alpha()).getRgb()[:3]
        return all(abs(a - b) <= 2 for a, b in zip(most, QColor(colour).getRgb()[:3], strict=True))

    button = QToolButton()
    qtbot.addWidget(button)
    look.dress(button, "plus", "text")
    assert inked(button, LIGHT.text)
    looks.choose("dark")
    assert inked(button, DARK.text)


@pytest.mark.parametrize("level", list(Level))
def test_a_level_is_a_colour_a_shape_and_a_word(level: Level) -> None:
    assert look.level_shape(level) in "●◆▲○"
    assert look.level_colour(level, DARK).startswith("#")
    assert look.level_word(level)


def test_levels_of_one_colour_have_one_shape_and_words_of_their_own() -> None:
    assert len({look.level_word(level) for level in Level}) == len(Level)
    by_shape = {look.level_shape(level): look.level_colour(level, LIGHT) for level in Level}
    assert len(by_shape) == len(set(by_shape.values())) == 4


def test_names_are_never_taken_for_markup() -> None:
    assert look.plain("Pabradė & Rukla") == "Pabradė & Rukla"
    shown = look.plain('<img src="file:///etc/passwd">')
    assert "<img" not in shown
    assert "&lt;img" in shown


def test_the_keyboard_is_always_seen(looks: look.Look, qtbot) -> None:
    button = QPushButton("Save")
    qtbot.addWidget(button)
    button.resize(120, 32)
    button.show()
    qtbot.waitExposed(button)
    before = button.grab().toImage()
    button.setFocus()
    button.activateWindow()
    qtbot.waitUntil(button.hasFocus)
    after = button.grab().toImage()
    assert after.pixelColor(60, 1).name().upper() == LIGHT.focus
    assert before != after
    assert button.sizeHint().width() == QPushButton("Save").sizeHint().width()


def test_the_door_is_light() -> None:
    code = "import sys, ui.look; print(sorted({m.split('.')[0] for m in sys.modules} - set(sys.stdlib_module_names)))"
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    loaded = set(re.findall(r"'([^']+)'", run.stdout))
    assert loaded & {"numpy", "pyqtgraph", "sqlalchemy", "tracker"} == set()


def _ink(edit: QLineEdit, height: int | None = None) -> int:
    """How many pixels of the field's inside are text; of the same field at another height."""
    edit.setCursorPosition(0)
    if height is not None:
        edit.setFixedHeight(height)
    image = edit.grab().toImage()
    paper = image.pixelColor(image.width() - 8, image.height() // 2)
    rows = range(2, image.height() - 2)
    return sum(image.pixelColor(x, y) != paper for y in rows for x in range(4, image.width() - 4))


@pytest.mark.parametrize("kind", ["", "cell", "quickline"])
@pytest.mark.parametrize("text", ["مرحبا قرب النهر", "Šalčininkai, Ålgård (qj)"])
def test_the_letters_of_every_script_are_whole_in_a_field(
    looks: look.Look, qtbot, kind: str, text: str
) -> None:
    edit = QLineEdit(text)
    qtbot.addWidget(edit)
    edit.setProperty("kind", kind)
    edit.setFixedWidth(300)
    edit.ensurePolished()
    edit.resize(300, edit.sizeHint().height())
    assert edit.height() <= 44
    assert _ink(edit) == _ink(edit, 90)

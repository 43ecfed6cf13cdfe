"""The looks of the program, and the one door to `resources/`: palette, spacing, fonts, icons, stylesheet.

Only PySide6 and the standard library are imported here, and whatever the first paint does not need is loaded after it.
"""

from pathlib import Path
from weakref import WeakKeyDictionary

from PySide6.QtCore import QCoreApplication, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QColor,
    QFont,
    QFontDatabase,
    QGuiApplication,
    QIcon,
    QPalette,
    QPixmap,
)
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from shiboken6 import isValid

from ui.palette import DARK, HIGH_DARK, HIGH_LIGHT, LIGHT, Palette, tokens

RESOURCES = Path(__file__).resolve().parent.parent / "resources"

GAP = 12  # between cards
PADDING = 14  # inside a card
TIGHT = 6  # between things that belong together
ROW = 26  # the height of a table row
ICON = 18
RAIL = 96  # the width of the navigation rail

TEXT = 13
SMALL = 12
TINY = 11
FIGURE = 27

FAMILY = "Inter"
FONTS = ("Inter-Regular", "Inter-SemiBold", "Inter-Italic", "NotoSansArabic-Regular")

MODES = ("system", "light", "dark")

_LEVEL_SHAPES = {"within": "●", "tight": "◆", "full": "◆", "over": "▲", "unknown": "○"}
_LEVEL_COLOURS = {"within": "within", "tight": "tight", "full": "tight", "over": "over", "unknown": "unknown"}


def resource(*parts: str) -> Path:
    """The path of a shipped file, e.g. resource("icons", "plus.svg")."""
    return RESOURCES.joinpath(*parts)


class Look(QObject):
    """The looks in force: follows the system's colour scheme and contrast, unless light or dark was chosen."""

    changed = Signal(object)  # Palette

    def __init__(self, app: QApplication, mode: str = "system") -> None:
        super().__init__(app)
        self._app = app
        self._mode = mode
        self._template = resource("styles", "window.qss").read_text(encoding="utf-8")
        self.palette = LIGHT
        hints = app.styleHints()
        hints.colorSchemeChanged.connect(self._follow)
        hints.accessibility().contrastPreferenceChanged.connect(self._follow)
        self._ask_system(mode)
        self._put_on(self._wanted())

    @property
    def mode(self) -> str:
        """system, light or dark, as chosen."""
        return self._mode

    def choose(self, mode: str) -> None:
        """Take light or dark whatever the system says, or follow the system again."""
        if mode not in MODES:
            raise ValueError(f"unknown look: {mode}")
        self._mode = mode
        self._ask_system(mode)
        self._follow()

    def _ask_system(self, mode: str) -> None:
        """Have title bars and native dialogs follow, where the platform can."""
        hints = self._app.styleHints()
        if mode == "system":
            hints.unsetColorScheme()
        else:
            hints.setColorScheme(Qt.ColorScheme.Dark if mode == "dark" else Qt.ColorScheme.Light)

    def _wanted(self) -> Palette:
        hints = self._app.styleHints()
        dark = self._mode == "dark" or (self._mode == "system" and hints.colorScheme() == Qt.ColorScheme.Dark)
        if hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast:
            return HIGH_DARK if dark else HIGH_LIGHT
        return DARK if dark else LIGHT

    def _follow(self) -> None:
        wanted = self._wanted()
        if wanted is not self.palette:
            self._put_on(wanted)
            self.changed.emit(wanted)

    def _put_on(self, palette: Palette) -> None:
        self.palette = palette
        self._app.setPalette(qt_palette(palette))
        self._app.setStyleSheet(stylesheet(self._template, palette))
        _dress_again()


_look: Look | None = None


def start(app: QApplication, mode: str = "system", *, styled: bool = False) -> Look:
    """Put the looks on the application, before the first window is made; once more only chooses the mode.

    `styled` says that it was started with `-style Fusion`: setting a style from Python makes a class of hundreds of
    names, none of which is used.
    """
    global _look
    if _look is not None and isValid(_look):
        _look.choose(mode if mode in MODES else "system")
        return _look
    for name in FONTS:
        QFontDatabase.addApplicationFont(str(resource("fonts", f"{name}.ttf")))
    if not styled:
        app.setStyle("Fusion")
    app.setFont(font())
    _look = Look(app, mode if mode in MODES else "system")
    return _look


def palette() -> Palette:
    """The palette in force; the light one before `start`."""
    return _look.palette if _look is not None else LIGHT


def font(size: int = TEXT, *, strong: bool = False, italic: bool = False) -> QFont:
    """The text font with tabular figures, in logical pixels."""
    made = QFont(FAMILY)
    made.setFamilies([FAMILY, "Noto Sans Arabic"])
    made.setPixelSize(size)
    made.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
    made.setItalic(italic)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


def qt_palette(colours: Palette) -> QPalette:
    """The same colours for what Qt's own style draws: check boxes, progress bars, calendars."""
    role = QPalette.ColorRole
    made = QPalette()
    for target, value in (
        (role.Window, colours.ground),
        (role.Base, colours.card),
        (role.AlternateBase, colours.hover),
        (role.Button, colours.card),
        (role.ToolTipBase, colours.card),
        (role.ToolTipText, colours.text),
        (role.Mid, colours.field_line),
        (role.Midlight, colours.line),
        (role.Dark, colours.field_line),
        (role.Highlight, colours.accent),
        (role.HighlightedText, colours.on_accent),
        (role.Accent, colours.accent),
        (role.Link, colours.accent),
        (role.LinkVisited, colours.accent),
        (role.PlaceholderText, colours.secondary),
    ):
        made.setColor(target, QColor(value))
    for target in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(target, QColor(colours.text))
        made.setColor(QPalette.ColorGroup.Disabled, target, QColor(colours.secondary))
    made.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(colours.field_line))
    return made


def stylesheet(template: str, colours: Palette) -> str:
    """The stylesheet with its @tokens filled in from a palette."""
    filled = template
    values = tokens(colours) | {
        "styles": resource("styles", "dark" if colours.dark else "light").as_posix(),
        "edge": "2px" if colours.high_contrast else "1px",
    }
    for name in sorted(values, key=len, reverse=True):
        filled = filled.replace(f"@{name}", values[name])
    return filled


def restyle(widget: QWidget) -> None:
    """Have the stylesheet look again at a widget whose property ("kind", "state", …) has changed."""
    if not widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        return  # it has not looked at it yet
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def icon(name: str, colour: str = "text", *, checked: str = "accent", size: int = ICON) -> QIcon:
    """A shipped icon in colours of the palette (by their names), as they are now; `dress` keeps it up to date.

    With `checked` empty it has one look, for what cannot be checked. Qt greys it by itself where it is disabled.
    """
    colours, made = palette(), QIcon()
    for ratio in {screen.devicePixelRatio() for screen in QGuiApplication.screens()} or {1.0}:
        for state, wanted in ((QIcon.State.Off, colour), (QIcon.State.On, checked)):
            if wanted:
                made.addPixmap(
                    _rendered(name, getattr(colours, wanted), size, ratio), QIcon.Mode.Normal, state
                )
    return made


def dress(
    target: QAbstractButton | QAction,
    name: str,
    colour: str = "text",
    *,
    checked: str = "accent",
    size: int = ICON,
) -> None:
    """Give a button or an action a shipped icon which follows the palette."""
    _dressed[target] = (name, colour, checked, size)
    _put_icon(target)


def leave_room(target: QAbstractButton, size: int = ICON) -> None:
    """Room for an icon that comes after the first paint: what draws it would make that wait."""
    blank = QPixmap(size, size)
    blank.fill(Qt.GlobalColor.transparent)
    target.setIcon(QIcon(blank))
    target.setIconSize(QSize(size, size))


_dressed: WeakKeyDictionary[QAbstractButton | QAction, tuple[str, str, str, int]] = WeakKeyDictionary()


def _put_icon(target: QAbstractButton | QAction) -> None:
    name, colour, checked, size = _dressed[target]
    target.setIcon(icon(name, colour, checked=checked if target.isCheckable() else "", size=size))
    if isinstance(target, QAbstractButton):
        target.setIconSize(QSize(size, size))


def _dress_again() -> None:
    for target in list(_dressed):
        if isValid(target):
            _put_icon(target)


_pixmaps: dict[tuple[str, str, int, float], QPixmap] = {}


def _rendered(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    key = (name, colour, size, ratio)
    if key not in _pixmaps:
        # After the first paint, where nothing shows an icon before.
        from PySide6.QtGui import QPainter
        from PySide6.QtSvg import QSvgRenderer

        source = resource("icons", f"{name}.svg").read_bytes().replace(b"currentColor", colour.encode())
        made = QPixmap(QSize(size, size) * ratio)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        QSvgRenderer(source).render(painter, QRectF(made.rect()))
        painter.end()
        made.setDevicePixelRatio(ratio)
        _pixmaps[key] = made
    return _pixmaps[key]


def level_shape(level: str) -> str:
    """The shape of a level: a status is always a colour, a shape and a word."""
    return _LEVEL_SHAPES[level]


def level_colour(level: str, colours: Palette | None = None) -> str:
    """The colour of a level."""
    return str(getattr(colours or palette(), _LEVEL_COLOURS[level]))


def level_word(level: str) -> str:
    """The word of a level."""
    return {
        "within": QCoreApplication.translate("Look", "within"),
        "tight": QCoreApplication.translate("Look", "tight"),
        "full": QCoreApplication.translate("Look", "full"),
        "over": QCoreApplication.translate("Look", "over"),
        "unknown": QCoreApplication.translate("Look", "unknown"),
    }[level]


def plain(text: str) -> str:
    """A text for places where Qt guesses rich text (tooltips, message boxes) that is shown as it was written."""
    if "<" not in text:
        return text
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f'<p style="white-space: pre-wrap">{escaped}</p>'

"""What a published series comes to in each year, as first reported beside as known now: the columns of its table."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from tracker.codes import Rule
from tracker.series import Parts, Step
from ui.incident_words import DASH, day, number
from ui.models.line_table import LineColumn

if TYPE_CHECKING:
    from tracker.series import SeriesYear

_COUNTS = {
    Rule.PERSONS.value: QT_TRANSLATE_NOOP("SeriesYears", "persons"),
    Rule.APPREHENSIONS.value: QT_TRANSLATE_NOOP("SeriesYears", "apprehensions"),
    Rule.DETECTIONS.value: QT_TRANSLATE_NOOP("SeriesYears", "detections"),
    Rule.EVENTS.value: QT_TRANSLATE_NOOP("SeriesYears", "events"),
    Rule.BOATS.value: QT_TRANSLATE_NOOP("SeriesYears", "boats"),
    Rule.PREVENTED.value: QT_TRANSLATE_NOOP("SeriesYears", "prevented"),
}
_STEPS = {
    Step.DAY: QT_TRANSLATE_NOOP("SeriesYears", "{counts} by day"),
    Step.WEEK: QT_TRANSLATE_NOOP("SeriesYears", "{counts} by week"),
    Step.MONTH: QT_TRANSLATE_NOOP("SeriesYears", "{counts} by month"),
    Step.YEAR: QT_TRANSLATE_NOOP("SeriesYears", "{counts} by year"),
    Step.OTHER: QT_TRANSLATE_NOOP("SeriesYears", "{counts}, other periods"),
    Step.SINCE: QT_TRANSLATE_NOOP("SeriesYears", "{counts}, cumulative"),
}
_PARTS = {
    Parts.NATIONALITY: QT_TRANSLATE_NOOP("SeriesYears", "{counts}, by nationality"),
    Parts.SECTOR: QT_TRANSLATE_NOOP("SeriesYears", "{counts}, by sector"),
    Parts.BOTH: QT_TRANSLATE_NOOP("SeriesYears", "{counts}, by nationality and sector"),
}


def _tr(text: str) -> str:
    return QCoreApplication.translate("SeriesYears", text)


def columns() -> list[LineColumn]:
    """A row is a year of a series; unlike things stand in rows of their own."""
    return [
        LineColumn(_tr("Year"), lambda y: str(y.year), lambda y: y.year),
        LineColumn(_tr("As first reported"), lambda y: _sum(y.first), lambda y: y.first, numbers=True),
        LineColumn(_tr("As known now"), lambda y: _sum(y.now), lambda y: y.now, numbers=True, strong=True),
        LineColumn(_tr("Revised"), _revised, lambda y: y.revised, numbers=True),
        LineColumn(_tr("Counts"), _counts, lambda y: (y.rule, y.step, y.parts)),
        LineColumn(_tr("Covers"), _covers, lambda y: y.days, quiet=True),
        LineColumn(
            _tr("Source"),
            lambda y: " ".join((y.source or "").split()) or DASH,
            lambda y: y.source or "",
            quiet=True,
        ),
    ]


def _sum(value: int | None) -> str:
    return _tr("periods overlap") if value is None else number(value)


def _revised(year: "SeriesYear") -> str:
    """12 of 365 figures: +30 −4."""
    if not year.revised:
        return _tr("none of {all}").format(all=number(year.figures))
    changed = [f"+{number(year.up)}"] if year.up else []
    changed += [f"−{number(year.down)}"] if year.down else []
    return _tr("{n} of {all}: {changed}").format(
        n=number(year.revised), all=number(year.figures), changed=" ".join(changed)
    )


def _counts(year: "SeriesYear") -> str:
    said = _tr(_STEPS[year.step]).format(counts=_tr(_COUNTS[year.rule]))
    return _tr(_PARTS[year.parts]).format(counts=said) if year.parts in _PARTS else said


def _covers(year: "SeriesYear") -> str:
    said = (
        _tr("the whole year")
        if year.days == year.days_of_year
        else _tr("{days} of {all} days, until {until}").format(
            days=year.days, all=year.days_of_year, until=day(year.until)
        )
    )
    if year.inexact:
        said = _tr("{said}; {n} not exact").format(said=said, n=number(year.inexact))
    return said

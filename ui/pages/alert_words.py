"""Alerts in words: what is the matter, how bad it is, and where the decision is made."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication

from tracker.codes import Level
from ui.incident_words import locale, number
from ui.plots import wording

if TYPE_CHECKING:
    from tracker.figures import Alert

translate = QCoreApplication.translate

NAMED = 4  # facilities by name before the rest is counted


@dataclass(frozen=True, slots=True)
class AlertSaid:
    """An alert as the board says it; `facility` names the one to look at, empty where it is about incidents."""

    level: Level
    head: str
    text: str
    facility: str

    @property
    def needs_decision(self) -> bool:
        """What is only not known is to be found out, not decided."""
        return self.level is not Level.UNKNOWN


def say_all(alerts: "Sequence[Alert]") -> list[AlertSaid]:
    """All alerts in words, the most pressing first; what is about one facility or about counts is one line."""
    said, counts = [], []
    overrun = {alert.values["name"] for alert in alerts if alert.code == "expected_over"}
    for alert in alerts:
        if alert.code in ("headcount_old", "never_counted"):
            counts.append(alert)
            continue
        values = alert.values
        if alert.code == "facilities_tight":  # the line about who is on the road there says more
            values = values | {"names": [n for n in _listed(values["names"]) if n not in overrun]}
            if not values["names"]:
                continue
        said.append(_SAYING[alert.code](alert.level, values))
    if counts:
        said.append(_old_counts(counts))
    return said


def _listed(value: object) -> list[str]:
    assert isinstance(value, list)
    return value


def names(those: Sequence[str]) -> str:
    """Pabradė, Rukla and Alytus; beyond a few the rest is counted."""
    shown = list(those) if len(those) <= NAMED + 1 else list(those[:NAMED])
    rest = len(those) - len(shown)
    if rest:
        shown.append(translate("Alerts", "{n} more", None, rest).format(n=number(rest)))
    return locale().createSeparatedList(shown)


def _over(level: Level, values: dict[str, Any]) -> AlertSaid:
    head = translate("Alerts", "{facilities} over capacity.").format(
        facilities=wording.facilities(values["number"])
    )
    text = translate("Alerts", "{people} more than places in {names}.").format(
        people=wording.people(values["persons"]), names=names(values["names"])
    )
    return AlertSaid(level, head, text, values["names"][0])


def _full(level: Level, values: dict[str, Any]) -> AlertSaid:
    head = translate("Alerts", "Full: {names}.").format(names=names(values["names"]))
    text = translate("Alerts", "No place is free there.", None, values["number"])
    return AlertSaid(level, head, text, values["names"][0])


def _tight(level: Level, values: dict[str, Any]) -> AlertSaid:
    head = translate("Alerts", "Tight: {names}.").format(names=names(values["names"]))
    text = translate("Alerts", "Few places are left there.", None, values["number"])
    return AlertSaid(level, head, text, values["names"][0])


def _expected(level: Level, values: dict[str, Any]) -> AlertSaid:
    head = translate("Alerts", "{name} will be over capacity.").format(name=values["name"])
    text = translate("Alerts", "{people} on the road to it, {n} more than places.").format(
        people=wording.people(values["expected"]), n=number(values["persons"])
    )
    return AlertSaid(level, head, text, values["name"])


def _capacity_unknown(level: Level, values: dict[str, Any]) -> AlertSaid:
    head = translate("Alerts", "Capacity not known: {names}.").format(names=names(values["names"]))
    text = translate("Alerts", "{people} there.").format(people=wording.people(values["persons"]))
    return AlertSaid(level, head, text, values["names"][0])


def _count_needed(level: Level, values: dict[str, Any]) -> AlertSaid:
    head = translate("Alerts", "Count needed: {names}.").format(names=names(values["names"]))
    text = translate("Alerts", "{n} more left than were counted in.").format(n=number(values["persons"]))
    return AlertSaid(level, head, text, values["names"][0])


def _sizes(level: Level, values: dict[str, Any]) -> AlertSaid:
    head = wording.of_unknown_size(values["number"]) + "."
    text = translate("Alerts", "In no figure of the day.", None, values["number"])
    return AlertSaid(level, head, text, "")


def _old_counts(alerts: "Sequence[Alert]") -> AlertSaid:
    oldest = sorted(alerts, key=lambda a: (a.code != "never_counted", -int(str(a.values.get("hours", 0)))))
    parts = []
    for alert in oldest[: NAMED + 1]:
        values = alert.values
        if alert.code == "never_counted":
            part = translate("Alerts", "{name} never ({people} by movements)").format(
                name=values["name"], people=wording.people(int(str(values["persons"])))
            )
        else:
            part = translate("Alerts", "{name} {age} ago").format(
                name=values["name"], age=_age(int(str(values["hours"])))
            )
            if since := int(str(values["since"])):
                sign = "+" if since > 0 else "−"
                part += translate("Alerts", " ({change} since)").format(change=f"{sign}{number(abs(since))}")
        parts.append(part)
    if rest := len(oldest) - len(parts):
        parts.append(translate("Alerts", "{n} more", None, rest).format(n=number(rest)))
    head = translate("Alerts", "Headcount due.", None, len(alerts))
    text = translate("Alerts", "Last counted: {facilities}.").format(facilities=", ".join(parts))
    return AlertSaid(alerts[0].level, head, text, str(oldest[0].values["name"]))


def _age(hours: int) -> str:
    if hours < 72:
        return translate("Alerts", "{n} h", None, hours).format(n=number(hours))
    return translate("Alerts", "{n} days", None, hours // 24).format(n=number(hours // 24))


_SAYING = {
    "facilities_over": _over,
    "facilities_full": _full,
    "facilities_tight": _tight,
    "expected_over": _expected,
    "capacity_unknown": _capacity_unknown,
    "count_needed": _count_needed,
    "sizes_unknown": _sizes,
}

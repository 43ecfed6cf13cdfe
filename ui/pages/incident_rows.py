"""An incident as labelled rows of words: what the detail shows, and what the history compares."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication

from tracker import drafts
from tracker.codes import Precision, Status
from tracker.facilities import MovementLine
from tracker.incident_detail import IncidentDetail
from tracker.incidents import IncidentLine
from tracker.records import Version
from tracker.rules import separate_totals
from ui import incident_words as say
from ui.words import word

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class Said:
    """One row: a label, and what it says; `quiet` where that is "not known", `heading` where the title says it too."""

    label: str
    text: str
    quiet: bool = False
    heading: bool = False


def rows_of(draft: drafts.Incident, detail: IncidentDetail, zone: ZoneInfo) -> list[Said]:
    """Everything that a draft says, in the order in which a person asks."""
    return [row for row in _rows(draft, detail, zone) if row.text]


def _rows(draft: drafts.Incident, detail: IncidentDetail, zone: ZoneInfo) -> Iterator[Said]:
    yield Said(
        translate("Incident", "When"),
        say.moment(draft.happened_at, draft.precision, zone),
        quiet=draft.happened_at is None,
        heading=True,
    )
    if draft.posted_at is not None:
        yield Said(
            translate("Incident", "Posted or reported"), say.moment(draft.posted_at, Precision.EXACT, zone)
        )
    yield _where(draft, detail)
    if draft.latitude is not None and draft.longitude is not None:
        yield Said(translate("Incident", "Position"), f"{draft.latitude:.5f}, {draft.longitude:.5f} (WGS 84)")
    yield Said(translate("Incident", "What happened"), word(draft.kind), heading=True)
    yield Said(
        translate("Incident", "Circumstances"), say.DOT.join(word(c) for c in sorted(draft.circumstances))
    )
    yield Said(
        translate("Incident", "Persons"),
        say.persons_said(draft.persons, draft.basis, draft.low, draft.high),
        draft.persons is None,
    )
    yield Said(translate("Incident", "Of whom"), "\n".join(composition(draft)), not draft.groups)
    yield Said(
        translate("Incident", "Outcomes"),
        "\n".join(f"{word(o.outcome)}: {say.number(o.count)}" for o in draft.outcomes),
    )
    yield Said(
        translate("Incident", "Referrals"), "\n".join(_referral(r, detail, zone) for r in draft.referrals)
    )
    if draft.party:
        yield Said(translate("Incident", "Party"), detail.names.get(draft.party, say.DASH))
    yield Said(translate("Incident", "Seen before"), _seen_before(draft, detail, zone))
    yield Said(translate("Incident", "Intended destination"), draft.destination or "")
    yield Said(translate("Incident", "Status"), word(draft.status))
    yield Said(translate("Incident", "Source"), draft.source or "")
    yield Said(translate("Incident", "Grade"), say.grade(draft.reliability, draft.credibility))
    yield Said(translate("Incident", "In words"), draft.text or "")
    yield Said(translate("Incident", "Evidence"), "\n".join(_evidence(e, zone) for e in draft.evidence))
    if draft.illustrative:
        yield Said(
            translate("Incident", "Illustrative"), translate("Incident", "made up to show the program")
        )
    yield Said(translate("Incident", "Imported from"), draft.origin or "")
    yield Said(translate("Incident", "Voided"), draft.void_reason or "")


def _where(draft: drafts.Incident, detail: IncidentDetail) -> Said:
    known = [detail.names.get(draft.sector, "") if draft.sector else "", draft.place or ""]
    said = say.DOT.join(k for k in known if k)
    return Said(
        translate("Incident", "Where"),
        said or translate("Incident", "place not known"),
        quiet=not said,
        heading=True,
    )


def composition(draft: drafts.Incident) -> list[str]:
    """A line for each row, and what is not specified."""
    if not draft.groups:
        return [translate("Incident", "not specified")]
    lines = [f"{say.group(g)}: {say.number(g.count)}" for g in draft.groups]
    if draft.persons is None:
        return lines
    if draft.crossed:
        rest = draft.persons - sum(g.count for g in draft.groups)
        if rest > 0:
            lines.append(translate("Incident", "not specified: {n}").format(n=say.number(rest)))
        return lines
    words = {
        "nationality": translate("Incident", "nationality not specified: {n}"),
        "sex": translate("Incident", "sex not specified: {n}"),
        "age": translate("Incident", "age not specified: {n}"),
    }
    for dimension, total in separate_totals(draft.groups).items():
        if total < draft.persons:
            lines.append(words[dimension].format(n=say.number(draft.persons - total)))
    return lines


def _referral(one: drafts.Referral, detail: IncidentDetail, zone: ZoneInfo) -> str:
    said = [f"{word(one.service)}: {say.number(one.persons)}", word(one.state)]
    if one.consent is not None:
        said.append(
            translate("Incident", "with consent") if one.consent else translate("Incident", "without consent")
        )
    if one.receiver:
        said.append(translate("Incident", "to {receiver}").format(receiver=one.receiver))
    if one.due_at is not None:
        said.append(
            translate("Incident", "due {when}").format(when=say.moment(one.due_at, Precision.EXACT, zone))
        )
    if one.reference:
        said.append(translate("Incident", "reference {text}").format(text=one.reference))
    if one.party:
        said.append(translate("Incident", "party {name}").format(name=detail.names.get(one.party, say.DASH)))
    return say.DOT.join(said)


def _seen_before(draft: drafts.Incident, detail: IncidentDetail, zone: ZoneInfo) -> str:
    if draft.seen_before is None:
        return ""
    earlier = detail.incidents.get(draft.seen_before)
    where = line_said(earlier, detail, zone) if earlier else say.DASH
    if earlier is not None and (doubt := doubt_of(earlier)):
        where = f"{where} ({doubt})"
    if draft.seen_persons is None:
        return translate("Incident", "all of them, in: {incident}").format(incident=where)
    return translate("Incident", "{n} of them, in: {incident}").format(
        n=say.number(draft.seen_persons), incident=where
    )


def line_said(line: IncidentLine, detail: IncidentDetail | None, zone: ZoneInfo, sector: str = "") -> str:
    """Another incident, in a line: Tue 3 Aug 2021, 02:10 · 19 persons, counted · Lavoriškės."""
    said = [
        say.moment(line.happened_at or line.listed_at, line.precision, zone),
        say.persons_said(line.persons, line.basis, line.low, line.high),
        _short(sector),
        _short(line.place or ""),
    ]
    return say.DOT.join(s for s in said if s)


def doubt_of(line: IncidentLine) -> str:
    """Why an incident counts nobody any more: that it is void or refuted; nothing where it counts."""
    if line.void_reason is not None:
        return translate("Incident", "that one is voided")
    if line.status == Status.REFUTED.value:
        return translate("Incident", "that one is refuted")
    return ""


def _short(name: str) -> str:
    """A name on a button: a long one must not push the page apart."""
    return name if len(name) <= 40 else name[:39] + "…"


def _evidence(one: drafts.Evidence, zone: ZoneInfo) -> str:
    said = [one.name, say.locale().formattedDataSize(one.size)]
    if one.source:
        said.append(one.source)
    if one.taken_at is not None:
        said.append(
            translate("Incident", "taken {when}").format(when=say.moment(one.taken_at, Precision.EXACT, zone))
        )
    said.append(translate("Incident", "SHA-256 {digits}…").format(digits=one.sha256[:12]))
    return say.DOT.join(said)


def movement_said(one: MovementLine, zone: ZoneInfo) -> str:
    """Where people of the incident were taken: 23 persons · to Pabradė · left 14:10 · on the road."""
    said = [say.n_persons(one.persons)]
    if one.from_name:
        said.append(translate("Incident", "from {place}").format(place=one.from_name))
    if one.to_name:
        said.append(translate("Incident", "to {place}").format(place=one.to_name))
    if one.left_at is not None:
        left = say.moment(one.left_at, Precision.EXACT, zone)
        said.append(translate("Incident", "left {when}").format(when=left))
    if one.arrived_at is not None:
        arrived = say.moment(one.arrived_at, Precision.EXACT, zone)
        said.append(translate("Incident", "arrived {when}").format(when=arrived))
    elif one.to_name:
        said.append(translate("Incident", "on the road"))
    return say.DOT.join(said)


@dataclass(frozen=True, slots=True)
class Step:
    """One version of the record in words. `changes`: label, before, after; empty for the first one."""

    what: str
    who: str
    when: str
    changes: list[tuple[str, str, str]]


def steps_of(detail: IncidentDetail, zone: ZoneInfo) -> list[Step]:
    """The history, newest first."""
    steps: list[Step] = []
    versions = detail.versions
    if versions:
        steps.append(_step(versions[0], [], detail, zone))
    for before, after in pairwise(versions):
        steps.append(_step(after, _changes(before, after, detail, zone), detail, zone))
    return steps[::-1]


def _step(
    version: Version, changes: list[tuple[str, str, str]], detail: IncidentDetail, zone: ZoneInfo
) -> Step:
    station = detail.stations.get(version.station_id, "")
    who = version.author
    if station:
        who = translate("Incident", "{author} at {station}").format(author=who, station=station)
    return Step(word(version.verb), who, say.moment(version.at, Precision.EXACT, zone), changes)


def _changes(
    before: Version, after: Version, detail: IncidentDetail, zone: ZoneInfo
) -> list[tuple[str, str, str]]:
    assert isinstance(before.draft, drafts.Incident) and isinstance(after.draft, drafts.Incident)
    old = {row.label: row.text for row in rows_of(before.draft, detail, zone)}
    new = {row.label: row.text for row in rows_of(after.draft, detail, zone)}
    return [
        (label, old.get(label, ""), new.get(label, ""))
        for label in dict.fromkeys([*new, *old])
        if old.get(label) != new.get(label)
    ]

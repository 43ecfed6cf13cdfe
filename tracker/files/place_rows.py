"""A row about facilities: the facilities themselves, headcounts in them, and movements between them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from tracker import drafts, records
from tracker.codes import AgeBand, MovementReason, Need, Regime, Sex
from tracker.days import end_of_day
from tracker.errors import Problem, WrongUse
from tracker.files.choices import choose
from tracker.files.items import Item, SetAside
from tracker.files.mapping import Bound, Target
from tracker.files.names import Named, Names
from tracker.files.reading import Reader
from tracker.files.values import Moment
from tracker.nationalities import fold

_PLACES = ("nominal", "operational", "surge", "out_of_use")


def draft_facilities(reader: Reader, names: Names) -> list[Item]:
    """A facility, and the places that it has from some moment on, as far as the row says so."""
    name = reader.text("name", limit=200)
    if name is None:
        if not reader.problems:
            reader.refuse("required", "name")
        return []
    sector = names.sector(reader)
    latitude, longitude = reader.degrees("latitude"), reader.degrees("longitude")
    if latitude is None and longitude is None:
        latitude, longitude = reader.coordinates("coordinates") or (None, None)
    draft = drafts.Facility(
        situation=names.place.id,
        name=name,
        sector=sector.id if sector else None,
        place=reader.text("place", limit=200),
        latitude=latitude,
        longitude=longitude,
        text=reader.text("text"),
        illustrative=reader.flag("illustrative"),
    )
    regime = reader.choice("regime", Regime)
    places = {field: reader.count(field) for field in _PLACES}
    since = reader.moment("from")
    source = reader.text("source")
    if reader.problems:
        return []
    standing = names.find_facility(name)
    if standing is None:
        made = names.add_facility(draft, regime)
        item = Item(draft, (fold(name),), record_id=made.id)
    else:
        _compare(reader, names, standing, draft, regime)
        made, item = standing, Item(draft, (fold(name),), standing=True)
    items = [item]
    if any(number is not None for number in places.values()):
        items.append(_capacity(made, places, since, source, illustrative=draft.illustrative))
    return items


def _capacity(
    facility: Named,
    places: dict[str, int | None],
    since: Moment | None,
    source: str | None,
    *,
    illustrative: bool,
) -> Item:
    change = drafts.CapacityChange(
        facility=facility.id,
        from_at=since.at if since else datetime.now(UTC),
        nominal=places["nominal"],
        operational=places["operational"],
        surge=places["surge"],
        out_of_use=places["out_of_use"],
        source=source,
        illustrative=illustrative,
    )
    key = (fold(facility.name), since.at.isoformat() if since else "", *places.values(), source or "")
    return Item(change, key, from_now=since is None)


def draft_capacities(reader: Reader, names: Names) -> list[Item]:
    """The places of a facility from a moment on. Raises SetAside where no number is said, nor that none is known."""
    name = reader.text("facility", limit=200)
    since = reader.moment("from")
    places = {field: reader.count(field) for field in _PLACES}
    unknown = reader.flag("unknown")
    regime = reader.choice("regime", Regime)
    source = reader.text("source")
    illustrative = reader.flag("illustrative")
    said = any(number is not None for number in places.values())
    if name is None and not reader.problems:
        reader.refuse("required", "facility")
    if since is None and not reader.problems:
        reader.refuse("required", "from")
    if said and unknown and not reader.problems:
        reader.refuse("capacity_said_and_unknown", "unknown")
    if reader.problems or name is None:
        return []
    if not said and not unknown:
        raise SetAside(Problem("not_collected", "nominal", reader.row.number))
    facility = names.find_facility(name)
    if facility is None:
        new = drafts.Facility(situation=names.place.id, name=name, illustrative=illustrative)
        facility = names.add_facility(new, regime)
    return [_capacity(facility, places, since, source, illustrative=illustrative)]


def _compare(
    reader: Reader, names: Names, standing: Named, said: drafts.Facility, regime: Regime | None
) -> None:
    """Refuse a row that says otherwise than the facility that stands; what a row leaves out says nothing."""
    here = names.prepared.get(standing.id)
    if here is None and names.session is not None:
        here, _ = records.get(names.session, drafts.Facility, standing.id)
    values = {"regime": regime, "sector": names.name_of_sector(said.sector)}
    stands = {"sector": names.name_of_sector(getattr(here, "sector", None))}
    for field in ("regime", "sector", "place", "latitude", "longitude"):
        value, is_here = values.get(field, getattr(said, field)), stands.get(field, getattr(here, field))
        if value is not None and value != is_here:
            reader.refuse("facility_differs", field, name=standing.name, here=is_here, value=value)


class HeadcountDrafter:
    """Headcounts of a row: one, or one a kind of place where several columns hold one each."""

    def __init__(self, bound: Bound) -> None:
        self.targets = bound.targets("headcount") or [Target("headcount")]
        self.groups = [(t, str(t), _group_of(t)) for t in bound.targets("group")]
        self.needs = [(t, str(t), _need_of(t)) for t in bound.targets("need")]
        self.regimes = {t: _regime_of(t) for t in self.targets}

    def __call__(self, reader: Reader, names: Names) -> list[Item]:
        """Raises SetAside where no column has a number: not collected, which is no zero."""
        name = reader.text("facility", limit=200)
        moment = reader.moment("at") or reader.day_and_time("day", "time")
        if name is None and not reader.problems:
            reader.refuse("required", "facility")
        if moment is None and not reader.problems:
            reader.refuse("required", "day" if reader.bound.says("day") else "at")
        items = []
        for target in self.targets:
            persons = reader.count(str(target))
            if persons is not None and name is not None and moment is not None:
                items.append(self._draft(reader, names, target, name, moment, persons))
        if reader.problems:
            return []
        if not items:
            raise SetAside(Problem("not_collected", "headcount", reader.row.number))
        return items

    def _draft(
        self, reader: Reader, names: Names, target: Target, name: str, moment: Moment, persons: int
    ) -> Item:
        kind = dict(target.of).get("kind")
        behind = kind or reader.text("kind", limit=100)
        full = f"{name}, {behind}" if behind else name
        illustrative = reader.flag("illustrative")
        facility = names.find_facility(full)
        if facility is None:
            regime = self.regimes[target] or reader.choice("regime", Regime)
            facility = names.add_facility(
                drafts.Facility(
                    situation=names.place.id,
                    name=full,
                    place=reader.text("place", limit=200),
                    illustrative=illustrative,
                ),
                regime,
            )
        draft = drafts.Headcount(
            facility=facility.id,
            counted_at=_counted_at(moment, names),
            persons=persons,
            source=reader.text("source"),
            text=reader.text("text"),
            illustrative=illustrative,
        )
        for group_target, column, group in self.groups:
            count = reader.count(column) if _same_kind(group_target, kind) else None
            if count:
                draft.groups.append(replace(group, count=count))
        for need_target, column, need in self.needs:
            count = reader.count(column) if _same_kind(need_target, kind) else None
            if count:
                draft.needs.append(replace(need, count=count))
        when = moment.at.date().isoformat() if moment.date_only else moment.at.astimezone(UTC).isoformat()
        split = [[g.count, g.sex, g.age] for g in draft.groups] + [
            [n.count, n.need, n.language] for n in draft.needs
        ]
        return Item(draft, (fold(facility.name), when, persons, draft.source or "", split))


def _counted_at(moment: Moment, names: Names) -> datetime:
    """When a count was taken of which only the day is known: at the day's end, or now where the day is not over."""
    if not moment.date_only:
        return moment.at
    end = end_of_day(moment.at.date(), names.place.time_zone, names.place.cutoff) - timedelta(minutes=1)
    now = datetime.now(UTC)
    begins = moment.at.astimezone(UTC)
    return min(end, now).astimezone(moment.at.tzinfo) if begins <= now else moment.at


def _same_kind(target: Target, kind: str | None) -> bool:
    return dict(target.of).get("kind") == kind


def _of(target: Target, name: str, choices: Any) -> Any:
    """A qualifier's value as a code; WrongUse for one that is none."""
    text = dict(target.of).get(name)
    if text is None:
        return None
    found = choose(choices, text)
    if found is None:
        known = ", ".join(code.value for code in choices)
        raise WrongUse(
            "set_unreadable", text=text, field=f"{target.field}@{name}", reason=f"there are {known}."
        )
    return found


def _regime_of(target: Target) -> Regime | None:
    return _of(target, "regime", Regime)  # type: ignore[no-any-return]


def _group_of(target: Target) -> drafts.HeadcountGroup:
    return drafts.HeadcountGroup(sex=_of(target, "sex", Sex), age=_of(target, "age", AgeBand))


def _need_of(target: Target) -> drafts.NeedCount:
    return drafts.NeedCount(need=_of(target, "need", Need), language=dict(target.of).get("language"))


def draft_movements(reader: Reader, names: Names) -> list[Item]:
    """A movement; its reason is arrival where only a destination is said, transfer where both ends are."""
    source, target = names.facility(reader, "from"), names.facility(reader, "to")
    persons = reader.count("persons")
    reason = reader.choice("reason", MovementReason)
    left, arrived = reader.moment("left"), reader.moment("arrived")
    day = reader.moment("day")
    text = reader.text("text")
    party = names.party(reader, persons)
    illustrative = reader.flag("illustrative")
    if reader.problems:
        return []
    if reason is None:
        if target is None:
            reader.refuse("required", "reason")
            return []
        reason = MovementReason.TRANSFER if source else MovementReason.ARRIVAL
    if persons is None:
        reader.refuse("required", "persons")
        return []
    at = partial(_moved_at, day)
    draft = drafts.Movement(
        situation=names.place.id,
        reason=reason,
        persons=persons,
        from_facility=source.id if source else None,
        to_facility=target.id if target else None,
        left_at=at(left, wanted=source is not None),
        arrived_at=at(arrived, wanted=target is not None),
        party=party.id if party else None,
        text=text,
        illustrative=illustrative,
    )
    key = (
        reason.value,
        persons,
        fold(source.name) if source else "",
        fold(target.name) if target else "",
        draft.left_at.astimezone(UTC).isoformat() if draft.left_at else "",
        draft.arrived_at.astimezone(UTC).isoformat() if draft.arrived_at else "",
        party.name if party else "",
        text or "",
    )
    return [Item(draft, key)]


def _moved_at(day: Moment | None, moment: Moment | None, *, wanted: bool) -> datetime | None:
    if moment is not None:
        return moment.at
    return day.at if day is not None and wanted else None

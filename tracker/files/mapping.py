"""Which column holds which field: what `--map` and `--set` say, what column names suggest, and both against a table.

    --map  FIELD=COLUMN            the column's name may have spaces and = in it
    --map  FIELD@OF=VALUE=COLUMN   a field of certain persons or places, as in headcount@kind=hotspot=In hotspots
    --set  FIELD=VALUE             for every row in which no column has a value for the field

Several columns for one field: the first that has something in a row is read.
"""

import re
from dataclasses import dataclass, field
from itertools import islice

from tracker import nationalities
from tracker.errors import WrongUse
from tracker.files import forms, hxl, measures
from tracker.files.cells import plain
from tracker.files.fields import FIELDS, NEEDED, Field, Subject, find_field, guess_field
from tracker.files.layout import JOIN
from tracker.files.refusals import ADDED
from tracker.files.tables import Row, Table
from tracker.files.values import ValueProblem, parse_count

_SAMPLE = 200  # rows
_NAME = r"[^\W\d][\w-]*"
_MAP = re.compile(rf"\s*({_NAME})((?:@{_NAME}=[^=@]+)*)\s*=(.+)", re.DOTALL)
_OF = re.compile(rf"@({_NAME})=([^=@]+)")
_SET = re.compile(rf"\s*({_NAME})\s*=(.*)", re.DOTALL)

# Besides fields, what may qualify a field that has no column of its own for it.
_SHORT = {"female": ("sex", "female"), "male": ("sex", "male"), "minors": ("age", "0-17")}


@dataclass(frozen=True, slots=True)
class Target:
    """A field, or a field of certain persons or places: ("headcount", (("kind", "hotspot"),))."""

    field: str
    of: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return self.field + "".join(f"@{name}={value}" for name, value in self.of)


@dataclass(slots=True)
class Mapping:
    """What was said about a table: columns by target, in the order to look at, and values for whole fields."""

    columns: dict[Target, list[str]] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Bound:
    """A mapping against a table's header: where each target's columns are, counted from 0."""

    subject: Subject
    places: dict[Target, list[int]]
    constants: dict[str, str]
    not_read: list[str]

    def targets(self, name: str) -> list[Target]:
        """All targets of a field."""
        return [target for target in self.places if target.field == name]

    def says(self, name: str) -> bool:
        """Whether anything is said about a field."""
        return name in self.constants or any(target.field == name for target in self.places)


def parse_mapping(subject: Subject, maps: list[str], sets: list[str]) -> Mapping:
    """What the options say. Raises WrongUse."""
    mapping = Mapping()
    for text in maps:
        target, column = parse_map(subject, text)
        mapping.columns.setdefault(target, []).append(column)
    for text in sets:
        match = _SET.fullmatch(text)
        if match is None:
            raise WrongUse("set_without_equals", text=text)
        mapping.constants[_known(subject, match[1]).name] = match[2].strip()
    return mapping


def parse_map(subject: Subject, text: str) -> tuple[Target, str]:
    """FIELD=COLUMN, FIELD@OF=VALUE=COLUMN. Raises WrongUse."""
    match = _MAP.fullmatch(text)
    if match is None or not match[3].strip():
        raise WrongUse("map_without_equals", text=text)
    known = _known(subject, match[1])
    of = []
    for name, value in _OF.findall(match[2]):
        if name.casefold() not in known.of:
            raise WrongUse(
                "unknown_qualifier",
                field=known.name,
                qualifier=name,
                known=list(known.of) or "nothing",
            )
        of.append((name.casefold(), value.strip()))
    return Target(known.name, tuple(of)), match[3].strip()


def _known(subject: Subject, name: str) -> Field:
    found = find_field(subject, name)
    if found is None:
        known = [f.name for f in FIELDS[subject]]
        raise WrongUse("unknown_field", field=name, subject=subject.value, known=known)
    return found


_AROUND = {"region", "regione"}


def guess_mapping(subject: Subject, table: Table) -> Mapping:
    """The columns whose HXL tags or names say plainly what they hold; of a form's, the questions' own names too."""
    mapping = Mapping()
    form = forms.is_form(table.header)
    tagged = {column: Target(*held) for column, held in hxl.fields_of(subject, table.tags).items()}
    for column in table.header:
        if column in tagged:
            mapping.columns.setdefault(tagged[column], []).append(column)
            continue
        found = (_guess_of_form if form else _guess)(subject, column, table) if column else None
        if found is not None and Target(found.name) not in tagged.values():
            mapping.columns.setdefault(Target(found.name), []).append(column)
    if subject is Subject.PUBLISHED_TOTALS:
        _guess_nationality(mapping, table)
        if Target("value") not in tagged.values():
            _guess_value(mapping, table)
    for name in ("facility", "name"):  # a region is what a facility is in, where both are said
        columns = mapping.columns.get(Target(name), [])
        closer = [column for column in columns if nationalities.fold(column) not in _AROUND]
        if closer and len(columns) > 1:
            mapping.columns[Target(name)] = closer
    if form and subject is Subject.INCIDENTS and not {Target("when"), Target("day")} & mapping.columns.keys():
        # Filled in where it happened: a form's own clock says when.
        for name, column in (("when", "start"), ("posted", "end")):
            if table.columns(column):
                mapping.columns.setdefault(Target(name), []).append(column)
    return mapping


def _guess_value(mapping: Mapping, table: Table) -> None:
    """One column of figures, or none: where the names of several would do, each may count something else."""
    target = Target("value")
    named = mapping.columns.pop(target, [])
    plainly = [column for column in named if nationalities.fold(column) == target.field]
    named = plainly or named
    taken = {column for columns in mapping.columns.values() for column in columns} | set(named)
    rows = [row for row in islice(table.rows(), _SAMPLE) if row.problem is None and row.aside is None]
    free = [(at, c) for at, c in enumerate(table.header) if c and c not in taken and c not in ADDED]
    saying = [c for _, c in free if measures.rule_of(c) is not None or measures.counts_persons(c)]
    if not named:
        numbers = [c for at, c in free if _are_numbers(rows, at)]
        named = numbers + [c for c in saying if c not in numbers] if numbers else []
    elif not plainly:
        named += saying
    if len(named) == 1:
        mapping.columns[target] = named


_COUNTRY = {
    "country",
    "countries",
    "nat",
    "land",
    "paese",
    "pays",
    "pais",
    "salis",
    "kraj",
    "valsts",
    "riik",
    "страна",
}


def _guess_nationality(mapping: Mapping, table: Table) -> None:
    """A column called country, if what it holds are nationalities: it may as well be where the figures are from."""
    target = Target("nationality")
    if target in mapping.columns:
        return
    for at, column in enumerate(table.header):
        if nationalities.fold(column.rpartition(JOIN)[2]) not in _COUNTRY:
            continue
        texts = {text for row in islice(table.rows(), _SAMPLE) if at < len(row.cells) and row.aside is None
                 and isinstance(row.cells[at], str) and (text := plain(row.cells[at]))}  # fmt: skip
        read = sum(nationalities.parse(text) is not None for text in texts)
        if read > 1 and read * 3 >= len(texts) * 2:
            mapping.columns[target] = [column]
            return


def _are_numbers(rows: list[Row], at: int) -> bool:
    """Whether a column has numbers and nothing else, but for marks of what is missing."""
    found = False
    for row in rows:
        try:
            found |= parse_count(row.cells[at] if at < len(row.cells) else None) is not None
        except ValueProblem as failed:
            if failed.code != "ambiguous_number":
                return False
    return found


def _guess(subject: Subject, column: str, _table: Table) -> Field | None:
    # Under a group heading the column's own name stands last: "Capacity / Nominal".
    return guess_field(subject, column) or guess_field(subject, column.rpartition(JOIN)[2])


def _guess_of_form(subject: Subject, column: str, table: Table) -> Field | None:
    if column.endswith(forms.REPEAT):
        return find_field(subject, "groups")
    if column.casefold() == "key":
        return find_field(subject, "submission")
    bare = forms.bare_name(column, table.header)
    return guess_field(subject, column) or (guess_field(subject, bare) if bare else None)


def bind(subject: Subject, mapping: Mapping, table: Table) -> Bound:
    """The mapping against a table's header. Raises WrongUse for a column that is not there, or too little said."""
    places: dict[Target, list[int]] = {}
    for target, columns in mapping.columns.items():
        places[_spelt_out(target)] = [_place(table, column) for column in columns]
    _add_names_of_nationalities(table, places)
    read = {at for found in places.values() for at in found}
    bound = Bound(
        subject,
        places,
        dict(mapping.constants),
        [name for at, name in enumerate(table.header) if name and at not in read and name not in ADDED],
    )
    if subject is Subject.PUBLISHED_TOTALS:
        _read_name(bound, table)
    for choices in NEEDED[subject]:
        if not any(all(bound.says(name) for name in names) for names in choices):
            missing = " or ".join(" and ".join(sorted(names)) for names in choices)
            raise WrongUse("fields_missing", subject=subject.value, missing=missing, known=_names(table))
    return bound


def _read_name(bound: Bound, table: Table) -> None:
    """Set what is counted, and that it is a running sum, where the name of the figures' column says it."""
    for at in bound.places.get(Target("value"), [])[:1]:
        name = table.header[at]
        rule = measures.rule_of(name)
        if rule is not None and not bound.says("rule"):
            bound.constants["rule"] = rule.value
        if measures.is_running(name) and not bound.says("cumulative") and not bound.says("from"):
            bound.constants["cumulative"] = "yes"


def untold_measure(table: Table, bound: Bound) -> str | None:
    """The column of published figures, where nothing says what they count."""
    places = bound.places.get(Target("value"), [])
    if bound.subject is not Subject.PUBLISHED_TOTALS or bound.says("rule") or not places:
        return None
    name = table.header[places[0]]
    return None if name.casefold() == "value" or measures.counts_persons(name) else name


def _spelt_out(target: Target) -> Target:
    short = _SHORT.get(target.field)
    return Target("group", (short,)) if short else target


def _place(table: Table, column: str) -> int:
    found = table.columns(column)
    if not found:
        raise WrongUse("unknown_column", column=column, known=_names(table))
    return found[0]


def _names(table: Table) -> list[str]:
    return [name for name in table.header if name] or ["–"]


def _add_names_of_nationalities(table: Table, places: dict[Target, list[int]]) -> None:
    """Behind a column of codes, look at one of names: "others" often has a name and no code."""
    target = Target("nationality")
    if target not in places:
        return
    taken = {at for found in places.values() for at in found}
    named = {nationalities.fold(name) for f in FIELDS[Subject.INCIDENTS] if f.name == "nationality"
             for name in (f.name, *f.headers)}  # fmt: skip
    for at, name in enumerate(table.header):
        if at not in taken and nationalities.fold(name) in named:
            places[target].append(at)

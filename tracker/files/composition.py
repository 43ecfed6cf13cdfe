"""A group in one cell, as a form's repeat gives it: "nationality: IRQ, sex: f, age: 34; sex: m, age: 12, count: 2"."""

from collections import Counter

from tracker import drafts
from tracker.codes import AgeBand, Sex
from tracker.files.choices import choose
from tracker.files.fields import Subject, find_field
from tracker.files.forms import read_items
from tracker.files.reading import Reader, read_nationality
from tracker.files.values import ValueProblem, parse_count
from tracker.nationalities import fold

_SEX = {"sex", "gender", "sesso", "geschlecht", "lytis", "płec"}
_AGE = {"age", "age years", "age band", "age group", "eta", "alter", "amzius", "wiek"}
_COUNT = {"count", "persons", "people", "number", "how many", "n"}
_TOPS = (
    (4, AgeBand.INFANT),
    (11, AgeBand.CHILD),
    (17, AgeBand.TEEN),
    (59, AgeBand.ADULT),
    (130, AgeBand.OLDER),
)
_MOST = 2_000  # items

_Kind = tuple[str | None, Sex | None, AgeBand | None]


def read_groups(reader: Reader, field: str = "groups") -> tuple[list[drafts.Group], int]:
    """The group as rows that are alike added up, and how many persons it has, those without a word on them too."""
    text = reader.text(field, limit=100_000)
    if text is None:
        return [], 0
    items = read_items(text)
    if len(items) > _MOST or not items:
        reader.refuse("group_unreadable", field, value=text[:80])
        return [], 0
    counts, persons = Counter[_Kind](), 0
    for item in items:
        try:
            count, kind = _count(item), _kind(item)
        except ValueProblem as failed:
            reader.refuse(failed.code, field, **failed.values)
            return [], 0
        if kind is None:
            reader.refuse("group_unreadable", field, value="; ".join(item.values())[:80])
            return [], 0
        persons += count
        if kind != (None, None, None) and count:
            counts[kind] += count
    return [drafts.Group(count, *kind) for kind, count in counts.items()], persons


def _count(item: dict[str, str]) -> int:
    said = _first(item, _COUNT)
    count = parse_count(said) if said is not None else None
    return 1 if count is None else count


def _kind(item: dict[str, str]) -> _Kind | None:
    """Nationality, sex and age of an item; None where one of them is not understood. Raises ValueProblem."""
    nationality = read_nationality(_first(item, _nationality())) or None
    said_sex, said_age = _first(item, _SEX), _first(item, _AGE)
    sex = choose(Sex, said_sex) if said_sex else None
    age = _age(said_age) if said_age else None
    if (said_sex and sex is None) or (said_age and age is None):
        return None
    return nationality, sex, age


def _age(text: str) -> AgeBand | None:
    if (band := choose(AgeBand, text)) is not None:
        return band
    years = parse_count(text, maximum=130)
    return None if years is None else next(band for top, band in _TOPS if years <= top)


def _nationality() -> set[str]:
    field = find_field(Subject.INCIDENTS, "nationality")
    return {fold(name) for name in (field.name, *field.headers)} if field else set()


def _first(item: dict[str, str], names: set[str]) -> str | None:
    return next((value for name, value in item.items() if name in names), None)

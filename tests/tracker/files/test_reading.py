"""Codes and words of lists, and cells of a row as values."""

import pytest

from tracker import codes
from tracker.days import zone
from tracker.files.choices import _WORDS, choose
from tracker.files.fields import Subject
from tracker.files.mapping import Bound, Target
from tracker.files.reading import Quantity, Reader
from tracker.files.receipt import spans
from tracker.files.tables import Row
from tracker.settings import laptop_zone

LISTS = [codes.Kind, codes.Circumstance, codes.Status, codes.Reliability, codes.Credibility, codes.Precision,
         codes.CountBasis, codes.Sex, codes.AgeBand, codes.Outcome, codes.Regime, codes.MovementReason, codes.Need,
         codes.Rule, codes.Qualifier]  # fmt: skip


@pytest.mark.parametrize("kind", LISTS)
def test_every_code_is_known_by_itself_and_in_words(kind) -> None:
    for code in kind:
        for text in (code.value, code.value.upper(), f" {code.value} ", code.value.replace("_", " ")):
            assert choose(kind, text) is code
    for word, code in _WORDS.get(kind, {}).items():
        assert choose(kind, word) is kind(code)
    assert choose(kind, "something else") is None
    assert choose(kind, "") is None


def reader(cells, places, constants=None):
    bound = Bound(Subject.INCIDENTS, {Target(name): at for name, at in places.items()}, constants or {}, [])
    found = Reader(bound, zone("Europe/Vilnius"), None)
    found.take(Row(7, cells))
    return found


def test_the_first_column_with_something_then_what_was_set() -> None:
    assert reader(["", "b"], {"text": [0, 1]}).text("text") == "b"
    assert reader([None, " "], {"text": [0, 1]}, {"text": "set"}).text("text") == "set"
    assert reader([None], {"text": [0]}).text("text") is None
    assert reader([], {"text": [3]}).text("text") is None


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (23, Quantity(23)),
        ("1,234", Quantity(1234)),
        ("ca. 20", Quantity(20, codes.Qualifier.ABOUT)),
        ("≥20", Quantity(20, codes.Qualifier.AT_LEAST)),
        ("more than 4,000", Quantity(4000, codes.Qualifier.MORE_THAN)),
        ("20 to 30", Quantity(25, codes.Qualifier.ABOUT, 20, 30)),
        ("–", None),
    ],
)
def test_quantities(cell, expected) -> None:
    found = reader([cell], {"persons": [0]})
    assert (found.quantity("persons"), found.problems) == (expected, [])


@pytest.mark.parametrize(
    ("cell", "code"),
    [("30-20", "number_unclear"), ("4,000", "ambiguous_number"), ("many", "not_a_number"), ("-4", "negative"),
     (-4, "negative"), (2.5, "not_whole"), ("about many", "not_a_number"), ("99999999", "absurd_count")],
)  # fmt: skip
def test_what_is_no_quantity_names_row_and_field(cell, code) -> None:
    found = reader([cell], {"persons": [0]})
    assert found.quantity("persons") is None
    (problem,) = found.problems
    assert (problem.code, problem.field, problem.row) == (code, "persons", 7)


def test_a_refused_text_is_refused_each_time_it_comes() -> None:
    found = reader(["many"], {"persons": [0]})
    assert found.quantity("persons") is None
    found.take(Row(8, ["many"]))
    assert found.quantity("persons") is None
    assert [p.row for p in found.problems] == [8]


def test_numbers_and_texts_that_are_equal_are_told_apart() -> None:
    found = reader([True], {"persons": [0]})
    assert found.quantity("persons") is None and found.problems[0].code == "not_a_number"
    found.take(Row(8, [1]))
    assert found.quantity("persons") == Quantity(1)


def test_rows_as_spans() -> None:
    assert spans([3, 5, 4, 9]) == "3–5, 9"
    assert spans(list(range(0, 40, 2)), most=2) == "0, 2 and 18 more"


def test_the_laptops_zone(monkeypatch) -> None:
    monkeypatch.setenv("TZ", "Europe/Rome")
    assert laptop_zone() == "Europe/Rome"
    monkeypatch.setenv("TZ", ":Europe/Vilnius")
    assert laptop_zone() == "Europe/Vilnius"
    monkeypatch.setenv("TZ", "nonsense")
    zone(laptop_zone())

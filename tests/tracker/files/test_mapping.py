"""--map and --set: what they say, and what they cannot say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import WrongUse
from tracker.files.fields import FIELDS, NEEDED, Subject, find_field, guess_field
from tracker.files.mapping import Mapping, Target, bind, guess_mapping, parse_map, parse_mapping
from tracker.files.readers import read_table

SUBJECTS = st.sampled_from(list(Subject))
ANY_TEXT = st.text(min_size=1, max_size=60)
# A column's name as a table gives it: not blank, no outer spaces.
COLUMNS = ANY_TEXT.map(str.strip).filter(bool)


@st.composite
def targets(draw: st.DrawFn) -> tuple[Subject, Target]:
    subject = draw(SUBJECTS)
    field = draw(st.sampled_from(FIELDS[subject]))
    names = draw(st.lists(st.sampled_from(field.of), unique=True)) if field.of else []
    values = st.text(min_size=1, max_size=20).map(lambda t: t.strip().translate({61: None, 64: None}).strip())
    return subject, Target(field.name, tuple((name, draw(values.filter(bool))) for name in names))


@given(targets(), COLUMNS)
def test_a_mapping_is_read_as_it_was_written(written: tuple[Subject, Target], column: str) -> None:
    subject, target = written
    assert parse_map(subject, f"{target}={column}") == (target, column)


@given(SUBJECTS, ANY_TEXT)
def test_any_text_is_a_mapping_or_wrong_use(subject: Subject, text: str) -> None:
    try:
        target, column = parse_map(subject, text)
    except WrongUse as wrong:
        assert wrong.code in {"map_without_equals", "unknown_field", "unknown_qualifier"}
    else:
        assert target.field in {f.name for f in FIELDS[subject]}
        assert column and text.rstrip().endswith(column)


@given(SUBJECTS, st.lists(ANY_TEXT, max_size=4), st.lists(ANY_TEXT, max_size=4))
def test_any_options_are_a_mapping_or_wrong_use(subject: Subject, maps: list[str], sets: list[str]) -> None:
    try:
        mapping = parse_mapping(subject, maps, sets)
    except WrongUse:
        return
    assert isinstance(mapping, Mapping)


def test_the_column_is_the_rest_whatever_it_has() -> None:
    target, column = parse_map(Subject.HEADCOUNTS, "headcount@kind=hotspot=Present @ 8=00, a=b ")
    assert target == Target("headcount", (("kind", "hotspot"),))
    assert column == "Present @ 8=00, a=b"


def test_the_spelling_of_the_issue() -> None:
    target, column = parse_map(Subject.HEADCOUNTS, "headcount@kind=hotspot=Migranti presenti negli hot spot")
    assert (str(target), column) == ("headcount@kind=hotspot", "Migranti presenti negli hot spot")


def test_several_qualifiers_and_other_names_of_fields() -> None:
    target, _ = parse_map(Subject.INCIDENTS, "GROUP@sex=female@age=0-4=Baby girls")
    assert target == Target("group", (("sex", "female"), ("age", "0-4")))
    assert parse_map(Subject.HEADCOUNTS, "Persons=N")[0] == Target("headcount")
    assert parse_map(Subject.INCIDENTS, "posted-at=N")[0] == Target("posted")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("day", "map_without_equals"),
        ("day=", "map_without_equals"),
        ("day=  ", "map_without_equals"),
        ("=Data", "map_without_equals"),
        ("", "map_without_equals"),
        ("headcount@kind=hotspot", "unknown_field"),
        ("dya=Data", "unknown_field"),
        ("value@kind=x=Data", "unknown_qualifier"),
    ],
)
def test_what_a_mapping_cannot_say(text: str, code: str) -> None:
    with pytest.raises(WrongUse) as wrong:
        parse_map(Subject.PUBLISHED_TOTALS, text)
    assert wrong.value.code in (code, "map_without_equals")
    if code == "unknown_field" and "@" not in text:
        assert "day" in wrong.value.values["known"]


def test_settings_may_be_empty_and_have_equals() -> None:
    mapping = parse_mapping(Subject.PUBLISHED_TOTALS, [], ["source=a=b", "text="])
    assert mapping.constants == {"source": "a=b", "text": ""}
    with pytest.raises(WrongUse) as wrong:
        parse_mapping(Subject.PUBLISHED_TOTALS, [], ["source"])
    assert wrong.value.code == "set_without_equals"


def table(tmp_path, text):
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8")
    return read_table(path)


def test_columns_are_found_whatever_their_case_and_in_order(tmp_path) -> None:
    found = table(tmp_path, "DAY,Value,name\n2021-07-01,3,x\n")
    mapping = parse_mapping(Subject.PUBLISHED_TOTALS, ["day=day", "value=VALUE", "text=name", "text=Day"], [])
    bound = bind(Subject.PUBLISHED_TOTALS, mapping, found)
    assert bound.places == {Target("day"): [0], Target("value"): [1], Target("text"): [2, 0]}
    assert bound.not_read == []


def test_a_column_that_is_not_there_is_named_with_those_that_are(tmp_path) -> None:
    found = table(tmp_path, "Data,Valore\n2021-07-01,3\n")
    mapping = parse_mapping(Subject.PUBLISHED_TOTALS, ["day=Date", "value=Valore"], [])
    with pytest.raises(WrongUse) as wrong:
        bind(Subject.PUBLISHED_TOTALS, mapping, found)
    assert wrong.value.code == "unknown_column"
    assert wrong.value.values == {"column": "Date", "known": ["Data", "Valore"]}


def test_too_little_said_is_told(tmp_path) -> None:
    found = table(tmp_path, "Data,Valore\n2021-07-01,3\n")
    with pytest.raises(WrongUse) as wrong:
        bind(Subject.PUBLISHED_TOTALS, parse_mapping(Subject.PUBLISHED_TOTALS, ["value=Valore"], []), found)
    assert wrong.value.code == "fields_missing"
    assert "day or month or year" in wrong.value.values["missing"]


def test_obvious_names_are_known_without_a_mapping(tmp_path) -> None:
    found = table(tmp_path, "Data,Valore,Note,Fonte,Data_Report\n")
    assert {str(t): c for t, c in guess_mapping(Subject.PUBLISHED_TOTALS, found).columns.items()} == {
        "day": ["Data"], "value": ["Valore"], "text": ["Note"], "source": ["Fonte"], "reported": ["Data_Report"],
    }  # fmt: skip


def test_names_stand_behind_codes_of_nationalities(tmp_path) -> None:
    found = table(tmp_path, "day,value,code,Nazione\n2021-07-01,3,,altre\n")
    mapping = parse_mapping(Subject.PUBLISHED_TOTALS, ["day=day", "value=value", "nationality=code"], [])
    assert bind(Subject.PUBLISHED_TOTALS, mapping, found).places[Target("nationality")] == [2, 3]


@pytest.mark.parametrize("subject", list(Subject))
def test_what_is_needed_are_fields(subject: Subject) -> None:
    names = {field.name for field in FIELDS[subject]}
    assert all(needed <= names for choices in NEEDED[subject] for needed in choices)


@pytest.mark.parametrize("subject", list(Subject))
def test_every_field_is_known_by_each_of_its_names(subject: Subject) -> None:
    for field in FIELDS[subject]:
        assert find_field(subject, field.name) is field
        for name in field.also:
            assert find_field(subject, name) is field
        if not field.of:
            assert guess_field(subject, field.name.replace("_", " ").upper()) is field


def guessed(tmp_path, text: str) -> dict[str, list[str]]:
    found = table(tmp_path, text)
    return {str(t): c for t, c in guess_mapping(Subject.PUBLISHED_TOTALS, found).columns.items()}


def test_the_one_column_of_numbers_is_the_figure_in_any_language(tmp_path) -> None:
    text = "Diena;Sulaikyta asmenų;Pastabos\n2021-07-01;1 204;\n2021-07-02;..;patikslinta\n2021-07-03;98;\n"
    assert guessed(tmp_path, text) == {
        "day": ["Diena"], "value": ["Sulaikyta asmenų"], "text": ["Pastabos"],
    }  # fmt: skip
    two = "Diena;Sulaikyta;Apgręžta\n2021-07-01;12;30\n"
    assert guessed(tmp_path, two) == {"day": ["Diena"]}  # which of them, a person says


def test_figures_of_two_measures_are_never_taken_for_one(tmp_path) -> None:
    assert guessed(tmp_path, "Month,Detections,Persons\n2021-07,2884,2882\n") == {"month": ["Month"]}
    assert guessed(tmp_path, "Month,Apprehensions,Persons prevented\n2021-07,28,90\n") == {"month": ["Month"]}
    assert guessed(tmp_path, "Month,Eventi,Migranti sbarcati\n2021-07,28,circa 90\n") == {"month": ["Month"]}
    assert guessed(tmp_path, "Month,Arrivals,Km\n2021-07,28,90\n")["value"] == ["Arrivals"]
    assert guessed(tmp_path, "Month,Detections,Value\n2021-07,2884,2882\n")["value"] == ["Value"]


@pytest.mark.parametrize(
    ("column", "sets", "rule"),
    [
        ("Detections", [], "detections"),
        ("Border / Prevented crossings", [], "prevented"),
        ("Boats", [], "boats"),
        ("Apprehensions", ["rule=persons"], "persons"),
        ("Arrivals", [], None),
    ],
)
def test_what_a_figure_counts_is_read_from_its_columns_name(tmp_path, column, sets, rule) -> None:
    found = table(tmp_path, f"day,{column}\n2021-07-01,3\n")
    mapping = parse_mapping(Subject.PUBLISHED_TOTALS, ["day=day", f"value={column}"], sets)
    assert bind(Subject.PUBLISHED_TOTALS, mapping, found).constants.get("rule") == rule

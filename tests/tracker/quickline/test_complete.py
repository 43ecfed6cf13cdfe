"""Completion in the quick line: what is offered, in which order, and that it reads back as what it says."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tracker.quickline.test_any_text import SLOW, lines, vocabularies
from tests.tracker.quickline.test_parser import LITHUANIA, NOW, named, vocabulary
from tracker import nationalities
from tracker.quickline import Completion, Meaning, Span, Vocabulary, complete, read
from tracker.quickline.words import KEYWORDS


def offered(line: str, cursor: int | None = None, known: Vocabulary = LITHUANIA) -> list[str]:
    found = complete(line, len(line) if cursor is None else cursor, known)
    return [completion.text for completion in found]


@pytest.mark.parametrize(
    ("line", "first"),
    [
        ("Dr", "Druskininkai"),
        ("02:10 var", "Varėna"),
        ("old m", "Old Mill"),
        ("mill", "Old Mill"),  # a word inside the name
        ("Druskinink", "Druskininkai"),
        ("Druskinikai", "Druskininkai"),  # with a slip
        ("23 > Pab", "Pabradė"),
        ("23 > ", "Pabradė"),
        ("23 moved to ruk", "Rukla"),
        ("sector: Va", "Varėna"),
        ("Varena 23 Iraq", "Iraq:"),
        ("Varena 23 IQ", "Iraq:"),
        ("Varena 23 Lietu", "Lithuania:"),  # by its own name
        ("Varena 23 congo", "XCG:"),
        ("Varena 23 min", "minors:"),
        ("Varena 23 hos", "hospital:"),
        ("Varena 23 asy", "asylum:"),
        ("pushb", "pushback"),
        ("esc", "escorted"),
        ("turned b", "turned back:"),
        ("time u", "time unknown"),
    ],
)
def test_the_best_comes_first(line: str, first: str) -> None:
    assert offered(line)[0] == first


@pytest.mark.parametrize(
    "line",
    [
        "",
        " ",
        "23",
        "Varena ",
        "02:10 ",
        '"Dru',
        "Xyzzy",
        "> Nowhere",
        "🚩",
        "Varena 5 at 3 am",
        "2:10 pm",
        "9 mar",
    ],
)
def test_nothing_is_offered_where_nothing_fits(line: str) -> None:
    assert offered(line) == []


def test_the_whole_word_at_the_cursor_is_replaced() -> None:
    line = "02:10 Druskxyz 23"
    (found, *_) = complete(line, 11, LITHUANIA)
    assert applied(line, found) == "02:10 Druskininkai 23"


def test_a_second_sector_is_not_offered() -> None:
    assert "Druskininkai" not in offered("Varena 23 Drus")


def test_eight_at_most_and_none_twice() -> None:
    many = vocabulary(named(*(f"Post {n}" for n in range(30))))
    found = complete("Po", 2, many)
    assert len(found) == 8
    assert len({(c.meaning, c.code) for c in found}) == 8


def test_a_name_that_looks_like_something_else_is_offered_with_its_key() -> None:
    odd = vocabulary(named("from: x", "night"), named('Camp "B"', "Camp, north", "Camp"))
    assert offered("fro", known=odd)[0] == 'sector: "from: x"'
    assert offered("> Camp", known=odd)[:3] == ['Camp "B"', "Camp, north", '"Camp"']


def applied(line: str, found: Completion) -> str:
    return line[: found.start] + found.text + line[found.end :]


def said(span: Span) -> set[str]:
    """All codes that a span says, as completions name them."""
    values = span.values
    dims = [str(values[key]) for key in ("sex", "age") if values.get(key)]
    found = {
        str(values[key]) for key in ("id", "nationality", "outcome", "service", "value") if values.get(key)
    }
    return found | {"/".join(dims)}


def check(line: str, cursor: int, known: Vocabulary) -> None:
    for found in complete(line, cursor, known):
        assert 0 <= found.start <= cursor <= found.end <= len(line)
        counted = "7" if found.text.endswith(":") else ""
        done = line[: found.start] + found.text + counted
        span = next(s for s in read(done, known, NOW).spans if s.start <= found.start < s.end)
        assert not span.kept, (done, found)
        assert span.meaning is found.meaning, (done, found)
        if found.meaning not in (Meaning.WHEN, Meaning.PERSONS):
            assert found.code in said(span), (done, found)


WORDS = [
    *(named.name for named in LITHUANIA.sectors),
    *(keyword.text for keyword in KEYWORDS),
    *(found.name for found in nationalities.every()),
    *(name for found in nationalities.every() for name in found.own_names),
    *(found.code for found in nationalities.every()),
]


@given(
    st.sampled_from(WORDS),
    st.integers(2, 12),
    st.sampled_from(["", "02:10 ", "> Rukla, ", "B2, ", "time ", "escorted "]),
)
@settings(max_examples=400, suppress_health_check=SLOW)
def test_what_is_offered_reads_back(word: str, length: int, before: str) -> None:
    line = before + word[:length]
    check(line, len(line), LITHUANIA)


@given(st.data(), vocabularies)
@settings(max_examples=300, suppress_health_check=SLOW)
def test_names_that_are_offered_read_back(data: st.DataObject, known: Vocabulary) -> None:
    arrow = data.draw(st.booleans())
    names = known.facilities if arrow else known.sectors
    if not names:
        return
    name = data.draw(st.sampled_from(names)).name
    line = ("> " if arrow else "") + name[: data.draw(st.integers(1, 12))]
    for found in complete(line, len(line), known):
        if found.meaning in (Meaning.SECTOR, Meaning.FACILITY):
            done = applied(line, found)
            reading = read(done, known, NOW)
            read_as = reading.moved_to if found.meaning is Meaning.FACILITY else reading.draft.sector
            assert read_as == found.code, (done, found)


@given(lines, st.integers(-5, 200), vocabularies)
@settings(suppress_health_check=SLOW)
def test_any_text_can_be_completed(line: str, cursor: int, known: Vocabulary) -> None:
    for found in complete(line, cursor, known):
        assert 0 <= found.start <= found.end <= len(line)
        assert found.text

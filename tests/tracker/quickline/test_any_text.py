"""The quick line with any text whatever: it never raises, covers the line, loses nothing and stays quick."""

from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.bench.quickline_figures import LONG
from tests.tracker.quickline.test_parser import DOCUMENTED, EXAMPLES, LITHUANIA, NOW, VILNIUS
from tracker import drafts, nationalities
from tracker.codes import (
    AgeBand,
    Circumstance,
    CountBasis,
    Credibility,
    Kind,
    Outcome,
    Precision,
    Reliability,
    Service,
    Sex,
    Status,
)
from tracker.quickline import Meaning, Named, Severity, Vocabulary, complete, read, to_line
from tracker.quickline.words import PHRASES

SLOW = [HealthCheck.too_slow]  # a loaded machine is no failure
PHRASE_WORDS = sorted(" ".join((first, *rest)) for first, said in PHRASES.items() for rest, _ in said)
ODD_NAMES = [
    "Druskininkai", "Varėna", "Old Mill", "Georgia", "Mali", "23", "Post 7", "Post 7 North", "02:10", "Night", "B2",
    "a, b", "a, b, c", "a", 'say "x"', "🚩", "🚩 hill", "The Bend", "the", "from: x", "> y", "مركز", "A/B", "x (y)",
    "Unknown", "men", "3 Aug", "at", "IQ", "?", "ﬁ", "½", "İ", "-", "sector: 5", "\ud800", "IQ:15", "60+", "~30",
]  # fmt: skip

pieces = st.one_of(
    st.sampled_from(PHRASE_WORDS),
    st.sampled_from(["IQ", "Iraq", "CD", "Congo", "Korea", "Iraqis", "Côte d’Ivoire", "AND", "MAR", "العراق", "AT"]),
    st.sampled_from(ODD_NAMES),
    st.sampled_from([*',;:/()"“”„«»>?~+-=.&\'', "->", " ", "  ", "\t", "\n"]),
    st.sampled_from(["from:", "at:", "text:", "sector:", "party", "party:", "moved to", "to:", "destination:"]),
    st.sampled_from(["02:10", "0210", "1430", "02h", "3.8.", "3/8", "2021-08-03", "18-59", "25-35", "60+", "-5"]),
    st.integers(-3, 3000).map(str),
    st.text(max_size=6),
)  # fmt: skip
lines = st.one_of(
    st.lists(pieces, max_size=14).flatmap(
        lambda parts: st.sampled_from([" ", "", ", ", ":"]).map(lambda glue: glue.join(parts))
    ),
    st.text(st.characters(), max_size=80),
)


def names_of(made: list[str]) -> list[Named]:
    return [Named(f"id of {name}", name) for name in dict.fromkeys(made)]


names = st.lists(
    st.one_of(st.sampled_from(ODD_NAMES), st.text(st.characters(), min_size=1, max_size=12)), max_size=6
).map(names_of)
vocabularies = st.builds(
    Vocabulary,
    situation=st.just("situation"),
    time_zone=st.sampled_from([VILNIUS, "UTC", "Asia/Beirut", "Australia/Lord_Howe", "America/Havana"]),
    cutoff=st.sampled_from([1440, 480]),
    sectors=names,
    facilities=names,
)
moments = st.datetimes(datetime(2019, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def hold_together(line: str, vocabulary: Vocabulary, now: datetime) -> None:
    """What holds for every reading."""
    reading = read(line, vocabulary, now)
    assert reading == read(line, vocabulary, now)
    spans = reading.spans
    assert "".join(line[span.start : span.end] for span in spans) == line
    assert all(span.start < span.end for span in spans)
    assert all(one.end == other.start for one, other in pairwise(spans))
    kept = reading.draft.text or ""
    for span in spans:
        said = line[span.start : span.end]
        if span.meaning is Meaning.GAP:
            small = nationalities.fold(said).split()
            assert all(word in JOINING for word in small), said
        if span.kept and said.strip():
            assert said in kept
        if span.meaning is Meaning.TEXT and not span.kept and span.values["value"].strip():
            assert span.values["value"] in kept
        assert (span.severity is Severity.OK) == (not span.notes and not span.kept)
    assert ("text" in reading.fields) == bool(kept)
    draft = reading.draft
    if "happened_at" not in reading.fields:
        assert draft.happened_at is None
    elif draft.happened_at is not None:
        assert isinstance(draft.happened_at.tzinfo, timezone)
    blank = drafts.Incident(situation=vocabulary.situation)
    for name in set(blank.__dataclass_fields__) - reading.fields:
        assert getattr(draft, name) == getattr(blank, name), name


JOINING = {"and", "with", "plus", "including", "incl", "of", "which", "them", "in", "at", "on", "from"}


@given(lines, vocabularies, moments)
@example("\ud800:5", LITHUANIA, NOW)
@example("🎉from: x, 5", LITHUANIA, NOW)
@example('„“”«»"', LITHUANIA, NOW)
@settings(max_examples=600, suppress_health_check=SLOW)
def test_any_text_holds_together(line: str, vocabulary: Vocabulary, now: datetime) -> None:
    hold_together(line, vocabulary, now)


@pytest.mark.parametrize("line", [*EXAMPLES, *(line for line, _ in DOCUMENTED)])
def test_every_beginning_of_a_line_holds_together(line: str) -> None:
    for end in range(len(line) + 1):
        hold_together(line[:end], LITHUANIA, NOW)


@pytest.mark.parametrize("line", [line for line, _ in DOCUMENTED if " " in line])
def test_what_is_read_before_a_comma_stays_read(line: str) -> None:
    """Another piece of text behind it does not change what a finished line said."""
    before = read(line.replace("text:", "note of"), LITHUANIA, NOW)
    after = read(line.replace("text:", "note of") + ', "more"', LITHUANIA, NOW)
    assert before.fields - {"text"} == after.fields - {"text"}
    for name in before.fields - {"text"}:
        assert getattr(before.draft, name) == getattr(after.draft, name)


@pytest.mark.parametrize("piece", LONG)
def test_a_pasted_page_is_read(piece: str) -> None:
    line = (piece * 10_000)[:10_000]
    hold_together(line, LITHUANIA, NOW)
    assert complete(line, len(line), LITHUANIA) is not None


# -- what is written reads back

counts = st.integers(1, 999)
texts = st.one_of(
    st.sampled_from(['said "no"', "a, b > c", "from: x", "23 persons", "مرحبا", "  spaced "]),
    st.text(st.characters(), min_size=1, max_size=40),
).filter(lambda text: text.strip() != "")
groups = st.builds(
    drafts.Group,
    count=counts,
    nationality=st.none() | st.sampled_from([found.code for found in nationalities.every()]),
    sex=st.none() | st.sampled_from(Sex),
    age=st.none() | st.sampled_from(AgeBand),
).filter(lambda group: bool(group.nationality or group.sex or group.age))


@st.composite
def whens(draw: st.DrawFn, zone: ZoneInfo) -> tuple[datetime | None, Precision]:
    precision = draw(st.sampled_from(Precision))
    if precision is Precision.UNKNOWN:
        return None, precision
    local = draw(moments).replace(microsecond=0).astimezone(zone)
    back = {Precision.HOUR: (0, 0), Precision.PART_OF_DAY: (local.hour // 6 * 6, 0), Precision.DAY: (0, 0)}
    if precision in back:
        hour = local.hour if precision is Precision.HOUR else back[precision][0]
        local = local.replace(hour=hour, minute=0, second=0)
    at = local.astimezone(UTC)
    again = at.astimezone(zone)
    # A line cannot say the second of two like times, nor an hour that was skipped.
    if local.fold or again.replace(tzinfo=None) != local.replace(tzinfo=None):
        return datetime(2021, 8, 3, tzinfo=UTC), Precision.EXACT
    return at, precision


@st.composite
def incidents(draw: st.DrawFn, vocabulary: Vocabulary) -> drafts.Incident:
    at, precision = draw(whens(ZoneInfo(vocabulary.time_zone)))
    basis = draw(st.sampled_from(CountBasis))
    persons = None if basis is CountBasis.UNKNOWN else draw(counts)
    low = high = None
    if basis is CountBasis.ESTIMATED and persons:
        low = draw(st.none() | st.integers(0, persons))
        high = draw(st.none() | st.integers(persons, 2000))
    rows = draw(st.lists(groups, max_size=4))
    sectors = [named.id for named in vocabulary.sectors]
    return drafts.Incident(
        situation=vocabulary.situation,
        sector=draw(st.sampled_from(sectors)) if sectors and draw(st.booleans()) else None,
        kind=draw(st.sampled_from(Kind)),
        circumstances=draw(st.lists(st.sampled_from(Circumstance), unique=True)),
        status=draw(st.sampled_from(Status)),
        reliability=draw(st.sampled_from(Reliability)),
        credibility=draw(st.sampled_from(Credibility)),
        happened_at=at,
        precision=precision,
        place=draw(st.none() | texts),
        persons=persons,
        basis=basis,
        low=low,
        high=high,
        crossed=draw(st.booleans()) if rows else False,
        destination=draw(st.none() | texts),
        source=draw(st.none() | texts),
        text=draw(st.none() | texts),
        groups=rows,
        outcomes=draw(st.lists(st.builds(drafts.OutcomeCount, st.sampled_from(Outcome), counts), max_size=3)),
        referrals=draw(st.lists(st.builds(drafts.Referral, st.sampled_from(Service), counts), max_size=3)),
    )


@given(st.data())
@settings(max_examples=500, suppress_health_check=SLOW)
def test_what_is_written_reads_back(data: st.DataObject) -> None:
    vocabulary = data.draw(vocabularies)
    draft = data.draw(incidents(vocabulary))
    facilities = [named.id for named in vocabulary.facilities]
    moved_to = data.draw(st.sampled_from(facilities)) if facilities and data.draw(st.booleans()) else None
    party = data.draw(st.none() | texts)
    now = datetime(2030, 1, 2, tzinfo=UTC)
    if draft.sector is None:
        # A sector called "claimed" takes the word, as long as none was named.
        nothing = Vocabulary("situation", VILNIUS, 1440, [], [])
        folded = [nationalities.fold(sector.name) for sector in vocabulary.sectors]
        if any(read(name, nothing, now).fields - {"text"} for name in folded):
            draft.sector = vocabulary.sectors[0].id
    line = to_line(draft, vocabulary, now, moved_to, party)
    reading = read(line, vocabulary, now + timedelta(days=data.draw(st.integers(0, 400))))
    assert reading.draft == draft, line
    assert (reading.moved_to, reading.party_reference) == (moved_to, party), line
    assert not any(span.kept for span in reading.spans), line

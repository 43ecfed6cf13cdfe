"""The quick line, example by example. `as_words` says a reading in one line; docs/quick-line.md is held to it too."""

import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.tracker.quickline.tired import TIRED
from tracker import nationalities, rules
from tracker.codes import CountBasis, Precision
from tracker.quickline import Meaning, Named, Reading, Severity, Vocabulary, read, reading

ROOT = Path(__file__).parents[3]
VILNIUS = "Europe/Vilnius"
NOW = datetime(2021, 8, 3, 14, 0, tzinfo=ZoneInfo(VILNIUS))  # a Tuesday


def named(*names: str) -> list[Named]:
    return [Named(f"id of {name}", name) for name in names]


def vocabulary(sectors: list[Named], facilities: list[Named] | None = None, cutoff: int = 1440) -> Vocabulary:
    return Vocabulary("situation", VILNIUS, cutoff, sectors, facilities or [])


LITHUANIA = vocabulary(
    named("Druskininkai", "Lavoriškės", "Varėna", "Padvarionys", "Kapčiamiestis", "Old Mill"),
    named("Pabradė", "Rukla", "Medininkai", "Kybartai", "Verebiejai"),
)


def when(reading: Reading) -> str:
    at = reading.draft.happened_at
    if at is None:
        return "time unknown"
    day = f"{at.day} {at:%b %Y}"
    match reading.draft.precision:
        case Precision.EXACT:
            return f"{day} {at:%H:%M}" + (f":{at:%S}" if at.second else "")
        case Precision.HOUR:
            return f"{day} {at:%H}h"
        case Precision.PART_OF_DAY:
            return f"{day} {['night', 'morning', 'afternoon', 'evening'][at.hour // 6]}"
    return day


def persons(reading: Reading) -> str:
    draft = reading.draft
    if draft.basis is CountBasis.UNKNOWN:
        return "persons unknown"
    said = {CountBasis.ESTIMATED: "about ", CountBasis.REPORTED: "said "}.get(draft.basis, "")
    around = {
        (False, False): "", (True, True): f" ({draft.low} to {draft.high})",
        (True, False): f" (at least {draft.low})", (False, True): f" (at most {draft.high})",
    }[draft.low is not None, draft.high is not None]  # fmt: skip
    return f"{said}{draft.persons} persons{around}"


def as_words(reading: Reading) -> str:
    """What the line set, in the order of the form; then what was assumed, and what is not read and why."""
    draft, fields = reading.draft, reading.fields
    words: list[str] = []
    words += [when(reading)] if "happened_at" in fields else []
    words += [str(draft.sector).removeprefix("id of ")] if "sector" in fields else []
    words += [persons(reading)] if "persons" in fields else []
    for group in draft.groups:
        dims = [nationalities.name_of(group.nationality)] if group.nationality else []
        dims += [dim.value for dim in (group.sex, group.age) if dim]
        words.append(f"{' '.join(dims)} {group.count}")
    words += ["crossed"] if draft.crossed else []
    words += [f"{row.outcome.replace('_', ' ')} {row.count}" for row in draft.outcomes]
    words += [f"{row.service.replace('_', ' ')} {row.persons}" for row in draft.referrals]
    words += [draft.kind.replace("_", " ")] if "kind" in fields else []
    words += [circumstance.replace("_", " ") for circumstance in draft.circumstances]
    words += [draft.status] if "status" in fields else []
    words += [draft.reliability + draft.credibility] if "reliability" in fields else []
    words += [f"party {reading.party_reference}"] if reading.party_reference else []
    words += [
        f"{key} “{value}”" for key in ("source", "place", "destination") if (value := getattr(draft, key))
    ]
    words += [f"to {reading.moved_to.removeprefix('id of ')}"] if reading.moved_to else []
    words += ["text “" + draft.text.replace("\n", " ⏎ ") + "”"] if draft.text else []
    for span in reading.spans:
        words += [f"*{note.replace('_', ' ')}*" for note in span.notes]
        if span.severity is Severity.PROBLEM:
            candidates = span.values.get("candidates", ())
            names = [c.name if isinstance(c, Named) else str(c) for c in candidates]
            words.append(f"**{span.code.replace('_', ' ')}**" + (f": {', '.join(names)}?" if names else ""))
    return " · ".join(words)


EXAMPLES = {
    # when
    "02:10": "3 Aug 2021 02:10",
    "2:10": "3 Aug 2021 02:10",
    "14:00": "3 Aug 2021 14:00",
    "14:01": "2 Aug 2021 14:01 · *assumed yesterday*",
    "02:10:30": "3 Aug 2021 02:10:30",
    "02h": "3 Aug 2021 02h",
    "15h": "2 Aug 2021 15h · *assumed yesterday*",
    "02h10": "3 Aug 2021 02:10",
    "2am": "3 Aug 2021 02h",
    "2:30 pm yesterday": "2 Aug 2021 14:30",
    "0210": "3 Aug 2021 02:10",
    "1350 Varena": "3 Aug 2021 13:50 · Varėna · *read as time*",
    "Varena 1350": "Varėna · 1350 persons",
    "1350 persons": "1350 persons",
    "3 Aug 1350": "3 Aug 2021 13:50 · *read as time*",
    "0230 1350": "3 Aug 2021 02:30 · 1350 persons",
    "13.50": "3 Aug 2021 13:50",
    "02.10": "text “02.10” · **ambiguous time**",
    "~02:10": "3 Aug 2021 02h · *about hour*",
    "at 02:10": "3 Aug 2021 02:10",
    "at: 02:10": "3 Aug 2021 02:10",
    "night": "3 Aug 2021 night",
    "evening": "2 Aug 2021 evening · *assumed yesterday*",
    "yesterday evening": "2 Aug 2021 evening",
    "this morning": "3 Aug 2021 morning",
    "yesterday": "2 Aug 2021",
    "day before yesterday 23:40": "1 Aug 2021 23:40",
    "Monday": "2 Aug 2021",
    "Tuesday": "3 Aug 2021",
    "last Tuesday": "27 Jul 2021",
    "Wed 23:40": "28 Jul 2021 23:40",
    "3 Aug 02:10": "3 Aug 2021 02:10",
    "02:10, 3 August": "3 Aug 2021 02:10",
    "Aug 3 2021 02:10": "3 Aug 2021 02:10",
    "3rd of August 2020": "3 Aug 2020",
    "4 Aug": "4 Aug 2020 · *assumed year*",
    "29 Feb": "29 Feb 2020 · *assumed year*",
    "30 Feb": "text “30 Feb” · **no such date**",
    "2021-08-03 night": "3 Aug 2021 night",
    "2021-08-03T02:10": "3 Aug 2021 02:10",
    "3.8. 02:10": "3 Aug 2021 02:10",
    "03.08.2021": "3 Aug 2021",
    "3.8.21": "3 Aug 2021",
    "23/7": "23 Jul 2021",
    "7/23/2021": "23 Jul 2021",
    "3/8": "text “3/8” · **ambiguous date**: (8, 3), (3, 8)?",
    "3/8 02:10": "text “3/8 02:10” · **ambiguous date**: (8, 3), (3, 8)? · **date not read**",
    "time unknown": "time unknown",
    "3 Aug time unknown": "3 Aug 2021",
    "25:10": "text “25:10” · **no such time**",
    "02:": "text “02:” · **unfinished time**",
    "02": "text “02” · **unfinished time**",
    "02:10 03:20": "3 Aug 2021 02:10 · text “03:20” · **second time**",
    "28 Mar 03:30": "text “28 Mar 03:30” · **time in gap**",
    "28 Mar 03h": "text “28 Mar 03h” · **time in gap**",
    "28 Mar": "28 Mar 2021",
    "25 Oct 2020 03:30": "25 Oct 2020 03:30 · *time twice*",
    # sectors
    "Druskininkai": "Druskininkai",
    "VARENA": "Varėna",
    "lavoriskes": "Lavoriškės",
    "Drusk 23": "Druskininkai · 23 persons · *completed*",
    "old mill 3": "Old Mill · 3 persons",
    "old mi": "Old Mill · *completed*",
    "Va": "text “Va”",
    "sector: Va": "Varėna · *completed*",
    "Druskinikai 23": "23 persons · text “Druskinikai” · **unknown sector**: Druskininkai?",
    "Varena Padvarionys": "Varėna · text “Padvarionys” · **second sector**",
    "Varena, Varena": "Varėna",
    "sector: Nowhere": "text “sector: Nowhere” · **unknown sector**",
    # persons
    "23": "23 persons",
    "23 persons": "23 persons",
    "persons: 23": "23 persons",
    "~30": "about 30 persons",
    "about 30": "about 30 persons",
    "30?": "about 30 persons",
    "30+": "about 30 persons (at least 30)",
    "at least 30 people": "about 30 persons (at least 30)",
    "up to 30": "about 30 persons (at most 30)",
    "25-35": "about 30 persons (25 to 35) · *middle of range*",
    "25 to 35 persons": "about 30 persons (25 to 35) · *middle of range*",
    "~30 (25-35)": "about 30 persons (25 to 35)",
    "30 (25-35": "about 30 persons (25 to 35)",
    "~30 (25+)": "about 30 persons (at least 25)",
    "~30 (up to 40)": "about 30 persons (at most 40)",
    "reportedly 30": "said 30 persons",
    "?": "persons unknown",
    "unknown": "persons unknown",
    "Varena unknown": "Varėna · persons unknown",
    "persons unknown": "persons unknown",
    "1,200 persons": "1200 persons",
    "1 200": "text “1 200” · **number unclear**",
    "35-25": "text “35-25” · **range backwards**",
    "-5": "text “-5” · **negative number**",
    "23 24": "23 persons · text “24” · **second number**",
    "23 persons 24 persons": "23 persons · text “24 persons” · **second persons**",
    "99999999999": "text “99999999999” · **number too long**",
    "23x": "text “23x” · **number unclear**",
    "300m": "text “300m” · **number unclear**",
    "300 m": "text “300 m” · **count unclear**",
    "P-17": "text “P-17”",
    "0": "0 persons",
    "٢٣": "text “٢٣”",
    # composition
    "23 IQ:15 CD:5": "23 persons · Iraq 15 · Congo - Kinshasa 5",
    "23 IQ 15 CD 5": "23 persons · Iraq 15 · Congo - Kinshasa 5",
    "23 iq 15 cd 5": "23 persons · Iraq 15 · Congo - Kinshasa 5",
    "23 Iraqis": "23 persons · Iraq 23 · *from demonym* · *persons summed*",
    "15 Iraqis 5 Congolese": "20 persons · Iraq 15 · Congo, not said which 5 · *from demonym* · *persons summed*",
    "15 Iraqis, 5 Koreans": "Iraq 15 · text “5 Koreans” · *from demonym* · **number unclear**",
    "15 Iraqis, Korea:5": "Iraq 15 · text “Korea:5” · *from demonym* · **ambiguous group**: KOR, PRK?",
    "15 Iraq, 5 Congo": "20 persons · Iraq 15 · Congo, not said which 5 · *persons summed*",
    "Iraq 15 and Syria 3": "18 persons · Iraq 15 · Syria 3 · *persons summed*",
    "23 minors 4": "23 persons · 0-17 4",
    "23 minors 4 hospital": "23 persons · 0-17 4 · text “hospital” · **count missing**",
    "23 persons 4 minors 1 hospital": "23 persons · 0-17 4 · hospital 1",
    "minors 4": "0-17 4",
    "10 men 5 women": "15 persons · male 10 · female 5 · *persons summed*",
    "boys 2 girls 1 men 10 women 5 minors 4 infants 1 60+ 2":
        "male 0-17 2 · female 0-17 1 · male 10 · female 5 · 0-17 4 · 0-4 1 · 60+ 2 · *sum unclear* · *has parts*",
    "12 IRQ f 18-59:5": "12 persons · Iraq female 18-59 5 · crossed",
    "12 IQ/f/18-59:5 IQ/m:3 CM:4":
        "12 persons · Iraq female 18-59 5 · Iraq male 3 · Cameroon 4 · crossed",
    "12 IQ/f:5 minors 4": "12 persons · Iraq female 5 · 0-17 4 · *mixed composition*",
    "12 IQ/f:5 minors 4 crossed composition": "12 persons · Iraq female 5 · 0-17 4 · crossed",
    "30 18-59:5 5-11 2": "30 persons · 18-59 5 · 5-11 2",
    "23 IQ/CD:5": "23 persons · text “IQ/CD:5” · **count unclear**",
    "IQ:5 women 8": "Iraq 5 · female 8 · *sum unclear*",
    "IQ:15 IQ:3": "18 persons · Iraq 15 · Iraq 3 · *persons summed* · *repeated group*",
    "23 unknown 4": "23 persons · Unknown 4",
    "23 other 4 stateless 2": "23 persons · Other 4 · Stateless 2",
    "IQ:": "text “IQ:” · **count missing**",
    "IQ:15-20": "text “IQ:15-20” · **count unclear**",
    "IQ:~15": "text “IQ:~15” · **count unclear**",
    "23 Korea:5": "23 persons · text “Korea:5” · **ambiguous group**: KOR, PRK?",
    "23 Korea 5": "23 persons · text “Korea 5” · **ambiguous group**: KOR, PRK?",
    "23 Dominican 5": "23 persons · text “Dominican 5” · **ambiguous group**: DOM?",
    "23 Camero:5": "23 persons · text “Camero:5” · **unknown group**: CMR?",
    "23 officers:5": "23 persons · text “officers:5” · **unknown group**",
    "23 from Iraq": "23 persons · Iraq 23 · *persons summed*",
    "5 strangers": "5 persons · text “strangers” · *word not read after*",
    "AT:5": "5 persons · Austria 5 · *persons summed*",
    "العراق:5": "5 persons · Iraq 5 · *persons summed*",
    "23 MAR:5": "23 persons · Morocco 5",
    "23 Côte d’Ivoire 5": "23 persons · Côte d’Ivoire 5",
    "23 Congo (Kinshasa) 5": "23 persons · Congo - Kinshasa 5",
    # outcomes and referrals
    "23 hospital 2 dead 1 missing 1 turned back 12":
        "23 persons · hospital 2 · dead 1 · missing 1 · turned back 12",
    "23, 2 dead, 1 missing": "23 persons · dead 2 · missing 1",
    "23 asylum 23 unaccompanied 1": "23 persons · asylum 23 · unaccompanied child 1",
    "23 asylum": "asylum 23",
    "23 persons asylum": "23 persons · text “asylum” · **count missing**",
    # the rest
    "8 not admitted": "8 persons · not admitted",
    "rescue": "rescue",
    "pushback": "pushback",
    "push-back alleged": "pushback · text “alleged”",
    "death or missing, missing 2": "missing 2 · death",
    "crossing prevented": "crossing · prevented",
    "rescue pushback": "rescue · text “pushback” · **second kind**",
    "escorted force used prevented": "escorted · force used · prevented",
    "claimed b2": "claimed · B2",
    "B2 C3": "B2 · text “C3” · **second grade**",
    "verified reported": "verified · text “reported” · **second status**",
    "party P-17": "party P-17",
    "party: blue": "party blue",
    "party of 23": "23 persons · text “party of”",
    "from: Patrol 7, 23": "23 persons · source “Patrol 7”",
    "source: Patrol 7 at: near the old mill > Rukla":
        "source “Patrol 7” · place “near the old mill” · to Rukla",
    "destination: Germany": "destination “Germany”",
    "from:": "text “from:” · **value missing**",
    '"seen by a villager" 23': "23 persons · text “seen by a villager”",
    '"he said ""go"""': "text “he said \"go\"”",
    '23 "seen by': "23 persons · text “seen by” · *quote open*",
    "„rado kaimietis“ 23": "23 persons · text “rado kaimietis”",
    "23 text: found 300 m west, all walking": "23 persons · text “found 300 m west, all walking”",
    # facilities
    "> Pabrade": "to Pabradė",
    "→Rukla": "to Rukla",
    "-> ruk": "to Rukla · *completed*",
    "23 to Rukla": "23 persons · to Rukla",
    "23 to Ruk": "23 persons · text “to Ruk” · *word not read after*",
    "moved to Medininkai": "to Medininkai",
    "23>Pabra": "23 persons · to Pabradė · *completed*",
    "> Pabrdae": "text “> Pabrdae” · **unknown facility**: Pabradė?",
    "> Nowhere": "text “> Nowhere” · **unknown facility**",
    ">": "text “>” · **name missing**",
    "> Rukla > Pabradė": "to Rukla · text “> Pabradė” · **second facility**",
    "Pabradė": "text “Pabradė” · **facility without arrow**: Pabradė?",
    # halves of words
    "23-": "23 persons",
    "Varena's 23": "23 persons · text “Varena's” · **unknown sector**: Varėna?",
    "Varena-Padvarionys": "text “Varena-Padvarionys”",
    "women's 3": "3 persons · text “women's”",
    "23 IQ-15": "23 persons · text “IQ-15” · *word not read after*",
    "Varena. 23.": "Varėna · 23 persons",
    # prose
    "Varena 23 a group found near the river, all walking.":
        "Varėna · 23 persons · text “a group found near the river, all walking.” · *word not read after*",
    "the men from Iraq were tired": "text “the men from Iraq were tired”",
    "23 foo (bar) baz": "23 persons · text “foo (bar) baz” · *word not read after*",
    "": "",
    "   ": "",
    ", ; /": "",
}  # fmt: skip


@pytest.mark.parametrize(("line", "words"), (EXAMPLES | TIRED).items())
def test_is_read_as(line: str, words: str) -> None:
    assert as_words(read(line, LITHUANIA, NOW)) == words


DOCUMENT = (ROOT / "docs" / "quick-line.md").read_text(encoding="utf-8")
DOCUMENTED = re.findall(r"^\| `(.+?)` \| (.+?) \|$", DOCUMENT, re.MULTILINE)


def test_the_document_has_examples() -> None:
    assert len(DOCUMENTED) >= 20


@pytest.mark.parametrize(("line", "words"), DOCUMENTED)
def test_is_read_as_documented(line: str, words: str) -> None:
    assert as_words(read(line, LITHUANIA, NOW)) == words


def test_every_code_is_explained_where_they_are_listed() -> None:
    listed = set((reading.__doc__ or "").replace("(", " ").split())
    spans = [span for line in (*EXAMPLES, *TIRED) for span in read(line, LITHUANIA, NOW).spans]
    said = {span.code for span in spans} | {note for span in spans for note in span.notes}
    assert len(said) > 60
    assert said <= listed


def test_the_example_of_the_design() -> None:
    line = "02:10 Druskininkai 23 IQ:15 CD:5 SY:3 minors 4 > Pabrade"
    reading = read(line, LITHUANIA, NOW)
    assert as_words(reading) == (
        "3 Aug 2021 02:10 · Druskininkai · 23 persons"
        " · Iraq 15 · Congo - Kinshasa 5 · Syria 3 · 0-17 4 · to Pabradė"
    )
    assert reading.fields == {
        *("happened_at", "precision", "sector", "persons", "basis", "low", "high", "groups", "crossed"),
    }
    assert not list(rules.problems_of(reading.draft, NOW))
    assert {span.severity for span in reading.spans} == {Severity.OK}


def test_what_a_line_does_not_say_is_left_to_the_form() -> None:
    reading = read("Varena", LITHUANIA, NOW)
    assert reading.fields == {"sector"}
    assert reading.draft.happened_at is None
    assert reading.draft.situation == "situation"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        # The sector is looked for until one is read; then the name is the country's.
        ("Georgia 5", "Georgia · 5 persons"),
        ("Georgia:5", "5 persons · Georgia 5 · *persons summed*"),
        ("Georgia 12 Georgia 5", "Georgia · 12 persons · Georgia 5"),
        ("5 Georgia", "Georgia · 5 persons"),
        ("Post 7 12", "Post 7 · 12 persons"),
        ("Post 12", "12 persons · text “Post” · **ambiguous sector**: Post 7, Post 7 North?"),
        ("Post 7 N", "Post 7 North · *completed*"),
        ("Post 7 North 3", "Post 7 North · 3 persons"),
        ("Night 3", "Night · 3 persons"),
        ("Night night", "3 Aug 2021 night · Night"),
        ("23", "23 persons"),
        ("sector: 23, 5", "23 · 5 persons"),
        ("Guinea Bissau 3", "Guinea Bissau · 3 persons"),
        ("Bank, north 4", "Bank, north · 4 persons"),
        ("the bend 4", "The Bend · 4 persons"),
        ("Mali 4", "4 persons · Mali 4 · *persons summed*"),
        ("Mali", "Malinovka · *completed*"),
        ("St. Anna 3", "St. Anna · 3 persons"),
        ("Saint Anna 3", "St. Anna · 3 persons"),
    ],
)
def test_names_that_look_like_something_else(line: str, words: str) -> None:
    names = named(
        "Georgia", "Post 7", "Post 7 North", "Night", "23", "Guinea Bissau", "Bank, north", "The Bend", "Malinovka",
        "St. Anna",
    )  # fmt: skip
    sides = (sorted(part.strip() for part in said.split(" · ")) for said in (
        as_words(read(line, vocabulary(names), NOW)), words,
    ))  # fmt: skip
    assert next(sides) == next(sides)


def test_an_ambiguous_beginning_is_said_with_its_candidates() -> None:
    two = vocabulary(named("Varėna North", "Varėna South"), named("Pabradė", "Pabradė tents", "Pabradė camp"))
    (span,) = [s for s in read("Var", two, NOW).spans if s.meaning is Meaning.SECTOR]
    assert (span.code, span.severity) == ("ambiguous_sector", Severity.PROBLEM)
    assert [candidate.name for candidate in span.values["candidates"]] == ["Varėna North", "Varėna South"]
    assert read("Var", two, NOW).draft.text == "Var"
    # A whole name is taken even where others begin with it.
    assert read("> pabrade", two, NOW).moved_to == "id of Pabradė"
    assert read("> Pabradė t", two, NOW).moved_to == "id of Pabradė tents"
    assert read("> Pabr", two, NOW).moved_to is None


def test_a_number_is_not_taken_for_the_beginning_of_a_name() -> None:
    assert as_words(read("Post 23 persons", vocabulary(named("Post 23 North")), NOW)) == (
        "Post 23 North · 23 persons · *completed*"
    )


def test_names_that_fold_alike_are_told_apart_by_their_spelling() -> None:
    twins = vocabulary(named("Vidín", "Vidin"))
    assert read("Vidin", twins, NOW).draft.sector == "id of Vidin"
    assert read("Vidín", twins, NOW).draft.sector == "id of Vidín"
    assert read("VIDIN", twins, NOW).draft.sector is None


def test_the_station_s_zone_counts_and_the_offset_is_kept() -> None:
    at_night = datetime(2021, 8, 2, 21, 30, tzinfo=UTC)  # half past midnight in Vilnius
    reading = read("00:15", LITHUANIA, at_night)
    assert reading.draft.happened_at == datetime(2021, 8, 2, 21, 15, tzinfo=UTC)
    assert reading.draft.happened_at.isoformat() == "2021-08-03T00:15:00+03:00"


def test_the_reporting_day_follows_the_cut_off() -> None:
    def day(line: str) -> str:
        reading = read(line, vocabulary([], cutoff=480), NOW)
        return str(next(s.values["reporting_day"] for s in reading.spans if s.meaning is Meaning.WHEN))

    assert day("07:59") == "2021-08-03"
    assert day("08:00") == "2021-08-04"
    assert day("3 Aug") == "2021-08-03"


def test_a_day_begins_when_the_clock_goes_on() -> None:
    # In Beirut the clock is put forward at midnight.
    beirut = Vocabulary("situation", "Asia/Beirut", 1440, [], [])
    reading = read("28 Mar 2021", beirut, NOW)
    assert str(reading.draft.happened_at) == "2021-03-28 01:00:00+03:00"
    assert read("28 Mar 2021 00:30", beirut, NOW).draft.happened_at is None


def test_a_second_time_of_the_same_name_is_the_first() -> None:
    reading = read("25 Oct 2020 03:30", LITHUANIA, NOW)
    assert str(reading.draft.happened_at) == "2020-10-25 03:30:00+03:00"


def test_the_first_paint_waits_for_nothing_heavy() -> None:
    code = "import sys, tracker.quickline; print(sorted(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    for heavy in ("sqlmodel", "sqlalchemy", "numpy", "pydantic", "PySide6"):
        assert f"'{heavy}'" not in run.stdout

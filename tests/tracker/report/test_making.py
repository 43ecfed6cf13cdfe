"""The report as PDF: what it says, that it is tagged, and the same bytes from the same position."""

import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders import NOON, Small, small_store
from tests.tracker.report.pdf import opened, structure, tags, text_of
from tracker import drafts, facilities, incidents, nationalities, situations
from tracker.arrivals import sum_arrivals
from tracker.codes import AgeBand, Purpose, Regime, Sensitivity, Sex
from tracker.days import day_of, zone
from tracker.errors import NotFound, Refused
from tracker.figures_json import read_figures
from tracker.log import find_head
from tracker.report.document import first_page, plain
from tracker.report.making import Made, make_report
from tracker.situations import get_situation
from tracker.store import Store

DEMO = "Lithuania – Belarus 2021"
JULY_31 = date(2021, 7, 31)
AUGUST_3 = date(2021, 8, 3)
SIZES = {"a4": (595.276, 841.89), "letter": (612, 792)}


@pytest.fixture(scope="module")
def made(demo_store: Store) -> Made:
    return make_report(demo_store, DEMO, JULY_31)


@pytest.fixture
def small(tmp_path: Path) -> Small:
    return small_store(tmp_path / "s.btrk")


def test_it_says_what_was_published_and_what_the_day_was(made: Made) -> None:
    said = text_of(made.pdf)
    first = text_of(made.pdf, "-l", "1", "-layout")
    assert "2,884" in first
    assert re.search(r"\b81\b", first)
    assert "Saturday 31 July 2021" in first
    for annex in ("By sector", "By nationality", "By sex and age", "Facilities", "Incidents of the day"):
        assert annex in said
    assert "made-up records" in first
    assert made.log_head in said
    assert first_page(made.document) == made.texts[0]
    assert len(made.texts) == len(opened(made.pdf).pages)
    assert "Annex A: Arrivals by day." in made.texts[1]
    assert all(made.texts)


def test_the_first_page_fits_on_one_page_of_either_paper(demo_store: Store) -> None:
    for paper, size in SIZES.items():
        pdf = opened(make_report(demo_store, DEMO, JULY_31, paper=paper).pdf)
        assert [round(float(n), 1) for n in pdf.pages[0].MediaBox[2:]] == [round(n, 1) for n in size]
        second = text_of(make_report(demo_store, DEMO, JULY_31, paper=paper).pdf, "-f", "2", "-l", "2")
        assert second.lstrip().startswith("Annex A")


def test_every_number_of_its_first_page_is_one_that_figures_gives(demo_store: Store, made: Made) -> None:
    with demo_store.read() as session:
        situation = get_situation(session, DEMO)
        figures = read_figures(session, situation, JULY_31, NOON + timedelta(days=400))
    counts = figures.counts
    numbers = {one.figure.key: one.figure.text for one in made.document.headlines}
    assert numbers == {
        "day": f"{counts.day['2021-07-31']:,}",
        "week": f"{sum(counts.day.get(str(JULY_31 - timedelta(days=n)), 0) for n in range(7)):,}",
        "month": f"{counts.month['2021-07']:,}",
        "year": f"{counts.year['2021']:,}",
    }
    chart = made.document.chart
    assert chart is not None
    assert chart.persons == [counts.day.get(str(d), 0) for d in chart.days]
    readings = {f.name: f for f in figures.facilities}
    assert {b.name: (b.people, b.places) for b in made.document.bars} == {
        name: (f.occupancy, f.capacity) for name, f in readings.items()
    }
    gauge, said = figures.gauge, plain(made.document.capacity)
    assert f"{gauge.people:,} people in {gauge.places:,} places; {gauge.free:,} places left" in said
    assert f"{gauge.over:,} people over" in said
    assert f"{gauge.over:,} people" in plain(made.document.headline)


def test_behind_each_figure_are_its_records(demo_store: Store, made: Made) -> None:
    """The list that a click opens comes to the figure that was clicked."""
    printed: dict[str, str] = {}

    def collect(value: object) -> None:
        if type(value).__name__ == "Figure":
            printed[value.key] = value.text  # type: ignore[attr-defined]
        elif hasattr(value, "__dataclass_fields__"):
            for name in value.__dataclass_fields__:
                collect(getattr(value, name))
        elif isinstance(value, list | tuple):
            for one in value:
                collect(one)

    collect(made.document)
    assert printed.keys() == made.links.keys()
    assert {spot.key for spot in made.spots} == made.links.keys()
    checked = 0
    with demo_store.read() as session:
        for key, behind in made.links.items():
            if behind.filter is None or key == "difference from the day before":
                continue
            arrivals = sum_arrivals(session, behind.filter)
            figure = arrivals.persons - arrivals.seen
            if key.endswith("unknown size"):
                figure = arrivals.unknown_size
            if behind.filter.nationality is not None:
                figure = arrivals.of_nationality or 0
            assert re.sub(r"\D", "", printed[key]) == str(figure), key
            checked += 1
    assert checked > 100


def test_spots_lie_on_their_pages_and_links_lead_to_the_annexes(made: Made) -> None:
    pages = len(opened(made.pdf).pages)
    for spot in made.spots:
        assert 0 <= spot.page < pages
        assert spot.left >= 0 and spot.left + spot.width <= 1, spot
        assert spot.top >= 0 and spot.top + spot.height <= 1, spot
    with opened(made.pdf) as pdf:
        links = [a for a in pdf.pages[0].Annots if a.Subtype == "/Link"]
        assert len(links) >= len([s for s in made.spots if s.page == 0])


def test_it_is_tagged_after_pdf_ua(made: Made) -> None:
    with opened(made.pdf) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "en"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert DEMO in metadata["dc:title"]
        found = structure(pdf)
        levels = [int(tag[1:]) for tag, _ in found if re.fullmatch(r"H\d", tag)]
        assert levels and levels[0] == 1
        assert all(b <= a + 1 for a, b in pairwise(levels))
        counts = tags(pdf)
        assert counts["Table"] >= 9 and counts["TH"] >= counts["Table"]
        figures = [element for tag, element in found if tag == "Figure"]
        assert len(figures) >= 9
        assert all(str(figure.Alt).strip() for figure in figures)
        for page in pdf.pages:
            for font in page.Resources.get("/Font", {}).values():
                for descendant in font.get("/DescendantFonts", []):
                    descriptor = descendant.FontDescriptor
                    assert any(f"/FontFile{n}" in descriptor for n in ("", "2", "3"))


REMAKE = """
import sys
from datetime import date
from pathlib import Path
from tracker.report.making import make_report
from tracker.store import open_store
store = open_store(Path(sys.argv[1]), "somebody else")
made = make_report(store, sys.argv[2], date(2021, 8, 3), position=int(sys.argv[3]), remarks="Quiet.")
sys.stdout.buffer.write(made.pdf)
"""


def test_made_again_after_more_was_recorded_it_has_the_same_bytes(small: Small) -> None:
    small.record(moved_to=small.facilities[0], groups=[drafts.Group(5, "IRQ")])
    first = make_report(small.store, small.situation, AUGUST_3, remarks="Quiet.")
    small.record(persons=90)
    small.store.write(
        facilities.take_headcount,
        drafts.Headcount(facility=small.facilities[0], counted_at=NOON, persons=400),
    )
    again = subprocess.run(
        [sys.executable, "-c", REMAKE, str(small.store.path), small.situation, str(first.position)],
        cwd=Path(__file__).parents[3], capture_output=True, check=True, timeout=120,
        env=os.environ | {"TZ": "America/Lima", "LANG": "lt_LT.UTF-8", "SOURCE_DATE_EPOCH": "1", "PYTHONHASHSEED": "7"},
    ).stdout  # fmt: skip
    assert again == first.pdf
    assert make_report(small.store, small.situation, AUGUST_3, remarks="Quiet.").pdf != first.pdf
    with pytest.raises(NotFound):
        make_report(small.store, small.situation, AUGUST_3, position=10_000)


def test_a_draft_bears_a_mark_until_it_is_released(small: Small) -> None:
    draft = text_of(make_report(small.store, small.situation, AUGUST_3).pdf)
    released = text_of(make_report(small.store, small.situation, AUGUST_3, released=True).pdf)
    assert "Draft, not released" in draft and "Draft" not in released
    # It stands across the pages, and comes out of pdftotext in pieces.
    pages = list(zip(draft.split("\f")[1:-1], released.split("\f")[1:-1], strict=True))
    assert pages
    for marked, clean in pages:
        assert Counter(marked) - Counter(clean) - Counter("\n" * 99) == Counter("DRAFT")


def test_nothing_recorded_makes_a_report_too(small: Small, tmp_path: Path) -> None:
    said = text_of(make_report(small.store, small.situation, AUGUST_3).pdf)
    assert "Nobody is recorded as arrived on Tuesday 3 August" in said
    bare = small_store(tmp_path / "bare.btrk")
    bare.store.write(
        situations.open_situation, drafts.Situation(name="Nothing yet", time_zone="Europe/Vilnius")
    )
    said = text_of(make_report(bare.store, "Nothing yet", AUGUST_3).pdf)
    assert "No facility is recorded" in said and "No incident of the day" in said


def crowded(small: Small) -> None:
    """Forty facilities and sixty nationalities, with the longest names there are."""
    codes = [one.code for one in nationalities.every()][:60]
    for n in range(40):
        name = f"{n} " + (
            "Reception and registration centre of the northern border district " if n % 3 else "W" * 90
        )
        added = small.store.write(
            facilities.add_facility,
            drafts.Facility(situation=small.situation, name=name.strip(), regime=Regime.OPEN),
            100 if n % 4 else None,
        ).value
        small.store.write(
            facilities.take_headcount, drafts.Headcount(facility=added, counted_at=NOON, persons=12 * n)
        )
    for n, code in enumerate(codes):
        small.record(
            persons=1000 + n,
            groups=[drafts.Group(900, code, Sex.FEMALE, AgeBand.ADULT)],
            place="X" * 150,
            happened_at=NOON - timedelta(minutes=n),
        )


@pytest.mark.parametrize("paper", SIZES)
def test_many_and_long_names_stay_on_the_paper(small: Small, paper: str) -> None:
    crowded(small)
    made = make_report(
        small.store, small.situation, AUGUST_3, paper=paper, remarks="Y" * 500 + "\nquiet" * 40
    )
    assert text_of(made.pdf, "-f", "2", "-l", "2").lstrip().startswith("Remarks")
    assert "What needs a decision" in text_of(made.pdf, "-l", "1")
    boxes = text_of(made.pdf, "-bbox")
    width, height = SIZES[paper]
    words = re.findall(r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)"', boxes)
    assert len(words) > 1000
    for x0, y0, x1, y1 in (map(float, word) for word in words):
        assert x0 >= 0 and y0 >= 0 and x1 <= width - 20 and y1 <= height, (x0, y0, x1, y1)


def test_the_end_of_a_day_and_a_day_under_way(small: Small) -> None:
    """What is looked at goes by the log alone: the newest record ends the day before it."""
    local = NOON.astimezone(zone("Europe/Vilnius"))
    small.record(happened_at=NOON)
    with small.store.read() as session:
        at = find_head(session).at
    assert at is not None
    today = at.astimezone(local.tzinfo).date()
    under_way = make_report(small.store, small.situation, today).document.subtitle
    assert f"until {at.astimezone(local.tzinfo):%H:%M}" in under_way
    for day in (today - timedelta(days=1), today + timedelta(days=1)):
        assert "the whole day" in make_report(small.store, small.situation, day).document.subtitle


def test_a_day_that_ends_in_the_morning_says_which_day_its_hours_are_of(tmp_path: Path) -> None:
    early = small_store(tmp_path / "early.btrk", cutoff=480)
    early.record()
    document = make_report(early.store, early.situation, AUGUST_3).document
    assert "the whole day, to 08:00" in document.subtitle
    assert "Reporting days end at 08:00" in text_of(make_report(early.store, early.situation, AUGUST_3).pdf)
    with early.store.read() as session:
        at = find_head(session).at
    assert at is not None
    under_way = day_of(at, "Europe/Vilnius", 480)
    local = at.astimezone(zone("Europe/Vilnius"))
    said = make_report(early.store, early.situation, under_way).document.subtitle
    other_date = "" if local.date() == under_way else f" on {local.day}"
    assert f"until {local:%H:%M}{other_date}" in said


SIGNS = [*"#$*_`@<>[]{}()=/\\~\"'-+&%^|;:,.!? \n\t", *"aБع中\u202e\u0000🙂é"]
SNIPPETS = ["#panic()", "= Heading", '#image("/etc/passwd")', "$x^2$", "@annex-A", "<annex-A>", "*b* _i_ `r`"]
SNIPPETS += ["\\u{41}", "https://example.org/", "- item", "#link(<annex-A>)[x]"]
HOSTILE = st.one_of(st.text(st.sampled_from(SIGNS), max_size=40), st.sampled_from(SNIPPETS))


@cache
def harmless(paragraphs: int) -> Counter[str]:
    """The tags of such a report whose names and remarks are plain words."""
    with TemporaryDirectory() as folder:
        store = small_store(Path(folder) / "s.btrk", name="N")
        facility = drafts.Facility(situation=store.situation, name="F", regime=Regime.OPEN)
        store.store.write(facilities.add_facility, facility, 5)
        store.record(place="P")
        made = make_report(store.store, store.situation, AUGUST_3, remarks="a\n" * paragraphs or None)
        store.store.close()
    return tags(opened(made.pdf))


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=HOSTILE, text=HOSTILE)
def test_no_text_of_a_person_becomes_markup(
    tmp_path_factory: pytest.TempPathFactory, name: str, text: str
) -> None:
    store = small_store(tmp_path_factory.mktemp("hostile") / "s.btrk", name=f"N {name}".replace("\0", ""))
    store.store.write(
        facilities.add_facility,
        drafts.Facility(situation=store.situation, name=f"F {name}".replace("\0", ""), regime=Regime.OPEN), 5,
    )  # fmt: skip
    store.record(place=f"P {name}".replace("\0", ""))
    made = make_report(store.store, store.situation, AUGUST_3, remarks=text)
    shapes = tags(opened(made.pdf))
    same = harmless(len(made.document.remarks))
    # Long words may be split among more spans; nothing else comes of them.
    for tag in ("H1", "H2", "H3", "Link", "Figure", "Table", "L", "Strong", "Em", "Code", "Formula"):
        assert shapes[tag] == same[tag], tag
    flat = re.sub(r"\s", "", text_of(made.pdf))
    for word in re.findall(r"[a-z#*=@$/<>]{5,}", text):
        assert word in flat
    store.store.close()


def test_a_report_for_publication_says_nothing_of_a_single_record(demo_store: Store) -> None:
    made = make_report(demo_store, DEMO, JULY_31, purpose=Purpose.PUBLICATION, sensitivity=Sensitivity.PUBLIC)
    said = text_of(made.pdf)
    with demo_store.read() as session:
        line = get_situation(session, DEMO)
        listed = incidents.find_incidents(session, incidents.Filter(line.pk), limit=2000)
        names = {f.name for f in facilities.find_facilities(session, line.pk)}
        sectors = {s.name for s in situations.find_sectors(session, line.pk)}
    for place in {one.place for one in listed if one.place} - sectors:
        assert place not in said
    for name in names - sectors:
        assert name not in said
    assert not re.search(r"\b\d\d:\d\d\b", said)
    assert "Incidents of the day" not in said
    assert all(behind.filter is None and behind.facility is None for behind in made.links.values())
    with opened(made.pdf) as pdf:
        assert str(pdf.docinfo.CreationDate).startswith("D:20210731")
    with pytest.raises(Refused) as caught:
        make_report(demo_store, DEMO, JULY_31, purpose=Purpose.PUBLICATION, remarks="By the river.")
    assert [p.code for p in caught.value.problems] == ["remarks_not_published"]


def test_the_pages_on_the_screen_are_the_very_pages(made: Made) -> None:
    images = made.images(72)
    assert len(images) == len(opened(made.pdf).pages)
    assert all(image.startswith(b"\x89PNG") for image in images)
    assert replace(made.typeset).images(72) == images


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks Linux how much memory there is in use")
def test_reports_made_at_each_keystroke_do_not_fill_the_memory(demo_store: Store) -> None:
    def in_use() -> int:  # MB
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") // 2**20

    make_report(demo_store, DEMO, JULY_31, remarks="Q")
    before = in_use()
    for n in range(8):
        make_report(demo_store, DEMO, JULY_31, remarks="Quiet night"[: n + 2])
    assert in_use() - before < 150

"""Days, months, years and moments in cells."""

import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tracker.files.test_values import ANY_CELL
from tracker.files.dates import Moment, from_serial, parse_date, parse_datetime, parse_month, parse_year
from tracker.files.values import ValueProblem

VILNIUS = ZoneInfo("Europe/Vilnius")


def _code(call: Any, *args: Any, **options: Any) -> str:
    with pytest.raises(ValueProblem) as found:
        call(*args, **options)
    return found.value.code


@pytest.mark.parametrize(
    "cell",
    [
        "2019-10-14", "2019/10/14", "2019.10.14", "2019 10 14", "2019. 10. 14.", "20191014", 20191014, 20191014.0,
        "14.10.2019", "14/10/2019", "10/14/2019", "14-10-2019", "14 Oct 2019", "14-OCT-2019", "14 October, 2019",
        "14th October 2019", "Oct 14, 2019", "October 14 2019", "Mon, 14 Oct 2019", "Monday 14 October 2019",
        "2019-10-14T02:10:00Z", "2019-10-14 00:00:00", "14.10.2019 2:10", "٢٠١٩-١٠-١٤", " 2019-10-14\u200e",
        date(2019, 10, 14), datetime(2019, 10, 14, 2, 10),  # noqa: DTZ001
    ],
)  # fmt: skip
def test_days(cell: Any) -> None:
    assert parse_date(cell) == date(2019, 10, 14)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        # The first eight stand in Italy's daily landings.
        ("2024-04-31", "impossible_date"), ("2024-09-31", "impossible_date"), ("2025-02-29", "impossible_date"),
        ("2025-02-30", "impossible_date"), ("2025-02-31", "impossible_date"), ("2025-04-31", "impossible_date"),
        ("2025-06-31", "impossible_date"), ("31.04.2024", "impossible_date"), ("14/14/2019", "impossible_date"),
        ("03/04/2021", "ambiguous_date"), ("3-4-2021", "ambiguous_date"), ("14/10/19", "two_digit_year"),
        ("14 Oct 19", "two_digit_year"), ("1400/05/12", "year_out_of_range"), ("0000-00-00", "year_out_of_range"),
        ("2019-10", "not_a_date"), ("43752", "not_a_date"), (43752, "not_a_date"), ("14 Okx 2019", "not_a_date"),
        ("x" * 100_000, "not_a_date"), ("२०१९-१०-१४", "not_a_date"), ("Infinity", "not_a_date"), (True, "not_a_date"),
        (2.5, "not_a_date"), (date(1, 1, 1), "year_out_of_range"), (10**400, "not_a_date"),
    ],
)  # fmt: skip
def test_what_is_no_day(cell: Any, code: str) -> None:
    assert _code(parse_date, cell) == code


def test_an_order_settles_what_is_ambiguous() -> None:
    assert parse_date("03/04/2021", order="dmy") == date(2021, 4, 3)
    assert parse_date("03/04/2021", order="mdy") == date(2021, 3, 4)
    assert parse_date("03.04.2021", order="mdy") == date(2021, 4, 3)  # dots are day first whatever is said
    assert parse_date("05/05/2021") == date(2021, 5, 5)
    assert _code(parse_date, "14/10/2019", order="mdy") == "impossible_date"
    with pytest.raises(ValueProblem) as found:
        parse_date("03/04/2021")
    assert found.value.values["readings"] == ["2021-04-03", "2021-03-04"]


@pytest.mark.parametrize(
    "cell",
    [
        "2021-06", "2021/6", "2021.06", "202106", 202106, "2021M06", "2021 m06", "06/2021", "6.2021", "06-2021",
        "Jun 2021", "JUN2021", "June, 2021", "2021 Jun", "2021-06-01", date(2021, 6, 1), datetime(2021, 6, 1),  # noqa: DTZ001
    ],
)  # fmt: skip
def test_months(cell: Any) -> None:
    assert parse_month(cell) == date(2021, 6, 1)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("2021-13", "not_a_month"), ("20216", "not_a_month"), ("2021.1", "not_a_month"), (2021.1, "not_a_month"),
        ("Jun-21", "two_digit_year"), ("2021-06-02", "not_a_month"), (date(2021, 6, 2), "not_a_month"),
        ("June", "not_a_month"), ("1821-06", "year_out_of_range"), ("x", "not_a_month"),
    ],
)  # fmt: skip
def test_what_is_no_month(cell: Any, code: str) -> None:
    assert _code(parse_month, cell) == code


def test_years() -> None:
    assert parse_year("2021") == parse_year(2021) == parse_year(2021.0) == parse_year(" ٢٠٢١ ") == 2021
    assert (
        _code(parse_year, "21")
        == _code(parse_year, 2021.5)
        == _code(parse_year, date(2021, 1, 1))
        == "not_a_year"
    )
    assert _code(parse_year, "1899") == "year_out_of_range"


@pytest.mark.parametrize("parse", [parse_date, parse_month, parse_year, parse_datetime])
@pytest.mark.parametrize("cell", [None, "", "-", "n/a", "…"])
def test_nothing_is_none(parse: Any, cell: str | None) -> None:
    assert parse(cell) is None


@pytest.mark.parametrize(
    ("cell", "utc"),
    [
        ("2021-08-03 02:10", (2, 23, 10)), ("2021-08-03T02:10", (2, 23, 10)), ("3.8.2021 2.10", (2, 23, 10)),
        ("3 Aug 2021, 02:10", (2, 23, 10)), ("2021-08-03 2:10 pm", (3, 11, 10)), ("2021-08-03 12:10 AM", (2, 21, 10)),
        ("2021-08-03T02:10Z", (3, 2, 10)), ("2021-08-03 02:10 UTC", (3, 2, 10)), ("2021-08-03T02:10+02:00", (3, 0, 10)),
        ("2021-08-03 02:10-0330", (3, 5, 40)), ("2021-08-03 02:10 UTC+3", (2, 23, 10)),
        ("2021-08-02 24:00", (2, 21, 0)), (datetime(2021, 8, 3, 2, 10), (2, 23, 10)),  # noqa: DTZ001
    ],
)  # fmt: skip
def test_moments(cell: Any, utc: tuple[int, int, int]) -> None:
    moment = parse_datetime(cell, zone=VILNIUS)
    assert moment and not moment.date_only and not moment.assumed_first
    day, hour, minute = utc
    assert moment.at.astimezone(UTC) == datetime(2021, 8, day, hour, minute, tzinfo=UTC)


def test_parts_of_a_second_are_kept() -> None:
    assert parse_datetime("2021-08-03T02:10:11.5") == Moment(datetime(2021, 8, 3, 2, 10, 11, 500_000))  # noqa: DTZ001


def test_a_day_alone_is_said_to_be_one() -> None:
    for cell in ("2021-08-03", date(2021, 8, 3)):
        assert parse_datetime(cell, zone=VILNIUS) == Moment(
            datetime(2021, 8, 3, tzinfo=VILNIUS), date_only=True
        )


def test_the_clock_goes_forward_and_back() -> None:
    assert _code(parse_datetime, "2021-03-28 03:30", zone=VILNIUS) == "no_such_local_time"
    twice = parse_datetime("2021-10-31 03:30", zone=VILNIUS)
    assert twice and twice.assumed_first
    assert twice.at.astimezone(UTC) == datetime(2021, 10, 31, 0, 30, tzinfo=UTC)
    # An offset says which of the two it was.
    second = parse_datetime("2021-10-31 03:30+02:00", zone=VILNIUS)
    assert second and not second.assumed_first
    # In Beirut the clock goes forward at midnight: that day begins at one.
    day = parse_datetime("2021-03-28", zone=ZoneInfo("Asia/Beirut"))
    assert day and day.at.hour == 1 and day.date_only


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("2021-08-03 25:00", "impossible_time"), ("2021-08-03 02:60", "impossible_time"),
        ("2021-08-03 24:01", "impossible_time"), ("2021-08-03 13:00 pm", "impossible_time"),
        ("2021-08-03 02:10+19:00", "impossible_offset"), ("2025-02-30 02:10", "impossible_date"),
        ("03/04/2021 02:10", "ambiguous_date"), ("02:10", "not_a_date"), ("yesterday", "not_a_date"),
        ("2100-12-31 24:00", "year_out_of_range"),
    ],
)  # fmt: skip
def test_what_is_no_moment(cell: str, code: str) -> None:
    assert _code(parse_datetime, cell, zone=VILNIUS) == code


@given(
    ANY_CELL, st.sampled_from([None, VILNIUS, ZoneInfo("Asia/Beirut")]), st.sampled_from([None, "dmy", "mdy"])
)
def test_any_cell_is_a_date_or_a_problem(cell: Any, zone: Any, order: Any) -> None:
    for parse in (
        lambda: parse_date(cell, order=order),
        lambda: parse_month(cell),
        lambda: parse_year(cell),
        lambda: parse_datetime(cell, zone=zone, order=order),
    ):
        try:
            parse()
        except ValueProblem as found:
            assert len(found.values["value"]) <= 80


@given(st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1)))  # noqa: DTZ001
def test_moments_are_read_back(at: datetime) -> None:
    try:
        moment = parse_datetime(at.isoformat(), zone=VILNIUS)
    except ValueProblem as found:
        assert found.code == "no_such_local_time"
    else:
        assert moment and moment.at.replace(tzinfo=None) == at


@given(st.dates(date(1950, 1, 1), date(2100, 12, 31)))
def test_days_are_read_back(day: date) -> None:
    for form in ("%Y-%m-%d", "%d.%m.%Y", "%d %b %Y", "%B %d, %Y", "%Y%m%d"):
        assert parse_date(day.strftime(form)) == day


# Clocks that change at midnight, by half an hour, four times a year, not any more, or skip a day.
RESTLESS = [
    "Europe/Vilnius", "Europe/Minsk", "Africa/Casablanca", "America/Havana", "America/St_Johns", "Asia/Beirut",
    "Australia/Lord_Howe", "Pacific/Apia", "Asia/Gaza", "Africa/Cairo",
]  # fmt: skip


@given(
    st.sampled_from(RESTLESS),
    st.integers(0, 48 * 365).map(lambda days: datetime(1990, 1, 1, tzinfo=UTC) + timedelta(days)),
    st.sampled_from([timedelta(minutes=m) for m in range(-180, 181, 15)]),
)
def test_a_time_on_a_clock_that_changes(name: str, somewhen: datetime, off: timedelta) -> None:
    zone = ZoneInfo(name)
    change = _next_change(somewhen, zone)
    local = (change.astimezone(zone) + off).replace(tzinfo=None, microsecond=0, second=0)
    shown = [
        at
        for offset in {(change + timedelta(days=d)).astimezone(zone).utcoffset() for d in (-1, 1)}
        if offset is not None
        and (at := (local - offset).replace(tzinfo=UTC)).astimezone(zone).replace(tzinfo=None) == local
    ]
    text = f"{local:%Y-%m-%d %H:%M}"
    if not shown:
        with pytest.raises(ValueProblem, match="no_such_local_time"):
            parse_datetime(text, zone=zone)
        return
    read = parse_datetime(text, zone=zone)
    assert read is not None
    assert (read.at.astimezone(UTC), read.assumed_first) == (min(shown), len(shown) > 1)
    assert read == parse_datetime(f" {local:%d.%m.%Y %H:%M:%S}", zone=zone)


def _next_change(since: datetime, zone: ZoneInfo) -> datetime:
    """The moment at which the zone's offset changes next, to the minute; `since` where it does no more."""
    before = since.astimezone(zone).utcoffset()
    for days in range(1, 400):
        end = since + timedelta(days=days)
        if end.astimezone(zone).utcoffset() != before:
            low, high = end - timedelta(days=1), end
            while high - low > timedelta(minutes=1):
                middle = low + (high - low) / 2
                low, high = (middle, high) if middle.astimezone(zone).utcoffset() == before else (low, middle)
            return high.replace(second=0, microsecond=0)
    return since


@given(st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(:[0-9]{2})?", fullmatch=True))
def test_times_as_programs_write_them_are_read_as_any_others(text: str) -> None:
    def outcome(written: str) -> Any:
        try:
            return parse_datetime(written, zone=UTC)
        except ValueProblem as failed:
            return failed.code, failed.values["value"].strip()

    assert outcome(text) == outcome(text + " ")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1 lipca 2021", "2021-07-01"),
        ("31 sierpnia 2021 r.", "2021-08-31"),
        ("1 июля 2021 г.", "2021-07-01"),
        ("15 de enero de 2021", "2021-01-15"),
        ("2021. gada 4. jūlijs", "2021-07-04"),
        ("4 listopad 2021", None),
        ("4 října 2021", "2021-10-04"),
        ("1. Juli 2021", "2021-07-01"),
        ("2 luglio 2021", "2021-07-02"),
        ("3 июля 2021", "2021-07-03"),
        ("1 août 2021", "2021-08-01"),
        ("2021 m. liepos 4 d.", "2021-07-04"),
        ("2021 liepos 4", "2021-07-04"),
        ("2021 July 4", "2021-07-04"),
        ("5. jūlijs 2021", "2021-07-05"),
        ("30-paź-2021", "2021-10-30"),
        ("4 smarch 2021", None),
        ("4 mar 2021", "2021-03-04"),
    ],
)
def test_months_of_other_languages(text: str, day: str | None) -> None:
    if day is None:
        with pytest.raises(ValueProblem):
            parse_date(text)
    else:
        assert parse_date(text) == date.fromisoformat(day)


@pytest.mark.parametrize(
    "text",
    [
        "Juli 2021",
        "liepa 2021",
        "2021 июль",
        "lipiec 2021",
        "JUILLET 2021",
        "luglio 2021",
        "2021 m. liepa",
        "Июль 2021 г.",
        "julio de 2021",
        "lipiec 2021 r.",
    ],
)
def test_a_month_of_another_language(text: str) -> None:
    assert parse_month(text) == date(2021, 7, 1)


def test_every_name_of_a_month_is_read_unless_it_is_one_of_two() -> None:
    names = tomllib.loads(
        (Path(__file__).parents[3] / "resources/dates/months.toml").read_text(encoding="utf-8")
    )
    refused = set()
    for months in names.values():
        assert len(months) == 12
        for number, called in enumerate(months, 1):
            for name in called.split():
                try:
                    assert parse_date(f"9 {name} 2021") == date(2021, number, 9), name
                except ValueProblem:
                    refused.add(name)
    assert refused == {"listopad", "listopada"}  # October in Croatia, November in Poland


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("44378", date(2021, 7, 1)), ("44378.0", date(2021, 7, 1)), ("44378,00", date(2021, 7, 1)),
        (44378, date(2021, 7, 1)), ("44378.5", datetime(2021, 7, 1, 12)), (44378.25, datetime(2021, 7, 1, 6)),  # noqa: DTZ001
        ("12", "12"), ("2021-07-01", "2021-07-01"), (True, True), (None, None), ("99999", "99999"),
    ],
)  # fmt: skip
def test_days_that_a_spreadsheet_left_as_numbers(cell: Any, day: Any) -> None:
    read = from_serial(cell)
    assert (read, type(read)) == (day, type(day))

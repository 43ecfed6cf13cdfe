"""The real public figures, in whole, by the command line, twice. What is expected is counted here, by csv alone."""

import csv
import json
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.tracker.terminal import ROOT, border_tracker

DATA = ROOT / "tests/data"
DAILY = DATA / "italy-daily-landings.csv"
NATIONALITIES = DATA / "italy-landings-by-nationality.csv"
RECEPTION = DATA / "italy-reception-by-region.csv"
FRONTEX = DATA / "frontex-eastern-borders-monthly.csv"

AS_DAILY = (
    "--as",
    "published-totals",
    "--map",
    "day=Data",
    "--map",
    "value=Valore",
    "--map",
    "reported=Data_Report",
)
KINDS = {
    "hotspot": "Migranti presenti negli hot spot",
    "reception centre": "Migranti presenti nei centri di accoglienza",
    "SIPROIMI": "Migranti presenti nei centri SIPROIMI",
    "SAI": "Migranti presenti nei centri SAI",
}


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def classes(receipt: dict[str, Any]) -> dict[str, int]:
    names = ("read", "added", "superseded", "unchanged", "set_aside", "refused")
    found = {name: receipt[name] for name in names}
    assert found["read"] == sum(found[name] for name in names[1:])
    assert len(receipt["refused_rows"]) == found["refused"]
    assert len(receipt["set_aside_rows"]) == found["set_aside"]
    return found


def import_twice(
    folder: Path, path: Path, *words: str
) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Both receipts and the figures; the second import changed not a byte of what the store says."""
    first = border_tracker("import", path, "--store", "s.btrk", "--json", *words, cwd=folder).json
    figures = border_tracker("figures", "--store", "s.btrk", "--json", cwd=folder).out
    second = border_tracker("import", path, "--store", "s.btrk", "--json", *words, cwd=folder).json
    assert border_tracker("figures", "--store", "s.btrk", "--json", cwd=folder).out == figures
    assert second["records"] == {} and second["action"] is None
    (found,) = json.loads(figures)
    return first, second, found


@pytest.mark.slow
def test_daily_landings_of_italy(tmp_path: Path) -> None:
    rows = rows_of(DAILY)
    impossible, after, reports = [], [], defaultdict(dict)
    for number, row in enumerate(rows, 2):
        day, reported = day_of(row["Data"]), day_of(row["Data_Report"])
        if day is None or reported is None:
            impossible.append(number)
        elif day > reported:
            after.append(number)
        else:
            assert reported not in reports[day]
            reports[day][reported] = int(row["Valore"])
    kept = sum(len(of_day) for of_day in reports.values())
    assert (len(rows), len(impossible), len(after), kept) == (4352, 7, 1088, 3257)

    first, second, figures = import_twice(tmp_path, DAILY, *AS_DAILY)
    taken_for = {"read": len(rows), "set_aside": len(after), "refused": len(impossible)}
    assert classes(first) == taken_for | {
        "added": len(reports), "superseded": kept - len(reports), "unchanged": 0,
    }  # fmt: skip
    assert classes(second) == taken_for | {"added": 0, "superseded": 0, "unchanged": kept}
    assert [row["row"] for row in first["refused_rows"]] == impossible
    assert all(row["code"] == "impossible_date" and row["reason"] for row in first["refused_rows"])
    assert sorted(row["row"] for row in first["set_aside_rows"]) == after
    # Damaged, and about a day after its own report: named with its value, whatever that is.
    (damaged,) = [row for row in first["set_aside_rows"] if row["code"] == "after_report_damaged"]
    assert damaged["row"] == 3372 and "0[VALORE]0" in damaged["reason"]

    published = figures["published"]
    found = {(t["from"], t["reported"]): t["value"] for t in published if t["from"] == t["to"]}
    assert found == {
        (day.isoformat(), reported.isoformat()): value
        for day, of_day in reports.items()
        for reported, value in of_day.items()
    }
    latest = {t["from"]: t["reported"] for t in published if t["latest"]}
    assert latest == {day.isoformat(): max(of_day).isoformat() for day, of_day in reports.items()}
    assert [
        (t["value"], t["reported"], t["latest"]) for t in published if t["from"] == "2019-10-14"
    ] == [(301, "2019-10-15", False), (310, "2019-10-31", True)]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("column", ["ISO_3166-1", "Nazione"])
def test_landings_of_italy_by_nationality(tmp_path: Path, column: str) -> None:
    rows = rows_of(NATIONALITIES)
    words = (
        "--as", "published-totals", "--map", f"nationality={column}", "--map", "value=Valore",
        "--map", "reported=Data_Report", "--set", "cumulative=true", "--set", "source=Cruscotto statistico",
    )  # fmt: skip
    first, second, figures = import_twice(tmp_path, NATIONALITIES, *words)
    whole = {"read": len(rows), "superseded": 0, "set_aside": 0, "refused": 0}
    assert classes(first) == whole | {"added": len(rows), "unchanged": 0}
    assert classes(second) == whole | {"added": 0, "unchanged": len(rows)}

    published = figures["published"]
    assert {(t["from"], t["to"]) for t in published} == {
        (row["Data_Report"][:4] + "-01-01", row["Data_Report"]) for row in rows
    }
    assert all(t["cumulative"] and t["source"] == "Cruscotto statistico" for t in published)
    assert all(t["to"] == t["reported"] for t in published)
    counted = Counter(t["nationality"] for t in published)
    assert counted["XOT"] == sum(row["Nazione"] == "altre" for row in rows) == 144
    assert counted["CIV"] == sum(row["Nazione"] == "Costa d'Avorio" for row in rows)
    assert sum(t["value"] for t in published) == sum(int(row["Valore"]) for row in rows)
    assert None not in counted


@pytest.mark.slow
def test_reception_in_italy_by_region(tmp_path: Path) -> None:
    rows = rows_of(RECEPTION)
    present = [
        (row["Regione"], kind, row["Data_Report"], int(row[column]))
        for row in rows
        for kind, column in KINDS.items()
        if row[column] != ""
    ]
    words = ["--as", "headcounts", "--map", "facility=Regione", "--map", "day=Data_Report"]
    for kind, column in KINDS.items():
        words += ["--map", f"headcount@kind={kind}={column}"]
    words += ["--set", "regime=open", "--time-zone", "Europe/Rome"]
    first, second, figures = import_twice(tmp_path, RECEPTION, *words)
    whole = {"read": 2800, "superseded": 0, "set_aside": 0, "refused": 0}
    assert len(rows) == 2800
    assert classes(first) == whole | {"added": 2800, "unchanged": 0}
    assert classes(second) == whole | {"added": 0, "unchanged": 2800}
    places = {(region, kind) for region, kind, _, _ in present}
    assert first["records"] == {"headcount": len(present), "facility": len(places)}

    last: dict[str, tuple[str, int]] = {}
    for region, kind, day, persons in present:
        last[f"{region}, {kind}"] = max(last.get(f"{region}, {kind}", ("", 0)), (day, persons))
    assert {f["name"]: f["occupancy"] for f in figures["facilities"]} == {
        name: persons for name, (_, persons) in last.items()
    }
    assert {f["name"]: f["as_of"][:10] for f in figures["facilities"]} == {
        name: d for name, (d, _) in last.items()
    }
    for facility in figures["facilities"]:
        assert (facility["capacity"], facility["ratio"], facility["level"]) == (None, None, "unknown")
    gauge = figures["gauge"]
    assert gauge["places"] == 0
    assert gauge["people_where_capacity_is_unknown"] == sum(persons for _, persons in last.values())


@pytest.mark.slow
def test_detections_at_the_eastern_borders(tmp_path: Path) -> None:
    rows = rows_of(FRONTEX)
    words = (
        "--as", "published-totals", "--map", "month=month", "--map", "nationality=nationality",
        "--map", "value=detections", "--set", "rule=detections",
    )  # fmt: skip
    first, second, figures = import_twice(tmp_path, FRONTEX, *words)
    whole = {"read": len(rows), "superseded": 0, "set_aside": 0, "refused": 0}
    assert classes(first) == whole | {"added": len(rows), "unchanged": 0}
    assert classes(second) == whole | {"added": 0, "unchanged": len(rows)}

    published = figures["published"]
    assert {t["rule"] for t in published} == {"detections"}
    assert {t["counted"] for t in published} == {None}  # detections are no persons: never side by side
    codes = {"OOO": "XXX", "STL": "XXA"}  # unknown, stateless
    june = {codes.get(r["nationality"], r["nationality"]): int(r["detections"])
            for r in rows if r["month"] == "2021-06"}  # fmt: skip
    assert {t["nationality"]: t["value"] for t in published if t["from"] == "2021-06-01"} == june
    assert june["IRQ"] == 352
    assert {t["to"] for t in published if t["from"] == "2021-06-01"} == {"2021-06-30"}
    half = sum(t["value"] for t in published if "2021-01-01" <= t["from"] < "2021-07-01")
    assert half == 970


@pytest.mark.slow
def test_all_four_into_one_store(tmp_path: Path) -> None:
    """Each in a situation of its own, by columns' own names where these say enough; check finds nothing."""
    for i, (path, words) in enumerate(
        (
            (DAILY, AS_DAILY),
            (NATIONALITIES, ("--as", "published-totals", "--set", "cumulative=yes")),
            (FRONTEX, ("--as", "published-totals", "--set", "rule=detections")),
        )
    ):
        situation = ("--situation", path.stem, *(("--open-situation",) if i else ()))
        receipt = border_tracker(
            "import", path, *words, *situation, "--store", "s.btrk", "--json", cwd=tmp_path
        )
        assert receipt.json["added"] > 1000
    found = border_tracker("figures", "--store", "s.btrk", "--json", cwd=tmp_path).json
    assert [len(one["published"]) for one in found] == [3257, 1619, 2945]
    border_tracker("check", "--store", "s.btrk", cwd=tmp_path)

"""What the command line tells of rows that one file says twice."""

from pathlib import Path

from tests.tracker.terminal import border_tracker

TOTALS = ("--as", "published-totals")


def test_rows_alike_in_one_file_are_accounted_for(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("day,value\n2021-07-01,5\n2021-07-01,5\n2021-07-01,x\n", encoding="utf-8")
    said = border_tracker("import", "t.csv", *TOTALS, "--store", "s.btrk", cwd=tmp_path).out
    lines = [line.split(maxsplit=2) for line in said.splitlines()]
    assert ["unchanged", "1", "said before in this file"] in lines
    assert "row 3 as row 2" in said
    (tmp_path / "i.csv").write_text("day,persons\n2021-07-01,5\n2021-07-01,5\n", encoding="utf-8")
    words = ("import", "i.csv", "--as", "incidents", "--store", "i.btrk")
    said = border_tracker(*words, cwd=tmp_path).out
    assert ["added", "2"] in [line.split() for line in said.splitlines()]
    assert "void what was listed twice:\n  row 3 as row 2" in said
    receipt = border_tracker(*words, "--json", cwd=tmp_path).json
    classes = ("added", "superseded", "unchanged", "set_aside", "refused")
    assert receipt["read"] == sum(receipt[name] for name in classes) == receipt["unchanged"] == 2
    assert (receipt["repeated_rows"], receipt["alike_rows"]) == ([], [])
    (figures,) = border_tracker("figures", "--store", "i.btrk", "--json", cwd=tmp_path).json
    assert figures["counted"]["day"]["2021-07-01"] == 10
    assert "comes in twice" in " ".join(border_tracker("import", "--help", cwd=tmp_path).out.split())

"""What the rows of a table seem to be."""

from pathlib import Path

import pytest

from tracker.files.fields import Subject
from tracker.files.readers import read_table
from tracker.files.subjects import likely_subject


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Date,Sector,Persons,Nationality\n2021-07-01,N,3,IRQ\n2021-07-01,N,4,IRQ\n", Subject.INCIDENTS),
        (
            "Date,Sector,Persons,Nationality\n2021-07-01,N,3,IRQ\n2021-07-01,N,3,SYR\n",
            Subject.PUBLISHED_TOTALS,
        ),
        ("Month,Arrivals\n2021-07,2884\n2021-08,81\n", Subject.PUBLISHED_TOTALS),
        ("When,Place,Persons\n2021-07-01 02:10,Kena,3\n", Subject.INCIDENTS),
        ("Facility,Date,Persons\nRukla,2021-08-03,415\n", Subject.HEADCOUNTS),
        ("Facility,Regime,Capacity\nRukla,open,415\n", Subject.FACILITIES),
        ("Reason,From,To,Left,Persons\ntransfer,Rukla,Kena,2021-08-03,4\n", Subject.MOVEMENTS),
        ("Event,Date,Source\nDecree,2021-07-02,Government\n", Subject.CONTEXT_EVENTS),
    ],
)
def test_the_likely_subject(tmp_path: Path, text: str, subject: Subject) -> None:
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8")
    assert likely_subject(read_table(path)) is subject

"""Releasing a report: the very file is kept beside the store by its hash, and a revision says so. Not undone."""

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

from sqlalchemy import select
from sqlmodel import Session

from tracker import drafts, evidence, records
from tracker.change import Outcome
from tracker.codes import Purpose, Sensitivity
from tracker.errors import Problem, Refused
from tracker.integrity import Progress, silent
from tracker.log import REVISIONS
from tracker.report.making import Made, make_report
from tracker.rows import key_of, table_of
from tracker.store import Store

REPORTS, SITUATIONS = table_of("report"), table_of("situation")


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A released report as lists need it. `at` is when it was released (aware, UTC) and `author` who did."""

    id: str
    situation: str
    day: date
    purpose: Purpose
    sensitivity: Sensitivity
    paper: str
    position: int
    log_head: str
    sha256: str
    size: int
    remarks: str | None
    author: str
    at: datetime


def release_report(session: Session, draft: drafts.Report) -> str:
    """Record that a report was released; returns its id. It cannot be undone, and is refused where it was released.

    Its file is kept before (`keep`), so that no revision names a file that is not there.
    """
    same = [line for line in find_reports(session, draft.situation) if line.sha256 == draft.sha256]
    if same:
        raise Refused([Problem("report_released", "sha256", values={"by": same[0].author, "at": same[0].at})])
    return records.record(session, draft)


def release(
    store: Store,
    situation_id: str,
    day: date,
    *,
    purpose: Purpose = Purpose.OPERATIONAL,
    sensitivity: Sensitivity = Sensitivity.CONFIDENTIAL,
    paper: str = "a4",
    position: int | None = None,
    remarks: str | None = None,
    progress: Progress = silent,
) -> tuple[Made, Outcome[str]]:
    """Make the report of a day without the draft's mark, keep its file, and record its release.

    Returns the report and the outcome, whose value is the record's id. Raises as `make_report` and `release_report` do.
    """
    made = make_report(
        store,
        situation_id,
        day,
        purpose=purpose,
        sensitivity=sensitivity,
        paper=paper,
        position=position,
        remarks=remarks,
        released=True,
        progress=progress,
    )
    evidence.keep(made.pdf, store.path)
    draft = drafts.Report(
        situation=made.situation_id,
        day=day,
        purpose=purpose,
        sensitivity=sensitivity,
        paper=paper,
        position=made.position,
        log_head=made.log_head,
        sha256=sha256(made.pdf).hexdigest(),
        size=len(made.pdf),
        remarks=remarks,
    )
    return made, store.write(release_report, draft)


def find_reports(session: Session, situation_id: str | None = None) -> list[ReportLine]:
    """The released reports, of a situation by its id or of all, the newest first."""
    c = REPORTS.c
    statement = (
        select(
            c.id,
            SITUATIONS.c.name.label("situation"),
            c.day,
            c.purpose,
            c.sensitivity,
            c.paper,
            c.position,
            c.log_head,
            c.sha256,
            c.size,
            c.remarks,
            REVISIONS.c.author,
            REVISIONS.c.at,
        )
        .join(SITUATIONS, SITUATIONS.c.pk == c.situation_pk)
        .join(REVISIONS, REVISIONS.c.position == c.pk)  # a record's key is the position of its first revision
        .where(c.void_reason.is_(None))
        .order_by(c.pk.desc())
    )
    if situation_id is not None:
        statement = statement.where(c.situation_pk == key_of(session, "situation", situation_id))
    return [
        ReportLine(
            **(
                dict(row)
                | {"purpose": Purpose(row["purpose"]), "sensitivity": Sensitivity(row["sensitivity"])}
            )
        )
        for row in session.connection().execute(statement).mappings()
    ]


def find_released(
    session: Session,
    situation_id: str,
    day: date,
    *,
    position: int,
    purpose: Purpose,
    sensitivity: Sensitivity,
    paper: str,
    remarks: str | None = None,
) -> ReportLine | None:
    """The newest released report that was made with these arguments; with any remarks where none are given."""
    for line in find_reports(session, situation_id):
        same = (line.day, line.position, line.purpose, line.sensitivity, line.paper)
        if same == (day, position, purpose, sensitivity, paper) and remarks in (None, line.remarks):
            return line
    return None


def path_of(store: Path, line: ReportLine) -> Path:
    """Where the file of a released report is kept."""
    return evidence.path_of(store, line.sha256)

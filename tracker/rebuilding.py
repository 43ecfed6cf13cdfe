"""Rebuilding: rows, kept totals and search index are made anew from the log, where `check` finds them to differ.

For a file that was changed behind the program's back, or lost a row to a damaged disk, while its log is whole.
"""

from collections import defaultdict
from collections.abc import Collection
from pathlib import Path

from sqlalchemy import Table, insert, text
from sqlmodel import Session

from tracker import drafts, log, rows, search, totals
from tracker.errors import Problem, Refused
from tracker.integrity import Expected, Progress, check_chain, expected_rows, recount, silent
from tracker.models import TABLES
from tracker.soundness import Finding
from tracker.store import open_store

# What making the rows anew mends.
MENDED = {
    "row_changed",
    "row_missing",
    "row_without_revision",
    "reference_broken",
    "totals_differ",
    "search_differs",
    "search_changed",
}


def can_mend(findings: Collection[Finding]) -> bool:
    """Whether rebuilding mends all of what `check` found, remarks aside, and there is anything."""
    wrong = {finding.code for finding in findings if not finding.is_remark}
    return bool(wrong) and wrong <= MENDED


def rebuild_file(path: Path, progress: Progress = silent) -> None:
    """Rebuild the store at `path`. Raises Refused if its log is not whole, and as `open_store` does."""
    store = open_store(path, author="check")
    try:
        store.write(rebuild, progress)
    finally:
        store.close()


def rebuild(session: Session, progress: Progress = silent) -> None:
    """Make the rows, the totals and the search index anew. Raises Refused if the log is not whole."""
    connection = session.connection()
    if next(check_chain(connection, progress), None) is not None:
        raise Refused([Problem("log_not_whole")])
    # A record may name one that was recorded later: it was amended.
    connection.execute(text("PRAGMA defer_foreign_keys=ON"))
    for record_type in reversed(TABLES):
        for child in rows.child_tables(record_type).values():
            connection.execute(child.delete())
        connection.execute(rows.table_of(record_type).delete())
    search.clear(connection)
    sectors: dict[str, str | None] = {}
    for batch in expected_rows(session, progress):
        _insert(session, batch, sectors)
    for tally in recount(connection).values():
        totals.replace(connection, tally)


def _insert(session: Session, batch: list[Expected], sectors: dict[str, str | None]) -> None:
    """Put in the rows of a batch of records and what they are found by, a statement a table.

    `sectors` are the names that are known already, by id.
    """
    new: dict[Table, list[rows.Row]] = defaultdict(list)
    bodies = []
    for draft, row, children in batch:
        new[rows.table_of(draft.type)].append(row)
        tables = rows.child_tables(draft.type)
        for name, found in children.items():
            new[tables[name]] += found
        if isinstance(draft, drafts.Incident):
            if draft.sector and draft.sector not in sectors:
                sectors[draft.sector] = log.name_of_sector(session, draft.sector)
            bodies.append({"pk": row["pk"], "body": search.body_of(draft, sectors.get(draft.sector or ""))})
    connection = session.connection()
    for table, found in new.items():
        if found:
            connection.execute(insert(table), found)
    if bodies:
        connection.execute(search.INSERT, bodies)

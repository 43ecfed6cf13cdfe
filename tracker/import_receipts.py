"""The receipts of imports, kept with the rows that came in: what came from which file, when, and by whom."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from sqlalchemy import Row, Select, select
from sqlmodel import Session

from tracker import log
from tracker.rows import table_of

RECEIPTS = table_of("import_receipt")


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """A kept receipt. `at` is aware, with the offset at which it was recorded; `details` are the reasons, by row.

    `void_reason` is None while the import stands: undone, its file can be imported again.
    """

    id: str
    file: str
    sha256: str | None
    sheet: str | None
    subject: str
    profile: str | None
    read: int
    added: int
    superseded: int
    unchanged: int
    set_aside: int
    refused: int
    details: dict[str, Any]
    void_reason: str | None
    at: datetime
    author: str

    def counts(self) -> dict[str, int]:
        """Rows by class, and `read`, which they sum to."""
        names = ("read", "added", "superseded", "unchanged", "set_aside", "refused")
        return {name: getattr(self, name) for name in names}


def find_receipts(session: Session, situation_pk: int) -> list[ReceiptLine]:
    """All receipts of a situation, the latest first, those of imports that were taken back among them."""
    c = RECEIPTS.c
    found = session.connection().execute(
        _statement().where(c.situation_pk == situation_pk).order_by(c.pk.desc())
    )
    return [_line(row) for row in found]


def find_import_of(session: Session, situation_pk: int, sha256: str) -> ReceiptLine | None:
    """The latest import, not taken back, of a file that held the very same bytes; None for none."""
    c = RECEIPTS.c
    row = (
        session.connection()
        .execute(
            _statement()
            .where(c.situation_pk == situation_pk, c.sha256 == sha256, c.void_reason.is_(None))
            .order_by(c.pk.desc())
            .limit(1)
        )
        .first()
    )
    return None if row is None else _line(row)


def _statement() -> Select[Any]:
    """Receipts with who recorded them: their key is the arrival number of their first revision."""
    c, r = RECEIPTS.c, log.REVISIONS.c
    own = [
        column
        for column in c
        if column.name not in ("pk", "revision_id", "origin", "illustrative", "situation_pk")
    ]
    return select(*own, r.at, r.at_offset, r.author).join(log.REVISIONS, r.position == c.pk)


def _line(row: Row[Any]) -> ReceiptLine:
    values = dict(row._mapping)
    values["at"] = values["at"].astimezone(timezone(timedelta(minutes=values.pop("at_offset"))))
    values["details"] = json.loads(values["details"] or "{}")
    return ReceiptLine(**values)

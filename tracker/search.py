"""The full-text index of incidents. Derived: rebuilt from rows, never exchanged. SQLite's FTS5, and marked as such."""

import re

from sqlalchemy import Connection, text

from tracker import drafts, nationalities

# SQLite only: PostgreSQL gets a tsvector column of its own.
CREATE = (
    "CREATE VIRTUAL TABLE incident_search USING fts5("
    "body, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2')"
)
INSERT = text("INSERT INTO incident_search(rowid, body) VALUES (:pk, :body)")
DELETE = text("DELETE FROM incident_search WHERE rowid = :pk")


def body_of(incident: drafts.Incident, sector: str | None) -> str:
    """What an incident is found by: its texts, place, source and sector, and its nationalities by name and code."""
    words: list[str] = [w for w in (incident.text, incident.place, incident.source, sector) if w]
    for code in dict.fromkeys(g.nationality for g in incident.groups if g.nationality):
        words += [code, nationalities.name_of(code)]
    return " ".join(words)


def replace(connection: Connection, pk: int, body: str, *, new: bool) -> None:
    """Index an incident, in place of what stood there before."""
    if not new:
        connection.execute(DELETE, {"pk": pk})
    connection.execute(INSERT, {"pk": pk, "body": body})


def clear(connection: Connection) -> None:
    """Empty the index."""
    connection.execute(text("DROP TABLE incident_search"))
    connection.execute(text(CREATE))


def query_of(typed: str) -> str | None:
    """What a person typed as an FTS5 query: every word must occur, the last one may be unfinished; None if no word.

    Each word is quoted, so that no character has a meaning of its own.
    """
    words = re.findall(r"\w+", typed)
    if not words:
        return None
    return " ".join(f'"{w}"' for w in words) + "*"

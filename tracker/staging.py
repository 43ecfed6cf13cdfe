"""The file beside the store in which records are prepared before they come in: twins of the tables, filled quickly.

SQLite only; on PostgreSQL temporary tables take its place.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import chain
from operator import itemgetter
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import (
    URL,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Connection,
    Engine,
    LargeBinary,
    MetaData,
    Table,
    Text,
    create_engine,
    text,
)
from sqlalchemy.dialects import sqlite

from tracker import log, rows
from tracker.columns import Instant, microseconds
from tracker.models import TABLES
from tracker.private_file import make_private


@cache
def twin_of(table: Table) -> Table:
    """The table's twin in the staging file: same columns and CHECKs, no indexes, no references."""
    extra = []
    if table is log.REVISIONS:
        extra = [Column("header_hash", LargeBinary)]
    checks = [
        CheckConstraint(text(str(c.sqltext)), name=c.name)
        for c in table.constraints
        if isinstance(c, CheckConstraint)
    ]
    columns = [Column(c.name, c.type) for c in table.c]
    return Table(table.name, MetaData(schema="staged"), *columns, *extra, *checks)


BODIES = Table("bodies", MetaData(schema="staged"), Column("pk", BigInteger), Column("body", Text))


def _tables() -> Iterator[Table]:
    for record_type in TABLES:
        yield rows.table_of(record_type)
        yield from rows.child_tables(record_type).values()
    yield log.REVISIONS


@contextmanager
def staging_file(path: Path) -> Iterator[Connection]:
    """A connection to a new staging file; it need not survive a crash."""
    make_private(path)
    engine: Engine = create_engine(
        URL.create("sqlite", database=str(path)), module=sqlcipher, hide_parameters=True
    )
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA journal_mode=OFF")
            connection.exec_driver_sql("PRAGMA synchronous=OFF")
            driver: Any = connection.connection.driver_connection
            driver.isolation_level = (
                None  # one transaction, and its lock, from the first table to the last row
            )
            connection.exec_driver_sql("BEGIN EXCLUSIVE")
            translated = connection.execution_options(schema_translate_map={"staged": None})
            for table in [*map(twin_of, _tables()), BODIES]:
                table.create(translated)
            yield translated
            connection.exec_driver_sql("COMMIT")
    finally:
        engine.dispose()


def hold(path: Path) -> Any:
    """A connection with a lock on a staging file that lets others read."""
    connection = sqlcipher.connect(str(path), isolation_level=None, check_same_thread=False)
    connection.execute("BEGIN")
    connection.execute("SELECT pk FROM bodies LIMIT 1").fetchone()
    return connection


def flush(connection: Connection, batch: dict[Table, list[rows.Row]]) -> None:
    """Write rows into the staging file; those of a table have the same columns."""
    driver: Any = connection.connection.driver_connection
    for table, values in batch.items():
        if not values:
            continue
        names: list[str] = []
        columns: list[Iterable[Any]] = []
        for name, column in zip(
            values[0], zip(*map(itemgetter(*values[0]), values), strict=True), strict=True
        ):
            if column[0] is None and column.count(None) == len(column):
                continue  # empty already; the driver takes ten times as long over a None as over a number
            bind = _bind_of(table, name)
            names.append(name)
            columns.append(column if bind is None else [None if v is None else bind(v) for v in column])
        cells, whole = list(zip(*columns, strict=True)), len(values) - len(values) % _AT_ONCE
        several = _bare_insert(table, tuple(names), _AT_ONCE)
        for at in range(0, whole, _AT_ONCE):
            driver.execute(several, list(chain.from_iterable(cells[at : at + _AT_ONCE])))
        driver.executemany(_bare_insert(table, tuple(names), 1), cells[whole:])
    batch.clear()


_AT_ONCE = 50  # rows of one INSERT: half the time of one by one; SQLite takes 32,766 cells


@cache
def _bare_insert(table: Table, names: tuple[str, ...], count: int) -> str:
    """An insert of some rows for the driver itself, which takes a third of the time."""
    quote = sqlite.dialect().identifier_preparer.quote
    listed = ", ".join(quote(name) for name in names)
    marks = ", ".join([f"({', '.join('?' * len(names))})"] * count)
    return f"INSERT INTO {quote(table.name)} ({listed}) VALUES {marks}"  # noqa: S608 - names of our own


@cache
def _bind_of(table: Table, name: str) -> Callable[[Any], Any] | None:
    """What the column's type does to a value before the driver has it."""
    kind = table.c[name].type
    if isinstance(kind, LargeBinary):
        return None  # the driver takes bytes as they are
    dialect = sqlite.dialect()
    return _QUICK.get(type(kind)) or kind.dialect_impl(dialect).bind_processor(dialect)


# What a type does to a value, without asking the dialect each time.
_QUICK: dict[type, Callable[[Any], Any]] = {Instant: microseconds, Boolean: int}

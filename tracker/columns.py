"""Column types and named CHECKs that the tables in `models.py` and `store_models.py` are made of."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Dialect, Index, text
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel

_MICROSECOND = timedelta(microseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MOST_PERSONS = 10_000_000
# One number that sorts incidents by persons, and those of as many by their local key, which has 36 bits to itself.
PERSONS_THEN_KEY = "sort_persons * 68719476736 + pk"


class Table(SQLModel):
    """A table. None is validated (drafts are, by `rules`), so that validators are not built: a tenth of the import."""

    model_config = {"defer_build": True}


def microseconds(value: datetime) -> int:
    """Microseconds from 1970 UTC to an aware datetime."""
    return (value - EPOCH) // _MICROSECOND


class Instant(TypeDecorator[datetime]):
    """An aware datetime, kept as microseconds since 1970 UTC; comes back in UTC."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Aware datetime to microseconds."""
        return None if value is None else microseconds(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Microseconds to an aware datetime in UTC."""
        return None if value is None else EPOCH + timedelta(microseconds=value)


def one_of(table: str, column: str, values: type[StrEnum]) -> CheckConstraint:
    """A named CHECK that `column` holds a code of the list (or nothing)."""
    listed = ", ".join(f"'{v}'" for v in values)
    return CheckConstraint(f"{column} IN ({listed})", name=f"ck_{table}_{column}")


def within(table: str, column: str, low: float, high: float) -> CheckConstraint:
    """A named CHECK that `column` holds a number from `low` to `high` (or nothing)."""
    return CheckConstraint(f"{column} BETWEEN {low} AND {high}", name=f"ck_{table}_{column}")


def counts(table: str, *columns: str) -> list[CheckConstraint]:
    """Named CHECKs that the columns hold numbers of persons or places."""
    return [within(table, c, 0, MOST_PERSONS) for c in columns]


def on_earth(table: str) -> list[CheckConstraint]:
    """Named CHECKs on latitude and longitude in degrees."""
    return [within(table, "latitude", -90, 90), within(table, "longitude", -180, 180)]


def boolean(table: str, *columns: str) -> list[CheckConstraint]:
    """Named CHECKs that the columns hold truth values."""
    checks = [CheckConstraint(f"{c} IN (0, 1)", name=f"ck_{table}_{c}") for c in columns]
    for check in checks:
        check.ddl_if(dialect="sqlite")  # PostgreSQL has a type for them
    return checks


def standing(table: str) -> list[Any]:
    """What every record table has beside its own: an index of imported rows, and the mark's CHECK."""
    return [
        Index(f"ix_{table}_origin", "origin", sqlite_where=text("origin IS NOT NULL")),
        *boolean(table, "illustrative"),
    ]

"""The tables that hold no records: the log, what is derived from the rows, and whose store this is."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, LargeBinary, Text
from sqlmodel import Field

from tracker import codes
from tracker.columns import Instant, Table, one_of


class Revision(Table, table=True):
    """One entry of the log. See `log.py` for what is hashed and how."""

    __table_args__ = (
        one_of("revision", "verb", codes.Verb),
        CheckConstraint("position >= 1", name="ck_revision_position"),
        CheckConstraint("station_seq >= 1", name="ck_revision_station_seq"),
        Index("ix_revision_record", "record_id", "position"),
        Index("ix_revision_station", "station_id", "station_seq", unique=True),
    )
    position: int = Field(primary_key=True)
    id: str = Field(max_length=36, unique=True)
    action_id: str = Field(max_length=36, index=True)
    verb: str
    undoes: str | None = Field(default=None, max_length=36)
    record_type: str
    record_id: str = Field(max_length=36)
    parents: str = "[]"
    station_id: str = Field(max_length=36)
    station_seq: int
    author: str
    at: datetime = Field(sa_type=Instant)
    at_offset: int
    salt: bytes | None = Field(default=None, sa_type=LargeBinary)
    content: str | None = Field(default=None, sa_type=Text)
    content_hash: bytes = Field(sa_type=LargeBinary)
    chain_hash: bytes = Field(sa_type=LargeBinary)


class DailyTotal(Table, table=True):
    """Derived: what the incidents of a reporting day come to, along one axis at a time.

    `axis` is all, sector or nationality; `key` is empty for all, a sector's pk, a nationality, or empty where not
    specified; `day` is an ISO date, or empty where the day is not known. `arrivals` and `claimed` are persons,
    `unknown_size` and `claimed_unknown` incidents whose persons nobody knows, `incidents` all standing ones.
    """

    __tablename__ = "daily_total"
    situation_pk: int = Field(primary_key=True, foreign_key="situation.pk")
    axis: str = Field(primary_key=True, max_length=11)
    day: str = Field(primary_key=True, max_length=10)
    key: str = Field(primary_key=True, max_length=20)
    arrivals: int = 0
    claimed: int = 0
    unknown_size: int = 0
    claimed_unknown: int = 0
    incidents: int = 0
    illustrative: int = 0


class StoreInfo(Table, table=True):
    """One row: which station this store belongs to. Not exchanged, not in the log."""

    __tablename__ = "store_info"
    __table_args__ = (CheckConstraint("pk = 1", name="ck_store_info_pk"),)
    pk: int = Field(default=1, primary_key=True)
    station_id: str = Field(max_length=36)

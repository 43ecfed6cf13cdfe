"""The schema's version, and bringing an older store up to date. Alembic is imported only when something is due."""

import contextlib
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, text

from tracker.errors import NotAStore, StoreNewer
from tracker.private_file import make_private

# Ours, in the file's header: "BTrk".
APPLICATION_ID = 0x4254726B
# The versions in order; `user_version` of a store is the number of the last one that it has.
VERSIONS = ("0001", "0002", "0003")


def stamp(connection: Connection) -> None:
    """Mark a fresh store as being of the newest version."""
    connection.execute(text(f"PRAGMA application_id={APPLICATION_ID}"))
    mark(connection, VERSIONS[-1])


def mark(connection: Connection, version: str) -> None:
    """Mark a store as being of a version, for this module and for Alembic."""
    connection.execute(text(f"PRAGMA user_version={VERSIONS.index(version) + 1}"))
    connection.execute(
        text(
            "CREATE TABLE IF NOT EXISTS alembic_version "
            "(version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
        )
    )
    connection.execute(text("DELETE FROM alembic_version"))
    connection.execute(text("INSERT INTO alembic_version VALUES (:v)"), {"v": version})


def version_of(connection: Connection, path: Path) -> int:
    """How many of `VERSIONS` the store has. Raises NotAStore for another program's file, StoreNewer."""
    if connection.execute(text("PRAGMA application_id")).scalar() != APPLICATION_ID:
        raise NotAStore("not_a_store", path=str(path))
    number = int(connection.execute(text("PRAGMA user_version")).scalar() or 0)
    if number > len(VERSIONS):
        raise StoreNewer("store_newer", path=str(path))
    return number


def bring_up_to_date(engine: Engine, path: Path) -> Path | None:
    """Migrate a store of an older version, after taking a copy; returns the copy's path, None if nothing was due."""
    with engine.connect() as connection:
        number = version_of(connection, path)
    if number == len(VERSIONS):
        return None
    copy = back_up(engine, path)
    migrate(engine)
    return copy


def back_up(engine: Engine, path: Path) -> Path:
    """Copy the store beside itself, verified, before it is migrated. Returns the copy's path."""
    import sqlcipher3.dbapi2 as sqlcipher

    stamp_ = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    target = path.with_name(f"{path.name}.before-migration-{stamp_}")
    partial = target.with_name(target.name + ".part")
    make_private(partial)
    raw = engine.raw_connection()
    try:
        with contextlib.closing(sqlcipher.connect(str(partial))) as copy:
            driver: Any = raw.driver_connection
            driver.backup(copy)
            found = copy.execute("PRAGMA integrity_check").fetchone()[0]
            if found != "ok":
                raise NotAStore("copy_not_sound", path=str(path))
        with partial.open("rb") as file:
            os.fsync(file.fileno())
        partial.replace(target)
    finally:
        raw.close()
        partial.unlink(missing_ok=True)
    return target


def migrate(engine: Engine) -> None:
    """Run the migrations that are due, in one transaction, foreign keys off and checked at the end."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        raw.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
                broken = connection.execute(text("PRAGMA foreign_key_check")).first()
                if broken is not None:
                    raise NotAStore("migration_broke_references", table=broken[0])
                connection.execute(text(f"PRAGMA application_id={APPLICATION_ID}"))
                connection.execute(text(f"PRAGMA user_version={len(VERSIONS)}"))
        finally:
            raw.execute("PRAGMA foreign_keys=ON")

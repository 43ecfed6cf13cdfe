"""Ids: UUIDv7 (RFC 9562), which sort by the time they were made. Python has none before 3.14."""

import uuid_utils


def new_id() -> str:
    """A new UUIDv7 in its 36-character form."""
    return str(uuid_utils.uuid7())

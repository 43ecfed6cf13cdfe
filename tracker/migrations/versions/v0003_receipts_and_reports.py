"""Receipts of imports, and reports that were released."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_CLASSES = ("read", "added", "superseded", "unchanged", "set_aside", "refused")


def upgrade() -> None:
    """Create both."""
    _create(
        "import_receipt",
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("sheet", sa.String(), nullable=True),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("profile", sa.String(), nullable=True),
        *[sa.Column(name, sa.Integer(), nullable=False) for name in _CLASSES],
        sa.Column("details", sa.Text(), nullable=True),
        *[
            sa.CheckConstraint(f"{name} BETWEEN 0 AND 10000000", name=f"ck_import_receipt_{name}")
            for name in _CLASSES
        ],
    )
    _create(
        "report",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("sensitivity", sa.String(), nullable=False),
        sa.Column("paper", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("log_head", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("remarks", sa.Text(), nullable=True),
        sa.CheckConstraint("purpose IN ('operational', 'publication')", name="ck_report_purpose"),
        sa.CheckConstraint(
            "sensitivity IN ('public', 'restricted', 'confidential', 'strictly confidential')",
            name="ck_report_sensitivity",
        ),
        sa.CheckConstraint("position >= 1", name="ck_report_position"),
    )


def _create(table: str, *own: sa.Column[Any] | sa.CheckConstraint) -> None:
    """A record table with its own columns and CHECKs beside those that every record has."""
    op.create_table(
        table,
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("revision_id", sa.String(length=36), nullable=False),
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.Column("origin", sa.String(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=True),
        sa.Column("situation_pk", sa.Integer(), nullable=False),
        *own,
        sa.CheckConstraint("illustrative IN (0, 1)", name=f"ck_{table}_illustrative"),
        sa.ForeignKeyConstraint(["situation_pk"], ["situation.pk"]),
        sa.PrimaryKeyConstraint("pk"),
        sa.UniqueConstraint("id"),
    )
    where = sa.text("origin IS NOT NULL")
    op.create_index(f"ix_{table}_origin", table, ["origin"], unique=False, sqlite_where=where)
    op.create_index(op.f(f"ix_{table}_situation_pk"), table, ["situation_pk"], unique=False)

"""The list sorted by persons has one key: with two, a page walked through every incident of as many persons."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index anew."""
    op.drop_index("ix_incident_persons", table_name="incident")
    key = sa.text("(sort_persons * 68719476736 + pk)")
    op.create_index("ix_incident_persons", "incident", ["situation_pk", key], unique=False)

"""Two indexes of the list: one key sorts it by persons, and compositions are read from their index alone.

With two keys a page walked through every incident of as many persons.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make both anew."""
    op.drop_index("ix_incident_persons", table_name="incident")
    key = sa.text("(sort_persons * 68719476736 + pk)")
    op.create_index("ix_incident_persons", "incident", ["situation_pk", key], unique=False)
    op.drop_index("ix_group_incident_pk", table_name="group")
    op.create_index("ix_group_incident", "group", ["incident_pk", "nationality", "count"], unique=False)

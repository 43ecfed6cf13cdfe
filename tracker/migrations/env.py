"""Alembic's entry: runs on the live connection that `schema.migrate` hands over."""

from alembic import context
from sqlmodel import SQLModel

import tracker.models
import tracker.store_models  # noqa: F401  (both fill the metadata)

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    transactional_ddl=False,
)
context.run_migrations()

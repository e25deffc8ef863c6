"""What Alembic runs: the migrations, over the connection that ``db.schema`` hands it."""

from __future__ import annotations

from alembic import context

from db.models import Base
from db.schema import is_modelled

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    include_name=is_modelled,
    # db.schema holds the transaction: a migration is there as a whole, or not at all.
    transactional_ddl=True,
)
context.run_migrations()

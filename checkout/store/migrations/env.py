"""How Alembic reaches the database: by the address that migrate() hands over."""

from alembic import context
from sqlalchemy import create_engine

from checkout.store.tables import metadata

engine = create_engine(context.config.attributes["database_url"])
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()

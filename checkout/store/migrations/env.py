"""How Alembic reaches the database: by the address that migrate() hands over."""

from alembic import context

from checkout.store.database import make_engine
from checkout.store.tables import metadata

# Our own engine begins every transaction at once, so a migration is kept whole or not at all,
# and two programs that start together migrate one after the other.
engine = make_engine(context.config.attributes["database_url"])
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, transactional_ddl=True)
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()

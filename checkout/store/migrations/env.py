"""How Alembic reaches the database: by the address that migrate() hands over."""

from alembic import context
from sqlalchemy import text

from checkout.store.engines import is_postgresql, make_engine
from checkout.store.migrate import is_in_the_code
from checkout.store.tables import metadata

# One transaction: the migrations are kept whole or not at all, and two programs that start together
# migrate one after the other. SQLite's begins with its write lock; PostgreSQL's takes a lock of its own
# and must then see what the one before it did.
_LOCK = 4_213_771
url = context.config.attributes["database_url"]
engine = make_engine(url)
if is_postgresql(url):
    engine = engine.execution_options(isolation_level="READ COMMITTED")
with engine.begin() as connection:
    if is_postgresql(url):
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    context.configure(
        connection=connection,
        target_metadata=metadata,
        include_name=is_in_the_code,
        render_as_batch=True,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()

"""Each shop has a key that the codes of its links are made with.

A device that is signed in now may hold links that were made offline without the key, and shared already: it may
bring their codes for thirty days.
"""

import secrets
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

from checkout.store.tables import to_microseconds

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('merchants', sa.Column('link_key', sa.String(64), nullable=False, server_default=''))
    op.add_column('devices', sa.Column('old_codes_until', sa.BigInteger(), nullable=True))
    conn = op.get_bind()
    merchants = sa.table('merchants', sa.column('id'), sa.column('link_key'))
    for merchant_id in conn.execute(sa.select(merchants.c.id)).scalars().all():
        mine = merchants.c.id == merchant_id
        conn.execute(merchants.update().where(mine).values(link_key=secrets.token_hex(32)))
    devices = sa.table('devices', sa.column('old_codes_until'), sa.column('revoked_at'))
    until = to_microseconds(datetime.now(UTC) + timedelta(days=30))
    conn.execute(devices.update().where(devices.c.revoked_at.is_(None)).values(old_codes_until=until))

"""What a shop's devices draw their word of the day from."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('merchants', sa.Column('word_key', sa.String(length=32), nullable=False, server_default=''))
    conn = op.get_bind()
    merchants = sa.table('merchants', sa.column('id'), sa.column('word_key'))
    for (merchant_id,) in conn.execute(sa.select(merchants.c.id)).all():
        mine = merchants.c.id == merchant_id
        conn.execute(merchants.update().where(mine).values(word_key=secrets.token_hex(16)))

"""When a device last proved by a one-time code that the shop's phone is at hand."""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('devices', sa.Column('confirmed_at', sa.BigInteger(), nullable=True))

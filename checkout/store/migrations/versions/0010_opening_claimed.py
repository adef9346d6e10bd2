"""The page of a payment is asked for by one worker at a time: who does says until when."""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('payments', sa.Column('opening_until', sa.BigInteger(), nullable=True))

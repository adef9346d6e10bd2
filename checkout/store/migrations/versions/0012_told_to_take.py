"""Where a gateway takes the money at our word, it is known to every worker that the word was given."""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('payments', sa.Column('told_to_take_at', sa.BigInteger(), nullable=True))

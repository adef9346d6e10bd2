"""A shop's logo, small enough to travel inside the payer's one page."""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('merchants', sa.Column('logo', sa.Text(), nullable=False, server_default=''))

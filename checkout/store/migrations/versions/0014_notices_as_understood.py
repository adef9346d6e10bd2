"""What was understood of a webhook is kept with it, and so are its headers: a gateway may sign in one of them."""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('webhook_inbox', sa.Column('headers', sa.Text(), nullable=False, server_default=''))
    op.add_column('webhook_inbox', sa.Column('notice', sa.Text(), nullable=True))

"""An outlet says which device or program made it, and one of a program's ends with its token"""

import sqlalchemy as sa
from alembic import op

revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('outlets', sa.Column('made_by_id', sa.String(length=40), server_default='', nullable=False))

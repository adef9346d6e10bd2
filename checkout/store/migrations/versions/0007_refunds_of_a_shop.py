"""A shop's refunds as one list.

Revision ID: 0007
"""

from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('ix_refunds_merchant_id_created_at_id', 'refunds', ['merchant_id', 'created_at', 'id'])

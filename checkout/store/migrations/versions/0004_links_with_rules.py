"""What a shop may say of its links, and what it asks of payers"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('merchants', sa.Column('shows_phone', sa.Boolean(), nullable=False, server_default=sa.true()))
    for name in ('requires_email', 'requires_address', 'payer_bears_fee'):
        op.add_column('merchants', sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))

    op.add_column('links', sa.Column('reference', sa.String(length=80), nullable=False, server_default=''))
    op.add_column('links', sa.Column('closing_message', sa.String(length=200), nullable=False, server_default=''))
    op.add_column('links', sa.Column('least_poisha', sa.BigInteger(), nullable=True))
    op.add_column('links', sa.Column('most_poisha', sa.BigInteger(), nullable=True))
    op.add_column('links', sa.Column('suggested_poisha', sa.String(length=120), nullable=False, server_default=''))
    op.add_column('links', sa.Column('uses_max', sa.Integer(), nullable=True))
    op.add_column('links', sa.Column('paused_at', sa.BigInteger(), nullable=True))
    op.add_column('links', sa.Column('opens_count', sa.Integer(), nullable=False, server_default='0'))
    op.add_column('links', sa.Column('opened_at', sa.BigInteger(), nullable=True))

    op.add_column('payments', sa.Column('surcharge_poisha', sa.BigInteger(), nullable=False, server_default='0'))
    op.create_index('ix_payments_gateway_ref', 'payments', ['gateway_ref'])

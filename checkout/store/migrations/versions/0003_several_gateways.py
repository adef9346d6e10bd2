"""The gateway's own name for an attempt, the payer's choice, and tokens kept for all workers"""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('payments', sa.Column('way', sa.String(length=6), nullable=False, server_default=''))
    op.add_column('payments', sa.Column('session_ref', sa.String(length=255), nullable=False, server_default=''))
    op.create_index('ix_payments_session_ref', 'payments', ['session_ref'])

    op.create_table('gateway_tokens',
    sa.Column('account', sa.String(length=120), nullable=False),
    sa.Column('token', sa.Text(), nullable=False),
    sa.Column('refresh_token', sa.Text(), nullable=False),
    sa.Column('expires_at', sa.BigInteger(), nullable=False),
    sa.Column('asking_until', sa.BigInteger(), nullable=False),
    sa.Column('asked_at', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('account', name=op.f('pk_gateway_tokens'))
    )

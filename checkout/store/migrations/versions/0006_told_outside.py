"""Where shops want to be told of payments, and what is still to be told there"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'outlets',
        sa.Column('id', sa.String(length=40), nullable=False),
        sa.Column('merchant_id', sa.String(length=40), nullable=False),
        sa.Column('kind', sa.String(length=10), nullable=False),
        sa.Column('address', sa.String(length=300), nullable=False),
        sa.Column('secret', sa.String(length=80), nullable=False),
        sa.Column('created_at', sa.BigInteger(), nullable=False),
        sa.Column('removed_at', sa.BigInteger(), nullable=True),
        sa.CheckConstraint("kind IN ('webhook', 'sms', 'email', 'telegram')", name='ck_outlets_kind'),
        sa.ForeignKeyConstraint(['merchant_id'], ['merchants.id'], name='fk_outlets_merchant_id'),
        sa.PrimaryKeyConstraint('id', name='pk_outlets'),
    )
    op.create_index('ix_outlets_merchant_id', 'outlets', ['merchant_id'])
    op.create_table(
        'deliveries',
        sa.Column('id', sa.String(length=40), nullable=False),
        sa.Column('outlet_id', sa.String(length=40), nullable=False),
        sa.Column('merchant_id', sa.String(length=40), nullable=False),
        sa.Column('event_seq', sa.BigInteger(), nullable=False),
        sa.Column('status', sa.String(length=10), nullable=False),
        sa.Column('tries_count', sa.Integer(), nullable=False),
        sa.Column('last_error', sa.String(length=200), nullable=False),
        sa.Column('next_try_at', sa.BigInteger(), nullable=True),
        sa.Column('created_at', sa.BigInteger(), nullable=False),
        sa.Column('ended_at', sa.BigInteger(), nullable=True),
        sa.CheckConstraint("status IN ('waiting', 'delivered', 'given_up')", name='ck_deliveries_status'),
        sa.ForeignKeyConstraint(['merchant_id', 'event_seq'], ['events.merchant_id', 'events.seq'],
                                name='fk_deliveries_merchant_id_event_seq'),
        sa.ForeignKeyConstraint(['outlet_id'], ['outlets.id'], name='fk_deliveries_outlet_id'),
        sa.PrimaryKeyConstraint('id', name='pk_deliveries'),
        sa.UniqueConstraint('outlet_id', 'event_seq', name='uq_deliveries_outlet_id_event_seq'),
    )
    op.create_index('ix_deliveries_status_next_try_at', 'deliveries', ['status', 'next_try_at'])
    op.create_index('ix_deliveries_status_created_at', 'deliveries', ['status', 'created_at'])

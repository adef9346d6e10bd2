"""A shop keeps its own Bangla QR, and what came by it stands beside its balance"""

import sqlalchemy as sa
from alembic import op

revision = '0030'
down_revision = '0029'
branch_labels = None
depends_on = None

NUMBERED = "trx_id <> ''"
WAITS = "kind = 'told' AND payment_id IS NULL"
REMEMBERS = "reference <> '' AND (payment_id IS NULL OR noted_by_id <> '')"


def upgrade() -> None:
    op.add_column('merchants', sa.Column('own_code', sa.Text(), server_default='', nullable=False))
    op.add_column('merchants', sa.Column('told_accounts', sa.String(length=64), server_default='', nullable=False))
    op.create_table('own_accounts',
        sa.Column('short_code', sa.String(length=40), nullable=False),
        sa.Column('merchant_id', sa.String(length=40), nullable=False),
        sa.Column('bound_at', sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(['merchant_id'], ['merchants.id'], name=op.f('fk_own_accounts_merchant_id')),
        sa.PrimaryKeyConstraint('short_code', name=op.f('pk_own_accounts')),
    )
    op.create_index(op.f('ix_own_accounts_merchant_id'), 'own_accounts', ['merchant_id'], unique=False)
    op.create_table('direct_payments',
        sa.Column('id', sa.String(length=40), nullable=False),
        sa.Column('merchant_id', sa.String(length=40), nullable=False),
        sa.Column('kind', sa.String(length=4), nullable=False),
        sa.Column('amount_poisha', sa.BigInteger(), nullable=False),
        sa.Column('trx_id', sa.String(length=40), nullable=False),
        sa.Column('reference', sa.String(length=80), nullable=False),
        sa.Column('shop_code', sa.String(length=40), nullable=False),
        sa.Column('by_qr', sa.Boolean(), nullable=False),
        sa.Column('came_at', sa.BigInteger(), nullable=False),
        sa.Column('link_id', sa.String(length=40), nullable=True),
        sa.Column('payment_id', sa.String(length=40), nullable=True),
        sa.Column('noted_by_id', sa.String(length=40), nullable=False),
        sa.Column('noted_by_name', sa.String(length=80), nullable=False),
        sa.Column('created_at', sa.BigInteger(), nullable=False),
        sa.Column('assigned_at', sa.BigInteger(), nullable=True),
        sa.Column('request_hash', sa.String(length=64), nullable=False),
        sa.CheckConstraint("kind IN ('told', 'seen', 'page')", name=op.f('ck_direct_payments_kind')),
        sa.CheckConstraint('amount_poisha > 0', name=op.f('ck_direct_payments_amount_positive')),
        sa.CheckConstraint("(kind = 'seen') = (trx_id = '')", name=op.f('ck_direct_payments_told_has_a_number')),
        sa.CheckConstraint("payment_id IS NULL OR (kind = 'told' AND link_id IS NOT NULL)",
            name=op.f('ck_direct_payments_only_told_pays')),
        sa.CheckConstraint("kind <> 'seen' OR link_id IS NOT NULL", name=op.f('ck_direct_payments_seen_is_for_a_link')),
        sa.ForeignKeyConstraint(['merchant_id'], ['merchants.id'], name=op.f('fk_direct_payments_merchant_id')),
        sa.ForeignKeyConstraint(['link_id'], ['links.id'], name=op.f('fk_direct_payments_link_id')),
        sa.ForeignKeyConstraint(['payment_id'], ['payments.id'], name=op.f('fk_direct_payments_payment_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_direct_payments')),
        sa.UniqueConstraint('payment_id', name=op.f('uq_direct_payments_payment_id')),
    )
    op.create_index(op.f('ix_direct_payments_link_id'), 'direct_payments', ['link_id'], unique=False)
    op.create_index('ix_direct_payments_trx_id', 'direct_payments', ['trx_id'], unique=True,
        sqlite_where=sa.text(NUMBERED), postgresql_where=sa.text(NUMBERED))
    ordered = ['merchant_id', 'created_at', 'id']
    op.create_index(op.f('ix_direct_payments_merchant_id_created_at_id'), 'direct_payments', ordered, unique=False)
    op.create_index('ix_direct_payments_remembered', 'direct_payments', ['created_at'], unique=False,
        sqlite_where=sa.text(REMEMBERS), postgresql_where=sa.text(REMEMBERS))
    op.create_index('ix_direct_payments_waiting', 'direct_payments', ordered, unique=False,
        sqlite_where=sa.text(WAITS), postgresql_where=sa.text(WAITS))
    op.create_table('seen_messages',
        sa.Column('id', sa.String(length=100), nullable=False),
        sa.Column('seen_at', sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_seen_messages')),
    )
    op.create_index(op.f('ix_seen_messages_seen_at'), 'seen_messages', ['seen_at'], unique=False)

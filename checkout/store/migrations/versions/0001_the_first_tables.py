"""The first tables"""

import sqlalchemy as sa
from alembic import op

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table('ledger_accounts',
    sa.Column('id', sa.String(length=80), nullable=False),
    sa.Column('balance_poisha', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ledger_accounts'))
    )
    op.create_table('merchants',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('phone', sa.String(length=16), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('address', sa.String(length=200), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('event_seq', sa.BigInteger(), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.CheckConstraint("language IN ('bn', 'en')", name=op.f('ck_merchants_language')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_merchants')),
    sa.UniqueConstraint('phone', name=op.f('uq_merchants_phone'))
    )
    op.create_table('one_time_codes',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('phone', sa.String(length=16), nullable=False),
    sa.Column('salt', sa.String(length=32), nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('tries_count', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('expires_at', sa.BigInteger(), nullable=False),
    sa.Column('used_at', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_one_time_codes'))
    )
    with op.batch_alter_table('one_time_codes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_one_time_codes_phone_created_at'), ['phone', 'created_at'], unique=False)

    op.create_table('webhook_inbox',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('gateway', sa.String(length=20), nullable=False),
    sa.Column('body_hash', sa.String(length=64), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('status', sa.String(length=10), nullable=False),
    sa.Column('why', sa.String(length=255), nullable=False),
    sa.Column('copies_count', sa.Integer(), nullable=False),
    sa.Column('claimed_until', sa.BigInteger(), nullable=True),
    sa.Column('received_at', sa.BigInteger(), nullable=False),
    sa.CheckConstraint("status IN ('received', 'done', 'refused', 'unmatched', 'unanswered')", name=op.f('ck_webhook_inbox_status')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_webhook_inbox')),
    sa.UniqueConstraint('gateway', 'body_hash', name=op.f('uq_webhook_inbox_gateway_body_hash'))
    )
    with op.batch_alter_table('webhook_inbox', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_webhook_inbox_status_claimed_until'), ['status', 'claimed_until'], unique=False)

    op.create_table('devices',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('merchant_id', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('revoked_at', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['merchant_id'], ['merchants.id'], name=op.f('fk_devices_merchant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_devices')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_devices_token_hash'))
    )
    with op.batch_alter_table('devices', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_devices_merchant_id'), ['merchant_id'], unique=False)

    op.create_table('events',
    sa.Column('merchant_id', sa.String(length=40), nullable=False),
    sa.Column('seq', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('type', sa.String(length=40), nullable=False),
    sa.Column('data', sa.Text(), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['merchant_id'], ['merchants.id'], name=op.f('fk_events_merchant_id')),
    sa.PrimaryKeyConstraint('merchant_id', 'seq', name=op.f('pk_events'))
    )
    op.create_table('links',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('merchant_id', sa.String(length=40), nullable=False),
    sa.Column('kind', sa.String(length=5), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('amount_poisha', sa.BigInteger(), nullable=True),
    sa.Column('note', sa.String(length=120), nullable=False),
    sa.Column('status', sa.String(length=10), nullable=False),
    sa.Column('expires_at', sa.BigInteger(), nullable=True),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('paid_at', sa.BigInteger(), nullable=True),
    sa.Column('payments_count', sa.Integer(), nullable=False),
    sa.Column('paid_total_poisha', sa.BigInteger(), nullable=False),
    sa.Column('request_hash', sa.String(length=64), nullable=False),
    sa.CheckConstraint("(kind = 'fixed') = (amount_poisha IS NOT NULL)", name=op.f('ck_links_fixed_has_amount')),
    sa.CheckConstraint("kind = 'fixed' OR status = 'active'", name=op.f('ck_links_store_stays_active')),
    sa.CheckConstraint("kind IN ('store', 'fixed')", name=op.f('ck_links_kind')),
    sa.CheckConstraint("status IN ('active', 'paid', 'cancelled', 'expired')", name=op.f('ck_links_status')),
    sa.CheckConstraint('amount_poisha > 0', name=op.f('ck_links_amount_positive')),
    sa.ForeignKeyConstraint(['merchant_id'], ['merchants.id'], name=op.f('fk_links_merchant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_links')),
    sa.UniqueConstraint('kind', 'code', name=op.f('uq_links_kind_code'))
    )
    with op.batch_alter_table('links', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_links_merchant_id_created_at_id'), ['merchant_id', 'created_at', 'id'], unique=False)
        batch_op.create_index('ix_links_one_store_link', ['merchant_id'], unique=True, sqlite_where=sa.text("kind = 'store'"), postgresql_where=sa.text("kind = 'store'"))
        batch_op.create_index(batch_op.f('ix_links_status_expires_at'), ['status', 'expires_at'], unique=False)

    op.create_table('payments',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('code', sa.String(length=16), nullable=False),
    sa.Column('tran_id', sa.String(length=20), nullable=False),
    sa.Column('form_key', sa.String(length=64), nullable=False),
    sa.Column('link_id', sa.String(length=40), nullable=False),
    sa.Column('merchant_id', sa.String(length=40), nullable=False),
    sa.Column('status', sa.String(length=16), nullable=False),
    sa.Column('amount_poisha', sa.BigInteger(), nullable=False),
    sa.Column('fee_poisha', sa.BigInteger(), nullable=True),
    sa.Column('net_poisha', sa.BigInteger(), nullable=True),
    sa.Column('refunded_poisha', sa.BigInteger(), nullable=False),
    sa.Column('gateway', sa.String(length=20), nullable=False),
    sa.Column('gateway_url', sa.Text(), nullable=False),
    sa.Column('capture_ref', sa.String(length=80), nullable=False),
    sa.Column('gateway_ref', sa.String(length=80), nullable=False),
    sa.Column('method', sa.String(length=80), nullable=False),
    sa.Column('reason', sa.String(length=255), nullable=False),
    sa.Column('payer_name', sa.String(length=80), nullable=False),
    sa.Column('payer_phone', sa.String(length=16), nullable=False),
    sa.Column('payer_email', sa.String(length=120), nullable=False),
    sa.Column('payer_address', sa.String(length=200), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('late', sa.Boolean(), nullable=False),
    sa.Column('duplicate', sa.Boolean(), nullable=False),
    sa.Column('checks_count', sa.Integer(), nullable=False),
    sa.Column('next_check_at', sa.BigInteger(), nullable=True),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('paid_at', sa.BigInteger(), nullable=True),
    sa.CheckConstraint("status NOT IN ('paid', 'partly_refunded', 'refunded') OR (paid_at IS NOT NULL AND net_poisha IS NOT NULL AND capture_ref <> '')", name=op.f('ck_payments_paid_is_proven')),
    sa.CheckConstraint('amount_poisha > 0', name=op.f('ck_payments_amount_positive')),
    sa.CheckConstraint('fee_poisha + net_poisha = amount_poisha', name=op.f('ck_payments_fee_and_net_make_amount')),
    sa.CheckConstraint('fee_poisha >= 0', name=op.f('ck_payments_fee_not_negative')),
    sa.ForeignKeyConstraint(['link_id'], ['links.id'], name=op.f('fk_payments_link_id')),
    sa.ForeignKeyConstraint(['merchant_id'], ['merchants.id'], name=op.f('fk_payments_merchant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_payments')),
    sa.UniqueConstraint('code', name=op.f('uq_payments_code')),
    sa.UniqueConstraint('link_id', 'form_key', name=op.f('uq_payments_link_id_form_key'))
    )
    with op.batch_alter_table('payments', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_payments_link_id_created_at_id'), ['link_id', 'created_at', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_payments_merchant_id_created_at_id'), ['merchant_id', 'created_at', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_payments_next_check_at'), ['next_check_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_payments_tran_id'), ['tran_id'], unique=False)

    op.create_table('ledger_transactions',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('source', sa.String(length=120), nullable=False),
    sa.Column('payment_id', sa.String(length=40), nullable=True),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['payment_id'], ['payments.id'], name=op.f('fk_ledger_transactions_payment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ledger_transactions')),
    sa.UniqueConstraint('source', name=op.f('uq_ledger_transactions_source'))
    )
    with op.batch_alter_table('ledger_transactions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_ledger_transactions_payment_id'), ['payment_id'], unique=False)

    op.create_table('ledger_entries',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('transaction_id', sa.String(length=40), nullable=False),
    sa.Column('account_id', sa.String(length=80), nullable=False),
    sa.Column('position', sa.BigInteger(), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('amount_poisha', sa.BigInteger(), nullable=False),
    sa.Column('balance_after_poisha', sa.BigInteger(), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.CheckConstraint("kind IN ('payment', 'fee', 'refund', 'payout', 'adjustment')", name=op.f('ck_ledger_entries_kind')),
    sa.CheckConstraint('amount_poisha <> 0', name=op.f('ck_ledger_entries_amount_not_zero')),
    sa.ForeignKeyConstraint(['account_id'], ['ledger_accounts.id'], name=op.f('fk_ledger_entries_account_id')),
    sa.ForeignKeyConstraint(['transaction_id'], ['ledger_transactions.id'], name=op.f('fk_ledger_entries_transaction_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ledger_entries')),
    sa.UniqueConstraint('account_id', 'position', name=op.f('uq_ledger_entries_account_id_position'))
    )
    with op.batch_alter_table('ledger_entries', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_ledger_entries_transaction_id'), ['transaction_id'], unique=False)

    op.create_table('former_slugs',
    sa.Column('slug', sa.String(length=40), nullable=False),
    sa.Column('merchant_id', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['merchant_id'], ['merchants.id'], name=op.f('fk_former_slugs_merchant_id')),
    sa.PrimaryKeyConstraint('slug', name=op.f('pk_former_slugs'))
    )

"""The tables, whole; those of before the first release get the names that the code has"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None

_RENAMED = (
    ('payments', 'way', 'instrument'),
    ('payments', 'told_to_take_at', 'capture_requested_at'),
    ('refunds', 'asked_as', 'refund_ref'),
)


def upgrade() -> None:
    if sa.inspect(op.get_bind()).has_table('merchants'):
        _rename()
    else:
        _create()


def _rename() -> None:
    for table, before, now in _RENAMED:
        op.execute(f'ALTER TABLE {table} RENAME COLUMN {before} TO {now}')
    # What was kept before it was read at once is not read any more; the clock asks about its payment all the same.
    op.execute("UPDATE webhook_inbox SET status = 'unanswered' WHERE status = 'received' AND notice IS NULL")
    # SQLite renames no constraint; there it keeps its name, by which nobody calls it.
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('ALTER TABLE refunds RENAME CONSTRAINT uq_refunds_asked_as TO uq_refunds_refund_ref')


def _create() -> None:
    op.create_table('alarms',
    sa.Column('subject', sa.String(length=40), nullable=False),
    sa.Column('why', sa.String(length=160), nullable=False),
    sa.Column('raised_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('subject', 'why', name=op.f('pk_alarms'))
    )
    op.create_table('audits',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('differences_count', sa.Integer(), nullable=False),
    sa.Column('ended_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audits'))
    )
    op.create_index(op.f('ix_audits_ended_at'), 'audits', ['ended_at'], unique=False)
    op.create_table('gateway_tokens',
    sa.Column('account', sa.String(length=120), nullable=False),
    sa.Column('token', sa.Text(), nullable=False),
    sa.Column('refresh_token', sa.Text(), nullable=False),
    sa.Column('expires_at', sa.BigInteger(), nullable=False),
    sa.Column('asking_until', sa.BigInteger(), nullable=False),
    sa.Column('asked_at', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('account', name=op.f('pk_gateway_tokens'))
    )
    op.create_table('ledger_accounts',
    sa.Column('id', sa.String(length=80), nullable=False),
    sa.Column('balance_poisha', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ledger_accounts'))
    )
    op.create_table('limit_counts',
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('times', sa.Integer(), nullable=False),
    sa.Column('ends_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_limit_counts'))
    )
    op.create_index(op.f('ix_limit_counts_ends_at'), 'limit_counts', ['ends_at'], unique=False)
    op.create_table('merchants',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('phone', sa.String(length=16), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('address', sa.String(length=200), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('event_seq', sa.BigInteger(), nullable=False),
    sa.Column('shows_phone', sa.Boolean(), server_default=sa.true(), nullable=False),
    sa.Column('requires_email', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('requires_address', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('payer_bears_fee', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('word_key', sa.String(length=32), server_default='', nullable=False),
    sa.Column('link_key', sa.String(length=64), server_default='', nullable=False),
    sa.Column('logo', sa.Text(), server_default='', nullable=False),
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
    sa.Column('request_hash', sa.String(length=64), server_default='', nullable=False),
    sa.Column('address_hash', sa.String(length=64), server_default='', nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_one_time_codes'))
    )
    op.create_index(op.f('ix_one_time_codes_created_at'), 'one_time_codes', ['created_at'], unique=False)
    op.create_index(op.f('ix_one_time_codes_phone_created_at'), 'one_time_codes', ['phone', 'created_at'], unique=False)
    op.create_index(op.f('ix_one_time_codes_request_hash'), 'one_time_codes', ['request_hash'], unique=False)
    op.create_table('secrets',
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('value', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_secrets'))
    )
    op.create_table('webhook_inbox',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('gateway', sa.String(length=20), nullable=False),
    sa.Column('body_hash', sa.String(length=64), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('headers', sa.Text(), server_default='', nullable=False),
    sa.Column('notice', sa.Text(), nullable=True),
    sa.Column('status', sa.String(length=10), nullable=False),
    sa.Column('why', sa.String(length=255), nullable=False),
    sa.Column('copies_count', sa.Integer(), nullable=False),
    sa.Column('claimed_until', sa.BigInteger(), nullable=True),
    sa.Column('received_at', sa.BigInteger(), nullable=False),
    sa.CheckConstraint("status IN ('received', 'done', 'refused', 'unmatched', 'unanswered')", name=op.f('ck_webhook_inbox_status')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_webhook_inbox')),
    sa.UniqueConstraint('gateway', 'body_hash', name=op.f('uq_webhook_inbox_gateway_body_hash'))
    )
    op.create_index(op.f('ix_webhook_inbox_received_at'), 'webhook_inbox', ['received_at'], unique=False)
    op.create_index(op.f('ix_webhook_inbox_status_claimed_until'), 'webhook_inbox', ['status', 'claimed_until'], unique=False)
    op.create_table('devices',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('merchant_id', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('address_hash', sa.String(length=64), server_default='', nullable=False),
    sa.Column('old_codes_until', sa.BigInteger(), nullable=True),
    sa.Column('confirmed_at', sa.BigInteger(), nullable=True),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('revoked_at', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['merchant_id'], ['merchants.id'], name=op.f('fk_devices_merchant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_devices')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_devices_token_hash'))
    )
    op.create_index(op.f('ix_devices_merchant_id'), 'devices', ['merchant_id'], unique=False)
    op.create_table('events',
    sa.Column('merchant_id', sa.String(length=40), nullable=False),
    sa.Column('seq', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('type', sa.String(length=40), nullable=False),
    sa.Column('subject_id', sa.String(length=40), server_default='', nullable=False),
    sa.Column('data', sa.Text(), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['merchant_id'], ['merchants.id'], name=op.f('fk_events_merchant_id')),
    sa.PrimaryKeyConstraint('merchant_id', 'seq', name=op.f('pk_events'))
    )
    op.create_index(op.f('ix_events_merchant_id_subject_id'), 'events', ['merchant_id', 'subject_id'], unique=False)
    op.create_table('former_slugs',
    sa.Column('slug', sa.String(length=40), nullable=False),
    sa.Column('merchant_id', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['merchant_id'], ['merchants.id'], name=op.f('fk_former_slugs_merchant_id')),
    sa.PrimaryKeyConstraint('slug', name=op.f('pk_former_slugs'))
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
    sa.Column('reference', sa.String(length=80), server_default='', nullable=False),
    sa.Column('closing_message', sa.String(length=200), server_default='', nullable=False),
    sa.Column('least_poisha', sa.BigInteger(), nullable=True),
    sa.Column('most_poisha', sa.BigInteger(), nullable=True),
    sa.Column('customer_name', sa.String(length=80), server_default='', nullable=False),
    sa.Column('customer_phone', sa.String(length=16), server_default='', nullable=False),
    sa.Column('suggested_poisha', sa.String(length=120), server_default='', nullable=False),
    sa.Column('uses_max', sa.Integer(), nullable=True),
    sa.Column('paused_at', sa.BigInteger(), nullable=True),
    sa.Column('opens_count', sa.Integer(), server_default='0', nullable=False),
    sa.Column('opened_at', sa.BigInteger(), nullable=True),
    sa.CheckConstraint("(kind = 'fixed') = (amount_poisha IS NOT NULL)", name=op.f('ck_links_fixed_has_amount')),
    sa.CheckConstraint("kind = 'fixed' OR status = 'active'", name=op.f('ck_links_store_stays_active')),
    sa.CheckConstraint("kind IN ('store', 'fixed')", name=op.f('ck_links_kind')),
    sa.CheckConstraint("status IN ('active', 'paid', 'cancelled', 'expired')", name=op.f('ck_links_status')),
    sa.CheckConstraint('amount_poisha > 0', name=op.f('ck_links_amount_positive')),
    sa.ForeignKeyConstraint(['merchant_id'], ['merchants.id'], name=op.f('fk_links_merchant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_links')),
    sa.UniqueConstraint('kind', 'code', name=op.f('uq_links_kind_code'))
    )
    op.create_index('ix_links_customer_phone', 'links', ['customer_phone'], unique=False, sqlite_where=sa.text("customer_phone != ''"), postgresql_where=sa.text("customer_phone != ''"))
    op.create_index(op.f('ix_links_merchant_id_created_at_id'), 'links', ['merchant_id', 'created_at', 'id'], unique=False)
    op.create_index('ix_links_one_store_link', 'links', ['merchant_id'], unique=True, sqlite_where=sa.text("kind = 'store'"), postgresql_where=sa.text("kind = 'store'"))
    op.create_index('ix_links_remembered', 'links', ['created_at'], unique=False, sqlite_where=sa.text("customer_name != ''"), postgresql_where=sa.text("customer_name != ''"))
    op.create_index(op.f('ix_links_status_expires_at'), 'links', ['status', 'expires_at'], unique=False)
    op.create_table('outlets',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('merchant_id', sa.String(length=40), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('address', sa.String(length=300), nullable=False),
    sa.Column('secret', sa.String(length=80), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('removed_at', sa.BigInteger(), nullable=True),
    sa.CheckConstraint("kind IN ('webhook', 'sms', 'email', 'telegram')", name=op.f('ck_outlets_kind')),
    sa.ForeignKeyConstraint(['merchant_id'], ['merchants.id'], name=op.f('fk_outlets_merchant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outlets'))
    )
    op.create_index(op.f('ix_outlets_merchant_id'), 'outlets', ['merchant_id'], unique=False)
    op.create_table('payouts',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('merchant_id', sa.String(length=40), nullable=False),
    sa.Column('amount_poisha', sa.BigInteger(), nullable=False),
    sa.Column('destination', sa.Text(), nullable=False),
    sa.Column('status', sa.String(length=10), nullable=False),
    sa.Column('reference', sa.String(length=80), nullable=False),
    sa.Column('refusal', sa.String(length=255), nullable=False),
    sa.Column('request_hash', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('ended_at', sa.BigInteger(), nullable=True),
    sa.Column('due_at', sa.BigInteger(), nullable=True),
    sa.CheckConstraint("(ended_at IS NOT NULL) = (status NOT IN ('asked', 'taken'))", name=op.f('ck_payouts_ended_has_a_time')),
    sa.CheckConstraint("status IN ('asked', 'taken', 'sent', 'refused', 'cancelled')", name=op.f('ck_payouts_status')),
    sa.CheckConstraint('amount_poisha > 0', name=op.f('ck_payouts_amount_positive')),
    sa.ForeignKeyConstraint(['merchant_id'], ['merchants.id'], name=op.f('fk_payouts_merchant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_payouts'))
    )
    op.create_index(op.f('ix_payouts_merchant_id_created_at_id'), 'payouts', ['merchant_id', 'created_at', 'id'], unique=False)
    op.create_index(op.f('ix_payouts_status_created_at'), 'payouts', ['status', 'created_at'], unique=False)
    op.create_table('deliveries',
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
    sa.CheckConstraint("status IN ('waiting', 'delivered', 'given_up')", name=op.f('ck_deliveries_status')),
    sa.ForeignKeyConstraint(['merchant_id', 'event_seq'], ['events.merchant_id', 'events.seq'], name=op.f('fk_deliveries_merchant_id_event_seq')),
    sa.ForeignKeyConstraint(['outlet_id'], ['outlets.id'], name=op.f('fk_deliveries_outlet_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deliveries')),
    sa.UniqueConstraint('outlet_id', 'event_seq', name=op.f('uq_deliveries_outlet_id_event_seq'))
    )
    op.create_index(op.f('ix_deliveries_status_created_at'), 'deliveries', ['status', 'created_at'], unique=False)
    op.create_index(op.f('ix_deliveries_status_next_try_at'), 'deliveries', ['status', 'next_try_at'], unique=False)
    op.create_table('payments',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('code', sa.String(length=16), nullable=False),
    sa.Column('tran_id', sa.String(length=20), nullable=False),
    sa.Column('form_key', sa.String(length=64), nullable=False),
    sa.Column('link_id', sa.String(length=40), nullable=False),
    sa.Column('merchant_id', sa.String(length=40), nullable=False),
    sa.Column('status', sa.String(length=16), nullable=False),
    sa.Column('amount_poisha', sa.BigInteger(), nullable=False),
    sa.Column('surcharge_poisha', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('fee_poisha', sa.BigInteger(), nullable=True),
    sa.Column('service_fee_poisha', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('net_poisha', sa.BigInteger(), nullable=True),
    sa.Column('refunded_poisha', sa.BigInteger(), nullable=False),
    sa.Column('instrument', sa.String(length=6), server_default='', nullable=False),
    sa.Column('gateway', sa.String(length=20), nullable=False),
    sa.Column('gateway_url', sa.Text(), nullable=False),
    sa.Column('session_ref', sa.String(length=255), server_default='', nullable=False),
    sa.Column('capture_ref', sa.String(length=80), nullable=False),
    sa.Column('gateway_ref', sa.String(length=80), nullable=False),
    sa.Column('method', sa.String(length=80), nullable=False),
    sa.Column('failure', sa.String(length=24), server_default='', nullable=False),
    sa.Column('hold_reason', sa.String(length=24), server_default='', nullable=False),
    sa.Column('gateway_words', sa.String(length=255), server_default='', nullable=False),
    sa.Column('operator_words', sa.String(length=255), server_default='', nullable=False),
    sa.Column('held_poisha', sa.BigInteger(), nullable=True),
    sa.Column('payer_name', sa.String(length=80), nullable=False),
    sa.Column('payer_phone', sa.String(length=16), nullable=False),
    sa.Column('payer_email', sa.String(length=120), nullable=False),
    sa.Column('payer_address', sa.String(length=200), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('late', sa.Boolean(), nullable=False),
    sa.Column('duplicate', sa.Boolean(), nullable=False),
    sa.Column('checks_count', sa.Integer(), nullable=False),
    sa.Column('next_check_at', sa.BigInteger(), nullable=True),
    sa.Column('opening_until', sa.BigInteger(), nullable=True),
    sa.Column('capture_requested_at', sa.BigInteger(), nullable=True),
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
    op.create_index(op.f('ix_payments_gateway_ref'), 'payments', ['gateway_ref'], unique=False)
    op.create_index(op.f('ix_payments_link_id_created_at_id'), 'payments', ['link_id', 'created_at', 'id'], unique=False)
    op.create_index(op.f('ix_payments_merchant_id_created_at_id'), 'payments', ['merchant_id', 'created_at', 'id'], unique=False)
    op.create_index(op.f('ix_payments_merchant_id_status'), 'payments', ['merchant_id', 'status'], unique=False)
    op.create_index(op.f('ix_payments_next_check_at'), 'payments', ['next_check_at'], unique=False)
    op.create_index(op.f('ix_payments_payer_phone_created_at'), 'payments', ['payer_phone', 'created_at'], unique=False)
    op.create_index('ix_payments_remembered', 'payments', ['created_at'], unique=False, sqlite_where=sa.text("payer_phone != ''"), postgresql_where=sa.text("payer_phone != ''"))
    op.create_index('ix_payments_session_ref', 'payments', ['session_ref'], unique=False, sqlite_where=sa.text("session_ref != ''"), postgresql_where=sa.text("session_ref != ''"))
    op.create_index(op.f('ix_payments_status_created_at'), 'payments', ['status', 'created_at'], unique=False)
    op.create_index(op.f('ix_payments_tran_id'), 'payments', ['tran_id'], unique=False)
    op.create_table('ledger_transactions',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('source', sa.String(length=120), nullable=False),
    sa.Column('payment_id', sa.String(length=40), nullable=True),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['payment_id'], ['payments.id'], name=op.f('fk_ledger_transactions_payment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ledger_transactions')),
    sa.UniqueConstraint('source', name=op.f('uq_ledger_transactions_source'))
    )
    op.create_index(op.f('ix_ledger_transactions_payment_id'), 'ledger_transactions', ['payment_id'], unique=False)
    op.create_table('refunds',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('payment_id', sa.String(length=40), nullable=False),
    sa.Column('merchant_id', sa.String(length=40), nullable=False),
    sa.Column('amount_poisha', sa.BigInteger(), nullable=False),
    sa.Column('fee_back_poisha', sa.BigInteger(), nullable=False),
    sa.Column('status', sa.String(length=10), nullable=False),
    sa.Column('reason', sa.String(length=255), nullable=False),
    sa.Column('gateway', sa.String(length=20), nullable=False),
    sa.Column('refund_ref', sa.String(length=20), nullable=False),
    sa.Column('gateway_ref', sa.String(length=80), nullable=False),
    sa.Column('reference_repeats', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('refusal', sa.String(length=255), nullable=False),
    sa.Column('request_hash', sa.String(length=64), nullable=False),
    sa.Column('checks_count', sa.Integer(), nullable=False),
    sa.Column('next_check_at', sa.BigInteger(), nullable=True),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('ended_at', sa.BigInteger(), nullable=True),
    sa.Column('due_at', sa.BigInteger(), nullable=True),
    sa.CheckConstraint("(ended_at IS NOT NULL) = (status IN ('refunded', 'refused'))", name=op.f('ck_refunds_ended_has_a_time')),
    sa.CheckConstraint("status IN ('promised', 'sending', 'under_way', 'by_hand', 'refunded', 'refused')", name=op.f('ck_refunds_status')),
    sa.CheckConstraint('amount_poisha > 0', name=op.f('ck_refunds_amount_positive')),
    sa.CheckConstraint('fee_back_poisha >= 0 AND fee_back_poisha <= amount_poisha', name=op.f('ck_refunds_fee_back_within_amount')),
    sa.ForeignKeyConstraint(['merchant_id'], ['merchants.id'], name=op.f('fk_refunds_merchant_id')),
    sa.ForeignKeyConstraint(['payment_id'], ['payments.id'], name=op.f('fk_refunds_payment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_refunds')),
    sa.UniqueConstraint('refund_ref', name=op.f('uq_refunds_refund_ref'))
    )
    op.create_index(op.f('ix_refunds_merchant_id_created_at_id'), 'refunds', ['merchant_id', 'created_at', 'id'], unique=False)
    op.create_index(op.f('ix_refunds_next_check_at'), 'refunds', ['next_check_at'], unique=False)
    op.create_index(op.f('ix_refunds_payment_id'), 'refunds', ['payment_id'], unique=False)
    op.create_index('ix_refunds_reference', 'refunds', ['gateway', 'gateway_ref'], unique=True, sqlite_where=sa.text("status = 'refunded' AND gateway_ref <> '' AND NOT reference_repeats"), postgresql_where=sa.text("status = 'refunded' AND gateway_ref <> '' AND NOT reference_repeats"))
    op.create_index(op.f('ix_refunds_status_created_at'), 'refunds', ['status', 'created_at'], unique=False)
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
    op.create_index(op.f('ix_ledger_entries_transaction_id'), 'ledger_entries', ['transaction_id'], unique=False)
    # What addresses are kept under, of this installation alone.
    kept = sa.table('secrets', sa.column('name'), sa.column('value'))
    op.bulk_insert(kept, [{'name': 'addresses', 'value': secrets.token_hex(32)}])

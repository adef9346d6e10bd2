"""Limits that hold for all workers, codes that belong to whoever asked for them, payers who can be forgotten"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'limit_counts',
        sa.Column('key', sa.String(length=64), nullable=False),
        sa.Column('times', sa.Integer(), nullable=False),
        sa.Column('ends_at', sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint('key', name='pk_limit_counts'),
    )
    op.create_index('ix_limit_counts_ends_at', 'limit_counts', ['ends_at'])

    # They live five minutes; whoever waits for one asks again.
    op.execute('DELETE FROM one_time_codes')
    for name in ('request_hash', 'address_hash'):
        op.add_column('one_time_codes', sa.Column(name, sa.String(length=64), nullable=False, server_default=''))
    op.create_index('ix_one_time_codes_request_hash', 'one_time_codes', ['request_hash'])
    op.create_index('ix_one_time_codes_created_at', 'one_time_codes', ['created_at'])
    op.add_column('devices', sa.Column('address_hash', sa.String(length=64), nullable=False, server_default=''))

    op.add_column('events', sa.Column('subject_id', sa.String(length=40), nullable=False, server_default=''))
    is_postgresql = op.get_bind().dialect.name == 'postgresql'
    subject = "data::json ->> 'id'" if is_postgresql else "json_extract(data, '$.id')"
    op.execute(f'UPDATE events SET subject_id = {subject}')  # noqa: S608 - no value of anybody's
    op.create_index('ix_events_merchant_id_subject_id', 'events', ['merchant_id', 'subject_id'])
    op.create_index('ix_payments_payer_phone_created_at', 'payments', ['payer_phone', 'created_at'])
    known = sa.text("payer_phone <> ''")
    op.create_index(
        'ix_payments_remembered', 'payments', ['created_at'], sqlite_where=known, postgresql_where=known
    )
    named = sa.text("session_ref <> ''")
    op.drop_index('ix_payments_session_ref', 'payments')
    op.create_index('ix_payments_session_ref', 'payments', ['session_ref'], sqlite_where=named, postgresql_where=named)
    op.create_index('ix_webhook_inbox_received_at', 'webhook_inbox', ['received_at'])

    op.create_table(
        'audits',
        sa.Column('id', sa.String(length=40), nullable=False),
        sa.Column('differences_count', sa.Integer(), nullable=False),
        sa.Column('ended_at', sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint('id', name='pk_audits'),
    )
    op.create_index('ix_audits_ended_at', 'audits', ['ended_at'])

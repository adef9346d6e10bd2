"""A payout is taken by the operator before it is sent, may be called off by the shop before that, and has a time"""

import sqlalchemy as sa
from alembic import op

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None

_STATUS = "status IN ('asked', 'taken', 'sent', 'refused', 'cancelled')"
_ENDED = "(ended_at IS NOT NULL) = (status NOT IN ('asked', 'taken'))"
_COLUMNS = 'id, merchant_id, amount_poisha, destination, status, reference, refusal, request_hash, created_at, ended_at'


def upgrade() -> None:
    if op.get_bind().dialect.name == 'postgresql':
        op.add_column('payouts', sa.Column('due_at', sa.BigInteger(), nullable=True))
        for name, words in (('ck_payouts_status', _STATUS), ('ck_payouts_ended_has_a_time', _ENDED)):
            op.drop_constraint(op.f(name), 'payouts', type_='check')
            op.create_check_constraint(op.f(name), 'payouts', words)
        return
    # SQLite changes no constraint of a table that is there.
    op.rename_table('payouts', 'old_payouts')
    for name in ('ix_payouts_merchant_id_created_at_id', 'ix_payouts_status_created_at'):
        op.drop_index(name, 'old_payouts')
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
    sa.CheckConstraint('amount_poisha > 0', name=op.f('ck_payouts_amount_positive')),
    sa.CheckConstraint(_STATUS, name=op.f('ck_payouts_status')),
    sa.CheckConstraint(_ENDED, name=op.f('ck_payouts_ended_has_a_time')),
    sa.ForeignKeyConstraint(['merchant_id'], ['merchants.id'], name=op.f('fk_payouts_merchant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_payouts'))
    )
    op.execute(f'INSERT INTO payouts ({_COLUMNS}) SELECT {_COLUMNS} FROM old_payouts')  # noqa: S608 - our own words
    op.drop_table('old_payouts')
    op.create_index('ix_payouts_merchant_id_created_at_id', 'payouts', ['merchant_id', 'created_at', 'id'])
    op.create_index('ix_payouts_status_created_at', 'payouts', ['status', 'created_at'])

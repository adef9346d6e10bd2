"""What one refund was paid back under never closes another, and an alarm rings once."""

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None

_CLOSED = "status = 'refunded' AND gateway_ref <> '' AND NOT reference_repeats"


def upgrade() -> None:
    op.create_table('alarms',
    sa.Column('subject', sa.String(length=40), nullable=False),
    sa.Column('why', sa.String(length=160), nullable=False),
    sa.Column('raised_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('subject', 'why', name=op.f('pk_alarms'))
    )

    op.add_column('refunds', sa.Column('reference_repeats', sa.Boolean(), nullable=False, server_default=sa.false()))
    # All but the first of those that share one: `aday audit` names them.
    op.execute(
        "UPDATE refunds SET reference_repeats = true WHERE status = 'refunded' AND gateway_ref <> '' AND EXISTS ("
        " SELECT 1 FROM refunds AS earlier WHERE earlier.gateway = refunds.gateway"
        " AND earlier.gateway_ref = refunds.gateway_ref AND earlier.status = 'refunded'"
        " AND (earlier.ended_at < refunds.ended_at"
        " OR (earlier.ended_at = refunds.ended_at AND earlier.id < refunds.id)))"
    )
    where = sa.text(_CLOSED)
    op.create_index(
        'ix_refunds_reference', 'refunds', ['gateway', 'gateway_ref'], unique=True,
        sqlite_where=where, postgresql_where=where,
    )

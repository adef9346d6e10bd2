"""Our kind of failure or hold, the gateway's words and the operator's reason stand apart: nothing reads a text"""

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None

_KINDS = ('cancelled', 'insufficient', 'pin', 'code', 'account', 'duplicate', 'shop_barred', 'link_ended')


def upgrade() -> None:
    for name, length in (('failure', 24), ('hold_reason', 24), ('gateway_words', 255), ('operator_words', 255)):
        op.add_column('payments', sa.Column(name, sa.String(length), nullable=False, server_default=''))
    op.add_column('payments', sa.Column('held_poisha', sa.BigInteger(), nullable=True))
    # Only money that was held has a net without having been paid, and only the operator rejects it.
    rejected = "status = 'failed' AND net_poisha IS NOT NULL AND paid_at IS NULL AND reason LIKE 'rejected: %'"
    op.execute(
        "UPDATE payments SET failure = 'rejected', hold_reason = 'risk', operator_words = substr(reason, 11),"
        f" reason = '' WHERE {rejected}"
    )
    op.execute("UPDATE payments SET hold_reason = 'risk' WHERE status = 'on_hold'")
    op.execute(
        "UPDATE payments SET failure = 'gateway_down', reason = '' WHERE status = 'failed' AND reason = 'gateway_down'"
    )
    for kind in _KINDS:
        op.execute(
            f"UPDATE payments SET reason = substr(reason, {len(kind) + 3}),"
            f" failure = CASE WHEN status = 'failed' THEN '{kind}' ELSE '' END"
            f" WHERE failure = '' AND status IN ('failed', 'cancelled', 'expired') AND reason LIKE '{kind}: %'"
        )
    op.execute("UPDATE payments SET failure = 'declined' WHERE status = 'failed' AND failure = ''")
    op.execute("UPDATE payments SET gateway_words = reason")
    op.drop_column('payments', 'reason')

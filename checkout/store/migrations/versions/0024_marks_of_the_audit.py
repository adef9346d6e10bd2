"""The audit keeps up to where it was clean, and counts a link's payments from an index alone"""

import sqlalchemy as sa
from alembic import op

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('audit_marks',
        sa.Column('check_name', sa.String(length=20), nullable=False),
        sa.Column('subject', sa.String(length=80), nullable=False),
        sa.Column('position', sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint('check_name', 'subject', name=op.f('pk_audit_marks')),
    )
    op.add_column('audits', sa.Column('is_whole', sa.Boolean(), server_default=sa.true(), nullable=False))
    op.drop_index('ix_payments_link_id_status_created_at_id', table_name='payments')
    op.create_index('ix_payments_of_link', 'payments',
        ['link_id', 'status', 'created_at', 'id', 'amount_poisha', 'surcharge_poisha'], unique=False)

"""A gateway issues a Bangla QR for a link, and it is known which"""

import sqlalchemy as sa
from alembic import op

revision = '0031'
down_revision = '0030'
branch_labels = None
depends_on = None

HAS_NOT_ENDED = "status <> 'ended'"


def upgrade() -> None:
    op.create_table('issued_codes',
        sa.Column('id', sa.String(length=20), nullable=False),
        sa.Column('link_id', sa.String(length=40), nullable=False),
        sa.Column('merchant_id', sa.String(length=40), nullable=False),
        sa.Column('gateway', sa.String(length=20), nullable=False),
        sa.Column('amount_poisha', sa.BigInteger(), nullable=False),
        sa.Column('code_ref', sa.String(length=50), nullable=False),
        sa.Column('text', sa.Text(), nullable=False),
        sa.Column('status', sa.String(length=5), nullable=False),
        sa.Column('checks_count', sa.Integer(), nullable=False),
        sa.Column('next_check_at', sa.BigInteger(), nullable=True),
        sa.Column('created_at', sa.BigInteger(), nullable=False),
        sa.CheckConstraint("status IN ('asked', 'open', 'ended')", name=op.f('ck_issued_codes_status')),
        sa.CheckConstraint('amount_poisha > 0', name=op.f('ck_issued_codes_amount_positive')),
        sa.CheckConstraint("(next_check_at IS NULL) = (status = 'ended')",
            name=op.f('ck_issued_codes_open_is_looked_after')),
        sa.ForeignKeyConstraint(['link_id'], ['links.id'], name=op.f('fk_issued_codes_link_id')),
        sa.ForeignKeyConstraint(['merchant_id'], ['merchants.id'], name=op.f('fk_issued_codes_merchant_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_issued_codes')),
    )
    op.create_index('ix_issued_codes_of_link', 'issued_codes', ['link_id'], unique=True,
        sqlite_where=sa.text(HAS_NOT_ENDED), postgresql_where=sa.text(HAS_NOT_ENDED))
    op.create_index('ix_issued_codes_of_shop', 'issued_codes', ['merchant_id'], unique=False,
        sqlite_where=sa.text(HAS_NOT_ENDED), postgresql_where=sa.text(HAS_NOT_ENDED))
    op.create_index(op.f('ix_issued_codes_next_check_at'), 'issued_codes', ['next_check_at'], unique=False)

"""Each outlet has its subjects, and a shop chooses for its browsers and has quiet hours"""

import sqlalchemy as sa
from alembic import op

revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        'outlets', sa.Column('tells', sa.String(length=60), server_default='paid held returned', nullable=False)
    )
    op.create_table('notice_settings',
        sa.Column('merchant_id', sa.String(length=40), nullable=False),
        sa.Column('browsers_tell', sa.String(length=60), nullable=False),
        sa.Column('quiet_begins', sa.Integer(), nullable=True),
        sa.Column('quiet_ends', sa.Integer(), nullable=True),
        sa.Column('paid_breaks_quiet', sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint('(quiet_begins IS NULL) = (quiet_ends IS NULL)',
            name=op.f('ck_notice_settings_quiet_hours_are_whole')),
        sa.CheckConstraint('quiet_begins <> quiet_ends', name=op.f('ck_notice_settings_quiet_hours_end')),
        sa.CheckConstraint('quiet_begins BETWEEN 0 AND 1439 AND quiet_ends BETWEEN 0 AND 1439',
            name=op.f('ck_notice_settings_quiet_hours_of_a_day')),
        sa.ForeignKeyConstraint(['merchant_id'], ['merchants.id'], name=op.f('fk_notice_settings_merchant_id')),
        sa.PrimaryKeyConstraint('merchant_id', name=op.f('pk_notice_settings')),
    )

"""Each token has a role, an owner invites people, and what a device did is noted beside it"""

import sqlalchemy as sa
from alembic import op

revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # SQLite makes such a table anew, and one that rows refer to not at all.
    is_made_anew = op.get_bind().dialect.name == 'sqlite'
    if is_made_anew:
        op.execute('CREATE TABLE subscriptions_aside AS SELECT * FROM push_subscriptions')
        op.execute('DELETE FROM push_subscriptions')
    # Whoever has a token today signed in by the shop's own phone, or was given it by the operator.
    with op.batch_alter_table('devices') as devices:
        devices.add_column(sa.Column('role', sa.String(length=8), server_default='owner', nullable=False))
        devices.add_column(sa.Column('scopes', sa.String(length=200), server_default='', nullable=False))
        devices.add_column(sa.Column('gives_back_most_poisha', sa.BigInteger(), nullable=True))
        devices.create_check_constraint(op.f('ck_devices_role'), "role IN ('owner', 'manager', 'cashier', 'program')")
        devices.create_check_constraint(op.f('ck_devices_gives_back_most_positive'), 'gives_back_most_poisha > 0')
    if is_made_anew:
        op.execute('INSERT INTO push_subscriptions SELECT * FROM subscriptions_aside')
        op.execute('DROP TABLE subscriptions_aside')
    op.create_table('invitations',
        sa.Column('id', sa.String(length=40), nullable=False),
        sa.Column('merchant_id', sa.String(length=40), nullable=False),
        sa.Column('role', sa.String(length=8), nullable=False),
        sa.Column('gives_back_most_poisha', sa.BigInteger(), nullable=True),
        sa.Column('code_hash', sa.String(length=64), nullable=False),
        sa.Column('created_at', sa.BigInteger(), nullable=False),
        sa.Column('expires_at', sa.BigInteger(), nullable=False),
        sa.Column('ended_at', sa.BigInteger(), nullable=True),
        sa.CheckConstraint("(role = 'manager') = (gives_back_most_poisha IS NOT NULL)",
            name=op.f('ck_invitations_manager_has_a_sum')),
        sa.CheckConstraint("role IN ('manager', 'cashier')", name=op.f('ck_invitations_role')),
        sa.ForeignKeyConstraint(['merchant_id'], ['merchants.id'], name=op.f('fk_invitations_merchant_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_invitations')),
        sa.UniqueConstraint('code_hash', name=op.f('uq_invitations_code_hash')),
    )
    op.create_index(op.f('ix_invitations_expires_at'), 'invitations', ['expires_at'], unique=False)
    op.add_column('payments', sa.Column('handed_over_at', sa.BigInteger(), nullable=True))
    for table, what in (('links', 'made_by'), ('refunds', 'asked_by'), ('payments', 'handed_over_by')):
        op.add_column(table, sa.Column(f'{what}_id', sa.String(length=40), server_default='', nullable=False))
        op.add_column(table, sa.Column(f'{what}_name', sa.String(length=80), server_default='', nullable=False))

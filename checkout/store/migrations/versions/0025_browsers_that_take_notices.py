"""A device's browser takes notices while the app is closed: an outlet that ends with the device"""

import sqlalchemy as sa
from alembic import op

revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('push_subscriptions',
        sa.Column('outlet_id', sa.String(length=40), nullable=False),
        sa.Column('device_id', sa.String(length=40), nullable=False),
        sa.Column('endpoint', sa.String(length=1000), nullable=False),
        sa.Column('p256dh', sa.String(length=88), nullable=False),
        sa.Column('auth', sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(['device_id'], ['devices.id'], name=op.f('fk_push_subscriptions_device_id_devices')),
        sa.ForeignKeyConstraint(['outlet_id'], ['outlets.id'], name=op.f('fk_push_subscriptions_outlet_id_outlets')),
        sa.PrimaryKeyConstraint('outlet_id', name=op.f('pk_push_subscriptions')),
        sa.UniqueConstraint('device_id', name=op.f('uq_push_subscriptions_device_id')),
        sa.UniqueConstraint('endpoint', name=op.f('uq_push_subscriptions_endpoint')),
    )

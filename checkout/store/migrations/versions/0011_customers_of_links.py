"""A link may say whom the shop made it for."""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('links', sa.Column('customer_name', sa.String(80), nullable=False, server_default=''))
    op.add_column('links', sa.Column('customer_phone', sa.String(16), nullable=False, server_default=''))
    for name, column, known in (
        ('ix_links_customer_phone', 'customer_phone', "customer_phone <> ''"),
        ('ix_links_remembered', 'created_at', "customer_name <> ''"),
    ):
        where = sa.text(known)
        op.create_index(name, 'links', [column], sqlite_where=where, postgresql_where=where)

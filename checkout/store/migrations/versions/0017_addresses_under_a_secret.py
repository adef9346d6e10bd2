"""Addresses are kept under a secret of this installation; what was kept without it is forgotten.

Counts begin anew. A device's place is known again when one signs in there: until then a code that is asked for
there counts among those of strangers.
"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    kept = op.create_table('secrets',
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('value', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_secrets'))
    )
    op.bulk_insert(kept, [{'name': 'addresses', 'value': secrets.token_hex(32)}])
    op.execute('DELETE FROM limit_counts')
    op.execute("UPDATE devices SET address_hash = ''")
    op.execute("UPDATE one_time_codes SET address_hash = ''")

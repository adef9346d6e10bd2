"""Where a database stands that was made before the first release; a new one gets its tables from the next one"""

revision = '0020'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass

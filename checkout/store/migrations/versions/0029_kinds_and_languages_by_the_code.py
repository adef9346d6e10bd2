"""Which kinds of entries and which languages there are is said by the code alone, as channels are by their registry"""

import sqlalchemy as sa
from alembic import op

revision = '0029'
down_revision = '0028'
branch_labels = None
depends_on = None


_RULES = (('ledger_entries', 'ck_ledger_entries_kind'), ('merchants', 'ck_merchants_language'))


def upgrade() -> None:
    for table, rule in _RULES:
        rules = sa.inspect(op.get_bind()).get_check_constraints(table)
        if rule not in {one['name'] for one in rules}:
            continue
        if op.get_bind().dialect.name == 'postgresql':
            op.drop_constraint(op.f(rule), table, type_='check')
        elif table == 'merchants':
            _without_its_rule_though_rows_refer_to_it(table, rule)
        else:
            _without_its_rule(table, rule)


def _without_its_rule_though_rows_refer_to_it(table: str, rule: str) -> None:
    # SQLite gives up a rule with its table alone, and takes no table away with rows that others refer to. So these stand
    # aside meanwhile; whether all references lead somewhere is looked at when the migrations are kept.
    op.execute('PRAGMA defer_foreign_keys = ON')
    op.execute(f'CREATE TABLE {table}_aside AS SELECT * FROM {table}')
    op.execute(f'DELETE FROM {table}')
    _without_its_rule(table, rule)
    op.execute(f'INSERT INTO {table} SELECT * FROM {table}_aside')
    op.execute(f'DROP TABLE {table}_aside')


def _without_its_rule(table: str, rule: str) -> None:
    with op.batch_alter_table(table) as rows:
        rows.drop_constraint(op.f(rule), type_='check')

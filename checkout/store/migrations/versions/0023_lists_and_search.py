"""Each list of a shop is read from an index in its order, and its payments are searched by an index of their words"""

from alembic import op

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None

_SQLITE = 'sqlite'
_COLUMNS = 'shop, payer_name, payer_phone, gateway_ref, code'


def upgrade() -> None:
    _lists()
    if op.get_bind().dialect.name == _SQLITE:
        _words_in_sqlite()
    else:
        _words_in_postgresql()


def _lists() -> None:
    op.drop_index('ix_payments_merchant_id_status', table_name='payments')
    for name, table, columns, where in (
        ('ix_payments_merchant_id_status_created_at_id', 'payments', 'merchant_id, status, created_at, id', ''),
        ('ix_payments_link_id_status_created_at_id', 'payments', 'link_id, status, created_at, id', ''),
        ('ix_links_active', 'links', 'merchant_id, created_at, id',
         "WHERE kind = 'fixed' AND status = 'active' AND paused_at IS NULL"),
        ('ix_links_paused', 'links', 'merchant_id, created_at, id',
         "WHERE kind = 'fixed' AND status = 'active' AND paused_at IS NOT NULL"),
        ('ix_links_ended', 'links', 'merchant_id, status, created_at, id', "WHERE status != 'active'"),
    ):
        op.execute(f'CREATE INDEX {name} ON {table} ({columns}) {where}')


def _words_in_sqlite() -> None:
    """By every three characters in a row, of whatever a payment has or had; a row is a moment at which some began."""
    run = op.get_bind().exec_driver_sql
    run(f"""CREATE VIRTUAL TABLE payment_words USING fts5(
        {_COLUMNS}, content='', columnsize=0, detail=none, tokenize='trigram')""")
    run(f"""INSERT INTO payment_words (rowid, {_COLUMNS})
        SELECT created_at, {_said('payments')} FROM payments ORDER BY created_at""")
    run("INSERT INTO payment_words (payment_words) VALUES ('optimize')")
    run(f"""CREATE TRIGGER payment_words_added AFTER INSERT ON payments BEGIN
        INSERT INTO payment_words (rowid, {_COLUMNS}) VALUES (new.created_at, {_said('new')});
        END""")
    # Most often it is only named by its gateway; what it was called before may stay, since each find is looked at.
    run("""CREATE TRIGGER payment_words_named AFTER UPDATE OF gateway_ref ON payments
        WHEN new.gateway_ref <> old.gateway_ref BEGIN
        INSERT INTO payment_words (rowid, gateway_ref) VALUES (new.created_at, new.gateway_ref);
        END""")
    changing = ('merchant_id', 'created_at', 'payer_name', 'payer_phone', 'code')
    is_other = ' OR '.join(f'new.{column} <> old.{column}' for column in changing)
    run(f"""CREATE TRIGGER payment_words_changed AFTER UPDATE OF {', '.join(changing)} ON payments
        WHEN {is_other} BEGIN {_taken_out()} {_put_in('new')} {_put_in('old')} END""")
    run(f"""CREATE TRIGGER payment_words_removed AFTER DELETE ON payments
        BEGIN {_taken_out()} {_put_in('old')} END""")


def _said(row: str) -> str:
    """What stands in the index of one payment: its shop first, as three characters that nobody can type."""
    whose = ', '.join(
        f"57344 + unicode(substr({row}.merchant_id, {at}, 1)) % 32 * 32 + unicode(substr({row}.merchant_id, {at + 1}, 1)) % 32"
        for at in (-6, -4, -2)
    )
    return f'char({whose}), {row}.payer_name, {row}.payer_phone, {row}.gateway_ref, {row}.code'


def _taken_out() -> str:
    return f"""INSERT INTO payment_words (payment_words, rowid, {_COLUMNS})
        VALUES ('delete', old.created_at, {_said('old')});"""


def _put_in(row: str) -> str:
    """All of the shop that began at that moment: what was taken out of one may have been another's, too."""
    return f"""INSERT INTO payment_words (rowid, {_COLUMNS}) SELECT created_at, {_said('payments')} FROM payments
        WHERE merchant_id = {row}.merchant_id AND created_at = {row}.created_at;"""


def _words_in_postgresql() -> None:
    """By every three characters in a row, too, without an extension: not every role may create one."""
    run = op.get_bind().exec_driver_sql
    run("""CREATE FUNCTION payment_grams(shop text, words text) RETURNS integer[]
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
            SELECT array_append(array_agg(DISTINCT hashtext(substr(said, n, 3))), hashtext(shop))
            FROM (SELECT lower(words) AS said OFFSET 0) AS lowered, generate_series(1, length(said) - 2) AS n
        $$""")
    # Apart from the payment, whose row is written anew many times: its words are not.
    run("""CREATE TABLE payment_words (
        payment_id varchar(40) PRIMARY KEY, merchant_id varchar(40) NOT NULL, words text NOT NULL)""")
    words = "concat_ws(E'\\n', {0}payer_name, {0}payer_phone, {0}gateway_ref, {0}code)"
    run(f"INSERT INTO payment_words SELECT id, merchant_id, {words.format('')} FROM payments")
    # A short list of what is not sorted in yet: it is read through at each search.
    run("""CREATE INDEX ix_payment_words_grams ON payment_words
        USING gin (payment_grams(merchant_id, words)) WITH (gin_pending_list_limit = 256)""")
    run(f"""CREATE FUNCTION keep_payment_words() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP = 'DELETE' THEN
            DELETE FROM payment_words WHERE payment_id = OLD.id;
        ELSE
            INSERT INTO payment_words VALUES (NEW.id, NEW.merchant_id, {words.format('NEW.')})
            ON CONFLICT (payment_id) DO UPDATE SET merchant_id = excluded.merchant_id, words = excluded.words;
        END IF;
        RETURN NULL;
        END $$""")
    run("""CREATE TRIGGER payment_words_added AFTER INSERT OR DELETE ON payments
        FOR EACH ROW EXECUTE FUNCTION keep_payment_words()""")
    run("""CREATE TRIGGER payment_words_changed AFTER UPDATE ON payments FOR EACH ROW
        WHEN ((OLD.merchant_id, OLD.payer_name, OLD.payer_phone, OLD.gateway_ref, OLD.code)
            IS DISTINCT FROM (NEW.merchant_id, NEW.payer_name, NEW.payer_phone, NEW.gateway_ref, NEW.code))
        EXECUTE FUNCTION keep_payment_words()""")
    # The planner knows nothing of a new table.
    run("ANALYZE payment_words")

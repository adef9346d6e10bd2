"""A database with very many payments, written by the database itself, with books that balance."""

from typing import Final

from sqlalchemy import Connection, text

SHOPS: Final = 100
BIG_SHOP: Final = "mer_0000"
"""Half of all payments are this shop's."""
BEGAN: Final = 1_760_000_000_000_000
AMOUNT, FEE, NET = 500_00, 12_50, 487_50

_SERIES: Final = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :many)",
    "postgresql": "WITH n(i) AS (SELECT generate_series(0, :many - 1))",
}
_PADDED: Final = {"sqlite": "printf('%0{width}d', {what})", "postgresql": "lpad(({what})::text, {width}, '0')"}
# One shop has every second payment, the others share the rest.
_WHOSE: Final = "CASE WHEN i % 2 = 0 THEN 0 ELSE (i / 2) % :shops END"


def fill(conn: Connection, many: int) -> None:
    """Write so many paid payments of a hundred shops, with their links, ledger and events."""
    kind = conn.dialect.name

    def padded(what: str, width: int) -> str:
        return _PADDED[kind].format(what=what, width=width)

    def run(sql: str, **facts: int) -> None:
        conn.execute(text(f"{_SERIES[kind]} {sql}"), {"many": many, **facts})

    shop, payment = f"'mer_' || {padded('i', 4)}", f"'pay_' || {padded('i', 9)}"
    run(
        f"""INSERT INTO merchants (id, phone, name, address, language, event_seq, created_at)
        SELECT {shop}, '+88017' || {padded("i", 8)}, 'দোকান ' || i, 'ঢাকা', 'bn', 0, {BEGAN} FROM n""",
        many=SHOPS,
    )
    run(
        f"""INSERT INTO links (id, merchant_id, kind, code, note, status, created_at, payments_count,
            paid_total_poisha, request_hash)
        SELECT 'pl_' || {padded("i", 4)}, {shop}, 'store', 'shop-' || i, '', 'active', {BEGAN}, 0, 0, '' FROM n""",
        many=SHOPS,
    )
    whose = padded(_WHOSE, 4)
    false = "0" if kind == "sqlite" else "false"
    run(
        f"""INSERT INTO payments (id, code, tran_id, form_key, link_id, merchant_id, status, amount_poisha, fee_poisha,
            net_poisha, refunded_poisha, gateway, gateway_url, capture_ref, gateway_ref, method, gateway_words, payer_name,
            payer_phone, payer_email, payer_address, language, late, duplicate, checks_count, created_at, paid_at)
        SELECT {payment}, {padded("i", 11)}, 'AD' || {padded("i", 16)}, 'k' || i, 'pl_' || {whose}, 'mer_' || {whose},
            'paid', {AMOUNT}, {FEE}, {NET}, 0, 'sslcommerz', '', 'val_' || i, 'bank_' || i, 'bKash', '', 'ক্রেতা ' || i,
            '017' || {padded("i", 8)}, '', '', 'bn', {false}, {false}, 1, {BEGAN} + i * CAST(1000000 AS BIGINT), {BEGAN} + i * CAST(1000000 AS BIGINT)
        FROM n""",
        shops=SHOPS,
    )
    # Which of its shop's payments each is: 1, 2, 3 …
    numbered = "SELECT id, merchant_id, created_at, row_number() OVER (PARTITION BY merchant_id ORDER BY id) AS k FROM payments"
    later = [
        f"""INSERT INTO ledger_accounts (id, balance_poisha)
        SELECT 'merchant_payable:' || merchant_id, -{NET} * count(*) FROM payments GROUP BY merchant_id""",
        f"INSERT INTO ledger_accounts SELECT 'gateway_receivable:sslcommerz', {NET} * count(*) FROM payments",
        """INSERT INTO ledger_transactions (id, source, payment_id, created_at)
        SELECT 'lt_' || id, 'sslcommerz:capture:' || capture_ref, id, created_at FROM payments""",
        f"""INSERT INTO ledger_entries
        SELECT 'a' || id, 'lt_' || id, 'gateway_receivable:sslcommerz', row_number() OVER (ORDER BY id), 'payment',
            {NET}, {NET} * row_number() OVER (ORDER BY id), created_at FROM payments""",
        f"""INSERT INTO ledger_entries
        SELECT 'b' || id, 'lt_' || id, 'merchant_payable:' || merchant_id, 2 * k - 1, 'payment', -{AMOUNT},
            -({NET} * (k - 1) + {AMOUNT}), created_at FROM ({numbered}) AS p""",
        f"""INSERT INTO ledger_entries
        SELECT 'c' || id, 'lt_' || id, 'merchant_payable:' || merchant_id, 2 * k, 'fee', {FEE}, -{NET} * k, created_at
        FROM ({numbered}) AS p""",
        f"""INSERT INTO events (merchant_id, seq, type, subject_id, data, created_at)
        SELECT merchant_id, k, 'payment.paid', id, '{{"id":"' || id || '"}}', created_at FROM ({numbered}) AS p""",
        """UPDATE merchants SET event_seq =
            (SELECT count(*) FROM payments WHERE payments.merchant_id = merchants.id)""",
        f"""UPDATE links SET payments_count = (SELECT count(*) FROM payments WHERE payments.link_id = links.id),
            paid_total_poisha = {AMOUNT} * (SELECT count(*) FROM payments WHERE payments.link_id = links.id)""",
    ]
    for sql in later:
        conn.execute(text(sql))
    conn.execute(text("ANALYZE"))

"""A database with very many payments, written by the database itself, with books that balance."""

from typing import Final

from sqlalchemy import Connection, text

SHOPS: Final = 100
BIG_SHOP: Final = "mer_0000"
"""Half of all payments are this shop's."""
# As the API takes them.
_STORE_LINK, _OWN_LINK = "pl_00000000-0000-7000-8000-00000000", "pl_00000000-0000-7000-9000-000"
BIG_SHOPS_LINK: Final = f"{_STORE_LINK}0000"
BEGAN: Final = 1_760_000_000_000_000
AMOUNT, FEE, NET = 500_00, 12_50, 487_50

_SERIES: Final = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :many)",
    "postgresql": "WITH n(i) AS (SELECT generate_series(0, :many - 1))",
}
_PADDED: Final = {"sqlite": "printf('%0{width}d', {what})", "postgresql": "lpad(({what})::text, {width}, '0')"}
# One shop has all but the last payment of each cycle, the others share these.
_WHOSE: Final = "CASE WHEN i % :cycle < :cycle - 1 THEN 0 ELSE 1 + i / :cycle % (:shops - 1) END"
_BY_OWN_LINK: Final = "i % 4 < :own_links"
_MOMENT: Final = f"{BEGAN} + i * CAST(1000000 AS BIGINT)"


def fill(conn: Connection, many: int, *, shops: int = SHOPS, cycle: int = 2, own_links: int = 0) -> None:
    """Write so many paid payments of some shops, with their links, ledger and events.

    All but one in a `cycle` are the first shop's. Of each four `own_links` were paid by a link of their own, the rest
    by their shop's.
    """
    kind = conn.dialect.name

    def padded(what: str, width: int) -> str:
        return _PADDED[kind].format(what=what, width=width)

    def run(sql: str, **facts: int) -> None:
        conn.execute(text(f"{_SERIES[kind]} {sql}"), {"many": many, **facts})

    shop, payment = f"'mer_' || {padded('i', 4)}", f"'pay_' || {padded('i', 9)}"
    link, own_link = f"'{_STORE_LINK}' || {padded('i', 4)}", f"'{_OWN_LINK}' || {padded('i', 9)}"
    run(
        f"""INSERT INTO merchants (id, phone, name, address, language, event_seq, created_at)
        SELECT {shop}, '+88017' || {padded("i", 8)}, 'দোকান ' || i, 'ঢাকা', 'bn', 0, {BEGAN} FROM n""",
        many=shops,
    )
    run(
        f"""INSERT INTO links (id, merchant_id, kind, code, note, status, created_at, payments_count,
            paid_total_poisha, request_hash)
        SELECT {link}, {shop}, 'store', 'shop-' || i, '', 'active', {BEGAN}, 0, 0, '' FROM n""",
        many=shops,
    )
    whose = padded(_WHOSE, 4)
    run(
        f"""INSERT INTO links (id, merchant_id, kind, code, amount_poisha, note, status, created_at, paid_at, payments_count,
            paid_total_poisha, request_hash)
        SELECT {own_link}, 'mer_' || {whose}, 'fixed', 'link' || i, {AMOUNT}, 'থ্রি-পিস', 'paid', {_MOMENT},
            {_MOMENT}, 1, {AMOUNT}, '' FROM n WHERE {_BY_OWN_LINK}""",
        shops=shops,
        cycle=cycle,
        own_links=own_links,
    )
    link = f"CASE WHEN {_BY_OWN_LINK} THEN {own_link} ELSE '{_STORE_LINK}' || {whose} END"
    false = "0" if kind == "sqlite" else "false"
    run(
        f"""INSERT INTO payments (id, code, tran_id, form_key, link_id, merchant_id, status, amount_poisha, fee_poisha,
            net_poisha, refunded_poisha, gateway, gateway_url, capture_ref, gateway_ref, method, gateway_words, payer_name,
            payer_phone, payer_email, payer_address, language, late, duplicate, checks_count, created_at, paid_at)
        SELECT {payment}, {padded("i", 11)}, 'AD' || {padded("i", 16)}, 'k' || i, {link}, 'mer_' || {whose},
            'paid', {AMOUNT}, {FEE}, {NET}, 0, 'sslcommerz', '', 'val_' || i, 'bank_' || i, 'bKash', '', 'ক্রেতা ' || i,
            '017' || {padded("i", 8)}, '', '', 'bn', {false}, {false}, 1, {_MOMENT}, {_MOMENT}
        FROM n""",
        shops=shops,
        cycle=cycle,
        own_links=own_links,
    )
    # Which of its shop's payments each is: 1, 2, 3 …
    numbered = "row_number() OVER (PARTITION BY merchant_id ORDER BY id) AS k"
    later = [
        f"CREATE TEMPORARY TABLE numbered AS SELECT id, merchant_id, created_at, {numbered} FROM payments",
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
            -({NET} * (k - 1) + {AMOUNT}), created_at FROM numbered""",
        f"""INSERT INTO ledger_entries
        SELECT 'c' || id, 'lt_' || id, 'merchant_payable:' || merchant_id, 2 * k, 'fee', {FEE}, -{NET} * k, created_at
        FROM numbered""",
        """INSERT INTO events (merchant_id, seq, type, subject_id, data, created_at)
        SELECT merchant_id, k, 'payment.paid', id, '{"id":"' || id || '"}', created_at FROM numbered""",
        """UPDATE merchants SET event_seq = counted.many
            FROM (SELECT merchant_id, count(*) AS many FROM numbered GROUP BY merchant_id) AS counted
            WHERE counted.merchant_id = merchants.id""",
        f"""UPDATE links SET payments_count = counted.many, paid_total_poisha = {AMOUNT} * counted.many
            FROM (SELECT link_id, count(*) AS many FROM payments GROUP BY link_id) AS counted
            WHERE counted.link_id = links.id AND links.kind = 'store'""",
        "DROP TABLE numbered",
    ]
    for sql in later:
        conn.execute(text(sql))
    conn.execute(text("ANALYZE"))

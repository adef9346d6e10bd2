"""Money back and money out, over real HTTP, with the stand-in gateway in each of its scenarios."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from checkout.commands.audit_books import audit_books
from checkout.commands.payouts import payout_taken
from checkout.commands.review_payments import reject_payment
from checkout.core.payment import Payment
from checkout.core.payment_status import Status
from checkout.core.reasons import FailureKind, HoldReason
from checkout.ids import new_id
from checkout.store import payments
from checkout.store.unit_of_work import UnitOfWork
from sandbox.sslcommerz.state import State
from tests.conftest import NewUrl
from tests.support.payer import Payer, title
from tests.support.servers import World, world
from tests.support.shop import ShopDevice, eventually, open_shop


@pytest.fixture(scope="module")
def live(new_sqlite: NewUrl, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Over one kind of database: on both, what asks at once is tested elsewhere, and each command by itself."""
    folder = tmp_path_factory.mktemp("back")
    with world(folder, database_url=new_sqlite(folder)) as running:
        yield running


@pytest.fixture(scope="module", autouse=True)
def the_books_balance_in_the_end(live: World) -> Iterator[None]:
    yield
    assert audit_books(live.db).differences == ()


@pytest.fixture
def paid(shop: ShopDevice, payer: Payer) -> str:
    """The path of the refunds of a payment of ৳500; ৳487.50 of it stand in the balance."""
    payer.pay(shop.store_url, amount="500")
    return f"/v1/payments/{shop.payments[0]['id']}/refunds"


def ask(shop: ShopDevice, path: str, poisha: int, refund_id: str = "", **more: Any) -> Any:
    answer = shop.http.post(path, json={"id": refund_id or new_id("rf"), "amount": poisha, **more})
    assert answer.status_code == 201, answer.text
    return answer.json()


def ended(shop: ShopDevice, path: str) -> Any:
    """The newest refund, once it has an end."""
    return eventually(lambda: next((one for one in shop.get(path)["data"][:1] if one["status"] != "pending"), None))


def _kept(uow: UnitOfWork, payment_id: str) -> Payment:
    found = payments.get_and_lock(uow, payment_id)
    assert found is not None
    return found


def given_back(live: World, shop: ShopDevice) -> list[int]:
    """What the stand-in gave back to this shop's payers, in poisha."""
    state: State = live.gateway.app.state.sslcommerz
    refs = {payment["gateway_ref"] for payment in shop.payments}
    return sorted(int(refund.amount * 100) for refund in state.all_refunds() if refund.bank_tran_id in refs)


def test_a_quote_says_what_a_refund_costs_and_part_part_and_rest_give_all_back(
    live: World, shop: ShopDevice, paid: str
) -> None:
    quoted = shop.get(f"{paid}/quote", amount=10_000)
    due_at = datetime.fromisoformat(quoted.pop("due_at"))
    assert quoted == {
        "amount": 10_000,
        "fee_back": 0,
        "fee_kept": 250,
        "cost": 10_000,
        "left": 50_000,
        "balance_after": 38_750,
        "currency": "BDT",
    }
    for poisha in (10_000, 15_000, 25_000):
        promised = ask(shop, paid, poisha, reason="মাপ মেলেনি")
        within = datetime.fromisoformat(promised["due_at"]) - datetime.fromisoformat(promised["created_at"])
        assert within == live.settings.refund_within
        assert due_at <= datetime.fromisoformat(promised["due_at"])
        assert ended(shop, paid)["status"] == "refunded"
    assert given_back(live, shop) == [10_000, 15_000, 25_000]
    assert (shop.payments[0]["status"], shop.payments[0]["refunded"], shop.balance) == ("refunded", 50_000, -1250)
    assert [event["status"] for event in shop.told("refund.pending")] == ["pending"] * 3
    assert len(shop.told("refund.refunded")) == 3
    over = shop.http.get(f"{paid}/quote")
    assert (over.status_code, over.json()["type"]) == (409, "/problems/wrong-state")


def test_more_than_is_left_says_what_is_left(shop: ShopDevice, paid: str) -> None:
    ask(shop, paid, 45_000)
    answer = shop.http.post(paid, json={"id": new_id("rf"), "amount": 5_001})
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["field"], error["code"]) == (422, "amount", "refund_left")
    assert error["detail"] == "At most ৳50 of this payment can go back."


def test_the_same_id_answers_as_the_first_time_and_with_other_content_409(
    live: World, shop: ShopDevice, paid: str
) -> None:
    refund_id = new_id("rf")
    ask(shop, paid, 10_000, refund_id)
    answers = [
        shop.http.post(paid, json={"id": refund_id, "amount": poisha}).status_code for poisha in (10_000, 10_001)
    ]
    assert answers == [200, 409]
    ended(shop, paid)
    assert given_back(live, shop) == [10_000]


@pytest.mark.parametrize("body", [{}, {"amount": 100}, {"id": "pay_1", "amount": 100}, {"amount": -5}, {"amount": 1.5}])
def test_a_refund_that_makes_no_sense_is_told_by_field(shop: ShopDevice, paid: str, body: dict[str, Any]) -> None:
    answer = shop.http.post(paid, json={"id": new_id("rf"), **body} if "amount" not in body else body)
    assert answer.status_code == 422
    assert answer.json()["errors"]


def test_twenty_devices_asking_for_the_whole_at_once_give_it_back_once(
    live: World, shop: ShopDevice, paid: str
) -> None:
    with ThreadPoolExecutor(10) as pool:
        asked = [{"id": new_id("rf"), "amount": 50_000} for _ in range(20)]
        answers = sorted(pool.map(lambda body: shop.http.post(paid, json=body).status_code, asked))
    assert answers == [201] + [422] * 19
    ended(shop, paid)
    assert given_back(live, shop) == [50_000]


def test_11_a_refusal_gives_the_shop_its_money_again_and_says_why(shop: ShopDevice, paid: str) -> None:
    ask(shop, paid, 10_011)
    refused = ended(shop, paid)
    assert (refused["status"], refused["refusal"]) == ("refused", "Refund is not allowed for this transaction.")
    assert (shop.balance, shop.payments[0]["status"]) == (48_750, "paid")


def test_12_a_slow_bank_is_followed_until_it_has_paid(shop: ShopDevice, paid: str) -> None:
    assert ask(shop, paid, 10_012)["status"] == "pending"
    assert ended(shop, paid)["status"] == "refunded"


def test_13_an_answer_lost_in_the_middle_is_not_asked_again_and_waits_for_the_operator(
    live: World, shop: ShopDevice, paid: str
) -> None:
    refund = ask(shop, paid, 10_013)
    eventually(lambda: live.row("SELECT 1 FROM refunds WHERE id = :id AND status = 'by_hand'", id=refund["id"]))
    assert given_back(live, shop) == [10_013]
    assert (shop.get(paid)["data"][0]["status"], shop.balance) == ("pending", 38_737)


def test_14_a_refund_that_the_bank_turns_down_later_comes_back_to_the_shop(shop: ShopDevice, paid: str) -> None:
    ask(shop, paid, 10_014)
    refused = ended(shop, paid)
    assert (refused["status"], refused["refusal"]) == ("refused", "The bank turned it down")
    assert shop.balance == 48_750


def test_15_a_refund_that_is_not_taken_up_gives_the_shop_its_money_again(
    live: World, shop: ShopDevice, paid: str
) -> None:
    ask(shop, paid, 10_015)
    assert ended(shop, paid)["status"] == "refused"
    assert (shop.balance, given_back(live, shop)) == (48_750, [])


def test_the_payers_page_says_what_went_back_and_is_green_no_more_when_all_did(shop: ShopDevice, payer: Payer) -> None:
    page = payer.pay(shop.store_url, amount="500")
    path = f"/v1/payments/{shop.payments[0]['id']}/refunds"
    ask(shop, path, 20_000)
    ended(shop, path)
    in_part = payer.open(str(page.url))
    assert title(in_part) == "পরিশোধ হয়েছে"
    assert "<dt>ফেরত</dt><dd>৳২০০.০০</dd>" in in_part.text
    ask(shop, path, 30_000)
    ended(shop, path)
    whole = payer.open(str(page.url))
    assert title(whole) == "টাকা ফেরত দেওয়া হয়েছে"
    assert "পরিশোধিত" not in whole.text


def test_a_payer_whose_held_money_was_rejected_is_told_that_it_goes_back(
    live: World, shop: ShopDevice, payer: Payer
) -> None:
    page = payer.pay(shop.store_url, amount="100.05")
    live.db.transact_now(reject_payment, shop.wait_for_status("on_hold")["id"], "stolen card")
    told = payer.open(str(page.url))
    assert "যাচাইয়ে অনুমোদন হয়নি; টাকা ফেরত যাবে" in told.text
    assert "stolen card" not in told.text


@pytest.mark.parametrize("kind", list(HoldReason))
def test_a_payer_whose_money_went_back_already_or_is_another_payments_is_promised_none(
    live: World, shop: ShopDevice, payer: Payer, kind: HoldReason
) -> None:
    page = payer.pay(shop.store_url, amount="100.05")
    held = shop.wait_for_status("on_hold")["id"]
    live.db.transact_now(lambda uow: payments.save(uow.conn, replace(_kept(uow, held), hold_reason=kind)))
    live.db.transact_now(reject_payment, held, "looked into")
    for language, promises in (("bn", ("ফেরত যাবে", "ফেরত দেবে")), ("en", ("will be refunded", "will return it"))):
        told = payer.open(f"{page.url}?lang={language}").text
        goes_back = kind not in (HoldReason.GIVEN_BACK_ELSEWHERE, HoldReason.ANOTHER_ATTEMPT)
        assert [words in told for words in promises] == [goes_back] * 2
    assert ("given back to you before" in told) is (kind is HoldReason.GIVEN_BACK_ELSEWHERE)


def test_a_payer_whose_bank_says_rejected_is_not_told_that_money_goes_back(
    live: World, shop: ShopDevice, payer: Payer
) -> None:
    page = payer.pay(shop.store_url, amount="100.05")
    held = shop.wait_for_status("on_hold")["id"]

    def fail(uow: UnitOfWork) -> None:
        why, words = FailureKind.DECLINED, "rejected: by issuer"
        known = _kept(uow, held)
        payments.save(
            uow.conn, replace(known, status=Status.FAILED, hold_reason=None, failure=why, gateway_words=words)
        )

    live.db.transact_now(fail)
    told = payer.open(str(page.url))
    assert "টাকা ফেরত যাবে" not in told.text


def test_a_payout_stands_as_on_its_way_and_the_rest_as_available(shop: ShopDevice, paid: str) -> None:
    asked = {"id": new_id("po"), "amount": 40_000, "to": {"kind": "bkash", "account": "০১৭১২-৩৪৫৬৭৮"}}
    answer = shop.http.post("/v1/payouts", json=asked)
    assert (answer.status_code, answer.json()["to"]["account"]) == (201, "01712345678")
    assert shop.http.post("/v1/payouts", json=asked).status_code == 200
    assert shop.http.post("/v1/payouts", json={**asked, "amount": 1}).status_code == 409
    assert shop.get("/v1/balance") == {
        "balance": 8_750,
        "available": 8_750,
        "held": 0,
        "on_its_way": 40_000,
        "currency": "BDT",
    }
    too_much = shop.http.post("/v1/payouts", json={**asked, "id": new_id("po"), "amount": 8_751})
    assert too_much.json()["errors"][0]["detail"] == "At most ৳87.50 can be paid out."
    assert [payout["status"] for payout in shop.get("/v1/payouts")["data"]] == ["asked"]


def test_a_payout_is_quoted_with_its_last_day_and_called_off_until_it_is_taken(
    live: World, shop: ShopDevice, paid: str
) -> None:
    wanted = {"amount": 40_000, "to": {"kind": "bkash", "account": "০১৭১২-৩৪৫৬৭৮", "holder": " করিম "}}
    quoted = shop.http.post("/v1/payouts/quote", json=wanted)
    assert quoted.status_code == 200, quoted.text
    quote = quoted.json()
    to = {"kind": "bkash", "account": "01712345678", "holder": "করিম"}
    assert (quote["fee"], quote["sent"], quote["to"]) == (0, 40_000, to)
    too_much = shop.http.post("/v1/payouts/quote", json={**wanted, "amount": 48_751})
    assert (too_much.status_code, too_much.json()["errors"][0]["field"]) == (422, "amount")
    assert shop.get("/v1/payouts")["data"] == []
    first, second = new_id("po"), new_id("po")
    asked = shop.http.post("/v1/payouts", json={"id": first, **wanted}).json()
    within = datetime.fromisoformat(asked["due_at"]) - datetime.fromisoformat(asked["created_at"])
    assert within == live.settings.payout_within
    assert datetime.fromisoformat(quote["due_at"]) <= datetime.fromisoformat(asked["due_at"])
    called_off = [shop.http.post(f"/v1/payouts/{first}/cancel") for _ in range(2)]
    assert [(one.status_code, one.json()["status"]) for one in called_off] == [(200, "cancelled")] * 2
    assert shop.get("/v1/balance")["available"] == 48_750
    shop.http.post("/v1/payouts", json={"id": second, **wanted})
    live.db.transact_now(payout_taken, second)
    late = shop.http.post(f"/v1/payouts/{second}/cancel")
    assert (late.status_code, late.json()["type"]) == (409, "/problems/wrong-state")
    assert shop.get("/v1/balance")["on_its_way"] == 40_000
    assert [event["status"] for event in shop.told("payout.cancelled")] == ["cancelled"]
    assert shop.http.post(f"/v1/payouts/{new_id('po')}/cancel").status_code == 404


@pytest.mark.parametrize(
    ("to", "field"),
    [
        ({"kind": "bkash", "account": "12345"}, "to.account"),
        ({"kind": "bank", "account": "x", "bank": "b", "branch": "b", "holder": "h"}, "to.account"),
        ({"kind": "bank", "account": "1234567890"}, "to.bank.bank"),
        ({"kind": "cash", "account": "1"}, "to"),
    ],
)
def test_a_payout_to_nowhere_is_told_by_field(shop: ShopDevice, paid: str, to: dict[str, str], field: str) -> None:
    answer = shop.http.post("/v1/payouts", json={"id": new_id("po"), "amount": 100, "to": to})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


def test_a_bank_account_of_few_digits_is_sent_to_only_when_somebody_says_that_it_is_whole(
    shop: ShopDevice, paid: str
) -> None:
    to = {"kind": "bank", "bank": "Sonali", "branch": "Mirpur", "holder": "Karim"}
    asked = {"id": new_id("po"), "amount": 100}
    for account in ("123456789012", "১২৩৪-৫৬৭৮ ৯০", "\u200b１２３４５６"):
        refused = shop.http.post("/v1/payouts", json={**asked, "to": to | {"account": account}})
        assert [(one["field"], one["code"]) for one in refused.json()["errors"]] == [("to.account", "account_short")]
    assert "only 6 digits" in refused.json()["errors"][0]["detail"]
    sure = {**asked, "to": to | {"account": "123456789012", "account_is_whole": True}}
    assert [shop.http.post("/v1/payouts", json=sure).status_code for _ in range(2)] == [201, 200]
    long = {"id": new_id("po"), "amount": 100, "to": to | {"account": "\u202a１২34-567 890 1 2 3\u202c"}}
    assert shop.http.post("/v1/payouts", json=long).json()["to"]["account"] == "1234567890123"


def test_held_money_is_told_as_held_with_the_gateways_reason(shop: ShopDevice, payer: Payer) -> None:
    payer.pay(shop.store_url, amount="100.05")
    held = shop.wait_for_status("on_hold")
    assert (held["reason"], shop.get("/v1/balance")["held"]) == ("Not Safe", held["net"])


@pytest.fixture
def charging(tmp_path: Path) -> Iterator[tuple[World, ShopDevice]]:
    """A checkout whose operator takes half a percent and whose gateway gives its fee back."""
    fees = {"service_fees": {"*": {"basis_points": 50}}, "gateway_fees": {"*": {"basis_points": 250}}}
    folder = tmp_path / "charging"
    folder.mkdir()
    with world(folder, refund_returns_fee=True, **fees) as running:
        yield running, open_shop(running.db, running.url)
        assert audit_books(running.db).differences == ()


def test_the_quote_is_what_the_payment_then_costs(charging: tuple[World, ShopDevice], payer: Payer) -> None:
    _, shop = charging
    (quote,) = [one for one in shop.get("/v1/fees", amount=50_000)["methods"] if one["method"] == "bKash"]
    assert quote == {"method": "bKash", "gateway_fee": 1_250, "service_fee": 250, "net": 48_500}
    payer.pay(shop.store_url, amount="500")
    (payment,) = shop.payments
    assert (payment["fee"], payment["service_fee"], payment["net"]) == (1_500, 250, 48_500)
    assert shop.balance == 48_500


def test_on_a_refund_the_gateway_gives_its_fee_back_and_the_operator_keeps_its_own(
    charging: tuple[World, ShopDevice], payer: Payer
) -> None:
    _, shop = charging
    payer.pay(shop.store_url, amount="500")
    path = f"/v1/payments/{shop.payments[0]['id']}/refunds"
    assert shop.get(f"{path}/quote")["cost"] == 48_750
    ask(shop, path, 50_000)
    ended(shop, path)
    assert shop.balance == -250

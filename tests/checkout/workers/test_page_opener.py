"""One page for a payment, however often and wherever its form is sent, also from a gateway that takes its time."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from checkout.commands.links import create_link
from checkout.commands.merchants import create_merchant
from checkout.commands.start_payment import SentForm
from checkout.core import payment_form
from checkout.core.gateway_routing import Routes
from checkout.core.link import Link, LinkId, LinkRequest
from checkout.core.merchant import Merchant
from checkout.core.payment import Payer, Payment
from checkout.core.payment_status import Status
from checkout.gateways.base import GatewayUnreachable, Order, PaymentPage
from checkout.gateways.registry import Gateways
from checkout.ids import new_id
from checkout.store.database import Database
from checkout.workers import page_opener, refunds
from checkout.workers.page_opener import PageOpener
from money import Money
from tests.conftest import HandClock
from tests.support.servers import settings_for

PATIENCE_SECONDS = 60


class Company:
    """A gateway that gives a page when the test lets it."""

    patience_seconds = 0.0

    def __init__(self, name: str, answer: Callable[[], PaymentPage]) -> None:
        self.name, self.asked_count, self.may_answer, self._answer = name, 0, asyncio.Event(), answer

    async def start(self, order: Order) -> PaymentPage:
        self.asked_count += 1
        await self.may_answer.wait()
        return self._answer()


class Counter:
    """A shop's link, and workers before it that share a database and the gateways."""

    def __init__(self, db: Database, *companies: Company) -> None:
        self.db, self.companies = db, companies
        self.shop: Merchant = db.transact_now(create_merchant, "+8801700000123", name="করিম", slug="karim")
        wanted = LinkRequest(Money(500_00), note="চাল")
        self.link: Link
        self.link, _ = db.transact_now(create_link, self.shop.id, LinkId(new_id("pl")), wanted)
        self.key = payment_form.new_form_key()

    def worker(self) -> PageOpener:
        names = tuple(company.name for company in self.companies)
        known = cast(Gateways, {company.name: company for company in self.companies})
        settings = settings_for("http://127.0.0.1", "http://127.0.0.1:9", Path())
        return PageOpener(self.db, known, Routes({"bkash": names}), settings)

    async def send(self, worker: PageOpener) -> Payment:
        """The same form, once more."""
        asked = payment_form.PaymentRequest(Money(500_00), Payer("নুসরাত", "01700000456"), "bkash")
        return await worker.open_page(self.shop, SentForm(self.link.id, self.key, asked, "bn"), "127.0.0.1")


def page(name: str) -> Callable[[], PaymentPage]:
    return lambda: PaymentPage(f"https://{name}.example/page")


def fails(error: Exception) -> Callable[[], PaymentPage]:
    def give() -> PaymentPage:
        raise error

    return give


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not is_so():
            await asyncio.sleep(0.01)


def run(test: Any) -> None:
    asyncio.run(asyncio.wait_for(test, PATIENCE_SECONDS))


@pytest.mark.parametrize("same_process", [True, False])
def test_who_sends_the_form_again_while_the_gateway_thinks_gets_the_same_page(db: Database, same_process: bool) -> None:
    async def sent_twice() -> None:
        company = Company("bkash", page("bkash"))
        counter = Counter(db, company)
        first = counter.worker()
        second = first if same_process else counter.worker()
        one = asyncio.create_task(counter.send(first))
        await until(lambda: company.asked_count == 1)
        other = asyncio.create_task(counter.send(second))
        # Longer than it takes to look again.
        await asyncio.wait([one, other], timeout=0.3)
        company.may_answer.set()
        opened = await asyncio.gather(one, other)
        assert {payment.gateway_url for payment in opened} == {"https://bkash.example/page"}
        assert {payment.status for payment in opened} == {Status.PENDING}
        assert company.asked_count == 1

    run(sent_twice())


def test_when_the_first_gateway_gives_none_both_get_the_page_of_the_second(db: Database) -> None:
    async def sent_twice() -> None:
        slow, next_one = Company("bkash", fails(GatewayUnreachable("slow"))), Company("sslcommerz", page("sslcommerz"))
        counter = Counter(db, slow, next_one)
        both = [asyncio.create_task(counter.send(counter.worker())) for _ in range(2)]
        await until(lambda: slow.asked_count == 1)
        slow.may_answer.set()
        await until(lambda: next_one.asked_count == 1)
        next_one.may_answer.set()
        opened = await asyncio.gather(*both)
        assert {payment.gateway_url for payment in opened} == {"https://sslcommerz.example/page"}
        assert (slow.asked_count, next_one.asked_count) == (1, 1)

    run(sent_twice())


@pytest.mark.parametrize(("letters", "asked_last"), [(255, "bkash"), (256, "sslcommerz")])
def test_a_page_under_a_name_too_long_to_be_kept_is_none_and_the_next_gateway_is_asked(
    db: Database, letters: int, asked_last: str
) -> None:
    async def sent() -> None:
        named = PaymentPage("https://bkash.example/page", "T" * letters)
        companies = Company("bkash", lambda: named), Company("sslcommerz", page("sslcommerz"))
        for company in companies:
            company.may_answer.set()
        counter = Counter(db, *companies)
        assert (await counter.send(counter.worker())).gateway == asked_last

    run(sent())


def test_a_worker_that_fails_over_a_page_leaves_it_to_the_next_one_at_once(db: Database) -> None:
    async def sent_twice() -> None:
        answers = [fails(ZeroDivisionError("a fault of ours")), page("bkash")]
        company = Company("bkash", lambda: answers.pop(0)())
        counter = Counter(db, company)
        one, other = (asyncio.create_task(counter.send(counter.worker())) for _ in range(2))
        await until(lambda: company.asked_count == 1)
        company.may_answer.set()
        done = await asyncio.gather(one, other, return_exceptions=True)
        pages = [payment.gateway_url for payment in done if isinstance(payment, Payment)]
        assert pages == ["https://bkash.example/page"]
        assert company.asked_count == 2

    run(sent_twice())


def test_one_whose_claim_ran_out_does_not_stop_the_same_worker_from_asking_again(
    db: Database, clock: HandClock
) -> None:
    async def sent_twice() -> None:
        answers = [fails(GatewayUnreachable("slow")), page("bkash")]
        company = Company("bkash", lambda: answers.pop(0)())
        counter = Counter(db, company)
        worker = counter.worker()
        one = asyncio.create_task(counter.send(worker))
        await until(lambda: company.asked_count == 1)
        clock.forward(minutes=5)
        other = asyncio.create_task(counter.send(worker))
        await asyncio.wait([one, other], timeout=0.3)
        company.may_answer.set()
        await one
        assert (await other).gateway_url == "https://bkash.example/page"
        assert company.asked_count == 2

    run(sent_twice())


def test_a_gateway_that_takes_longer_than_the_claim_is_given_up(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_opener, "_CALLS_BEFORE_GIVING_UP", 0.05)

    async def sent() -> None:
        slow, next_one = Company("bkash", page("bkash")), Company("sslcommerz", page("sslcommerz"))
        next_one.may_answer.set()
        counter = Counter(db, slow, next_one)
        assert (await counter.send(counter.worker())).gateway_url == "https://sslcommerz.example/page"

    run(sent())


def test_a_claim_on_a_page_outlasts_what_an_adapter_is_given() -> None:
    assert page_opener._CALLS_BEFORE_GIVING_UP < page_opener._CALLS_FOR_A_PAGE
    assert refunds._CLAIM.total_seconds() - 15 > refunds._CALL_SECONDS

"""A gateway that waits for our word is told once to take the money, whichever worker thinks of it."""

import asyncio
from datetime import timedelta

import httpx

from checkout.acts import links, merchants, pay
from checkout.gateways.base import Attempt, Confirmed, Opened, Unknown
from checkout.gateways.bkash.adapter import Bkash
from checkout.ids import new_id
from checkout.payments.fees import Rate
from checkout.payments.nouns import LinkId, Payer
from checkout.store.database import Database
from checkout.work.taking import DatabaseTakingDesk
from money import Money
from tests.checkout.gateways.bkash.recorded import payload
from tests.checkout.gateways.desk import MemoryDesk
from tests.conftest import HandClock

REF = "TR0011uXvkIHi1721914517574"
MINUTE = timedelta(minutes=1)


def opened(db: Database) -> None:
    """A payment whose payer is on bKash's page."""
    shop = db.act_now(merchants.open_shop, "+8801700000123", name="করিম", slug="karim")
    link, _ = db.act_now(links.create_link, shop.id, LinkId(new_id("pl")), links.Wanted(Money(300_00), "চাল"))
    asked = pay.Asked(Money(300_00), Payer("নুসরাত", "01700000456"))
    opening = db.act_now(pay.start_payment, link.id, pay.new_form_key(), asked, "bkash", "bn", MINUTE, MINUTE)
    db.act_now(pay.page_opened, opening.payment.id, "bkash", Opened("https://bkash.example/page", REF))


def test_the_word_is_given_once_and_again_only_when_long_has_passed_and_it_is_asked_for(
    db: Database, clock: HandClock
) -> None:
    opened(db)

    async def words() -> list[bool]:
        first, second = DatabaseTakingDesk(db), DatabaseTakingDesk(db)
        said = [await first.begin("bkash", REF), await second.begin("bkash", REF)]
        said.append(await second.begin("bkash", REF, again_after_seconds=60))
        clock.forward(seconds=60)
        said += [await second.begin("bkash", REF), await second.begin("bkash", REF, again_after_seconds=60)]
        await first.take_back("bkash", REF)
        return [*said, await first.begin("bkash", REF), await first.begin("bkash", "another")]

    assert asyncio.run(words()) == [True, False, False, False, True, True, False]


def test_while_one_worker_executes_another_asks_and_waits(db: Database) -> None:
    opened(db)

    async def both() -> None:
        executed, may_answer = 0, asyncio.Event()

        async def bkash(request: httpx.Request) -> httpx.Response:
            nonlocal executed
            if "/token/" in request.url.path:
                return httpx.Response(200, json=payload("token"))
            if request.url.path.endswith("/execute"):
                executed += 1
                await may_answer.wait()
                return httpx.Response(200, json=payload("executed"))
            waiting = payload("queried", transactionStatus="Initiated", verificationStatus="Complete")
            return httpx.Response(200, json=waiting)

        async with httpx.AsyncClient(transport=httpx.MockTransport(bkash)) as client:
            one, other = (
                Bkash(
                    client, MemoryDesk(), DatabaseTakingDesk(db), base_url="https://tokenized.example", username="u",
                    password="p", app_key="k", app_secret="s", contract=Rate(150), patience_seconds=0,
                    timeout_seconds=30,
                )
                for _ in range(2)
            )  # fmt: skip
            attempt = Attempt(payload("executed")["merchantInvoiceNumber"], REF, Money(300_00))
            taking = asyncio.create_task(one.look_up(attempt, REF))
            async with asyncio.timeout(20):
                while not executed:
                    await asyncio.sleep(0.01)
            (seen,) = await other.look_up(attempt, REF)
            assert isinstance(seen, Unknown)
            may_answer.set()
            (taken,) = await taking
        assert isinstance(taken, Confirmed)
        assert executed == 1

    asyncio.run(both())

"""The day's account: whatever happens on which day, takings less refunds less charges is what is left, by method."""

import io
import itertools
import json
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from app.model.day_account import DayAccount, EntrySum, day_account, days_up_to
from app.services.local_store import LocalStore
from checkout.commands.payouts import adjust_balance, ask_payout, cancel_payout, payout_refused, payout_sent
from checkout.commands.review_payments import reject_payment, release_payment
from checkout.core.payment import Payment
from checkout.core.payout import Destination, PayoutId
from checkout.errors import BadFields, WrongState
from checkout.gateways.base import RefundRefused, Returned
from checkout.ids import new_id
from checkout.store import events
from checkout.store.database import Database
from checkout.store.days import entry_sums
from language import DHAKA
from money import Money
from tests.conftest import HandClock
from tests.support.books import PAID, Books, a_shop_of_its_own, another_attempt
from tests.support.payer import Payer
from tests.support.shop import ShopDevice

METHODS = ("bKash", "Nagad", "Visa")
_NUMBERS = itertools.count(1)


class Ledger:
    """What a shopkeeper with a pencil would have written: by day and method, beside what the books say."""

    def __init__(self, db: Database, clock: HandClock) -> None:
        self.clock = clock
        clock.forward(hours=1)
        self.shop = a_shop_of_its_own(db, returns_fee=bool(next(_NUMBERS) % 2))
        self.first = self.today
        # day, method → takings, refunds, charges; and of each day what else moved.
        self.written: dict[tuple[date, str], list[int]] = defaultdict(lambda: [0, 0, 0])
        self.besides: dict[date, int] = defaultdict(int)
        self.held: list[Payment] = []
        self.paid: list[Payment] = [self.shop.paid]
        self._took("bKash", 500_00, 12_50)

    @property
    def today(self) -> date:
        return self.clock.now.astimezone(DHAKA).date()

    def _took(self, method: str, amount: int, fee: int) -> None:
        mine = self.written[self.today, method]
        mine[0] += amount
        mine[2] -= fee

    def do(self, act: str, number: int) -> None:
        getattr(self, act)(number)

    def pay(self, number: int) -> None:
        """Another customer's, by any method; a late one comes after its link has ended, which changes no sum."""
        method = METHODS[number % 3]
        payment = another_attempt(self.shop)
        self._paid(payment, method)

    def pay_twice(self, number: int) -> None:
        """The same page once more: a double payment is takings too, until it goes back."""
        method = METHODS[number % 3]
        before = {one.id for one in self.shop.all_payments}
        Books.answer(self.shop, self.shop.paid, replace(PAID, capture_ref=new_id("val"), method=method))
        (double,) = (one for one in self.shop.all_payments if one.id not in before)
        self.paid.append(double)
        self._took(method, 500_00, 12_50)

    def _paid(self, payment: Payment, method: str) -> None:
        self.paid.append(Books.answer(self.shop, payment, replace(PAID, capture_ref=new_id("val"), method=method)))
        self._took(method, 500_00, 12_50)

    def hold(self, number: int) -> None:
        """Held money is nobody's takings yet."""
        method = METHODS[number % 3]
        risky = replace(PAID, capture_ref=new_id("val"), method=method, risky=True)
        self.held.append(Books.answer(self.shop, another_attempt(self.shop), risky))

    def release(self, number: int) -> None:
        if self.held:
            payment = self.shop.db.transact_now(release_payment, self.held.pop(number % len(self.held)).id)
            self.paid.append(payment)
            self._took(payment.method, 500_00, 12_50)

    def reject(self, number: int) -> None:
        if self.held:
            self.shop.db.transact_now(reject_payment, self.held.pop(number % len(self.held)).id, "no")

    def give_back(self, number: int) -> None:
        """A part of any day's payment; the gateway pays it back, or refuses on a later day."""
        payment = self.paid[number % len(self.paid)]
        try:
            refund = self.shop.ask(1 + number % 300, payment_id=payment.id)
        except (BadFields, WrongState):
            return
        day, method = self.today, payment.method
        self.written[day, method][1] -= refund.amount.poisha
        self.written[day, method][2] += refund.fee_back.poisha
        self.clock.forward(hours=number % 40)
        if number % 4:
            self.shop.hears(refund, Returned(new_id("ref")))
            return
        self.shop.hears(refund, RefundRefused("no"))
        self.written[self.today, method][1] += refund.amount.poisha
        self.written[self.today, method][2] -= refund.fee_back.poisha

    def pay_out(self, number: int) -> None:
        """No cost: what leaves for the shop's own wallet was earned all the same."""
        to = Destination("bkash", "01712345678")
        asked = PayoutId(new_id("po")), Money(100 + number), to
        try:
            payout, _ = self.shop.db.transact_now(ask_payout, self.shop.shop.id, *asked)
        except BadFields:
            return
        self.besides[self.today] -= payout.amount.poisha
        self.clock.forward(hours=number % 30)
        if number % 3 == 0:
            self.shop.db.transact_now(payout_sent, payout.id, "TRX")
            return
        if number % 3 == 1:
            self.shop.db.transact_now(cancel_payout, self.shop.shop.id, payout.id)
        else:
            self.shop.db.transact_now(payout_refused, payout.id, "no")
        self.besides[self.today] += payout.amount.poisha

    def adjust(self, number: int) -> None:
        self.shop.db.transact_now(adjust_balance, self.shop.shop.id, Money(1 + number), "goodwill")
        self.besides[self.today] += 1 + number

    def replica(self) -> LocalStore:
        """A device that heard all of it."""
        store = LocalStore(None)
        told = self.shop.db.read_now(events.after, self.shop.shop.id, 0, 10_000)
        store.apply_all([(event.seq, event.type, json.loads(event.data)) for event in told])
        return store

    def pencilled(self, day: date) -> dict[str, tuple[int, int, int]]:
        mine = {method: tuple(sums) for (one, method), sums in self.written.items() if one == day}
        return {method: (sums[0], sums[1], sums[2]) for method, sums in mine.items()}


ACTS = ("pay", "pay", "pay_twice", "hold", "release", "reject", "give_back", "give_back", "pay_out", "adjust")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 400), st.integers(0, 30)), max_size=14))
def test_of_any_day_takings_less_refunds_less_charges_are_what_is_left(
    db: Database, clock: HandClock, happenings: list[tuple[str, int, int]]
) -> None:
    ledger = Ledger(db, clock)
    for act, number, hours in happenings:
        clock.forward(hours=hours, minutes=number)
        ledger.do(act, number)
    store, days = ledger.replica(), (ledger.today - ledger.first).days + 1
    balance = Money(0)
    for account in days_up_to(store, ledger.today, days):
        found = {one.method: (one.takings, one.refunds, one.charges) for one in account.methods}
        wanted = ledger.pencilled(account.day)
        # A day whose refund came back at once has a line of nothing, in the books and by pencil.
        assert {name: tuple(one.poisha for one in sums) for name, sums in found.items()} == wanted
        whole = account.whole
        assert (
            whole.takings + whole.refunds + whole.charges
            == whole.left
            == sum((one.left for one in account.methods), Money(0))
        )
        assert account.paid_out + account.adjusted == Money(ledger.besides[account.day])
        balance += account.moved
        assert by_the_server(ledger, account.day) == account
    assert balance == ledger.shop.balance == store.balance()
    store.close()
    ledger.shop.assert_balanced()


def by_the_server(ledger: Ledger, day: date) -> DayAccount:
    """What the checkout adds up for its picture, told as the app tells it."""
    since = datetime(day.year, day.month, day.day, tzinfo=DHAKA)
    sums = ledger.shop.db.read_now(entry_sums, ledger.shop.shop.id, since, since + timedelta(days=1))
    return day_account(day, [EntrySum(day, one.method, one.kind, one.count, one.total) for one in sums])


@pytest.mark.parametrize(("minute", "day"), [(59, date(2026, 11, 11)), (60, date(2026, 11, 12))])
def test_a_day_begins_at_midnight_in_dhaka(db: Database, clock: HandClock, minute: int, day: date) -> None:
    clock.now = datetime(2026, 11, 11, 17, tzinfo=UTC) + timedelta(minutes=minute)
    ledger = Ledger.__new__(Ledger)
    ledger.shop = a_shop_of_its_own(db, returns_fee=False)
    store = ledger.replica()
    (account,) = (one for one in days_up_to(store, date(2026, 11, 14), 7) if not one.is_empty)
    store.close()
    assert (account.day, account.whole.takings, account.whole.charges) == (day, Money(500_00), Money(-12_50))


def test_a_refund_counts_on_its_own_day_and_not_on_its_payments(db: Database, clock: HandClock) -> None:
    clock.now = datetime(2026, 11, 11, 6, tzinfo=UTC)
    ledger = Ledger.__new__(Ledger)
    ledger.shop = a_shop_of_its_own(db, returns_fee=False)
    clock.now = datetime(2026, 11, 13, 6, tzinfo=UTC)
    ledger.shop.give_back(500)
    store = ledger.replica()
    sold, quiet, gave = days_up_to(store, date(2026, 11, 13), 3)
    store.close()
    assert (sold.whole.left, quiet.is_empty, gave.whole.left) == (Money(487_50), True, Money(-500_00))
    assert gave.methods[0].method == "bKash"


def picture(shop: ShopDevice, **asked: str) -> Any:
    answer = shop.http.get("/v1/balance/day", params=asked)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png"), answer.text
    return Image.open(io.BytesIO(answer.content))


def test_the_picture_of_a_day_is_drawn_in_both_languages_and_of_a_day_with_nothing(
    shop: ShopDevice, payer: Payer
) -> None:
    payer.pay(shop.store_url, amount="500")
    drawn = picture(shop)
    assert drawn.size[0] == 1080
    assert drawn.size[1] >= 1080
    shop.http.headers["Accept-Language"] = "bn"
    assert picture(shop).tobytes() != drawn.tobytes()
    assert picture(shop, day="2024-01-01").tobytes() != drawn.tobytes()
    # What has not been yet is today.
    assert picture(shop, day="2999-01-01").size == drawn.size
    assert shop.http.get("/v1/balance/day", params={"day": "yesterday"}).status_code == 422

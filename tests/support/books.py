"""A shop at a real database, without HTTP: what a gateway says of its payments, and what its books say then."""

import itertools
from dataclasses import replace
from datetime import datetime, timedelta

from checkout.commands.audit_books import audit_books
from checkout.commands.confirm_payment import GatewayAnswer, GatewayTerms, apply_outcomes
from checkout.commands.links import create_link
from checkout.commands.merchants import create_merchant
from checkout.commands.refunds import (
    WantedRefund,
    apply_refund_outcome,
    ask_refund,
    begin_sending_refund,
)
from checkout.commands.start_payment import (
    GatewayTurn,
    PageClaim,
    SentForm,
    claim_opening,
    page_opened,
    start_payment,
)
from checkout.core import payment_form
from checkout.core.link import Link, LinkId, LinkRequest
from checkout.core.merchant import Merchant
from checkout.core.payment import Payer, Payment, PaymentId
from checkout.core.refund import Refund, RefundId, RefundStatus
from checkout.gateways.base import (
    Confirmed,
    Notice,
    Outcome,
    PaymentPage,
    RefundOutcome,
    Returned,
)
from checkout.ids import new_id
from checkout.store import events, ledger, payments
from checkout.store import refunds as store
from checkout.store.database import Database
from checkout.store.payment_claims import claim_due
from money import Money

_NUMBERS = itertools.count(1)
FIRST = timedelta(seconds=5)
CLAIM = timedelta(minutes=1)
PAID = Confirmed("val_1", Money(500_00), Money(12_50), risky=False, gateway_ref="bank_1", method="bKash")


def turn_of(gateway: str = "sslcommerz") -> GatewayTurn:
    """The gateway is asked for its page."""
    return GatewayTurn(gateway, FIRST, CLAIM)


class Books:
    """A shop with a fixed link of ৳500 at a real database."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.shop: Merchant = db.transact_now(create_merchant, "+8801700000123", name="করিম", slug="karim")
        self.link: Link
        self.link, _ = db.transact_now(
            create_link, self.shop.id, LinkId(new_id("pl")), LinkRequest(Money(500_00), note="চাল")
        )

    def form(self, key: str, asked: payment_form.PaymentRequest) -> SentForm:
        return SentForm(self.link.id, key, asked, "bn")

    def start(self, gateway: str = "sslcommerz") -> Payment:
        # Somebody else each time: the same payer would be led back to the attempt that is open.
        asked = payment_form.PaymentRequest(Money(500_00), Payer("নুসরাত", f"017{next(_NUMBERS):08d}"))
        started = self.db.transact_now(start_payment, self.form(payment_form.new_form_key(), asked), turn_of(gateway))
        return self.db.transact_now(
            page_opened, started.payment.id, gateway, PaymentPage("https://gateway.example/page")
        )

    def answer(self, payment: Payment, *outcomes: Outcome, says: str = "", by_clock: bool = True) -> Payment:
        notice = Notice(payment.tran_id, "", says) if says else None  # type: ignore[arg-type]
        answer = GatewayAnswer(outcomes, notice)
        return self.db.transact_now(apply_outcomes, payment.id, answer, GatewayTerms(FIRST), by_clock=by_clock)

    def due(self) -> list[PaymentId]:
        """Claims the payments that the clock asks about now."""
        return [one.id for one in self.db.transact_now(lambda uow: claim_due(uow.conn, uow.now, CLAIM, 9))]

    @property
    def balance(self) -> Money:
        return self.db.read_now(ledger.balance, self.shop.id)

    @property
    def told(self) -> list[str]:
        return [event.type for event in self.db.read_now(events.after, self.shop.id, 0, 1000)]

    @property
    def all_payments(self) -> list[Payment]:
        return self.db.read_now(payments.page, self.shop.id, limit=100, before=None)

    def assert_balanced(self) -> None:
        assert audit_books(self.db).differences == ()

    def send(self, key: str) -> PageClaim:
        """The same form of the same payer, as often as it is sent."""
        asked = payment_form.PaymentRequest(Money(500_00), Payer("নুসরাত", "01700000456"))
        return self.db.transact_now(start_payment, self.form(key, asked), turn_of())

    def held(self) -> tuple[Payment, datetime]:
        """A payment whose page is being asked for, and until when."""
        opening = self.send(payment_form.new_form_key())
        assert opening.held_until is not None
        return opening.payment, opening.held_until

    def claim(self, payment: Payment) -> datetime | None:
        return self.db.transact_now(claim_opening, payment.id, CLAIM)


class PaidShop(Books):
    """A shop that was paid ৳500, of which ৳487.50 stand in its balance."""

    def __init__(self, db: Database, *, returns_fee: bool = False) -> None:
        super().__init__(db)
        self.returns_fee = returns_fee
        self.paid: Payment = self.answer(self.start(), replace(PAID, capture_ref=new_id("val")))

    def ask(self, taka: int, refund_id: str = "", payment_id: str = "", reason: str = "") -> Refund:
        wanted = WantedRefund(
            RefundId(refund_id or new_id("rf")), payment_id or self.paid.id, Money(taka * 100), reason
        )
        refund, _ = self.db.transact_now(ask_refund, self.shop.id, wanted, returns_fee=self.returns_fee)
        return refund

    def hears(self, refund: Refund, outcome: RefundOutcome) -> Refund:
        """The gateway is asked, as the worker asks it, and says this; not while another refund is there."""
        begun = self.db.transact_now(begin_sending_refund, refund.id)
        now = self.db.read_now(store.get, refund.id)
        assert now is not None
        if begun is None and now.status is RefundStatus.PROMISED:
            return now
        return self.db.transact_now(apply_refund_outcome, refund.id, outcome, FIRST)

    def give_back(self, taka: int) -> Refund:
        return self.hears(self.ask(taka), Returned(new_id("ref")))

    @property
    def payment(self) -> Payment:
        found = self.db.read_now(payments.get, self.paid.id)
        assert found is not None
        return found


def a_shop_of_its_own(db: Database, *, returns_fee: bool) -> PaidShop:
    """One more shop on the same file, for each example."""
    shop = PaidShop.__new__(PaidShop)
    phone = f"+88017{new_id('x')[-8:].translate(str.maketrans('abcdef', '123456'))}"
    shop.db, shop.returns_fee = db, returns_fee
    shop.shop = db.transact_now(create_merchant, phone, name="করিম")
    shop.link, _ = db.transact_now(create_link, shop.shop.id, LinkId(new_id("pl")), LinkRequest(Money(500_00)))
    shop.paid = shop.answer(shop.start(), replace(PAID, capture_ref=new_id("val")))
    return shop


def another_attempt(shop: PaidShop) -> Payment:
    """One more attempt, at a link of its own: the first one is paid."""
    shop.link, _ = shop.db.transact_now(create_link, shop.shop.id, LinkId(new_id("pl")), LinkRequest(Money(500_00)))
    return shop.start()

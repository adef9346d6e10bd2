"""A shop with a code of its own, of whose account bKash tells."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime

from checkout.commands.direct_payments import assign_direct_payment, take_told
from checkout.commands.own_code import bind_own_account, set_own_code
from checkout.core.direct_payment import DirectPayment, ToldPayment
from checkout.core.link import Link
from checkout.core.merchant import UNNOTED
from checkout.core.payment import Payment
from checkout.store import direct_payments, links
from checkout.store.database import Database
from money import Money
from tests.emvqr.samples import STATIC
from tests.support.books import Books

SHORT_CODE, AMOUNT = "50022", Money(500_00)
_NUMBERS = itertools.count(1)


class CodeShop(Books):
    """A shop with a code of its own, of whose account bKash tells."""

    def __init__(self, db: Database) -> None:
        super().__init__(db)
        db.transact_now(set_own_code, self.shop.id, STATIC)
        db.transact_now(bind_own_account, self.shop.id, SHORT_CODE)

    def tells(self, invoice: str = "", amount: Money = AMOUNT, **more: object) -> ToldPayment:
        """What bKash says of a payment to the shop's account, each under a number of its own."""
        paid_at = datetime(2026, 11, 12, 4, 41, tzinfo=UTC)
        told = ToldPayment(f"TRX{next(_NUMBERS):07}", amount, paid_at, SHORT_CODE, invoice, by_qr=True)
        return replace(told, **more)  # type: ignore[arg-type]

    def take(self, told: ToldPayment) -> DirectPayment:
        taken = self.db.transact_now(take_told, told)
        assert taken is not None
        return taken

    def assign(self, one: DirectPayment, link: Link) -> DirectPayment:
        return self.db.transact_now(assign_direct_payment, self.shop.id, one.id, link.id, UNNOTED)

    @property
    def link_now(self) -> Link:
        found = self.db.read_now(links.get, self.link.id)
        assert found is not None
        return found

    @property
    def paid(self) -> Payment:
        (payment,) = self.all_payments
        return payment

    @property
    def store_link(self) -> Link:
        return self.db.read_now(links.store_link, self.shop.id)

    @property
    def waiting(self) -> list[DirectPayment]:
        return self.db.read_now(direct_payments.page, self.shop.id, 50, None, waiting=True)

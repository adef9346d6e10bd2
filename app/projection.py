"""From events to what the screens draw."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from app.announcer import Announcer, later
from app.arrivals import Arrivals
from app.model.connection import ConnectionState
from app.model.daily_word import word_of
from app.model.documents import Doc
from app.model.handover import OPEN, last_moved, link_row
from app.model.records import PaymentRecord, ShopRecord, read_payment
from app.pace import Pace
from app.server_clock import ServerClock
from app.services.local_store import LocalStore
from app.state import Account, Home, Shop
from language import DHAKA
from money import Money

_OPEN_MOST: Final = 50
_LAST_PAYMENTS: Final = 12
_JUST_NOW: Final = timedelta(minutes=2)
# One act of the server is several events, and thirty payments may come in a minute.
_TOGETHER_SECONDS: Final = 0.01
_DRAWN_EVERY_SECONDS: Final = 0.3
# Days begin and links end without an event.
_DRAWN_FOR: Final = timedelta(minutes=1)


class Projection:
    """Hears the live updates of a shop that is signed in, and keeps `Shop` true to its store."""

    def __init__(
        self,
        account: Account,
        shop: Shop,
        store: LocalStore,
        arrivals: Arrivals,
        announcer: Announcer,
        clock: ServerClock,
        on_signed_out: Callable[[], None],
    ) -> None:
        self._account, self._shop, self._store = account, shop, store
        self._arrivals, self._announcer, self._clock = arrivals, announcer, clock
        self._on_signed_out = on_signed_out
        self.is_over = False
        """Whether the shop was left: its store is closed, and nothing of it is drawn or kept any more."""
        self._missed: list[PaymentRecord] = []
        self._told: set[str] = set()
        self._pace = Pace(_DRAWN_EVERY_SECONDS, _TOGETHER_SECONDS)
        self._drawn_at: datetime | None = None
        self.is_due = False
        """Whether something is to be drawn soon."""

    # What the live updates tell

    def changed(self, event_type: str, data: Doc, *, is_news: bool) -> None:
        if event_type == "payment.paid":
            self._was_paid(read_payment(data), is_news=is_news)
        elif event_type == "payment.handed_over":
            self._announcer.given(read_payment(data), self._clock())
        elif event_type == "payment.on_hold" and is_news:
            self._announcer.held(read_payment(data))
        self.draw_soon()

    def _was_paid(self, told: PaymentRecord, *, is_news: bool) -> None:
        # An answer with several events may tell of what happened to it since.
        payment = self._store.payment(told.id) or told
        self._shop.fresh_ids = self._shop.fresh_ids | {payment.id, payment.link_id}
        just_now = payment.paid_at is not None and self._clock() - payment.paid_at < _JUST_NOW
        if is_news and just_now and payment.id not in self._told:
            self._announcer.paid(payment, self.stand_large)
        elif not is_news:
            self._missed.append(payment)
        self._told.add(payment.id)

    def caught_up(self) -> None:
        """What was paid while nobody listened is told in one sentence, and not spoken one by one."""
        for payment in self._arrivals.shown_again(self._missed):
            self._announcer.shown_again(payment, self.stand_large)
        if self._missed:
            total = Money(sum(payment.amount.poisha for payment in self._missed))
            self._announcer.missed(len(self._missed), total)
            self._missed.clear()
        self.draw_soon()

    def kept(self, *, is_kept: bool) -> None:
        is_kept = is_kept and self._store.is_on_disk
        if self._shop.is_kept is not is_kept:
            self._shop.is_kept = is_kept

    def connection_changed(
        self, connection: ConnectionState, heard_at: datetime | None, *, is_servers_fault: bool = False
    ) -> None:
        if self._clock.follow():
            self.draw_soon()
        if connection is not ConnectionState.RECONNECTING and self._shop.is_servers_fault is not is_servers_fault:
            self._shop.is_servers_fault = is_servers_fault
        if self._shop.connection is not connection:
            self._shop.heard_at = heard_at
            self._shop.connection = connection
        if self._drawn_at is not None and self._clock() - self._drawn_at > _DRAWN_FOR:
            self.draw_soon()

    def signed_out(self) -> None:
        self._on_signed_out()

    # What screens tell

    def opened(self, *ids: str) -> None:
        """Freshly paid links or payments were looked at, and are no news any more."""
        if not self._shop.fresh_ids.isdisjoint(ids):
            self._shop.fresh_ids = self._shop.fresh_ids.difference(ids)

    def stand_large(self, payment: PaymentRecord, seconds: float | None = None) -> None:
        """Show what has just come, large, as `Arrivals.stand` says."""
        self._arrivals.stand(payment, seconds)
        self.draw_soon()

    # Drawing

    def draw_soon(self) -> None:
        """Draw once for all that comes together, and no more often than can be read."""
        if not self.is_due:
            self.is_due = True
            later(self._pace.wait(_ticks()), self.draw)

    def draw(self) -> None:
        """Read what the screens show from the store."""
        self.is_due = False
        if self.is_over:
            return
        self._pace.drawn(_ticks())
        self._arrivals.judge()
        now = self._clock()
        shop = self._store.shop()
        if shop is None:
            return
        self._drawn_at = now
        self._shop.daily_word = word_of(shop.word_key, now.astimezone(DHAKA).date(), self._account.language)
        self._shop.home = self._home(shop, now)
        self._shop.version += 1

    def _home(self, shop: ShopRecord, now: datetime) -> Home:
        links = self._store.open_links(_OPEN_MOST + 1)
        paid = self._store.payments_of(link.id for link in links)
        midnight = now.astimezone(DHAKA).replace(hour=0, minute=0, second=0, microsecond=0)
        told = [link_row(link, paid.get(link.id, []), now) for link in links[:_OPEN_MOST]]
        rows = sorted((row for row in told if row.display_status in OPEN), key=last_moved, reverse=True)
        return Home(
            shop=shop,
            store_link=self._store.store_link(),
            rows=tuple(rows),
            has_more_rows=len(links) > _OPEN_MOST,
            payments=tuple(self._store.last_payments(_LAST_PAYMENTS)),
            balance=self._store.balance(),
            on_its_way=self._store.on_its_way(),
            held=self._store.held(),
            today=self._store.today(midnight.astimezone(UTC)),
            came_in_count=len(self._store.came_in()),
            day=midnight.date(),
        )


def _ticks() -> float:
    return asyncio.get_running_loop().time()

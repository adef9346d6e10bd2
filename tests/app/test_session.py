"""A session of the app against a real checkout over HTTP, without a screen."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.announcer import Announcer, StandLarge
from app.form_memory import FormMemory, read_memory
from app.model.connection import ConnectionState
from app.model.records import PaymentRecord
from app.projection import Projection
from app.services.checkout_client import CheckoutClient
from app.services.errors import Unreachable
from app.session import Session, SignedIn
from app.state import Account, Shop
from app.views.check import answer
from codes import is_of_shop
from tests.support.app_sessions import NOWHERE, session_of
from tests.support.kept import Kept
from tests.support.payer import Payer
from tests.support.resources import MOMENT, SHOP, link, payment, refund
from tests.support.shop import ShopDevice, until

_MISSED = 150
# From the disk, what the one answer of the server told, that it was all, and one to spare.
_DRAWN = 4


def look_in(
    shop: ShopDevice, folder: Path, kept: Kept | None = None, do: Callable[[Session], Awaitable[None]] | None = None
) -> Shop:
    """Open the app, wait until all that happened is known, do something, and close it; what its screens had to show."""
    seen = Shop()

    async def visit() -> None:
        session = session_of(shop.url, kept or shop.token, folder, seen)
        await session.open()
        session.start()
        projection = inside(session).projection
        await until(lambda: seen.connection is ConnectionState.LIVE and not projection.is_due)
        if do is not None:
            await do(session)
        await session.close()

    asyncio.run(visit())
    return seen


def inside(session: Session) -> SignedIn:
    """What there is once somebody is signed in."""
    assert session.signed_in is not None
    return session.signed_in


def test_what_arrived_and_was_seen_is_known_as_shown_when_somebody_shows_it_again(tmp_path: Path) -> None:
    shop = Shop()

    async def act() -> None:
        session = session_of(NOWHERE, "token", tmp_path, shop, clock=lambda: MOMENT)
        await session.open()
        here = inside(session)
        here.store.replace_all(SHOP, [link(1)], [], [], 1)
        here.store.apply(2, "payment.paid", payment(1))
        known = here.store.payment("pay_1")
        assert known is not None
        here.projection.stand_large(known)
        await until(lambda: shop.arrived == known)
        assert answer(here.store, known, ConnectionState.LIVE) == "new"
        here.arrivals.tick_off_newest()
        assert (shop.arrived, here.store.shown_at("pay_1")) == (None, MOMENT)
        assert answer(here.store, known, ConnectionState.LIVE) == "shown"
        await session.close()

    asyncio.run(act())


@pytest.mark.parametrize("how", ["promised back", "old"])
def test_what_arrived_is_green_no_more_once_it_is_promised_back_or_old(tmp_path: Path, how: str) -> None:
    seen, minutes = Shop(), [0]

    async def act() -> None:
        session = session_of(NOWHERE, "token", tmp_path, seen, clock=lambda: MOMENT + timedelta(minutes=minutes[0]))
        await session.open()
        store, projection = inside(session).store, inside(session).projection
        store.replace_all(SHOP, [link(1)], [], [], 1)
        store.apply(2, "payment.paid", payment(1))
        known = store.payment("pay_1")
        assert known is not None
        projection.stand_large(known)
        projection.caught_up()
        await until(lambda: seen.arrived is not None)
        if how == "old":
            minutes[0] = 11
            projection.connection_changed(ConnectionState.OFFLINE, None)
        else:
            store.apply(3, "refund.pending", refund(1))
            projection.changed("refund.pending", refund(1), is_news=True)
        await until(lambda: seen.arrived is None)
        await session.close()

    asyncio.run(act())


@pytest.mark.parametrize("hand_over", [FormMemory.passed_on, lambda memory: read_memory(memory.as_json())])
def test_what_was_typed_is_there_for_the_sign_in_that_typed_it_and_for_no_other(
    tmp_path: Path, hand_over: Callable[[FormMemory], FormMemory]
) -> None:
    """Another shop may have signed in in another window of the browser while this page had no line."""

    async def come_back(token: str, typed: FormMemory) -> tuple[str, list[str]]:
        session = session_of(NOWHERE, token, tmp_path, typed=typed)
        await session.open()
        found = session.typed.ref("/new", "note", str).current or "", list(session.typed.arrived_ids)
        await session.close()
        return found

    async def visits() -> list[tuple[str, list[str]]]:
        typed = FormMemory()
        await come_back("one", typed)
        typed.ref("/new", "note", str).current, typed.arrived_ids = "চাল", ["pay_1"]
        return [await come_back(token, hand_over(typed)) for token in ("one", "another")]

    assert asyncio.run(visits()) == [("চাল", ["pay_1"]), ("", [])]


def test_a_balance_that_was_hidden_stays_so_when_the_page_comes_back(tmp_path: Path) -> None:
    """A line is lost dozens of times a day, and customers stand before the counter."""

    async def look(token: str, typed: FormMemory, *, hide: bool = False) -> bool:
        seen = Shop()
        session = session_of(NOWHERE, token, tmp_path, seen, typed=typed)
        await session.open()
        is_hidden = seen.balance_hidden
        if hide:
            seen.balance_hidden = True
        await session.close()
        return is_hidden

    async def visits() -> list[bool]:
        typed = FormMemory()
        first = await look("one", typed, hide=True)
        later = [typed.passed_on(), read_memory(typed.as_json())]
        return [first, *[await look("one", one) for one in later], await look("another", typed.passed_on())]

    assert asyncio.run(visits()) == [False, True, True, False]


def test_what_was_missed_is_drawn_together_and_not_one_event_after_another(shop: ShopDevice, tmp_path: Path) -> None:
    look_in(shop, tmp_path)
    for number in range(_MISSED):
        shop.new_link(1_000 + number)
    back = look_in(shop, tmp_path)
    assert back.home is not None
    assert (len(back.home.rows), back.home.has_more_rows) == (50, True)
    assert back.version <= _DRAWN


class Called(Announcer):
    """Writes down what was called out as just paid."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []

    def paid(self, payment: PaymentRecord, stand_large: StandLarge) -> None:
        self.ids.append(payment.id)


def told_of(shop: ShopDevice, folder: Path, tell: Callable[[Projection, dict[str, Any]], None]) -> list[str]:
    """Tell of a shop's newest payment in some way; the payments that were called out as just paid."""
    called = Called()

    async def stay() -> None:
        session = session_of(shop.url, shop.token, folder, announcer=called)
        await session.open()
        tell(inside(session).projection, shop.payments[0])
        await session.close()

    asyncio.run(stay())
    return called.ids


def test_a_payment_told_twice_is_called_out_once(shop: ShopDevice, payer: Payer, tmp_path: Path) -> None:
    payer.pay(shop.store_url, amount="500")

    def tell_twice(projection: Projection, payment: dict[str, Any]) -> None:
        for _ in range(2):
            projection.changed("payment.paid", payment, is_news=True)

    assert told_of(shop, tmp_path, tell_twice) == [shop.payments[0]["id"]]


def test_a_payment_that_was_caught_up_with_is_never_called_out(shop: ShopDevice, payer: Payer, tmp_path: Path) -> None:
    payer.pay(shop.store_url, amount="500")

    def tell(projection: Projection, payment: dict[str, Any]) -> None:
        projection.changed("payment.paid", payment, is_news=False)
        projection.changed("payment.paid", payment, is_news=True)

    assert told_of(shop, tmp_path, tell) == []


def test_a_payment_of_minutes_ago_is_not_called_out_though_it_comes_as_news(
    shop: ShopDevice, payer: Payer, tmp_path: Path
) -> None:
    payer.pay(shop.store_url, amount="500")

    def tell_late(projection: Projection, payment: dict[str, Any]) -> None:
        paid_at = datetime.fromisoformat(payment["paid_at"]) - timedelta(minutes=3)
        projection.changed("payment.paid", payment | {"paid_at": paid_at.isoformat()}, is_news=True)

    assert told_of(shop, tmp_path, tell_late) == []


def test_a_language_that_the_server_did_not_hear_of_is_told_again_when_the_line_is_back(
    shop: ShopDevice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, tried = Kept(shop.token), []

    async def unheard(self: CheckoutClient, **changes: Any) -> None:
        tried.append(changes)
        raise Unreachable("no line")

    async def choose(session: Session) -> None:
        await session.choose_language("en")
        await until(lambda: bool(tried))

    async def wait(_: Session) -> None:
        async with asyncio.timeout(20):
            while await kept.get("language_untold"):
                await asyncio.sleep(0.02)

    with monkeypatch.context() as patched:
        patched.setattr(CheckoutClient, "change_shop", unheard)
        look_in(shop, tmp_path, kept, choose)
    assert shop.get("/v1/merchant")["language"] == "bn"
    look_in(shop, tmp_path, kept, wait)
    assert shop.get("/v1/merchant")["language"] == "en"


def test_a_link_made_with_no_line_has_a_code_that_only_this_shop_can_bring(shop: ShopDevice, tmp_path: Path) -> None:
    kept, made = Kept(shop.token), list[str]()

    async def lose_the_key(session: Session) -> None:
        # As an app from before shops had keys left it.
        known = shop.get("/v1/merchant")
        inside(session).store.replace_all(known | {"link_key": ""}, [], [], [], known["last_event_seq"])

    async def make(session: Session) -> None:
        made.append(inside(session).actions.new_link_code())

    look_in(shop, tmp_path, kept, lose_the_key)
    look_in(shop, tmp_path, kept, make)
    assert is_of_shop(made[0], shop.get("/v1/merchant")["link_key"])


def test_an_answer_that_comes_after_signing_out_is_kept_nowhere_and_breaks_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def stay() -> list[str]:
        session = session_of(NOWHERE, "token", tmp_path)
        await session.open()
        here = inside(session)
        here.store.replace_all(SHOP, [link(1)], [], [], 1)

        async def closed(self: CheckoutClient, link_id: str, how: str) -> dict[str, Any]:
            await session.sign_out()
            return link(1, status="cancelled")

        monkeypatch.setattr(CheckoutClient, "close_link", closed)
        await here.actions.close_link("pl_1", "cancel")
        here.projection.draw()
        await session.close()
        return [path.name for path in tmp_path.iterdir()]

    assert asyncio.run(stay()) == []


class Watched(Kept):
    """Notes whether the sign-in stood already when a word was forgotten, and may be too far away to forget one."""

    def __init__(self, *, answers: bool) -> None:
        super().__init__("token")
        self.account, self._answers = Account(), answers
        self.stood = list[bool]()

    async def remove(self, key: str) -> None:
        self.stood.append(not self.account.signed_in)
        if not self._answers:
            raise TimeoutError
        await super().remove(key)


@pytest.mark.parametrize("answers", [True, False])
@pytest.mark.parametrize(("role", "notice"), [("owner", "app.revoked"), ("cashier", "app.ended")])
def test_who_was_removed_reads_so_once_the_token_is_forgotten_and_nothing_of_the_shop_is_left(
    tmp_path: Path, role: str, notice: str, *, answers: bool
) -> None:
    kept = Watched(answers=answers)

    async def stay() -> None:
        session = session_of(NOWHERE, kept, tmp_path, account=kept.account)
        await session.open()
        here = inside(session)
        here.store.replace_all(SHOP | {"role": role}, [link(1)], [], [], 1)
        here.projection.draw()
        here.projection.signed_out()
        await until(lambda: not kept.account.signed_in)
        await session.close()

    asyncio.run(stay())
    assert (kept.account.notice, True in kept.stood) == (notice, False)
    assert list(tmp_path.iterdir()) == []
    assert asyncio.run(kept.get("token")) == ("" if answers else "token")

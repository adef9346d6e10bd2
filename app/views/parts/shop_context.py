"""What a screen can reach of the product: the account, the shop, and the session with all that is within."""

import logging
from collections.abc import Callable, Mapping

import flet as ft
from flet.components.hooks.use_context import ContextProvider

from app.actions import Actions
from app.flet_workarounds.watching import use_given, use_seen
from app.kit.look import Say
from app.services.about import About
from app.services.errors import CheckoutError
from app.services.local_store import LocalStore
from app.session import Session, SignedIn
from app.state import Account, Shop

log = logging.getLogger(__name__)
AccountContext: ContextProvider[Account | None] = ft.create_context(None)
ShopContext: ContextProvider[Shop | None] = ft.create_context(None)
SessionContext: ContextProvider[Session | None] = ft.create_context(None)


def use_account() -> Account:
    account = use_given(AccountContext)
    assert account is not None
    return account


def use_shop() -> Shop:
    shop = use_given(ShopContext)
    assert shop is not None
    return shop


def use_seen_shop() -> Shop:
    """The shop, for a component that is drawn anew only when something changes that it reads of it while it is drawn.

    Who draws from the disk as well (`use_store`) takes `use_shop`: what is on the disk changes with any event.
    """
    return use_seen(use_session().shop, "home")


def use_session() -> Session:
    session = use_given(SessionContext)
    assert session is not None
    return session


def use_signed_in() -> SignedIn:
    """The shop that is signed in: for all that is drawn below the sign-in gate, and nothing beside it."""
    signed_in = use_session().signed_in
    assert signed_in is not None
    return signed_in


def use_store() -> LocalStore:
    """What its screens are drawn from; below the sign-in gate."""
    return use_signed_in().store


def use_actions() -> Actions:
    """What its shopkeeper can do; below the sign-in gate."""
    return use_signed_in().actions


def use_about() -> About | None:
    """Who runs the checkout, as was told last; whoever needs it has it asked for."""
    session = use_session()

    async def hear() -> None:
        try:
            await session.hear_about()
        except CheckoutError as error:
            log.warning("not heard who runs the checkout: %r", error)

    ft.use_effect(hear, [], cleanup=lambda: None)
    return use_account().about


def no_answer_words(shop: Shop, t: Say) -> str:
    """Why nothing can be confirmed while there is no connection: one story with the strip, whoever's fault it is."""
    return t("home.err.caution" if shop.is_our_side else "home.offline.caution")


def use_rows(addresses: Mapping[str, str] | Callable[[], Mapping[str, str]]) -> str:
    """Let the arrow keys choose among these rows, told by id and where each leads; the id that is chosen."""
    use_session().focus.read_addresses = addresses if callable(addresses) else lambda: addresses
    return use_seen_shop().row


def use_pane(pane: ft.Column) -> ft.Column:
    """Let the arrow keys scroll this, in which the rows are."""
    use_session().focus.pane = pane
    return pane


def use_focus_aside() -> ft.Control:
    """What the keys give the focus to when no field is to have it; of no size."""
    aside = ft.KeyboardListener(ft.Container(width=0, height=0), include_semantics=False)
    use_session().focus.off_fields = aside
    return aside


def use_held_up() -> None:
    """While this is drawn, the screen is held up to a customer's camera."""
    announcer = use_session().announcer
    ft.use_effect(lambda: announcer.hold_up(is_held_up=True), [], cleanup=lambda: announcer.hold_up(is_held_up=False))

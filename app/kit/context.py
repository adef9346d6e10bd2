"""What every screen can reach: the account, the shop, the desk, the words and the colours."""

import logging
from collections.abc import Callable, Mapping
from functools import partial

import flet as ft
from flet.components.hooks.use_context import ContextProvider

from app.desk import Desk
from app.flet_drawing import use_given, use_seen
from app.kit.palette import DARK, LIGHT, Palette
from app.services.about import About
from app.services.checkout_client import CheckoutError
from app.state import Account, Shop
from app.words import say

log = logging.getLogger(__name__)
AccountContext: ContextProvider[Account | None] = ft.create_context(None)
ShopContext: ContextProvider[Shop | None] = ft.create_context(None)
DeskContext: ContextProvider[Desk | None] = ft.create_context(None)

Say = Callable[..., str]
WIDE_FROM = 1000
_LARGE_FROM = 1.3
_DESIGN_WIDTH, _DESIGN_HEIGHT = 1280, 700


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

    Who draws from the disk as well (`desk.store`) takes `use_shop`: what is on the disk changes with any event.
    """
    return use_seen(use_desk().shop)


def use_desk() -> Desk:
    desk = use_given(DeskContext)
    assert desk is not None
    return desk


def use_about() -> About | None:
    """Who runs the checkout, as was told last; whoever needs it has it asked for."""
    desk = use_desk()

    async def hear() -> None:
        try:
            await desk.hear_about()
        except CheckoutError as error:
            log.warning("not heard who runs the checkout: %r", error)

    ft.use_effect(hear, [], cleanup=lambda: None)
    return use_account().about


def use_words() -> Say:
    """Says a sentence of the catalog in the account's language."""
    return partial(say, use_account().language)


def use_large() -> bool:
    """Whether text is drawn so large that what stands side by side has to stand below each other."""
    return use_account().text_scale >= _LARGE_FROM


def use_grow() -> float:
    """How many times as large a desktop's screen is as the one of the design: its counter is read from farther away."""
    account = use_account()
    return min(2.0, max(1.0, min(account.width / _DESIGN_WIDTH, account.height / _DESIGN_HEIGHT)))


def use_palette() -> Palette:
    return DARK if use_account().dark else LIGHT


def no_answer_words(shop: Shop, t: Say) -> str:
    """Why nothing can be confirmed while the light is off: one story with the strip, whoever's fault it is."""
    return t("home.err.caution" if shop.is_our_side else "home.offline.caution")


def use_rows(addresses: Mapping[str, str] | Callable[[], Mapping[str, str]]) -> str:
    """Let the arrow keys choose among these rows, told by id and where each leads; the id that is chosen."""
    use_desk().rows.read_addresses = addresses if callable(addresses) else lambda: addresses
    return use_seen_shop().row


def use_pane(pane: ft.Column) -> ft.Column:
    """Let the arrow keys scroll this, in which the rows are."""
    use_desk().rows.pane = pane
    return pane


def use_screen(path: str) -> None:
    """Tell the desk which screen is open, whatever led there."""
    desk = use_desk()
    ft.use_effect(lambda: desk.on_screen(path), [path], cleanup=lambda: None)


def use_focus_aside() -> ft.Control:
    """What the keys give the focus to when no field is to have it; of no size."""
    aside = ft.KeyboardListener(ft.Container(width=0, height=0), include_semantics=False)
    use_desk().rows.off_fields = aside
    return aside


def use_held_up() -> None:
    """While this is drawn, the screen is held up to a customer's camera."""
    desk = use_desk()
    ft.use_effect(lambda: desk.hold_up(is_held_up=True), [], cleanup=lambda: desk.hold_up(is_held_up=False))


def go(to: str) -> Callable[[], None]:
    """A handler that opens another screen."""
    page = ft.context.page
    return lambda: page.navigate(to)

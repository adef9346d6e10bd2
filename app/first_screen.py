"""What a browser keeps for the screen that it draws before the app is there (assets/app/first.js): the shop's name.

No sum and no payment: what is drawn first must be true without asking anybody.
"""

import logging
from collections.abc import Callable, Coroutine
from typing import Final, Protocol

from app.state import Account, Shop

log = logging.getLogger(__name__)
SHOP_NAME: Final = "shop_name"


class _Preferences(Protocol):
    async def set(self, key: str, value: str) -> None: ...

    async def remove(self, key: str) -> None: ...


def keep_shop_name(
    account: Account, shop: Shop, preferences: _Preferences, spawn: Callable[[Coroutine[object, object, None]], object]
) -> Callable[[object, str | None], None]:
    """Follow the shop's name into the browser, and out of it with the sign-out.

    The listener is for the caller to hold: an observable forgets one that nobody else holds.
    """
    kept = ""

    async def write(name: str) -> None:
        try:
            await (preferences.set(SHOP_NAME, name) if name else preferences.remove(SHOP_NAME))
        except (TimeoutError, RuntimeError) as error:
            log.warning("the shop's name is not kept in the browser: %r", error)

    def changed(_: object, field: str | None) -> None:
        nonlocal kept
        name = shop.home.shop.name if account.signed_in and shop.home is not None else ""
        is_over = field == "signed_in" and not account.signed_in
        if is_over or (name and name != kept):
            kept = name
            spawn(write(name))

    account.subscribe(changed)
    shop.subscribe(changed)
    return changed

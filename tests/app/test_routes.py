"""The screens behind the addresses, drawn as they are opened."""

import asyncio
from pathlib import Path

import pytest
from flet.components.component import Component

from app.routes import App
from app.session import Session
from app.state import Account, Shop
from tests.support.app_sessions import NOWHERE, session_of
from tests.support.drawing import controls_of, drawn
from tests.support.resources import MOMENT, SHOP, link, payment


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("route", ["/", "/history", "/settings", "/new", "/check", "/links", "/payments/pay_1"])
def test_no_part_of_the_app_is_given_the_shop_with_which_it_would_be_drawn_at_every_event(
    tmp_path: Path, width: int, route: str
) -> None:
    shop = Shop()

    async def signed_in() -> Session:
        account = Account(width=width, height=800)
        session = session_of(NOWHERE, "token", tmp_path, shop, account=account, clock=lambda: MOMENT)
        await session.open()
        assert session.signed_in is not None
        session.signed_in.store.replace_all(SHOP, [link(1)], [payment(1)], [], 1)
        session.signed_in.projection.draw()
        return session

    session = asyncio.run(signed_in())
    parts = controls_of(drawn(lambda: App(session), lambda: None, route=route), Component)
    asyncio.run(session.close())
    assert len(parts) > 5
    assert [
        one.fn.__name__ for one in parts if any(isinstance(it, Shop) for it in (*one.args, *one.kwargs.values()))
    ] == []

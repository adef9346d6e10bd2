"""The switch for notices on this device: our own question stands before the browser's, which asks only once."""

import asyncio
from collections.abc import Callable

import flet as ft
import pytest

from app.views.parts import this_phone
from app.views.parts.this_phone import ThisPhone
from tests.support.drawing import named, shown


class Browser:
    """Its person has not been asked yet, and will say no to it."""

    def __init__(self) -> None:
        self.asked = list[str]()

    async def ask(self, _: ft.Page, asked: str) -> str:
        self.asked.append(asked)
        return "denied" if asked == "on" else "off"


def pressing(ident: str) -> Callable[[], None]:
    """Press what has this name, while it is drawn."""

    def press() -> None:
        session = ft.context.page.session
        box = named(session, ident).content
        assert isinstance(box, ft.Container)
        asyncio.get_running_loop().create_task(session.dispatch_event(box._i, "click", None))

    return press


@pytest.mark.parametrize(("answer", "asked"), [("push-yes", ["state", "on"]), ("push-no", ["state"])])
def test_the_browser_asks_its_person_only_after_ours_was_answered_with_yes(
    monkeypatch: pytest.MonkeyPatch, answer: str, asked: list[str]
) -> None:
    browser = Browser()
    monkeypatch.setattr(this_phone, "ask_about_notices", browser.ask)
    turned: list[bool] = []

    def looked_at() -> None:
        # Our question is drawn, and the browser has heard of nothing.
        assert browser.asked == ["state"]

    def draw() -> ft.Control:
        return ThisPhone(lambda: turned.append(True), is_owner=False)

    shown(draw, None, pressing("push"), looked_at, pressing(answer))
    assert (browser.asked, turned) == (asked, [True] if answer == "push-yes" else [])

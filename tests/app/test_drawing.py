"""What is drawn again when something changes, by Flet itself with a page that writes down what it is sent."""

import asyncio
import gc
import weakref
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import flet as ft
import msgpack
import pytest
from flet.components.component import Component
from flet.controls.base_control import BaseControl
from flet.controls.context import _context_page
from flet.messaging.protocol import configure_encode_object_for_msgpack
from flet.messaging.session import Session
from flet.pubsub.pubsub_hub import PubSubHub

from app.flet_workarounds import drawing
from app.flet_workarounds.drawing import draw_sparingly
from app.flet_workarounds.watching import use_given, use_seen, watchers_of
from app.model.connection import ConnectionState
from app.routes import App
from app.session import Session as AppSession
from app.state import Account, Shop
from tests.support.app_sessions import NOWHERE, session_of
from tests.support.resources import MOMENT, SHOP, link, payment

Drawn = list[str]


def drawn(root: Callable[..., Any], act: Callable[[], object], route: str = "") -> Any:
    """Draw this, do that, and let the session draw what follows of it."""

    async def session() -> Any:
        line: Any = SimpleNamespace(
            pubsubhub=PubSubHub(loop=asyncio.get_running_loop()),
            page_url="",
            send_message=lambda message: _packed(message.body),
        )
        session: Any = Session(line)
        _packed(session.get_page_patch())
        _context_page.set(session.page)
        draw_sparingly(session)
        if route:
            session.page.route = route
            session.page.render_views(root)
        else:
            session.page.render(root)
        await _settled()
        act()
        await _settled()
        session._Session__updates_task.cancel()
        return session

    return asyncio.run(session())


def _packed(body: Any) -> None:
    """What is sent is what the next change is compared with."""
    packer, encoder = cast(Any, msgpack), cast(Any, configure_encode_object_for_msgpack)
    packer.packb(body, default=encoder(BaseControl))


async def _settled() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


@pytest.mark.parametrize(
    ("change", "again"),
    [({"light": ConnectionState.LIVE}, True), ({"row": "pl_1"}, False), ({"version": 7}, False)],
    ids=["what it reads", "another thing", "the count of changes"],
)
def test_a_part_is_drawn_again_only_when_what_it_reads_has_changed(change: dict[str, Any], again: bool) -> None:
    shop, times = Shop(), Drawn()

    @ft.component
    def Lamp() -> ft.Control:
        times.append("lamp")
        return ft.Text(str(use_seen(shop, "home").light))

    def act() -> None:
        for name, value in change.items():
            setattr(shop, name, value)

    drawn(Lamp, act)
    assert len(times) == (2 if again else 1)


def test_what_changed_while_nobody_was_connected_is_drawn_by_every_part() -> None:
    shop, times = Shop(), Drawn()

    @ft.component
    def Lamp() -> ft.Control:
        times.append("lamp")
        return ft.Text(str(use_seen(shop, "home").light))

    drawn(Lamp, lambda: ft.Observable.notify(shop))
    assert len(times) == 2


def test_a_part_within_another_is_drawn_once_when_both_are_due() -> None:
    shop, times = Shop(), Drawn()

    @ft.component
    def Inner(number: int) -> ft.Control:
        times.append("inner")
        return ft.Text(f"{number} {use_seen(shop, 'home').row}")

    @ft.component
    def Outer() -> ft.Control:
        times.append("outer")
        row = use_seen(shop, "home").row
        return ft.Column([Inner(number) for number in range(20)], data=row)

    def act() -> None:
        shop.row = "pl_1"

    drawn(Outer, act)
    assert times.count("outer") == 2
    assert times.count("inner") == 2 * 20


def test_nothing_is_held_of_what_a_part_drew_before_it_was_replaced() -> None:
    """A setter that lives on, as those in the page's own handlers do, is a part's from its first time."""
    shop, setters, texts = Shop(), list[Any](), list["weakref.ref[ft.Text]"]()

    @ft.component
    def Inner(row: str) -> ft.Control:
        _, setter = ft.use_state("")
        setters.append(setter)
        text = ft.Text(row)
        texts.append(weakref.ref(text))
        return text

    @ft.component
    def Outer() -> ft.Control:
        return ft.Column([Inner(use_seen(shop, "home").row)])

    def act() -> None:
        shop.row = "pl_1"

    session = drawn(Outer, act)
    gc.collect()
    alive = [text.value for one in texts if (text := one()) is not None]
    assert (alive, len(setters)) == (["pl_1"], 2)
    assert session.index


def test_a_good_control_carries_no_list_of_what_is_wrong_with_it() -> None:
    @ft.component
    def Two() -> ft.Control:
        return ft.Column([ft.Text("১"), ft.Container(width=1)])

    session = drawn(Two, lambda: None)
    controls = [*_controls(session, ft.Text), *_controls(session, ft.Container)]
    assert len(controls) == 2
    assert not [one for one in controls if hasattr(one, "__reported_validation_errors")]


def test_a_bad_control_is_still_refused() -> None:
    box: Any = ft.Container(opacity=0.5)
    box._before_update_safe()
    box.opacity = 5
    with pytest.raises(ValueError, match="opacity"):
        box._before_update_safe()


def test_equal_styles_of_all_sessions_are_one_style() -> None:
    @ft.component
    def Boxes() -> ft.Control:
        inks = ("#111111", "#111111", "#222222")
        return ft.Column([ft.Container(border=ft.Border.all(1, ink), padding=ft.Padding.only(left=7)) for ink in inks])

    first, second = (_controls(drawn(Boxes, lambda: None), ft.Container) for _ in range(2))
    assert len({id(one.padding) for one in (*first, *second)}) == 1
    assert len({id(one.border) for one in (*first, *second)}) == 2


def test_nothing_empty_is_kept_for_each_control_that_a_part_drew() -> None:
    @ft.component
    def Two() -> ft.Control:
        return ft.Column([ft.Text("১"), ft.Text("২")])

    one, two = _controls(drawn(Two, lambda: None), ft.Text)
    assert one._dirty is two._dirty
    assert one._internals is two._internals


def test_what_all_of_a_kind_tell_of_themselves_is_kept_once() -> None:
    @ft.component
    def Boxes() -> ft.Control:
        return ft.Column([ft.Row([ft.Container(ft.Text(str(number)))]) for number in range(3)])

    for kind in (ft.Container, ft.Row):
        told = [one._internals for one in _controls(drawn(Boxes, lambda: None), kind)]
        assert told[0]
        assert len({id(one) for one in told}) == 1


def test_a_control_needs_no_dictionary_of_its_own_for_its_attributes() -> None:
    text: Any = ft.control("Text")

    @text
    class Fresh(ft.Text):
        """A kind of control of which many are made before the first of them is drawn."""

    @ft.component
    def Many() -> ft.Control:
        return ft.Column([Fresh(str(number)) for number in range(60)])

    texts = _controls(drawn(Many, lambda: None), Fresh)
    assert len(texts) == 60
    assert not [one for one in texts if any(isinstance(it, dict) and "_values" in it for it in gc.get_referents(one))]


def test_a_part_watches_what_it_is_given_once_however_often_it_asks_for_it() -> None:
    shop, times = Shop(), Drawn()
    given = ft.create_context(Shop())

    @ft.component
    def Lamp() -> ft.Control:
        times.append("lamp")
        return ft.Text("".join(use_given(given).row for _ in range(3)))

    @ft.component
    def Outer() -> Any:
        return given(shop, lambda: Lamp())

    def act() -> None:
        shop.row = "pl_1"

    session = drawn(Outer, act)
    (screen_light,) = (
        one for one in _controls(session, Component) if one.kwargs == {} and one._state.observable_subscriptions
    )
    assert len(screen_light._state.observable_subscriptions) == 1
    assert len(times) == 2


def test_a_part_that_has_left_the_screen_is_drawn_no_more() -> None:
    shop, times = Shop(), Drawn()
    given = ft.create_context(Shop())

    @ft.component
    def Lamp() -> ft.Control:
        times.append("lamp")
        return ft.Text(f"{use_given(given).word} {use_seen(shop, 'home').word}")

    @ft.component
    def Outer() -> Any:
        is_lit = use_seen(shop, "home").row == ""
        return given(shop, lambda: ft.Column([Lamp()] if is_lit else []))

    def act() -> None:
        shop.row = "pl_1"

    session = drawn(Outer, act)
    before = len(times)
    shop.word = "আম"
    assert len(times) == before
    assert not [one for one in _controls(session, Component) if one.fn.__name__ == "Lamp"]
    gc.collect()
    assert [one for one in _watching(shop) if one.fn.__name__ == "Lamp"] == []


def test_only_what_a_page_can_name_has_a_place_in_the_list_of_controls() -> None:
    @ft.component
    def Screen() -> ft.Control:
        pressed = ft.Container(ft.Text("চাপুন"), on_click=lambda: None)
        measured = ft.Text("০", on_size_change=lambda: None)
        copied = ft.Container(ft.Icon(ft.Icons.COPY), action=ft.CopyToClipboard("১"))
        rows = ft.Column([ft.Row([ft.Text("১"), pressed, measured, copied])], scroll=ft.ScrollMode.AUTO)
        return ft.Column([rows, ft.TextField(value="১")])

    index = drawn(Screen, lambda: None).index
    shown = [one for one in index.values() if isinstance(one, ft.Control) and not isinstance(one, ft.Page | ft.View)]
    assert sorted(type(one).__name__ for one in shown) == ["Column", "Container", "Container", "Text", "TextField"]


def test_what_is_pressed_after_it_was_drawn_anew_acts_once() -> None:
    shop, pressed = Shop(), list[str]()

    @ft.component
    def Key() -> ft.Control:
        row = use_seen(shop, "home").row
        return ft.Column([ft.Container(ft.Text(row), on_click=lambda: pressed.append(row))])

    def act() -> None:
        shop.row = "pl_1"

    session = drawn(Key, act)
    (key,) = _controls(session, ft.Container)
    asyncio.run(session.dispatch_event(key._i, "click", None))
    assert pressed == ["pl_1"]


def test_equal_words_of_all_sessions_are_kept_once_and_a_shops_own_are_not_kept() -> None:
    def said(words: str) -> Any:
        @ft.component
        def Words() -> ft.Control:
            return ft.Column([ft.Text(words, color="#123456")])

        (text,) = _controls(drawn(Words, lambda: None), ft.Text)
        return text

    _, second, third = [said("শেয়ার করুন, সবাই যা পড়ে") for _ in range(3)]
    assert second._values is third._values
    said("করিমের নিজের কথা")
    words = [values.get("value") for values in drawing._COMMON.values()]
    assert (words.count("শেয়ার করুন, সবাই যা পড়ে"), words.count("করিমের নিজের কথা")) == (1, 0)


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("route", ["/", "/history", "/settings", "/new", "/check", "/links", "/payments/pay_1"])
def test_no_part_of_the_app_is_given_the_shop_with_which_it_would_be_drawn_at_every_event(
    tmp_path: Path, width: int, route: str
) -> None:
    shop = Shop()

    async def signed_in() -> AppSession:
        account = Account(width=width, height=800)
        session = session_of(NOWHERE, "token", tmp_path, shop, account=account, clock=lambda: MOMENT)
        await session.open()
        assert session.signed_in is not None
        session.signed_in.store.replace_all(SHOP, [link(1)], [payment(1)], [], 1)
        session.signed_in.projection.draw()
        return session

    session = asyncio.run(signed_in())
    parts = _controls(drawn(lambda: App(session), lambda: None, route=route), Component)
    asyncio.run(session.close())
    assert len(parts) > 5
    assert [
        one.fn.__name__ for one in parts if any(isinstance(it, Shop) for it in (*one.args, *one.kwargs.values()))
    ] == []


def _controls(session: Any, kind: type[Any]) -> list[Any]:
    """All of a kind on the screen, each once: the session itself lists those alone that a page may name."""
    found: dict[int, Any] = {}
    left: list[Any] = [session.page]
    while left:
        one = left.pop()
        if isinstance(one, list):
            left += one
        elif isinstance(one, BaseControl) and id(one) not in found:
            found[id(one)] = one
            drawn_in = (field.name for field in fields(one) if not field.metadata.get("skip", False))
            left += [getattr(one, name, None) for name in drawn_in]
    return [one for one in found.values() if isinstance(one, kind)]


def _watching(shop: Shop) -> list[Any]:
    """The components that are drawn anew with it."""
    watched_by = [one.component for one in watchers_of(shop).all]
    return [one for one in watched_by if one is not None]

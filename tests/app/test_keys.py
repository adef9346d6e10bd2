"""What a key does: which row the arrows choose, what Escape leaves, and where letters are commands."""

import asyncio
from types import SimpleNamespace
from typing import Any

import flet as ft
import pytest

from app.keys import back_from, follow_keys, step
from app.navigation import onward
from app.state import KeyboardFocus


def session(focus: KeyboardFocus, *, width: int = 1280, arrived: object = None, arrivals: object = None) -> Any:
    """As much of a session as the keys ask."""
    return SimpleNamespace(
        account=SimpleNamespace(width=width),
        shop=SimpleNamespace(arrived=arrived, row=""),
        focus=focus,
        signed_in=SimpleNamespace(arrivals=arrivals),
    )


def pressed(
    *keys: str,
    route: str = "/history",
    above: tuple[ft.DialogControl, ...] = (),
    signed_in: bool = True,
    **rows: Any,
) -> list[str]:
    """Where the keys lead on a desktop."""
    went: list[str] = []
    page: Any = SimpleNamespace(_dialogs=SimpleNamespace(controls=above), route=route, navigate=went.append)
    one = session(KeyboardFocus(**rows))
    if not signed_in:
        one.signed_in = None
    follow_keys(page, one)
    for key in keys:
        asyncio.run(page.on_keyboard_event(SimpleNamespace(key=key, ctrl=False, alt=False, meta=False)))
    return went


def test_the_first_row_is_chosen_first_and_the_ends_are_not_passed() -> None:
    rows = ("/a", "/b", "/c")
    assert step(rows, "", 1) == "/a"
    assert step(rows, "/a", 1) == "/b"
    assert step(rows, "/c", 1) == "/c"
    assert step(rows, "/a", -1) == "/a"


def test_a_row_that_is_gone_gives_way_to_the_first_and_no_rows_to_none() -> None:
    assert step(("/a", "/b"), "/gone", 1) == "/a"
    assert step((), "/gone", 1) == ""


def test_enter_opens_what_the_arrows_chose_until_tab_has_moved_the_focus() -> None:
    rows = {"a": "/payments/a", "b": "/payments/b"}
    assert pressed("Arrow Down", "Arrow Down", "Enter", read_addresses=lambda: rows) == ["/payments/b"]
    assert pressed("Arrow Down", "Tab", "Enter", read_addresses=lambda: rows) == []


class SlowBrowser:
    """A pane and a field that answer when they are told to, as a busy desktop's browser does."""

    def __init__(self) -> None:
        self.may_answer = asyncio.Event()
        self.moved_to: list[str | int] = []

    async def scroll_to(self, *, scroll_key: str = "", offset: int | None = None, duration: int) -> None:
        await self.may_answer.wait()
        self.moved_to.append(scroll_key if offset is None else offset)

    async def focus(self) -> None:
        """Answered last, though it was asked first."""
        await self.may_answer.wait()
        for _ in range(100):
            await asyncio.sleep(0)


@pytest.mark.parametrize(
    ("keys", "ends_at"),
    [(("Arrow Down",) * 7, "5"), (("Arrow Down",) * 3 + ("Arrow Up",) * 3, 0), (("Arrow Down",) * 30, "8")],
    ids=["down", "down and above the first", "past the last"],
)
def test_the_chosen_row_is_in_sight_last_though_keys_come_faster_than_the_browser_answers(
    keys: tuple[str, ...], ends_at: str | int
) -> None:
    browser: Any = SlowBrowser()

    async def strike() -> None:
        page: Any = SimpleNamespace(_dialogs=SimpleNamespace(controls=()), route="/history")
        rows = KeyboardFocus(lambda: {str(n): f"/payments/{n}" for n in range(10)}, pane=browser, off_fields=browser)
        follow_keys(page, session(rows))
        struck = []
        for key in keys:
            key_event: Any = SimpleNamespace(key=key, ctrl=False, alt=False, meta=False)
            struck.append(asyncio.ensure_future(page.on_keyboard_event(key_event)))
            await asyncio.sleep(0)
        browser.may_answer.set()
        await asyncio.gather(*struck)

    asyncio.run(strike())
    assert browser.moved_to[-1] == ends_at
    assert len(browser.moved_to) < len(keys)


@pytest.mark.parametrize("route", ["/", "/counter", "/history", "/links", "/links/pl_1"])
def test_letters_are_commands_wherever_there_are_rows_and_nothing_is_typed(route: str) -> None:
    assert pressed("N", "/", route=route) == ["/new", "/links"]
    assert pressed("N", "/", route=route, is_typed_in=True) == []


@pytest.mark.parametrize("route", ["/new", "/settings/shop", "/links/pl_1/edit", "/check"])
def test_letters_are_letters_where_somebody_fills_in_a_form(route: str) -> None:
    assert pressed("N", "/", route=route) == []


class TestEscape:
    """One press leaves one thing."""

    @pytest.mark.parametrize(
        ("above", "left"),
        [
            ((), ["/"]),
            ((ft.SnackBar(ft.Text(), open=True),), ["/"]),
            ((ft.BottomSheet(ft.Text(), open=True),), []),
            # The press has closed it on the screen, and that was heard of first.
            ((ft.BottomSheet(ft.Text(), open=False),), []),
        ],
        ids=["the screen", "the screen under a toast", "a question", "a question that is just going"],
    )
    def test_it_leaves_what_is_on_top(self, above: tuple[ft.DialogControl, ...], left: list[str]) -> None:
        assert pressed("Escape", above=above) == left

    @pytest.mark.parametrize(
        ("way", "back"),
        [
            (["/counter", "/payments/pay_1"], "/counter"),
            (["/counter", "/new", "/share/pl_1"], "/counter"),
            (["/", "/links", "/links/pl_1", "/payments/pay_1"], "/links/pl_1"),
            (["/", "/links", "/links/pl_1", "/links/pl_2"], "/links"),
            (["/counter", "/links", "/links/pl_1", "/links"], "/counter"),
            (["/counter", "/links/pl_1", "/links/pl_1/edit"], "/links/pl_1"),
            (["/counter", "/history", "/", "/settings"], "/"),
            (["/counter", "/history", "/history/day"], "/history"),
            (["/payments/pay_1"], "/"),
            (["/counter"], "/counter"),
        ],
    )
    def test_it_leads_back_to_the_rows_that_one_came_from(self, way: list[str], back: str) -> None:
        trail: tuple[str, ...] = ()
        for screen in way:
            trail = onward(trail, screen)
        assert back_from(way[-1], trail) == back

    @pytest.mark.parametrize(("route", "leads"), [("/?sign-in=code", ["/"]), ("/", []), ("/history", [])])
    def test_before_the_sign_in_it_leads_from_the_code_to_the_number_and_nowhere_else(
        self, route: str, leads: list[str]
    ) -> None:
        assert pressed("Escape", "N", route=route, signed_in=False) == leads

    @pytest.mark.parametrize(
        ("width", "route", "seen"),
        [(1280, "/counter", True), (1280, "/history", False), (390, "/history", True), (390, "/new", False)],
    )
    def test_money_that_arrived_takes_the_press_only_where_it_is_shown(
        self, width: int, route: str, seen: bool
    ) -> None:
        happened: list[str] = []
        page: Any = SimpleNamespace(
            _dialogs=SimpleNamespace(controls=[]), route=route, navigate=lambda there: happened.append("left")
        )
        arrivals = SimpleNamespace(tick_off_newest=lambda: happened.append("seen"))
        follow_keys(page, session(KeyboardFocus(), width=width, arrived=object(), arrivals=arrivals))
        key: Any = SimpleNamespace(key="Escape", ctrl=False, alt=False, meta=False)
        asyncio.run(page.on_keyboard_event(key))
        assert happened == ["seen" if seen else "left"]

"""The screen while a QR is held up: bright and awake where it can be, and no failure of it is seen."""

import asyncio
from types import SimpleNamespace
from typing import Any

import flet as ft
import pytest

from app.device.screen_light import ScreenLight


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the device was asked, in turn; it refuses to go to sleep again."""
    did: list[str] = []

    class Brightness:
        async def set_application_screen_brightness(self, brightness: float) -> None:
            did.append(f"bright {brightness}")

        async def reset_application_screen_brightness(self) -> None:
            did.append("as before")

    class Wakelock:
        async def enable(self) -> None:
            did.append("awake")

        async def disable(self) -> None:
            did.append("asleep")
            raise RuntimeError("never heard of it")

    monkeypatch.setattr(ft, "ScreenBrightness", Brightness)
    monkeypatch.setattr(ft, "Wakelock", Wakelock)
    return did


def turned_on_and_off(platform: ft.PagePlatform, *, web: bool) -> None:
    async def turn() -> None:
        page: Any = SimpleNamespace(platform=platform, web=web)
        screen_light = ScreenLight(page)
        await asyncio.gather(screen_light.turn(on=True), screen_light.turn(on=False))

    asyncio.run(turn())


def test_a_phones_screen_is_bright_and_awake_and_then_as_it_was(asked: list[str]) -> None:
    turned_on_and_off(ft.PagePlatform.ANDROID, web=False)
    assert asked == ["awake", "bright 1.0", "asleep", "as before"]


@pytest.mark.parametrize(("platform", "web"), [(ft.PagePlatform.ANDROID, True), (ft.PagePlatform.WINDOWS, False)])
def test_elsewhere_it_is_only_kept_awake(asked: list[str], platform: ft.PagePlatform, *, web: bool) -> None:
    turned_on_and_off(platform, web=web)
    assert asked == ["awake", "asleep"]


def test_at_the_counter_it_stays_awake_beyond_a_qr_and_is_taken_again_when_asked_again(asked: list[str]) -> None:
    """A browser lets go of it when the page is hidden, without a word: only asking again helps."""

    async def a_day() -> None:
        page: Any = SimpleNamespace(platform=ft.PagePlatform.WINDOWS, web=True)
        screen_light = ScreenLight(page)
        await screen_light.stay(on=False)
        await screen_light.stay(on=True)
        await screen_light.turn(on=True)
        await screen_light.turn(on=False)
        await screen_light.stay(on=True)
        await screen_light.stay(on=False)

    asyncio.run(a_day())
    assert asked == ["awake", "awake", "awake", "awake", "asleep"]

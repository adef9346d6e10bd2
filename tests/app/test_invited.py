"""An invitation whose link was opened: the page leaves its code, and the session takes it, once."""

import asyncio
from pathlib import Path

import pytest

from app.form_memory import FormMemory, read_memory
from app.services.errors import Rejected
from app.session import Session
from app.views import invite, join
from tests.support.app_sessions import NOWHERE, session_of
from tests.support.kept import Kept
from tests.support.servers import World
from tests.support.shop import ShopDevice, until
from tests.support.staff import hired, id_of, invited

CODE = "join_" + "a" * 43


def opened(kept: Kept, folder: Path, typed: FormMemory | None = None) -> Session:
    """A session that was opened and closed again."""
    session = session_of(NOWHERE, kept, folder, typed=typed)

    async def visit() -> None:
        await session.open()
        await session.close()

    asyncio.run(visit())
    return session


def kept(**words: str) -> Kept:
    device = Kept("")
    for key, value in words.items():
        asyncio.run(device.set(key, value))
    return device


def test_it_is_taken_from_where_the_page_left_it_and_is_there_after_a_lost_line(tmp_path: Path) -> None:
    device = kept(join=CODE)
    first = opened(device, tmp_path)
    assert first.account.invitation == CODE
    assert asyncio.run(device.get("join")) == ""
    assert opened(device, tmp_path, first.typed.passed_on()).account.invitation == CODE
    # Whoever has it may come in by it: it is on no disk.
    assert CODE not in first.typed.as_json()
    assert opened(device, tmp_path, read_memory(first.typed.as_json())).account.invitation == ""


@pytest.mark.parametrize("left", ["", "join_short", "<script>"])
def test_what_is_none_is_passed_over(tmp_path: Path, left: str) -> None:
    assert opened(kept(join=left), tmp_path).account.invitation == ""


def test_who_is_signed_in_already_is_told_so_and_keeps_the_shop(tmp_path: Path) -> None:
    session = opened(kept(join=CODE, token="aday_x"), tmp_path)
    assert (session.account.signed_in, session.account.invitation) == (True, "")
    assert [told.notice.title.partition("।")[0] for told in session.notices.shown] == [
        "এই ফোনে আগে থেকেই একটি দোকান খোলা আছে"
    ]


def test_whoever_joins_is_in_the_shop_under_a_name_and_a_second_one_is_told_whom_to_ask(
    live: World, shop: ShopDevice, tmp_path: Path
) -> None:
    code = invited(shop)

    async def join(name: str) -> Session:
        device = Kept("")
        session = session_of(live.url, device, tmp_path)
        await session.open()
        try:
            await session.join(code, name)
            assert await device.get("token") == session._client.token != ""
        finally:
            await session.close()
        return session

    assert asyncio.run(join("সাথী")).account.invitation == ""
    with pytest.raises(Rejected) as refused:
        asyncio.run(join("চোর"))
    assert refused.value.status == 410
    assert "মালিকের কাছে নতুন একটি চান" in refused.value.detail
    assert [one["name"] for one in shop.get("/v1/devices")["data"] if one["role"] == "cashier"] == ["সাথী"]


def test_one_that_is_shown_and_one_that_is_typed_at_the_same_address_are_kept_apart_and_neither_on_disk() -> None:
    memory = FormMemory()
    shown = memory.ref("/settings/devices/invite", invite.KEPT, str)
    shown.current = CODE
    typed = memory.ref("/settings/devices/invite", join.KEPT, lambda: "")
    assert typed.current == ""
    typed.current = CODE[::-1]
    assert shown.current == CODE
    assert "aaaa" not in memory.as_json()


def test_who_was_removed_and_did_not_know_yet_comes_in_by_the_invitation_that_was_opened_once(
    live: World, shop: ShopDevice, tmp_path: Path
) -> None:
    gone = hired(live, shop, "cashier")
    assert shop.http.delete(f"/v1/devices/{id_of(gone)}").status_code == 204
    code, device = invited(shop), kept(token=gone.token)

    async def open_it() -> None:
        await device.set("join", code)
        session = session_of(live.url, device, tmp_path)
        await session.open()
        session.start()
        await until(lambda: not session.account.signed_in)
        assert session.account.invitation == code
        assert session.notices.shown == ()
        await session.join(session.account.invitation, "সাথী")
        assert (session.account.signed_in, session.account.invitation) == (True, "")
        await session.close()

    asyncio.run(open_it())

"""What each kind of act is."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import parse_qs, urlsplit

from fastapi import FastAPI

from checkout.core.payment_status import CAPTURED
from money import Money
from tests.simulation.messages import Request
from tests.simulation.payers import Payer
from tests.simulation.plan import Act

if TYPE_CHECKING:
    from tests.simulation.shops import Device
    from tests.simulation.world import World

_ENDS: Final[tuple[Literal["cancel", "pause", "resume"], ...]] = ("cancel", "cancel", "pause", "resume")
_PARTS: Final = (100_15, 100_12, 100_13, 100_14, 50_00, 100_00, 100_11)


def not_undone(gateways: FastAPI, kind: str, request: Request) -> Collection[str]:
    """Faults that nobody could mend: a refund that is doubled on the line to SSLCommerz is given back twice there.

    All that is left of a payment is not, since nothing is left then. A token is asked of bKash alone.
    """
    if kind != "gateway":
        return ()
    found = () if "bkash" in request.host else ("401",)
    query = parse_qs(urlsplit(request.url).query)
    if "refund_amount" not in query:
        return found
    books, bank_tran_id = gateways.state.sslcommerz, query["bank_tran_id"][0]
    before = sum(one.amount for one in books.all_refunds() if one.bank_tran_id == bank_tran_id)
    payment, wanted = books.by_bank_tran_id(bank_tran_id), Decimal(query["refund_amount"][0])
    return found if payment is not None and before + wanted * 2 > payment.amount else (*found, "doubled")


async def _pay(world: "World", act: Act) -> None:
    await Payer(world, act).pay()


def _a_device(world: "World", act: Act) -> "Device":
    shop = world.chances.one_of(f"{act.name} shop", world.shops)
    return world.chances.one_of(f"{act.name} device", shop.devices)


async def _refund(world: "World", act: Act) -> None:
    await _give_back(world, act, 1)


async def _refund_twice(world: "World", act: Act) -> None:
    """Two devices of the shop at once."""
    await _give_back(world, act, 2)


async def _give_back(world: "World", act: Act, times: int) -> None:
    drawn = world.chances.one_of(f"{act.name} shop", world.shops)
    for shop in (drawn, *(one for one in world.shops if one is not drawn)):
        first = world.chances.one_of(f"{act.name} device", shop.devices)
        found = [one for one in first.store.last_payments(12) if one.status in CAPTURED and one.going_back < one.amount]
        if found:
            break
    else:
        return
    # By who paid it, so that it is the same one where a replay leaves out others.
    payment = max(
        found[: world.habits.payments], key=lambda one: (world.chances.of(f"{act.name} of {one.name}", 0), one.id)
    )
    whole = payment.amount.poisha
    left = whole - payment.going_back.poisha
    if not world.chances.happens(f"{act.name} asks too much", 0.1):
        left = min(left, (first.store.balance() + (payment.fee or Money(0))).poisha)
    poisha = min(max(1, left), world.chances.one_of(f"{act.name} sum", _sums(world.habits.sums, max(2, left), times)))

    async def ask(device: "Device") -> None:
        refund_id = world.new_id("rf")
        answer = await device.insists(
            "refund", lambda: device.client.ask_refund(payment.id, refund_id, poisha, "sent back")
        )
        world.say(f"{act.name}: {device.name} gives {poisha} of {whole} back: {answer}")

    others = [one for one in shop.devices if one is not first]
    await asyncio.gather(*(ask(device) for device in [first, *others][:times]))


def _sums(habit: str, left: int, times: int) -> Sequence[int]:
    """What is given back in one piece, or by each of two at once."""
    if habit == "whole":
        return (left,) if times == 1 else (left, left // 2)
    if habit == "equal":
        return (50_00, 50_13) if left < 200_00 else (100_00, 100_13)
    return (left, left, left // 2, *_PARTS) if times == 1 else (left // 2, 100_13, *_PARTS)


async def _new_link(world: "World", act: Act) -> None:
    shop = world.chances.one_of(f"{act.name} shop", world.shops)
    device = world.chances.one_of(f"{act.name} device", shop.devices)
    hours = world.chances.one_of(f"{act.name} hours", (0.5, 2, 24))
    code = await device.make_link(world.new_id("pl"), Money(500_00), timedelta(hours=hours))
    if code:
        shop.codes.append(code)


async def _end_link(world: "World", act: Act) -> None:
    """In the middle of somebody's paying, if somebody is."""
    device = _a_device(world, act)
    links = device.store.open_links(5)
    if links:
        link = world.chances.one_of(f"{act.name} link", links)
        how = world.chances.one_of(f"{act.name} how", _ENDS)
        answer = await device.insists("link", lambda: device.client.close_link(link.id, how))
        world.say(f"{act.name}: {device.name} ends a link ({how}): {answer}")


async def _payout(world: "World", act: Act) -> None:
    """As much as there is, or a part of it; and called off again while the operator sends it."""
    device = _a_device(world, act)
    there = device.store.balance().poisha
    if there <= 0:
        return
    poisha = max(1, there // world.chances.one_of(f"{act.name} share", (1, 2, 3)))
    payout_id, to = world.new_id("po"), {"kind": "bkash", "account": "01712345678"}
    answer = await device.insists("payout", lambda: device.client.ask_payout(payout_id, poisha, to))
    world.say(f"{act.name}: {device.name} wants {poisha} sent: {answer}")

    async def call_off() -> None:
        await asyncio.sleep(world.chances.between(f"{act.name} off", 0, 10))
        told = await device.insists("payout", lambda: device.client.cancel_payout(payout_id))
        world.say(f"{act.name}: {device.name} calls it off: {told}")

    async def send() -> None:
        seen = world.operator.lists()
        await asyncio.sleep(world.chances.between(f"{act.name} sent", 0, 10))
        world.operator.settle(act.name, seen, is_over=False)

    if world.chances.happens(f"{act.name} calls off", 0.6):
        await asyncio.gather(call_off(), send())


async def _settle(world: "World", act: Act) -> None:
    """From a list that somebody looked at some time ago."""
    seen = world.operator.lists()
    await asyncio.sleep(world.chances.between(f"{act.name} looks", 0, 90))
    world.operator.settle(act.name, seen, is_over=False)


async def _offline(world: "World", act: Act) -> None:
    device = _a_device(world, act)
    world.strike("device without a line")
    await device.lose_line(world.chances.between(f"{act.name} for", 20, 1_200))


async def _die(world: "World", act: Act) -> None:
    """Between two steps of whoever is at it."""
    if world.checkout.is_up:
        world.strike("checkout killed")
        world.checkout.die()
        await _start_again(world, act)


async def _die_in_a_command(world: "World", act: Act) -> None:
    """Between two statements of a transaction, as soon as it is there again and nobody else is about to do so."""
    checkout = world.checkout
    while not checkout.is_up or checkout.is_about_to_die:
        await asyncio.sleep(1)
    was = checkout.process
    checkout.die_at_statement(1 + int(world.chances.share(f"{act.name} statement") * 60))
    while not was.is_dead:
        await asyncio.sleep(1)
    if checkout.died_in_a_command:
        checkout.died_in_a_command = False
        world.strike("checkout killed in a command")
        await _start_again(world, act)


async def _start_again(world: "World", act: Act) -> None:
    await asyncio.sleep(world.chances.between(f"{act.name} start", 0.5, 90))
    await world.checkout.start()
    world.say("the checkout is there again")


async def _full_disk(world: "World", act: Act) -> None:
    """SQLite takes no page more than the file has now."""
    pool = world.checkout.db._writer.pool
    process = world.checkout.process

    def set_most(pages: int) -> None:
        if not process.is_dead:
            line = pool.connect()
            line.driver_connection.execute(f"PRAGMA max_page_count={pages}")  # type: ignore[union-attr]
            line.close()

    set_most(1)
    await asyncio.sleep(world.chances.between(f"{act.name} for", 5, 120))
    set_most(1_073_741_823)


async def _locked_file(world: "World", act: Act) -> None:
    """Another program writes for a long time."""
    line = sqlite3.connect(world.checkout.file, isolation_level=None)
    try:
        line.execute("PRAGMA busy_timeout=0")
        with suppress(sqlite3.OperationalError):
            line.execute("BEGIN IMMEDIATE")
            world.say("another program holds the file")
            await asyncio.sleep(world.chances.between(f"{act.name} for", 2, 60))
            line.execute("ROLLBACK")
    finally:
        line.close()


async def _clock_off(world: "World", act: Act) -> None:
    hours = world.chances.one_of(f"{act.name} hours", (-1, 1))
    world.strike("gateways' clock an hour off")
    world.gateways_clock_off = timedelta(hours=hours)
    await asyncio.sleep(world.chances.between(f"{act.name} for", 60, 1_200))
    world.gateways_clock_off = timedelta(0)


ACTS: Final[Mapping[str, Callable[["World", Act], Awaitable[None]]]] = {
    "pay": _pay,
    "refund": _refund,
    "refund twice": _refund_twice,
    "new link": _new_link,
    "end link": _end_link,
    "payout": _payout,
    "settle": _settle,
    "offline": _offline,
    "die": _die,
    "die in a command": _die_in_a_command,
    "full disk": _full_disk,
    "locked file": _locked_file,
    "clock an hour off": _clock_off,
}

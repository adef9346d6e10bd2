"""Peace: every line holds, days pass, the operator looks through the lists; then all books and replicas are compared."""

import asyncio
import sqlite3
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from tests.chaos.books import differences, not_at_rest

if TYPE_CHECKING:
    from tests.simulation.shops import Device
    from tests.simulation.world import Shop, World

_DAY: Final = 86_400.0
# What is asked about ends after three days; a refund's look-ups are six hours apart at the most.
_DAYS_OF_ASKING: Final = 3.3
_DAYS_MOST: Final = 12
_LINK_STATUS: Final = "CASE WHEN status = 'active' AND paused_at IS NOT NULL THEN 'paused' ELSE status END"


async def come_to_rest(world: "World") -> None:
    """Raises Found with everything that does not hold."""
    world.network.weather.shares, world.network.weather.only = {}, None
    for shop in world.shops:
        for device in shop.devices:
            device.is_online = True
    while world.network.under_way - _polls(world):
        await asyncio.sleep(60)
    await _devices(world, listening=False)
    for shop in world.shops:
        for device in shop.devices:
            device.ear.types.clear()
    world.checkout.calm()
    world.say("— peace, and days pass")
    await asyncio.sleep(_DAYS_OF_ASKING * _DAY)
    world.wrong([*_open_too_long(world)])
    await asyncio.gather(*(press() for press in world.forgotten))
    for day in range(_DAYS_MOST):
        settled = world.operator.settle(f"day {day}", world.operator.lists(), is_over=True)
        await asyncio.sleep(_DAY)
        if not settled and not not_at_rest(world.operator.db, world.stand_ins):
            break
    left = not_at_rest(world.operator.db, world.stand_ins)
    world.wrong([f"no rest after {_DAYS_MOST} days: {one}" for one in left])
    world.wrong(world.books.look(world.checkout.file))
    world.wrong(differences(world.operator.db, world.stand_ins))
    await _devices(world, listening=True)
    for _ in range(24):
        await asyncio.sleep(10)
        if all("caught up" in device.ear.types for shop in world.shops for device in shop.devices):
            break
    for shop in world.shops:
        world.wrong([*_told_of_nothing(world, shop)])
        for device in shop.devices:
            world.wrong([*_replica_apart(world, shop, device)])
    await _devices(world, listening=False)


def _polls(world: "World") -> int:
    """Questions of devices that wait for news; they end by themselves."""
    return world.checkout.service.hub.listeners_count if world.checkout.is_up else 0


async def _devices(world: "World", *, listening: bool) -> None:
    for shop in world.shops:
        for device in shop.devices:
            if listening:
                device.start()
            else:
                await device.stop()


def _open_too_long(world: "World") -> Iterator[str]:
    """The reconciler's promise: after three days a payment has its end, or a person was told; and so of refunds."""
    rows = _rows(world, "SELECT id, status FROM payments WHERE status IN ('created', 'pending')")
    told = {row["subject"] for row in _rows(world, "SELECT subject FROM alarms")}
    for row in rows:
        if row["id"] not in told:
            yield f"payment {row['id']} is {row['status']} after three days, and nobody was told"
    waiting = "SELECT payment_id FROM refunds WHERE status = 'by_hand'"
    stuck = f"SELECT id, status FROM refunds WHERE status IN ('promised', 'sending', 'under_way') AND payment_id NOT IN ({waiting})"
    for row in _rows(world, stuck):
        if row["id"] not in told:
            yield f"refund {row['id']} is {row['status']} after three days, and nobody was told"


def _told_of_nothing(world: "World", shop: "Shop") -> Iterator[str]:
    """What is kept as told was told, and what was to be told is told or was given up."""
    query = f"SELECT id, status FROM deliveries WHERE merchant_id = '{shop.id}'"
    heard = set(shop.server.told)
    for row in _rows(world, query):
        if row["status"] == "waiting":
            yield f"delivery {row['id']} still waits"
        elif row["status"] == "delivered" and row["id"] not in heard:
            yield f"delivery {row['id']} is kept as told, and the shop's server never heard it"


def _replica_apart(world: "World", shop: "Shop", device: "Device") -> Iterator[str]:
    """What the device knows, beside what the server would tell one that came anew."""
    name, store = device.name, device.store
    last = _rows(world, f"SELECT event_seq FROM merchants WHERE id = '{shop.id}'")[0]["event_seq"]
    if store.last_seq != last:
        yield f"{name} has heard up to {store.last_seq}, and the log goes to {last}"
        return
    if store.waiting():
        waiting = [one for one in store.waiting() if not one.get("problem")]
        if waiting:
            yield f"{name} still has {len(waiting)} links that the server does not know"
    for table, columns in (("payments", "id, status"), ("refunds", "id, status"), ("payouts", "id, status")):
        theirs = {
            (row[0], _shown(row[1]))
            for row in _rows(world, f"SELECT {columns} FROM {table} WHERE merchant_id = '{shop.id}'")
        }
        ours = {(row[0], row[1]) for row in store._file.rows(f"SELECT {columns} FROM {table}")}
        for one in sorted(theirs ^ ours):
            yield f"{name} has other {table} than the server: {one} is only {'there' if one in theirs else 'here'}"
    links = {
        (row[0], row[1])
        for row in _rows(
            world, f"SELECT id, {_LINK_STATUS} FROM links WHERE kind <> 'store' AND merchant_id = '{shop.id}'"
        )
    }
    known = {(one.id, one.status) for one in store.links(limit=10_000) if not one.problem}
    for one in sorted(links ^ known):
        yield f"{name} has other links than the server: {one} is only {'there' if one in links else 'here'}"
    account = f"merchant_payable:{shop.id}"
    kept = _rows(world, f"SELECT coalesce(sum(balance_poisha), 0) AS total FROM ledger_accounts WHERE id = '{account}'")
    if store.balance().poisha != -kept[0]["total"]:
        yield f"{name} shows a balance of {store.balance().poisha}, and the books say {-kept[0]['total']}"


def _shown(status: str) -> str:
    """What shops are told of a refund that is somewhere on its way, and of a payment that nobody was sent to yet."""
    return "pending" if status in ("promised", "sending", "under_way", "by_hand") else status


def _rows(world: "World", query: str) -> list[Any]:
    line = sqlite3.connect(world.checkout.file)
    line.row_factory = sqlite3.Row
    try:
        return line.execute(query).fetchall()
    finally:
        line.close()

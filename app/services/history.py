"""The balance's history as lines: one for a payment with its charge, one for every other movement."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from app.model.history import KINDS, Chosen, Line, came_line, held_line, lines_of
from app.model.records import EntryRecord
from app.services.local_store import LocalStore


def lines(store: LocalStore, chosen: Chosen, limit: int) -> tuple[list[Line], bool]:
    """The newest lines of that part, and whether there are older ones."""
    if chosen.kind == "hold":
        held = store.held_payments(chosen.words, limit + 1, since=chosen.since, until=chosen.until)
        return [held_line(payment) for payment in held[:limit]], len(held) > limit
    entries = store.entries(
        limit=limit + 2,
        kinds=KINDS.get(chosen.kind, ()),
        words=chosen.words,
        since=chosen.since,
        until=chosen.until,
    )
    payments = store.payments_by_id({entry.payment_id for entry in entries if entry.payment_id})
    return lines_of(entries[:limit], payments), len(entries) > limit


def every_line(store: LocalStore, chosen: Chosen) -> Iterator[Line]:
    """All lines of that part, newest first, however many: read by pages, so that few are in memory at once."""
    if chosen.kind == "hold":
        for held in store.every_held_payment(chosen.words, chosen.since, chosen.until):
            yield from map(held_line, held)
        return
    charge: list[EntryRecord] = []
    for page in store.every_entry(KINDS.get(chosen.kind, ()), chosen.words, chosen.since, chosen.until):
        entries = [*charge, *page]
        # The payment of a charge that ends a page begins the next.
        charge = [entries.pop()] if entries and entries[-1].kind == "fee" else []
        payments = store.payments_by_id({entry.payment_id for entry in entries if entry.payment_id})
        yield from lines_of(entries, payments)


def with_names(store: LocalStore, lines: Iterable[Line]) -> Iterator[Line]:
    """Each with who made its link, and who handed its goods over or gave the money back."""
    makers: dict[str, str] = {}
    for line in lines:
        payment = line.payment
        if payment is None:
            yield line
            continue
        if payment.link_id not in makers:
            link = store.link(payment.link_id)
            makers[payment.link_id] = link.made_by if link is not None else ""
        done_by = payment.handed_over_by if line.kind == "payment" else ""
        if line.kind == "refund":
            # Both were written in one act.
            same = (one.asked_by for one in store.refunds(payment.id) if one.created_at == line.created_at)
            done_by = next(same, "")
        yield replace(line, made_by=makers[payment.link_id], done_by=done_by)


def with_own_account(store: LocalStore, lines: list[Line], limit: int) -> list[Line]:
    """The newest of these and of what came for links past the balance, by a server's word."""
    told = [one for one in store.direct_payments(limit) if one.payment_id]
    payments = store.payments_by_id({one.payment_id for one in told})
    beside = [came_line(payments[one.payment_id]) for one in told if one.payment_id in payments]
    return sorted([*lines, *beside], key=lambda line: line.created_at, reverse=True)[:limit]

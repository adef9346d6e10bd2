"""Where a shop wants to be told: kept in one form, or refused at its field."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkout.commands.merchants import create_merchant
from checkout.commands.webhooks_out import ADDRESS_MAX, add_outlet, read_outlet_address, remove_outlet
from checkout.core.event_types import EventType
from checkout.core.outlet import EMAIL, WEBHOOK, Kind
from checkout.errors import BadFields, NotFound
from checkout.ids import new_id
from checkout.store import events, outlets
from checkout.store.database import Database
from language import plain_line
from tests.support.channels import KINDS, SMS, TELEGRAM, channels

TYPED = st.text(max_size=40) | st.from_regex(
    r"\A\s?(https?://[a-z0-9.@:\[\]-]{1,20}(/[ -~]{0,9})?|[\w.+-]{1,9}@[a-z]{1,5}\.[a-z]{2,3}|(\+?88)?01[3-9]\d{8}|-?\d{3,21})\s?\Z"
)


@given(st.sampled_from(KINDS), TYPED, st.booleans())
def test_whatever_is_typed_is_kept_in_a_form_that_is_read_as_itself_or_refused(
    kind: Kind, typed: str, is_demo: bool
) -> None:
    try:
        kept = read_outlet_address(channels(anywhere=is_demo)[kind], typed)
    except BadFields as refused:
        kept, fields = "", [one.field for one in refused.problems]
    if not kept:
        assert fields == ["address"]
        return
    assert read_outlet_address(channels(anywhere=is_demo)[kind], kept) == kept
    assert kept == kept.strip()
    assert plain_line(kept) == kept
    if kind == WEBHOOK:
        assert kept.startswith("https://") or is_demo


@pytest.mark.parametrize(
    "address",
    [
        "https://",
        "https://shop.example:0/",
        "https://shop.example:99999/",
        "https://a@shop.example/",
        "ftp://shop.example/",
    ],
)
def test_an_address_that_nobody_can_be_called_at_is_refused(address: str) -> None:
    with pytest.raises(BadFields):
        read_outlet_address(channels()[WEBHOOK], address)


@pytest.mark.parametrize("kind", KINDS)
def test_no_address_is_longer_than_what_is_kept(kind: Kind) -> None:
    with pytest.raises(BadFields):
        read_outlet_address(channels()[kind], "https://shop.example/" + "a" * ADDRESS_MAX)


@pytest.mark.parametrize(
    ("kind", "address"),
    [(WEBHOOK, "https://shop.example/paid"), (EMAIL, "karim@shop.example"), (TELEGRAM, "-1001234567")],
)
def test_what_nobody_sees_in_it_is_not_kept(kind: Kind, address: str) -> None:
    assert read_outlet_address(channels()[kind], f"\u202a {address[:3]}\u200b{address[3:]}\u202c ") == address


def test_a_place_that_is_removed_is_told_nothing_more_not_even_what_waited(db: Database) -> None:
    shop, outlet_id = db.transact_now(create_merchant, "+8801700000123").id, new_id("out")
    db.transact_now(add_outlet, shop, outlet_id, WEBHOOK, "https://shop.example/paid")
    db.transact_now(events.append, shop, EventType.PAYMENT_PAID, {"id": new_id("pay")})
    db.transact_now(remove_outlet, shop, outlet_id)
    db.transact_now(events.append, shop, EventType.PAYMENT_PAID, {"id": new_id("pay")})
    assert db.read_now(outlets.of_merchant, shop) == []
    assert db.transact_now(outlets.claim_due, timedelta(minutes=3), 100) == []


def test_a_place_that_is_not_there_any_more_or_is_anothers_cannot_be_removed(db: Database) -> None:
    shop, other = (db.transact_now(create_merchant, phone).id for phone in ("+8801700000123", "+8801700000124"))
    outlet_id = new_id("out")
    db.transact_now(add_outlet, shop, outlet_id, SMS, "01712345678")
    with pytest.raises(NotFound):
        db.transact_now(remove_outlet, other, outlet_id)
    assert [one.id for one in db.read_now(outlets.of_merchant, shop)] == [outlet_id]
    db.transact_now(remove_outlet, shop, outlet_id)
    with pytest.raises(NotFound):
        db.transact_now(remove_outlet, shop, outlet_id)

"""A shop's address is its own for good, and what it changes is told once."""

import json
from typing import Final

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from checkout.commands.merchants import SLUG, change_merchant, create_merchant
from checkout.core.merchant import Merchant, MerchantId
from checkout.errors import BadFields
from checkout.ids import new_id
from checkout.store import events, links
from checkout.store.database import Database

NAMES: Final = ("karim", "rahim", "salma")


def new_shop(db: Database) -> Merchant:
    phone = f"+88017{new_id('x')[-8:].translate(str.maketrans('abcdef', '123456'))}"
    return db.transact_now(create_merchant, phone)


def told(db: Database, shop: MerchantId) -> list[tuple[str, dict[str, object]]]:
    return [(one.type, json.loads(one.data)) for one in db.read_now(events.after, shop, 0, 1_000)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 1), st.sampled_from(NAMES)), max_size=12))
def test_an_address_leads_for_ever_to_the_first_shop_that_had_it(db: Database, wishes: list[tuple[int, str]]) -> None:
    shops, suffix = [new_shop(db).id for _ in range(2)], new_id("x")[-8:]
    first: dict[str, MerchantId] = {}
    for number, name in wishes:
        slug, shop = f"{name}-{suffix}", shops[number]
        if first.get(slug, shop) != shop:
            with pytest.raises(BadFields) as refused:
                db.transact_now(change_merchant, shop, slug=slug)
            assert [one.code for one in refused.value.problems] == ["slug_taken"]
        else:
            assert db.transact_now(change_merchant, shop, slug=slug).slug == slug
            first[slug] = shop
    for slug, shop in first.items():
        found = db.read_now(links.with_merchant, "store", slug)
        assert found is not None
        assert found[1].id == shop


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.text("abz09-_. A/?%", max_size=32) | st.text(max_size=8))
@example("-karim")
@example("karim-")
@example("ab")
@example("a" * 31)
def test_an_address_is_of_small_letters_digits_and_hyphens_or_refused(db: Database, wish: str) -> None:
    shop = new_shop(db)
    if SLUG.fullmatch(wish):
        assert wish.strip("-") == wish
        assert 3 <= len(wish) <= 30
        return
    with pytest.raises(BadFields):
        db.transact_now(change_merchant, shop.id, slug=wish)
    assert told(db, shop.id) == []


def test_what_changes_is_told_once_and_changing_nothing_tells_nothing(db: Database) -> None:
    shop = new_shop(db)
    changed = db.transact_now(change_merchant, shop.id, name="করিম", shows_phone=True)
    assert (changed.name, changed.shows_phone, changed.address) == ("করিম", True, shop.address)
    assert [(kind, data["name"]) for kind, data in told(db, shop.id)] == [("merchant.updated", "করিম")]
    db.transact_now(change_merchant, shop.id)
    db.transact_now(change_merchant, shop.id, slug=shop.slug)
    assert len(told(db, shop.id)) == 1


def test_a_phone_has_one_shop(db: Database) -> None:
    shop = new_shop(db)
    with pytest.raises(BadFields) as refused:
        db.transact_now(create_merchant, shop.phone)
    assert [(one.field, one.code) for one in refused.value.problems] == [("phone", "phone_taken")]

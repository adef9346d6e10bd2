"""A shop's people come by an invitation, and as what they came they may be changed and let go."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from checkout.api.staff import join_address
from checkout.commands.sign_in import hash_token
from checkout.commands.staff import accept_invitation
from checkout.ids import new_id
from checkout.resources.event import NOT_FOR_YOU
from tests.support.payer import Payer
from tests.support.servers import World
from tests.support.shop import ShopDevice, device
from tests.support.staff import A_MANAGERS_SUM, come_in, hired, id_of, invited, is_not_allowed, program

_KEEPING = ("invitations", "devices")


def give_back(phone: ShopDevice, payment_id: str, amount: int) -> httpx.Response:
    return phone.http.post(f"/v1/payments/{payment_id}/refunds", json={"id": new_id("rf"), "amount": amount})


def together(*acts: Any) -> list[Any]:
    """What each of these gives, begun at one moment."""
    ready = Barrier(len(acts))

    def act(do: Any) -> Any:
        ready.wait()
        return do()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(act, acts))


def test_somebody_with_an_invitation_signs_in_by_a_name_and_no_phone_number(live: World, shop: ShopDevice) -> None:
    answer = come_in(live, invited(shop), "রহিম")
    assert answer.status_code == 200
    assert (answer.json()["merchant"]["role"], answer.json()["merchant"]["id"]) == (
        "cashier", shop.get("/v1/merchant")["id"],
    )  # fmt: skip
    phone = device(live.url, shop.slug, answer.json()["token"])
    assert [(one["name"], one["role"]) for one in phone.get("/v1/devices")["data"]] == [("রহিম", "cashier")]


def test_an_invitation_lets_one_in_and_then_says_whom_to_ask(live: World, shop: ShopDevice) -> None:
    code = invited(shop)
    assert come_in(live, code).status_code == 200
    late = come_in(live, code)
    assert (late.status_code, late.json()["type"]) == (410, "/problems/invitation-over")
    assert late.json()["detail"].startswith("This invitation was used")
    assert "করিম ভ্যারাইটি স্টোর" in late.json()["detail"]
    assert "মালিকের কাছে নতুন একটি চান" in come_in(live, code, language="bn").json()["detail"]
    assert len(shop.get("/v1/devices")["data"]) == 2


def test_of_many_who_come_by_one_invitation_at_the_same_moment_one_is_let_in(live: World, shop: ShopDevice) -> None:
    code = invited(shop)
    answers = together(*[lambda: come_in(live, code).status_code] * 6)
    assert sorted(answers) == [200] + [410] * 5
    assert len(shop.get("/v1/devices")["data"]) == 2


def test_after_ten_minutes_it_is_too_old_and_says_so(live: World, shop: ShopDevice) -> None:
    code = invited(shop)
    ten_minutes = text("UPDATE invitations SET expires_at = expires_at - 600000000 WHERE code_hash = :hash")
    live.db.transact_now(lambda uow: uow.conn.execute(ten_minutes, {"hash": hash_token(code)}))
    late = come_in(live, code)
    assert (late.status_code, late.json()["detail"].split(".")[0]) == (410, "This invitation is too old")


def test_one_that_was_taken_back_lets_nobody_in(live: World, shop: ShopDevice) -> None:
    made = shop.http.post("/v1/invitations", json={"role": "cashier"}).json()
    assert shop.http.delete(f"/v1/invitations/{made['id']}").status_code == 204
    assert come_in(live, made["code"]).status_code == 410
    assert shop.http.delete(f"/v1/invitations/{made['id']}").status_code == 404


def test_a_code_that_nobody_was_given_is_none_and_guessing_comes_to_an_end(live: World) -> None:
    live.forget_strangers()
    answers = [come_in(live, f"join_{number}") for number in range(61)]
    assert [answer.status_code for answer in answers] == [422] * 60 + [429]
    assert answers[0].json()["errors"][0]["code"] == "invitation"


def test_who_guesses_makes_us_write_nothing_but_the_count(live: World, monkeypatch: pytest.MonkeyPatch) -> None:
    live.forget_strangers()
    asked: list[Any] = []
    transact = live.db.transact

    async def noted(do: Any, *args: Any, **more: Any) -> Any:
        asked.append(do)
        return await transact(do, *args, **more)

    monkeypatch.setattr(live.db, "transact", noted)
    assert come_in(live, "join_guess").status_code == 422
    assert accept_invitation not in asked


def test_a_shop_invites_thirty_times_an_hour(shop: ShopDevice) -> None:
    answers = [shop.http.post("/v1/invitations", json={"role": "cashier"}).status_code for _ in range(31)]
    assert answers == [201] * 30 + [429]


def test_no_code_of_an_invitation_and_no_token_is_kept_as_it_is(live: World, shop: ShopDevice) -> None:
    code = invited(shop)
    token = come_in(live, code).json()["token"]
    kept = live.db.read_now(lambda conn: [conn.execute(text(f"SELECT * FROM {table}")).all() for table in _KEEPING])
    assert all(kept)
    assert not [row for rows in kept for row in rows if code in map(str, row) or token in map(str, row)]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"role": "manager"}, "gives_back_most"),
        ({"role": "cashier", "gives_back_most": 100}, "gives_back_most"),
        ({"role": "manager", "gives_back_most": 0}, "gives_back_most"),
        ({"role": "owner"}, "role"),
        ({"role": "program"}, "role"),
        ({}, "role"),
    ],
)
def test_nobody_is_invited_as_what_there_is_not(shop: ShopDevice, asked: dict[str, Any], field: str) -> None:
    answer = shop.http.post("/v1/invitations", json=asked)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


def test_a_manager_gives_back_up_to_a_sum_in_a_day_however_it_is_parted(
    live: World, shop: ShopDevice, payer: Payer
) -> None:
    payer.pay(shop.store_url, amount="500")
    manager, payment = hired(live, shop, "manager"), shop.payments[0]["id"]
    assert is_not_allowed(give_back(manager, payment, A_MANAGERS_SUM + 1))
    # The owner's own are not counted, and have no end.
    assert give_back(shop, payment, 150_00).status_code == 201
    assert give_back(manager, payment, 200_00).status_code == 201
    refused = give_back(manager, payment, 101_00)
    assert is_not_allowed(refused)
    assert "৳100 more" in refused.json()["detail"]
    assert give_back(manager, payment, 100_00).status_code == 201
    yesterday = text("UPDATE refunds SET created_at = created_at - 86400000000 WHERE payment_id = :id")
    live.db.transact_now(lambda uow: uow.conn.execute(yesterday, {"id": payment}))
    assert give_back(manager, payment, 50_00).status_code == 201


def test_two_refunds_at_the_same_moment_are_not_more_than_the_managers_sum(
    live: World, shop: ShopDevice, payer: Payer
) -> None:
    payer.pay(shop.store_url, amount="500")
    manager, payment = hired(live, shop, "manager"), shop.payments[0]["id"]
    answers = together(*[lambda: give_back(manager, payment, 200_00).status_code] * 2)
    assert sorted(answers) == [201, 403]


def test_who_is_made_a_cashier_gives_nothing_back_from_that_moment_and_their_stream_tells_no_balance(
    live: World, shop: ShopDevice, payer: Payer
) -> None:
    payer.pay(shop.store_url, amount="500")
    manager, payment = hired(live, shop, "manager"), shop.payments[0]["id"]
    with manager.http.stream("GET", "/v1/events/stream") as stream:
        lines = stream.iter_lines()
        assert any(line == "event: balance.entry" for line in lines)
        changed = shop.http.patch(f"/v1/devices/{id_of(manager)}", json={"role": "cashier"})
        assert (changed.status_code, changed.json()["role"]) == (200, "cashier")
        payer.pay(shop.store_url, amount="200")
        # It ends by itself, and was told nothing of what came then.
        assert not any('"amount":20000' in line for line in lines)
    assert is_not_allowed(give_back(manager, payment, 100))
    assert is_not_allowed(manager.http.get("/v1/balance"))
    assert NOT_FOR_YOU in {one["type"] for one in manager.get("/v1/events")["data"]}
    assert shop.balance == 487_50 + 195_00


def test_an_owners_device_is_signed_out_and_never_made_less(live: World, shop: ShopDevice) -> None:
    assert shop.http.patch(f"/v1/devices/{id_of(shop)}", json={"role": "cashier"}).status_code == 409
    robot = shop.http.post("/v1/tokens", json={"name": "till", "scopes": ["links.read"]}).json()["id"]
    assert shop.http.patch(f"/v1/devices/{robot}", json={"role": "cashier"}).status_code == 404


def test_a_token_of_a_program_is_listed_without_itself_and_revoked_at_once_with_its_stream(
    live: World, shop: ShopDevice
) -> None:
    robot = program(live, shop, "payments.read")
    (listed,) = shop.get("/v1/tokens")["data"]
    assert (listed["name"], listed["scopes"], "token" in listed) == ("till", ["payments.read"], False)
    assert "till" not in [one["name"] for one in shop.get("/v1/devices")["data"]]
    with robot.http.stream("GET", "/v1/events/stream") as stream:
        lines = stream.iter_lines()
        next(lines)
        assert shop.http.delete(f"/v1/tokens/{listed['id']}").status_code == 204
        assert [line for line in lines if line.startswith("id:")] == []
    assert robot.http.get("/v1/payments").status_code == 401
    assert shop.get("/v1/tokens")["data"] == []


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"scopes": []}, "scopes"),
        ({"scopes": ["payouts.write"]}, "scopes.0"),
        ({"scopes": ["refunds.write"]}, "gives_back_most"),
        ({"scopes": ["links.read"], "gives_back_most": 100}, "gives_back_most"),
        ({"scopes": ["links.read"], "name": " "}, "name"),
    ],
)
def test_no_token_is_made_for_what_there_is_not(shop: ShopDevice, asked: dict[str, Any], field: str) -> None:
    answer = shop.http.post("/v1/tokens", json={"name": "till"} | asked)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


def test_a_program_gives_back_up_to_its_sum_in_a_day(live: World, shop: ShopDevice, payer: Payer) -> None:
    payer.pay(shop.store_url, amount="500")
    robot, payment = program(live, shop, "refunds.write"), shop.payments[0]["id"]
    assert is_not_allowed(give_back(robot, payment, A_MANAGERS_SUM + 1))
    assert give_back(robot, payment, A_MANAGERS_SUM).status_code == 201


def test_the_code_stands_behind_the_stroke_of_the_apps_address_where_no_log_sees_it() -> None:
    assert join_address("https://app.example.com/", "join_x") == "https://app.example.com/#join=join_x"
    assert join_address("", "join_x") is None


def test_devices_and_tokens_are_listed_to_the_last_in_pages_of_any_size(live: World, shop: ShopDevice) -> None:
    people = [hired(live, shop, "cashier", f"রহিম {number}") for number in range(3)]
    for _ in people:
        program(live, shop, "links.read")
    for path, count in (("/v1/devices", 4), ("/v1/tokens", 3)):
        whole = [one["id"] for one in shop.get(path)["data"]]
        for size in (1, 2, count):
            assert (len(whole), in_pages(shop, path, size)) == (count, whole)
    # Who is no owner is told of no other device by any page.
    assert [one["this_device"] for one in people[0].get("/v1/devices", limit=1)["data"]] == [True]
    assert people[0].get("/v1/devices", limit=1)["next_cursor"] is None
    assert shop.http.get("/v1/devices", params={"cursor": "nonsense"}).status_code == 422


def in_pages(shop: ShopDevice, path: str, size: int) -> list[str]:
    """The ids of all that is listed there, so many at a time."""
    found, cursor, is_first = list[str](), None, True
    while cursor or is_first:
        page = shop.get(path, limit=size, **({"cursor": cursor} if cursor else {}))
        assert len(page["data"]) <= size
        found += [one["id"] for one in page["data"]]
        cursor, is_first = page["next_cursor"], False
    return found

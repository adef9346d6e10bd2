"""A stolen cashier's phone can move no poisha, and a manager's moves a day's sum back to who paid."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from checkout.commands.direct_payments import take_told
from checkout.commands.own_code import bind_own_account
from checkout.core.direct_payment import ToldPayment
from checkout.ids import new_id, new_tran_id
from emvqr import Field
from money import Money
from tests.emvqr.samples import STATIC, changed
from tests.support.calls import OPERATIONS
from tests.support.payer import Payer
from tests.support.servers import World
from tests.support.shop import ShopDevice
from tests.support.staff import A_MANAGERS_SUM, hired, id_of, is_not_allowed

WRITING = {
    name: (method, path) for name, (method, path, wants_token) in OPERATIONS.items() if method != "GET" and wants_token
}
TO = {"kind": "bkash", "account": "01812345678"}
# What a cashier is there for; no poisha moves by it.
FOR_THE_TILL = {
    "create_link", "duplicate_link", "cancel_link", "hand_over_goods", "read_receipt", "sign_out_device",
    "turn_push_on", "turn_push_off", "try_push", "note_heard", "note_seen_payment",
}  # fmt: skip


class Loot:
    """A shop with money, and all of it that a call could name."""

    def __init__(self, live: World, shop: ShopDevice, payer: Payer) -> None:
        self.live, self.shop = live, shop
        payer.pay(shop.store_url, amount="5000")
        self.payment = shop.payments[0]["id"]
        self.payout = new_id("po")
        assert self.ask_payout(shop).status_code == 201
        self.link = shop.new_link(100_00)["id"]
        self.device = id_of(shop)
        robot = shop.http.post("/v1/tokens", json={"name": "till", "scopes": ["links.read"]}).json()
        self.token = robot["id"]
        self.invitation = shop.http.post("/v1/invitations", json={"role": "cashier"}).json()["id"]
        self.outlet = new_id("out")
        shop.http.post(
            "/v1/outlets", json={"id": self.outlet, "kind": "webhook", "address": "https://shop.example/paid"}
        )
        self.direct = self.money_came_in()

    def money_came_in(self) -> str:
        """To the shop's own account, and for no link."""
        self.shop.http.put("/v1/own-code", json={"text": STATIC})
        shop_id = self.shop.get("/v1/merchant")["id"]
        account = shop_id[-12:]
        self.live.db.transact_now(bind_own_account, shop_id, account)
        paid_at = datetime(2026, 11, 12, 4, 41, tzinfo=UTC)
        told = ToldPayment(new_tran_id(), Money(100_00), paid_at, account, "", by_qr=True)
        came_in = self.live.db.transact_now(take_told, told)
        assert came_in is not None
        return came_in.id

    def ask_payout(self, phone: ShopDevice) -> Any:
        return phone.http.post("/v1/payouts", json={"id": self.payout, "amount": 1_000_00, "to": TO})

    def money(self) -> dict[str, Any]:
        """All that says where the shop's money is and goes, and who may move it."""
        paths = (
            "balance", "balance/entries", "refunds", "payouts", "devices", "tokens", "outlets", "notices", "merchant",
            "direct-payments",
        )  # fmt: skip
        told = {path: self.shop.get(f"/v1/{path}") for path in paths}
        # Other phones come and go, and the log goes on.
        told["devices"] = sorted(one["id"] for one in told["devices"]["data"] if one["role"] == "owner")
        del told["merchant"]["last_event_seq"]
        return told

    def path(self, path: str) -> str:
        ids = {"link_id": self.link, "payment_id": self.payment, "payout_id": self.payout, "device_id": self.device}
        ids |= {"token_id": self.token, "invitation_id": self.invitation, "outlet_id": self.outlet}
        ids |= {"direct_id": self.direct}
        return path.format(**ids)


@pytest.fixture
def loot(live: World, shop: ShopDevice, payer: Payer) -> Loot:
    return Loot(live, shop, payer)


MANAGER = {"role": "manager", "gives_back_most": 10_000_00}
BODIES: dict[str, Callable[[], Any]] = {
    "change_shop": lambda: {"name": "চোর", "slug": "thief"},
    "read_own_code": lambda: {"text": STATIC},
    "set_own_code": lambda: {"text": changed(STATIC, Field("59", "THIEF"))},
    "remove_own_code": lambda: None,
    "note_seen_payment": lambda: {"id": new_id("dp")},
    "assign_direct_payment": lambda: {"link_id": new_id("pl")},
    "change_device": lambda: MANAGER,
    "sign_out_device": lambda: None,
    "create_invitation": lambda: MANAGER,
    "withdraw_invitation": lambda: None,
    "create_token": lambda: {"name": "thief", "scopes": ["refunds.write"], "gives_back_most": 10_000_00},
    "revoke_token": lambda: None,
    "create_link": lambda: {"id": new_id("pl"), "amount": 100_00},
    "duplicate_link": lambda: {"id": new_id("pl")},
    "change_link": lambda: {"note": "thief"},
    "pause_link": lambda: None,
    "resume_link": lambda: None,
    "cancel_link": lambda: None,
    "hand_over_goods": lambda: None,
    "read_receipt": lambda: {"image": "bm8gcGljdHVyZQ=="},
    "create_refund": lambda: {"id": new_id("rf"), "amount": 100},
    "send_payout_code": lambda: None,
    "confirm_device": lambda: {"code": "123456"},
    "quote_payout": lambda: {"amount": 100_00, "to": TO},
    "create_payout": lambda: {"id": new_id("po"), "amount": 100_00, "to": TO},
    "cancel_payout": lambda: None,
    "create_outlet": lambda: {"id": new_id("out"), "kind": "webhook", "address": "https://thief.example/paid"},
    "change_outlet": lambda: {"tells": ["payout_sent"]},
    "try_outlet": lambda: None,
    "delete_outlet": lambda: None,
    "change_notices": lambda: {"quiet": {"begins": "00:00", "ends": "23:59"}},
    "turn_push_on": dict,
    "turn_push_off": lambda: None,
    "try_push": lambda: None,
    "note_heard": lambda: {"seq": 1},
}


def test_every_call_that_changes_anything_is_tried() -> None:
    assert set(BODIES) == set(WRITING)


def test_a_stolen_cashiers_phone_can_move_no_poisha(loot: Loot) -> None:
    phone, before = hired(loot.live, loot.shop, "cashier"), loot.money()
    for name, (method, path) in WRITING.items():
        answer = phone.http.request(method, loot.path(path), json=BODIES[name]())
        assert is_not_allowed(answer) or name in FOR_THE_TILL, f"{name}: {answer.status_code}"
        assert answer.status_code != 401, name
    assert loot.money() == before


def test_a_stolen_managers_phone_gives_a_days_sum_back_to_who_paid_it_and_nothing_to_the_thief(loot: Loot) -> None:
    phone, before = hired(loot.live, loot.shop, "manager"), loot.money()
    for name, (method, path) in WRITING.items():
        if name != "create_refund":
            phone.http.request(method, loot.path(path), json=BODIES[name]())
    assert loot.money() == before
    asked = [{"id": new_id("rf"), "amount": amount} for amount in (200_00, 200_00, 100_00, 1_00)]
    path = f"/v1/payments/{loot.payment}/refunds"
    assert [phone.http.post(path, json=one).status_code for one in asked] == [201, 403, 201, 403]
    assert loot.shop.balance == before["balance"]["balance"] - A_MANAGERS_SUM


def test_a_cashiers_phone_that_was_signed_out_does_nothing_more(loot: Loot) -> None:
    phone = hired(loot.live, loot.shop, "cashier")
    assert loot.shop.http.delete(f"/v1/devices/{id_of(phone)}").status_code == 204
    answers = {phone.http.request(method, loot.path(path), json=BODIES[name]()).status_code
               for name, (method, path) in WRITING.items()}  # fmt: skip
    assert answers == {401}


def test_the_code_for_a_payout_is_sent_to_no_phone_but_an_owners(loot: Loot) -> None:
    phone = hired(loot.live, loot.shop, "manager")
    assert is_not_allowed(phone.http.post("/v1/payouts/otp"))
    assert loot.live.row("SELECT count(*) FROM one_time_codes")[0] == 0

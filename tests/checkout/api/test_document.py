"""What the OpenAPI document says is what the code does."""

import ast
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from checkout.commands import webhooks_out
from checkout.commands.merchants import SLUG
from checkout.commands.payouts import payout_sent
from checkout.core.event_types import TOLD_OUTSIDE, EventType
from checkout.core.link import LinkStatus
from checkout.core.merchant import MerchantId
from checkout.core.outlet import PUSH, TRIAL, WEBHOOK, Delivery, Outlet
from checkout.core.payment_status import Status
from checkout.core.payout import PayoutStatus
from checkout.core.refund import RefundStatus
from checkout.http.problem_types import STATUS_OF
from checkout.ids import new_id
from checkout.main import create_app
from checkout.notify.webhook import signature, webhook_body
from checkout.resources.event import NOT_FOR_YOU
from checkout.resources.payment import refund_status
from money import PAYMENT_LEAST, PAYMENT_MOST
from tests.support.channels import KINDS
from tests.support.moments import in_days
from tests.support.payer import Payer
from tests.support.servers import World, settings_for
from tests.support.shop import ShopDevice

URL = "https://pay.shop.example"
DOCUMENT = create_app(settings_for(URL, "http://127.0.0.1:9", Path("none.db"))).openapi()
SCHEMAS: dict[str, Any] = DOCUMENT["components"]["schemas"]
CALLS = {f"{method} {path}": call for path, calls in DOCUMENT["paths"].items() for method, call in calls.items()}
ID = re.escape("^") + "[a-z]+_" + re.escape("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")


def validator(name: str) -> jsonschema_rs.Validator:
    """Holds a value against one schema of the document, formats included."""
    whole = {"$ref": f"#/components/schemas/{name}", "components": DOCUMENT["components"]}
    return jsonschema_rs.Draft202012Validator(whole, validate_formats=True)


def properties() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each property of each schema, without its null."""
    for name, schema in SCHEMAS.items():
        for field, said in schema.get("properties", {}).items():
            options = [one for one in said.get("anyOf", [said]) if one.get("type") != "null"]
            yield name, field, options[0]


def test_every_call_has_a_name_and_a_summary_that_a_person_would_choose() -> None:
    names = [call["operationId"] for call in CALLS.values()]
    assert len(set(names)) == len(names)
    for call in CALLS.values():
        assert re.fullmatch(r"[a-z]+(_[a-z]+)+", call["operationId"])
        assert call["summary"][0].isupper()
        assert call["description"]
        assert call["tags"]
    assert {"list_links", "create_link", "get_payment", "create_refund", "sign_in"} <= set(names)
    assert {tag["name"] for tag in DOCUMENT["tags"]} >= {tag for call in CALLS.values() for tag in call["tags"]}


def test_only_signing_in_and_what_watches_needs_no_token() -> None:
    assert DOCUMENT["components"]["securitySchemes"]["device_token"]["scheme"] == "bearer"
    free = {name for name, call in CALLS.items() if not call["security"]}
    signing_in = {"post /v1/auth/otp", "post /v1/auth/token", "post /v1/auth/invitation", "get /v1/about"}
    assert free == signing_in | {"get /healthz", "get /readyz"}


def test_every_id_and_every_time_says_its_form() -> None:
    for name, field, said in properties():
        if field == "id" or field in ("link_id", "payment_id"):
            assert re.match(ID, said["pattern"]), f"{name}.{field}"
        if field.endswith("_at") or field in ("until", "timestamp"):
            assert said["format"] == "date-time", f"{name}.{field}"
    for name, call in CALLS.items():
        for one in call.get("parameters", []):
            if one["name"].endswith("_id") and one["in"] in ("path", "query"):
                told = [option for option in one["schema"].get("anyOf", [one["schema"]]) if "pattern" in option]
                assert re.match(ID, told[0]["pattern"]), name


def test_what_can_be_told_is_what_the_code_has() -> None:
    assert set(SCHEMAS["LinkStatus"]["enum"]) == set(LinkStatus)
    assert set(SCHEMAS["PaymentShape"]["properties"]["status"]["enum"]) == set(Status) - {Status.CREATED}
    assert set(SCHEMAS["RefundShape"]["properties"]["status"]["enum"]) == set(map(refund_status, RefundStatus))
    assert set(SCHEMAS["PayoutStatus"]["enum"]) == set(PayoutStatus)
    assert set(SCHEMAS["NewOutlet"]["properties"]["kind"]["enum"]) == set(KINDS) - {PUSH}
    amount = SCHEMAS["NewLink"]["properties"]["amount"]
    assert (amount["minimum"], amount["maximum"]) == (PAYMENT_LEAST.poisha, PAYMENT_MOST.poisha)
    assert SCHEMAS["NewOutlet"]["properties"]["address"]["maxLength"] == webhooks_out.ADDRESS_MAX
    slugs = [option for option in SCHEMAS["ShopChanges"]["properties"]["slug"]["anyOf"] if "pattern" in option]
    assert slugs[0]["pattern"] == f"^{SLUG.pattern}$"


def test_answers_may_grow_and_requests_may_not() -> None:
    for name, schema in SCHEMAS.items():
        is_asked = f'"$ref": "#/components/schemas/{name}"' in json.dumps(
            [call.get("requestBody") for call in CALLS.values()]
        ) or name in ("ForCustomer", "PushKeys", "QuietAsked", "ToBank", "ToBkash")
        if schema.get("type") == "object":
            assert (schema.get("additionalProperties") is False) == is_asked, name


def test_refusals_say_when_to_come_again() -> None:
    for name, call in CALLS.items():
        # Who helps is told to whoever asks, however often: it costs nothing.
        is_counted = name.split()[1].startswith("/v1/") and name != "get /v1/about"
        assert ("429" in call["responses"]) == is_counted, name
        for status in {"429", "503"} & set(call["responses"]):
            assert "Retry-After" in call["responses"][status]["headers"], name
        if "{" in name:
            assert "404" in call["responses"], name
        if call.get("security"):
            assert {"401", "422", "503"} <= set(call["responses"]), name


def test_every_event_that_an_act_can_log_is_in_the_union() -> None:
    union = SCHEMAS["EventList"]["properties"]["data"]["items"]
    assert union["discriminator"]["propertyName"] == "type"
    assert set(union["discriminator"]["mapping"]) == set(EventType) | {NOT_FOR_YOU}
    told = {f"payment.{status}" for status in Status if status is not Status.CREATED}
    told |= {f"refund.{refund_status(status)}" for status in RefundStatus}
    told |= {f"payout.{status}" for status in PayoutStatus}
    # What a command ends a link as.
    told |= {f"link.{status}" for status in (LinkStatus.PAID, LinkStatus.CANCELLED, LinkStatus.EXPIRED)}
    assert told <= set(EventType)
    assert told | _spelled_out() == set(EventType)


def _spelled_out() -> set[str]:
    """The kinds of events that the commands name."""
    found: set[str] = set()
    for path in Path(webhooks_out.__file__).parent.glob("*.py"):
        named = (
            node.attr
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "EventType"
        )
        found |= {EventType[name] for name in named}
    return found


def test_events_are_as_the_union_says(shop: ShopDevice, payer: Payer) -> None:
    shop.new_link(1_250_00, "থ্রি-পিস, নীল", expires_at=in_days(30))
    payer.pay(shop.store_url, amount="500")
    shop.http.patch("/v1/merchant", json={"name": "নতুন নাম"})
    to = {"kind": "bank", "account": "1234567890123", "bank": "b", "branch": "b", "holder": "h"}
    shop.http.post("/v1/payouts", json={"id": new_id("po"), "amount": 100_00, "to": to})
    told = shop.get("/v1/events", after=0)
    kinds = {event["type"].partition(".")[0] for event in told["data"]}
    assert kinds >= {"link", "payment", "balance", "merchant"}
    validator("EventList").validate(told)


@pytest.mark.parametrize(
    "change",
    [{"type": "payment.lost"}, {"seq": 0}, {"data": {}}, {"type": "link.paid"}],
    ids=["of no kind", "without a place", "about nothing", "about another noun"],
)
def test_what_is_no_event_is_none_by_the_union(shop: ShopDevice, payer: Payer, change: dict[str, Any]) -> None:
    payer.pay(shop.store_url, amount="500")
    event = next(one for one in shop.get("/v1/events", after=0)["data"] if one["type"] == "payment.paid")
    assert not validator("EventList").is_valid({"data": [event | change]})


def test_what_a_shops_server_is_sent_is_what_the_webhooks_say(live: World, shop: ShopDevice, payer: Payer) -> None:
    payer.pay(shop.store_url, amount="500")
    asked = shop.http.post("/v1/payouts", json=PAYOUT | {"id": new_id("po")}).json()
    live.db.transact_now(payout_sent, asked["id"], "TRX1")
    logged = {one["type"]: one["data"] for one in shop.events}
    told = {kind: logged[kind] for kind in ("payment.paid", "payout.sent")} | {TRIAL: {"id": new_id("out")}}
    now = datetime(2026, 11, 12, 4, 42, tzinfo=UTC)
    outlet = Outlet(new_id("out"), MerchantId(new_id("mer")), WEBHOOK, URL, "whsec_AAAA", now)
    kinds = set()
    for kind, data in told.items():
        delivery = Delivery(new_id("msg"), outlet, kind, json.dumps(data), now, "শ", "bn", 0, now)
        body = webhook_body(delivery)
        sent = {
            "webhook-id": delivery.id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": signature(outlet.secret, delivery.id, int(now.timestamp()), body),
        }
        call = DOCUMENT["webhooks"][kind]["post"]
        said = {one["name"]: one["schema"] for one in call["parameters"]}
        assert set(said) == set(sent)
        for name, schema in said.items():
            jsonschema_rs.validate(schema, sent[name])
        name = call["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        validator(name).validate(json.loads(body))
        of_type = SCHEMAS[name]["properties"]["type"]
        kinds |= set(of_type.get("enum") or {of_type["const"]})
    assert set(DOCUMENT["webhooks"]) == kinds == TOLD_OUTSIDE | {TRIAL}


def test_the_page_about_the_api_names_what_is_told() -> None:
    page = (Path(__file__).parents[3] / "docs" / "api.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z]+\.[a-z_]+|[a-z]+\.…)`", page))
    assert named >= TOLD_OUTSIDE
    for kind in EventType:
        assert {kind, f"{kind.partition('.')[0]}.…"} & named, kind


LINK = {"id": new_id("pl"), "amount": 1_250_00}
PAYOUT = {"id": new_id("po"), "amount": 100_00, "to": {"kind": "bkash", "account": "01712345678"}}
BEYOND: list[tuple[str, str, str, dict[str, Any], str]] = [
    ("POST", "/v1/links", "NewLink", LINK | {"id": "pl_1"}, "id"),
    ("POST", "/v1/links", "NewLink", LINK | {"id": new_id("rf")}, "id"),
    ("POST", "/v1/links", "NewLink", LINK | {"id": new_id("pl").upper()}, "id"),
    ("POST", "/v1/links", "NewLink", LINK | {"id": "pl_5f0c7f5e-9f5b-4b7e-8a52-6c1e7a3f4f11"}, "id"),
    ("POST", "/v1/links", "NewLink", LINK | {"id": new_id("pl") + "\n"}, "id"),
    ("POST", "/v1/links", "NewLink", LINK | {"amount": PAYMENT_LEAST.poisha - 1}, "amount"),
    ("POST", "/v1/links", "NewLink", LINK | {"amount": PAYMENT_MOST.poisha + 1}, "amount"),
    ("POST", "/v1/links", "NewLink", LINK | {"note": "x" * 121}, "note"),
    ("POST", "/v1/links", "NewLink", LINK | {"expires_at": "tomorrow"}, "expires_at"),
    ("POST", "/v1/links", "NewLink", LINK | {"currency": "USD"}, "currency"),
    ("POST", "/v1/links", "NewLink", LINK | {"amout": 1}, "amout"),
    ("PATCH", "/v1/merchant", "ShopChanges", {"slug": "-a-"}, "slug"),
    ("PATCH", "/v1/merchant", "ShopChanges", {"language": "fr"}, "language"),
    ("POST", "/v1/payouts", "NewPayout", PAYOUT | {"id": new_id("pl")}, "id"),
    ("POST", "/v1/payouts", "NewPayout", PAYOUT | {"amount": 0}, "amount"),
    ("POST", "/v1/outlets", "NewOutlet", {"id": "out_1", "kind": "webhook", "address": URL}, "id"),
    ("POST", "/v1/outlets", "NewOutlet", {"id": new_id("out"), "kind": "fax", "address": URL}, "kind"),
    ("POST", "/v1/outlets", "NewOutlet", {"id": new_id("out"), "kind": "push", "address": URL}, "kind"),
]


@pytest.mark.parametrize(("method", "path", "schema", "sent", "field"), BEYOND)
def test_what_the_document_forbids_is_refused(
    shop: ShopDevice, method: str, path: str, schema: str, sent: dict[str, Any], field: str
) -> None:
    assert not validator(schema).is_valid(sent)
    answer = shop.http.request(method, path, json=sent)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/bad-fields")
    assert field in [one["field"] for one in answer.json()["errors"]]
    validator("ProblemDocument").validate(answer.json())


@pytest.mark.parametrize("amount", [PAYMENT_LEAST.poisha, PAYMENT_MOST.poisha])
def test_what_is_just_within_the_bounds_is_taken(shop: ShopDevice, amount: int) -> None:
    sent = {"id": new_id("pl"), "amount": amount, "note": "x" * 120}
    validator("NewLink").validate(sent)
    answer = shop.http.post("/v1/links", json=sent)
    assert answer.status_code == 201
    validator("LinkShape").validate(answer.json())


def test_an_id_of_another_form_is_refused_in_a_filter_and_leads_to_nothing_in_an_address(shop: ShopDevice) -> None:
    assert shop.http.get("/v1/payments", params={"link_id": "pl_1"}).status_code == 422
    assert shop.http.get("/v1/links/pl_1").status_code == 404


def test_the_pages_of_problems_are_for_the_statuses_that_the_document_lists() -> None:
    listed = {int(status) for call in CALLS.values() for status in call["responses"] if status.isdigit()}
    assert set(STATUS_OF.values()) <= listed

"""The API against its own OpenAPI document: whatever is sent, no fault of ours and no answer it does not describe."""

import copy
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from checkout.main import create_app
from tests.conftest import NewUrl
from tests.support import plain
from tests.support.payer import Payer
from tests.support.servers import World, settings_for, world
from tests.support.shop import ShopDevice, close_devices, open_shop

# Of each call; odd bytes are sent to each on both kinds of database elsewhere.
EXAMPLES = 2
TRIED = Counter[str]()
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
def live(new_sqlite: NewUrl, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A checkout of its own: what is sent here signs devices out and makes things by the hundred."""
    folder = tmp_path_factory.mktemp("openapi")
    with world(folder, database_url=new_sqlite(folder)) as running:
        yield running


@pytest.fixture(scope="module")
def known(live: World) -> Iterator[ShopDevice]:
    """A shop with something of everything, so that lists and single things are answered too."""
    shop, payer = open_shop(live.db, live.url), Payer()
    payer.pay(shop.store_url, amount="500")
    shop.new_link(1_250_00, "থ্রি-পিস, নীল")
    to = {"kind": "bank", "account": "1234567890123", "bank": "b", "branch": "b", "holder": "h"}
    shop.http.post("/v1/payouts", json={"id": "po_0192d7b4-6c4e-7cc3-98ab-0c1e7a3f4f11", "amount": 100, "to": to})
    payer.http.close()
    yield shop
    close_devices()


DOCUMENT = create_app(settings_for("http://127.0.0.1", "http://127.0.0.1:9", Path("none.db"))).openapi()


def closed(document: dict[str, Any]) -> dict[str, Any]:
    """The same with all that it describes as it stands: here, what is not told of is a mistake of ours."""
    made = copy.deepcopy(document)
    for schema in made["components"]["schemas"].values():
        if schema.get("type") == "object":
            schema.setdefault("additionalProperties", False)
    return made


# A stream does not end, and signing a device out would end the test.
schema = schemathesis.openapi.from_dict(closed(DOCUMENT)).exclude(path_regex="^/v1/events/stream|^/v1/devices/")


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)
def test_every_answer_is_one_that_the_document_describes(case: Any, live: World, known: ShopDevice) -> None:
    live.forget_strangers()
    TRIED[case.operation.label] += 1
    for name, thing in {"link_id": "links", "payment_id": "payments"}.items():
        # Every second time a thing that is there: a made-up id is never more than 404.
        if name in (case.path_parameters or {}) and TRIED[case.operation.label] % 2:
            case.path_parameters[name] = known.get(f"/v1/{thing}")["data"][-1]["id"]
    if case.query and "wait" in case.query:
        case.query["wait"] = 0
    answer = case.call(base_url=live.url, headers={"Authorization": f"Bearer {known.token}"}, timeout=60)
    case.validate_response(answer, checks=CHECKS)


def test_the_document_that_is_served_says_of_every_call_that_it_needs_a_token(live: World) -> None:
    served = plain.get(f"{live.url}/openapi.json").json()
    assert served["servers"] == [{"url": live.url}]
    assert {**served, "servers": [], "info": {}} == {**DOCUMENT, "servers": [], "info": {}}
    for path, calls in DOCUMENT["paths"].items():
        for method, call in calls.items():
            if path.startswith("/v1/") and not path.startswith(("/v1/auth/", "/v1/about")):
                assert "401" in call["responses"], f"{method} {path}"
                assert call["security"] == [{"device_token": []}], f"{method} {path}"
            else:
                assert call["security"] == [], f"{method} {path}"

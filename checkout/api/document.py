"""The OpenAPI document: what the routes cannot say of themselves."""

from typing import Any, Final, Literal

from fastapi import FastAPI
from fastapi.routing import APIRoute
from pydantic import TypeAdapter

from checkout.core.event_types import TOLD_OUTSIDE, EventType
from checkout.core.outlet import TRIAL
from checkout.http.openapi import REF, shapes
from checkout.http.problem_types import ProblemDocument
from checkout.ids import id_pattern
from checkout.resources.event import MESSAGES

_ABOUT: Final = """For the app, and for whoever connects a shop's own software: JSON over HTTPS.

* **Ids** are a prefix and a UUIDv7 (`pl_0192d7b4-6c4e-7cc3-98ab-0c1e7a3f4f11`). Those of new things are made by the
  caller, so that sending again is safe: the same id with the same content answers as the first time, with other
  content 409.
* **Sums** are whole poisha (৳1 = 100), **times** RFC 3339 in UTC.
* **Unknown fields** of a request are refused. Answers may have more fields one day, and events more types: pass over
  what you do not know.
* **Refusals** are `application/problem+json` (RFC 9457); `type` is stable, and the path of a page that explains it.
"""
_TAGS: Final = {
    "about": "Who runs this checkout, and who helps.",
    "sign in": "A one-time code by SMS, or an invitation; then a token for the device.",
    "shop": "The shop.",
    "people": "Who works here, on which devices, and which programs have a token.",
    "links": "What a payer opens to pay: the store link, and links for one sum.",
    "own code": "The shop’s own Bangla QR, and the money that came by it to its own account.",
    "payments": "What payers have paid or tried to pay.",
    "refunds": "Money back.",
    "receipts": "Whether a receipt is one of ours.",
    "balance": "The digital balance and its history.",
    "fees": "What a payment would bring.",
    "payouts": "Money out, to the shop's own wallet or bank.",
    "outlets": "Where the shop is told of payments.",
    "notices": "Of what the shop is told outside the app, and when nobody is.",
    "push": "Notices on a device whose app is closed.",
    "events": "The shop's numbered log of all that changes.",
    "told": "What a shop's own server is sent.",
    "running it": "For the operator.",
}
_WHAT_HAPPENED: Final[dict[str, str]] = {
    EventType.PAYMENT_PAID: "A payment is paid",
    EventType.PAYMENT_ON_HOLD: "A payment is held",
    EventType.PAYMENT_PARTLY_REFUNDED: "A part of a payment went back",
    EventType.PAYMENT_REFUNDED: "A payment went back whole",
    EventType.PAYOUT_SENT: "A payout is sent",
    TRIAL: "Somebody tries the outlet",
}
_ABOUT_TELLING: Final = """Sent to each outlet of the kind `webhook`, signed by the
[Standard Webhooks](https://www.standardwebhooks.com) specification with the `secret` that `create_outlet` answered.
Check the signature before you believe anything. Told again until the answer is 2xx, for a day at most, always under
the same `webhook-id`."""
_ABOUT_TRYING: Final = """Sent once when `try_outlet` is called, signed as all others: nothing has happened."""
_SIGNATURE_HEADERS: Final = {
    "webhook-id": ("The message's id, the same at each try", {"type": "string", "pattern": id_pattern("msg")}),
    "webhook-timestamp": ("When it was sent, in seconds since 1970", {"type": "string", "pattern": "^[0-9]+$"}),
    "webhook-signature": (
        "`v1,` and the HMAC-SHA256, in base64, of `{webhook-id}.{webhook-timestamp}.{body}`; the key is what follows"
        " `whsec_` in the secret, read as base64",
        {"type": "string", "pattern": "^v1,[A-Za-z0-9+/]{43}=$"},
    ),
}  # fmt: skip


class DocumentedApp(FastAPI):
    """An application whose document says what its routes cannot."""

    def openapi(self) -> dict[str, Any]:
        is_new = self.openapi_schema is None
        document = super().openapi()
        if is_new:
            _complete(document)
        return document


def name_of(route: APIRoute) -> str:
    """What a client generator calls the operation: as its route is named."""
    return route.name


def describe(app: FastAPI, public_url: str) -> None:
    """Complete the document of this application, which is reached at that address."""
    app.description = _ABOUT
    app.contact = {"name": "Whoever runs this checkout", "url": public_url}
    app.license_info = {"name": "MIT", "identifier": "MIT"}
    app.servers = [{"url": public_url}]
    app.openapi_tags = [{"name": name, "description": words} for name, words in _TAGS.items()]


def _complete(document: dict[str, Any]) -> None:
    told: list[tuple[str, Literal["serialization"], TypeAdapter[object]]] = [
        ("problem", "serialization", TypeAdapter(ProblemDocument)),
        *((name, "serialization", TypeAdapter(shape)) for name, shape in {**shapes(), **MESSAGES}.items()),
    ]
    _, schemas = TypeAdapter.json_schemas(told, ref_template=REF)
    document["components"]["schemas"] = schemas["$defs"] | document["components"]["schemas"]
    document["webhooks"] = {
        str(kind): {"post": _telling(kind)} for kind in (*(one for one in EventType if one in TOLD_OUTSIDE), TRIAL)
    }
    for calls in document["paths"].values():
        for call in calls.values():
            # Said of each, so that a forgotten one is seen.
            call.setdefault("security", [])
            call["summary"] = call["operationId"].replace("_", " ").capitalize()


def _telling(kind: str) -> dict[str, object]:
    noun = kind.partition(".")[0]
    schema = {"$ref": REF.format(model=MESSAGES[noun].__name__)}
    return {
        "operationId": f"told_{kind}".replace(".", "_"),
        "tags": ["told"],
        "summary": _WHAT_HAPPENED[kind],
        "description": _ABOUT_TRYING if kind == TRIAL else _ABOUT_TELLING,
        "security": [],
        "parameters": [
            {"name": name, "in": "header", "required": True, "description": words, "schema": schema}
            for name, (words, schema) in _SIGNATURE_HEADERS.items()
        ],
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
        "responses": {
            "2XX": {"description": "Taken; within 15 seconds. The body is not read"},
            "410": {"description": "Gone for good: the outlet is removed, and told no more"},
            "default": {"description": "Not taken" if kind == TRIAL else "Not taken: it is told again"},
        },
    }

"""An answer of the API, written as it stands."""

import json
from typing import Any

import pytest
from fastapi.responses import JSONResponse

from checkout.core.link import LinkStatus
from checkout.core.payment_status import Status
from checkout.http.told import Told

EVERY_CHARACTER = "".join(chr(code) for code in [*range(0xD800), *range(0xE000, 0x11000), 0x1F600, 0x10FFFF])


@pytest.mark.parametrize(
    "resource",
    [
        {"data": [], "next_cursor": None},
        {"status": LinkStatus.USED_UP, "of": [Status.PAID, Status.PARTLY_REFUNDED], "late": True, "duplicate": False},
        {"name": EVERY_CHARACTER, EVERY_CHARACTER: ""},
        {"poisha": [0, -1, 2**63 - 1, -(2**63)], "payer": {"name": 'নুসরাত "জাহান"', "phone": "\\u0041\x7f</script>"}},
    ],
)
def test_it_is_byte_for_byte_what_the_frameworks_own_would_be(resource: dict[str, Any]) -> None:
    told, own = Told(resource, 201), JSONResponse(resource, 201)
    assert (told.body, told.raw_headers, told.status_code) == (own.body, own.raw_headers, 201)
    assert json.loads(bytes(told.body)) == resource

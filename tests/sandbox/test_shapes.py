"""What the stand-ins answer has the shape of what was recorded: the same names, and values of the same types.

A stand-in that shares a mistake with its adapter makes a whole suite green and every real payment unread.
"""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.checkout.gateways.payloads import HERE, as_it_came
from tests.sandbox import clients

_KINDS: Final = {bool: "truth", int: "number", float: "number", str: "text", list: "list", dict: "object"}


def differences(answer: Mapping[str, Any], *samples: str, optional: tuple[str, ...] = ()) -> list[str]:
    """How an answer differs in shape from the recorded samples together; null may stand for anything."""
    recorded: dict[str, set[str]] = {}
    for sample in samples:
        payload = as_it_came(HERE / f"{sample}.json")
        for name, value in (payload[0] if isinstance(payload, list) else payload).items():
            recorded.setdefault(name, set()).update(() if value is None else (_KINDS[type(value)],))
    found = [f"{name} is not in any sample" for name in answer if name not in recorded and name not in optional]
    found += [f"{name} is missing" for name in recorded if name not in answer and name not in optional]
    for name, value in answer.items():
        kinds = recorded.get(name, set())
        if value is not None and kinds and _KINDS[type(value)] not in kinds:
            found.append(f"{name} is a {_KINDS[type(value)]}, not a {' or '.join(sorted(kinds))}")
    return found


def test_another_name_another_type_and_a_missing_name_are_differences() -> None:
    sample = as_it_came(HERE / "aamarpay/payloads/searched.json")
    assert differences(sample, "aamarpay/payloads/searched") == []
    assert differences({**sample, "status": "x"}, "aamarpay/payloads/searched") == ["status is not in any sample"]
    assert differences({**sample, "amount": 250}, "aamarpay/payloads/searched") == ["amount is a number, not a text"]
    del sample["currency"]
    assert differences(sample, "aamarpay/payloads/searched") == ["currency is missing"]


@pytest.mark.parametrize("do", ["pay", "fail", ""])
def test_aamarpays_answers_have_the_recorded_shape(gateway: httpx.Client, do: str) -> None:
    started = clients.aamarpay_start()
    opened = gateway.post("/jsonpost.php", json=started).json()
    assert differences(opened, "aamarpay/payloads/opened") == []
    if do:
        track = parse_qs(urlsplit(opened["payment_url"]).query)["track"][0]
        page = gateway.post("/paynow.php", data={"track": track, "do": do}).text
        returned = clients.hidden_fields(page)
        assert differences(returned, "aamarpay/payloads/returned", optional=("status_code",)) == []
    searched = gateway.get("/api/v1/trxcheck/request.php", params=clients.aamarpay_search(started)).json()
    assert differences(searched, "aamarpay/payloads/searched", "aamarpay/payloads/searched_names") == []
    assert searched["currency"] == "BDT"
    assert searched["amount_currency"] == searched["amount"]

"""Every recorded payload says where it is from and what was changed, and is believed no further than that."""

import json
from pathlib import Path

import pytest

from checkout.gateways.registry import KINDS
from tests.checkout.gateways.adapters import every_adapter
from tests.checkout.gateways.cases import AdapterUnderTest
from tests.checkout.gateways.payloads import all_payloads, as_it_came, source_of

every_payload = pytest.mark.parametrize("path", all_payloads(), ids=lambda path: f"{path.parts[-3]}-{path.stem}")


@every_payload
def test_every_recorded_payload_says_where_it_is_from_and_what_was_changed(path: Path) -> None:
    source = source_of(path)
    body = as_it_came(path)
    names = set(body[0] if isinstance(body, list) else body)
    assert set(source.changed) <= names | {"*", "store_name"}, "a field that was changed is not in the payload"


def test_every_gateway_has_recorded_payloads() -> None:
    assert {path.parts[-3] for path in all_payloads()} == set(KINDS)


@every_adapter
def test_every_case_says_where_its_answer_is_from(adapter: AdapterUnderTest) -> None:
    cases = {*adapter.answers, *adapter.notices, *adapter.returns}
    assert set(adapter.sources) == cases
    assert all(len(source) >= 10 for source in adapter.sources.values())


def test_a_payload_without_a_source_or_edited_behind_its_back_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "searched.json"
    path.write_text('{"amount": "10.00"}')
    with pytest.raises(FileNotFoundError):
        source_of(path)
    told = {"kind": "wild", "taken_from": "a live answer of 2026", "changed": {}, "sha256": "of another body"}
    path.with_name("searched.source.json").write_text(json.dumps(told))
    with pytest.raises(ValueError, match="was edited"):
        source_of(path)
    path.with_name("searched.source.json").write_text(json.dumps({**told, "kind": "somewhere"}))
    with pytest.raises(ValueError, match="a source is one of"):
        source_of(path)

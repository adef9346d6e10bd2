"""Where a shop wants to be told: kept in one form, or refused at its field."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkout.commands.webhooks_out import ADDRESS_MAX, read_outlet_address
from checkout.core.outlet import Kind
from checkout.errors import BadFields
from language import plain_line
from tests.support.channels import channels

TYPED = st.text(max_size=40) | st.from_regex(
    r"\A\s?(https?://[a-z0-9.@:\[\]-]{1,20}(/[ -~]{0,9})?|[\w.+-]{1,9}@[a-z]{1,5}\.[a-z]{2,3}|(\+?88)?01[3-9]\d{8}|-?\d{3,21})\s?\Z"
)


@given(st.sampled_from(Kind), TYPED, st.booleans())
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
    if kind is Kind.WEBHOOK:
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
        read_outlet_address(channels()[Kind.WEBHOOK], address)


@pytest.mark.parametrize("kind", Kind)
def test_no_address_is_longer_than_what_is_kept(kind: Kind) -> None:
    with pytest.raises(BadFields):
        read_outlet_address(channels()[kind], "https://shop.example/" + "a" * ADDRESS_MAX)


@pytest.mark.parametrize(
    ("kind", "address"),
    [(Kind.WEBHOOK, "https://shop.example/paid"), (Kind.EMAIL, "karim@shop.example"), (Kind.TELEGRAM, "-1001234567")],
)
def test_what_nobody_sees_in_it_is_not_kept(kind: Kind, address: str) -> None:
    assert read_outlet_address(channels()[kind], f"\u202a {address[:3]}\u200b{address[3:]}\u202c ") == address

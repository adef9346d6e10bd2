"""The channels by which shops and their staff are told."""

from datetime import UTC, datetime

import httpx
from pydantic import SecretStr

from checkout.core.outlet import Kind
from checkout.notify.channels import ChannelContext
from checkout.notify.registry import Channels, ChannelSettings, make_channels


def _made(settings: ChannelSettings) -> Channels:
    return make_channels(settings, ChannelContext(httpx.AsyncClient(), lambda: datetime.now(UTC), anywhere=False))


def test_every_kind_that_a_shop_may_choose_has_its_channel() -> None:
    settings = ChannelSettings(
        smtp_host="mail.example.com", smtp_sender="aday@example.com", telegram_token=SecretStr("1:x")
    )
    made = _made(settings)
    assert set(made) == set(Kind)
    assert all(kind is channel.kind for kind, channel in made.items())


def test_what_an_operator_did_not_set_up_is_no_channel() -> None:
    assert set(_made(ChannelSettings())) == {Kind.WEBHOOK, Kind.SMS}

"""Every channel by which shops and their staff are told, set up and pointing nowhere."""

from datetime import UTC, datetime
from typing import Final

import httpx
from pydantic import SecretStr

from checkout.notify.channels import ChannelContext
from checkout.notify.push_message import new_private_key
from checkout.notify.registry import CHANNELS, Channels, ChannelSettings, make_channels
from checkout.notify.sms import SmsChannel
from checkout.notify.telegram import TelegramChannel

KINDS: Final = tuple(one.kind for one in CHANNELS)
SMS: Final = SmsChannel.kind
TELEGRAM: Final = TelegramChannel.kind
ALL_SET_UP = ChannelSettings(
    smtp_host="mail.example.com",
    smtp_sender="aday@example.com",
    telegram_token=SecretStr("1:x"),
    push_private_key=SecretStr(new_private_key()),
    push_contact="mailto:aday@example.com",
)


def channels(settings: ChannelSettings = ALL_SET_UP, *, anywhere: bool = False) -> Channels:
    """`anywhere` is a demo, which may call its own machine."""
    return make_channels(settings, ChannelContext(httpx.AsyncClient(), lambda: datetime.now(UTC), anywhere=anywhere))

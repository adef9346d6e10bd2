"""Every channel that we tell by, and which of them an installation has set up."""

from collections.abc import Callable, Mapping
from typing import Final

from checkout.core.outlet import Kind
from checkout.notify.channels import Channel, ChannelContext
from checkout.notify.email import EmailChannel, EmailSettings
from checkout.notify.push import PushChannel, PushSettings
from checkout.notify.sms import SmsChannel, SmsSettings
from checkout.notify.telegram import TelegramChannel, TelegramSettings
from checkout.notify.webhook import WebhookChannel

Channels = Mapping[Kind, Channel]
"""Those that are set up."""


class ChannelSettings(SmsSettings, EmailSettings, TelegramSettings, PushSettings):
    """What an operator sets for all of them."""


_MAKERS: Final[tuple[Callable[[ChannelSettings, ChannelContext], Channel | None], ...]] = (
    WebhookChannel.make,
    SmsChannel.make,
    EmailChannel.make,
    TelegramChannel.make,
    PushChannel.make,
)


def make_channels(settings: ChannelSettings, context: ChannelContext) -> Channels:
    """The channels that are set up, ready to use."""
    made = (make(settings, context) for make in _MAKERS)
    return {one.kind: one for one in made if one is not None}

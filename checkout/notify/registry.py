"""Every channel that we tell by, and which of them an installation has set up."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, Literal

from checkout.core.outlet import PUSH, Kind
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


CHANNELS: Final = (WebhookChannel, SmsChannel, EmailChannel, TelegramChannel, PushChannel)
NAMED: Final = tuple(one.kind for one in CHANNELS if one.kind != PUSH)
"""Those by which a shop names an address; a browser is told of by `/v1/push`."""
if TYPE_CHECKING:
    Named = Kind
else:
    # What the API takes, and its document names.
    Named = Literal[NAMED]


def make_channels(settings: ChannelSettings, context: ChannelContext) -> Channels:
    """The channels that are set up, ready to use."""
    made: list[Channel | None] = [one.make(settings, context) for one in CHANNELS]
    return {one.kind: one for one in made if one is not None}

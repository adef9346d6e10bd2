"""Every gateway that we speak with, and which of them an installation has set up."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from checkout.core.gateway_routing import Routes
from checkout.core.methods import INSTRUMENTS, Instrument
from checkout.gateways.aamarpay.settings import AamarPaySettings
from checkout.gateways.base import Gateway, ProvedNotices, SeenMessages
from checkout.gateways.bkash.settings import BkashSettings
from checkout.gateways.issued_codes import CodeIssuer
from checkout.gateways.nagad.settings import NagadSettings
from checkout.gateways.settings import GatewayContext, GatewaySettings
from checkout.gateways.shurjopay.settings import ShurjoPaySettings
from checkout.gateways.sslcommerz.settings import SslCommerzSettings
from checkout.setting_types import WrongSettings
from checkout.setting_words import NotRead, read_settings
from checkout.variables import nearest, values_for

Gateways = Mapping[str, Gateway]
SetUp = Mapping[str, GatewaySettings]

# In the order in which they are tried: a company's own checkout costs less than an aggregator's.
KINDS: Final[Mapping[str, type[GatewaySettings]]] = {
    "bkash": BkashSettings,
    "nagad": NagadSettings,
    "sslcommerz": SslCommerzSettings,
    "aamarpay": AamarPaySettings,
    "shurjopay": ShurjoPaySettings,
}


def read_set_up(variables: Mapping[str, str]) -> SetUp:
    """The gateways that are set up, which may be none. Raises WrongSettings for one that is set up in part."""
    found: dict[str, GatewaySettings] = {}
    wrong: list[str] = []
    for name, kind in KINDS.items():
        if not values_for(kind.variable_prefix, kind.model_fields, variables):
            continue
        try:
            found[name] = read_settings(kind, kind.variable_prefix, variables)
        except NotRead as error:
            wrong += error.wrong
    if wrong:
        raise WrongSettings("; ".join(wrong))
    return found


def none_is_set_up() -> str:
    """What to tell an operator who set up no gateway."""
    first = " or ".join(f"{kind.variable_prefix}BASE_URL" for kind in KINDS.values())
    return f"no gateway is set up ({first} and what belongs to it)"


def make_routes(set_up: SetUp, asked: Mapping[Instrument, list[str]]) -> Routes:
    """Which gateways serve which way to pay: as asked, else each that can. Raises WrongSettings."""
    for instrument, names in asked.items():
        for name in names:
            if name not in KINDS:
                raise WrongSettings(
                    f"ADAY_ROUTES is wrong: {name[:40]}, named for {instrument}, is no gateway{nearest(name, KINDS)}"
                )
            if names.count(name) > 1:
                raise WrongSettings(f"ADAY_ROUTES is wrong: {name} is named twice for {instrument}")
            if name not in set_up:
                raise WrongSettings(f"ADAY_ROUTES is wrong: {name}, named for {instrument}, is not set up")
            if instrument not in set_up[name].serves:
                raise WrongSettings(f"ADAY_ROUTES is wrong: {name} does not serve {instrument}")
    able = {
        instrument: [name for name, settings in set_up.items() if instrument in settings.serves]
        for instrument in INSTRUMENTS
    }
    routes = Routes({instrument: tuple(asked.get(instrument, able[instrument])) for instrument in INSTRUMENTS})
    if not routes.offered:
        raise WrongSettings("ADAY_ROUTES is wrong: it leaves no way to pay")
    return routes


def make_gateways(set_up: SetUp, context: GatewayContext) -> Gateways:
    """The adapters, ready to use."""
    return {name: settings.make(context) for name, settings in set_up.items()}


def make_notices(set_up: SetUp, context: GatewayContext, seen: SeenMessages) -> Mapping[str, ProvedNotices]:
    """What proves the notices of those gateways whose notices can be proved."""
    made = {name: settings.make_notices(context, seen) for name, settings in set_up.items()}
    return {name: one for name, one in made.items() if one is not None}


def make_codes(set_up: SetUp, context: GatewayContext) -> Mapping[str, CodeIssuer]:
    """What issues Bangla QRs, of those gateways that do."""
    made = {name: settings.make_codes(context) for name, settings in set_up.items()}
    return {name: one for name, one in made.items() if one is not None}


def first_pause(gateways: Gateways, name: str, least: timedelta) -> timedelta:
    """How long a payer is left alone on a gateway's page: as long as the gateway wants it, and no less than this."""
    patience = gateways[name].patience_seconds if name in gateways else 0
    return max(least, timedelta(seconds=patience))

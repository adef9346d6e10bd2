"""Every gateway that we speak with, and which of them an installation has set up."""

from collections.abc import Mapping
from typing import Final

from pydantic import ValidationError
from pydantic_settings import SettingsError

from checkout.gateways.aamarpay.setup import AamarPaySettings
from checkout.gateways.base import Gateway
from checkout.gateways.bkash.setup import BkashSettings
from checkout.gateways.nagad.setup import NagadSettings
from checkout.gateways.setup import GatewaySettings, Surroundings
from checkout.gateways.shurjopay.setup import ShurjoPaySettings
from checkout.gateways.sslcommerz.setup import SslCommerzSettings
from checkout.payments.methods import WAYS, Way
from checkout.payments.routes import Routes
from checkout.setting_types import WrongSettings, sentences

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


def load_set_up() -> SetUp:
    """The gateways that are set up. Raises WrongSettings for one that is set up in part, or for none at all."""
    found: dict[str, GatewaySettings] = {}
    wrong: list[str] = []
    for name, kind in KINDS.items():
        try:
            found[name] = kind()
        except (ValidationError, SettingsError) as error:
            if not _is_absent(kind, error):
                wrong += sentences(kind, error)
    if wrong:
        raise WrongSettings("; ".join(wrong))
    if not found:
        first = " or ".join(f"{kind.model_config['env_prefix']}BASE_URL" for kind in KINDS.values())
        raise WrongSettings(f"no gateway is set up ({first} and what belongs to it)")
    return found


def make_routes(set_up: SetUp, asked: Mapping[Way, list[str]]) -> Routes:
    """Which gateways serve which way to pay: as asked, else each that can. Raises WrongSettings."""
    for way, names in asked.items():
        for name in names:
            if name not in set_up:
                raise WrongSettings(f"ADAY_ROUTES is wrong: {name}, named for {way}, is not set up")
            if way not in set_up[name].serves:
                raise WrongSettings(f"ADAY_ROUTES is wrong: {name} does not serve {way}")
    able = {way: [name for name, settings in set_up.items() if way in settings.serves] for way in WAYS}
    routes = Routes({way: tuple(asked.get(way, able[way])) for way in WAYS})
    if not routes.offered:
        raise WrongSettings("ADAY_ROUTES is wrong: it leaves no way to pay")
    return routes


def make_gateways(set_up: SetUp, around: Surroundings) -> Gateways:
    """The adapters, ready to use."""
    return {name: settings.make(around) for name, settings in set_up.items()}


def _is_absent(kind: type[GatewaySettings], error: ValidationError | SettingsError) -> bool:
    """Whether none of what a gateway needs is set: then it is simply not used."""
    if isinstance(error, SettingsError):
        return False
    needed = {name for name, field in kind.model_fields.items() if field.is_required()}
    missing = {problem["loc"][0] for problem in error.errors() if problem["type"] == "missing"}
    return missing == needed

"""Kinds of values that operators set, and the sentences in which a wrong one is told."""

from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsError

from checkout.payments.fees import Rate
from money import PAYMENT_MOST, Money


class WrongSettings(Exception):
    """Settings are missing or wrong; the text is one sentence for the operator."""


def _host(value: str) -> str:
    address = _address(value)
    if urlsplit(address).path:
        raise ValueError("must end after the host: https://pay.example.com")
    return address


def _address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must be like https://pay.example.com")
    if parts.query or parts.fragment:
        raise ValueError("must have no query")
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"


HostAddress = Annotated[str, AfterValidator(_host)]
"""A web address without a path: `https://pay.example.com`."""
BaseAddress = Annotated[str, AfterValidator(_address)]
"""A web address that may have a path: `https://api.example.com/v1`."""


class FeeRate(BaseModel):
    """Hundredths of a percent of the amount, and the least in poisha."""

    model_config = ConfigDict(extra="forbid")

    basis_points: int = Field(0, ge=0, le=10_000)
    least_poisha: int = Field(0, ge=0, le=PAYMENT_MOST.poisha)

    @property
    def rate(self) -> Rate:
        return Rate(self.basis_points, Money(self.least_poisha))


def sentences(kind: type[BaseSettings], error: ValidationError | SettingsError) -> list[str]:
    """What is wrong with each setting, by the name of its variable."""
    prefix = kind.model_config["env_prefix"]
    if isinstance(error, SettingsError):
        # Raised for what is not JSON; it names the field.
        name = next((field for field in kind.model_fields if f'"{field}"' in str(error)), "")
        return [f"{prefix}{name.upper()} is wrong: must be JSON"]
    return [_sentence(prefix, problem) for problem in error.errors()]


def _sentence(prefix: str, problem: Any) -> str:
    variable = f"{prefix}{str(problem['loc'][0]).upper()}"
    if problem["type"] == "missing":
        return f"{variable} is not set"
    return f"{variable} is wrong: {problem['msg'].removeprefix('Value error, ')}"

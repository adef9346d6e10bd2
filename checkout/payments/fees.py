"""What a payment costs the shop: the gateway's fee, and the operator's own service fee on top."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from money import Money

EVERY_METHOD: Final = "*"
_NOTHING: Final = Money(0)


@dataclass(frozen=True, slots=True)
class Rate:
    """So many hundredths of a percent of the amount, and at least so much."""

    basis_points: int
    least: Money = _NOTHING

    def of(self, amount: Money) -> Money:
        """The fee on this amount; never more than the amount itself."""
        return min(max(amount.share(self.basis_points), self.least), amount)


Rates = Mapping[str, Rate]
"""Rates by the name of a method (`bKash`, `Visa` …); `*` is for every method without its own."""

NO_RATES: Final[Rates] = {}


def rate_for(rates: Rates, method: str) -> Rate | None:
    """The method's own rate, else the one for all, else none. Names are compared without case."""
    named = {name.casefold(): rate for name, rate in rates.items()}
    return named.get(method.casefold(), named.get(EVERY_METHOD))


def service_fee(rates: Rates, method: str, amount: Money, gateway_fee: Money) -> Money:
    """The operator's fee; what the gateway left is the most that can be taken."""
    rate = rate_for(rates, method)
    return _NOTHING if rate is None else min(rate.of(amount), amount - gateway_fee)


def on_top(amount: Money, gateway: Rate | None, service: Rate | None) -> Money:
    """What has to be added to an amount so that both fees of the sum leave the amount; an unknown rate is none."""
    sum_ = amount
    while True:
        fee = gateway.of(sum_) if gateway else _NOTHING
        fee += min(service.of(sum_), sum_ - fee) if service else _NOTHING
        if sum_ - fee >= amount or fee >= sum_:
            return sum_ - amount
        sum_ = amount + fee

"""What a payment costs the shop: the gateway's fee, and the operator's own service fee on top."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from money import Money

EVERY_METHOD: Final = "*"
_NOTHING: Final = Money(0)
_WHOLE: Final = 10_000


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
    """What has to be added to an amount so that both fees of the sum leave the amount; an unknown rate is none.

    Nothing where the fees are the whole of any sum: then no sum would do.
    """
    rates = [rate for rate in (gateway, service) if rate is not None]
    if sum(rate.basis_points for rate in rates) >= _WHOLE:
        return _NOTHING
    total = amount
    while True:
        # Each is at most the whole of the sum, so the next one tried is never less than it has to be.
        fee = sum((rate.of(total) for rate in rates), _NOTHING)
        if total - fee >= amount:
            return total - amount
        total = amount + fee

"""What a payment costs: by the gateways' contracts, the operator's rates, and who bears it."""

from collections.abc import Mapping
from dataclasses import dataclass

from checkout.core.fees import Rate, Rates, on_top, rate_for, service_fee
from checkout.core.gateway_routing import Routes
from checkout.core.methods import INSTRUMENT_OF, METHODS, Instrument
from checkout.gateways.base import Gateway
from money import Money


@dataclass(frozen=True, slots=True)
class Charges:
    """The rates of one installation."""

    routes: Routes
    gateways: Mapping[str, Gateway]
    gateway_rates: Rates
    service_rates: Rates

    def gateway_rate(self, method: str) -> Rate | None:
        """What the gateway that serves this method first takes; None where nobody has set it down."""
        serving = self.routes.by_instrument[INSTRUMENT_OF[method]]
        contract = self.gateways[serving[0]].contract if serving else None
        return contract or rate_for(self.gateway_rates, method)

    def gateway_fee(self, method: str, amount: Money) -> Money | None:
        """The gateway's fee by its contract."""
        rate = self.gateway_rate(method)
        return None if rate is None else rate.of(amount)

    def service_fee(self, method: str, amount: Money, gateway_fee: Money) -> Money:
        """The operator's fee on top of it."""
        return service_fee(self.service_rates, method, amount, gateway_fee)

    @property
    def are_known(self) -> bool:
        """Whether every way to pay that is offered has a rate, so that a payer can be told the cost beforehand."""
        offered = [method for method in METHODS if INSTRUMENT_OF[method] in self.routes.offered]
        return all(self.gateway_rate(method) is not None for method in offered)

    def surcharge(self, instrument: Instrument | None, amount: Money) -> Money:
        """What a payer has to add so that the shop gets this amount; the dearest method of the way counts."""
        methods = [method for method in METHODS if instrument in (None, INSTRUMENT_OF[method])]
        return max(on_top(amount, self.gateway_rate(one), rate_for(self.service_rates, one)) for one in methods)

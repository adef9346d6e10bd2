"""Which gateway serves which way to pay, and in what order they are tried."""

from collections.abc import Mapping
from dataclasses import dataclass

from checkout.core.methods import INSTRUMENTS, Instrument


@dataclass(frozen=True, slots=True)
class Routes:
    """The gateways for each way to pay, the first before the others."""

    by_instrument: Mapping[Instrument, tuple[str, ...]]

    @property
    def offered(self) -> tuple[Instrument, ...]:
        """The ways that some gateway serves."""
        return tuple(instrument for instrument in INSTRUMENTS if self.by_instrument.get(instrument))

    @property
    def choices(self) -> tuple[Instrument, ...]:
        """What the payer must choose from on our form; empty where every way leads to the same gateways.

        Then the choice is made on the gateway's page, and asking twice would be one time too many.
        """
        return self.offered if len({self.by_instrument[instrument] for instrument in self.offered}) > 1 else ()

    def gateways_for(self, instrument: Instrument | None) -> tuple[str, ...]:
        """The gateways to try, in order; None for a payer who was not asked to choose."""
        return self.by_instrument[instrument if instrument is not None else self.offered[0]]

"""How long a phone or a server takes to make a shop's code into one for a payment."""

import statistics
import time
from typing import Final

from emvqr import one_time_code, read_shop_code
from money import Money
from tests.bench.figures import Figure

_TIMES: Final = 1_000
_COUNTERS: Final = (
    "00020101021126490011com.example01020002049999031612345678901234565204541153030505802BD"
    "5911RAHIM STORE6005DHAKA62100706TILL016304F2AE"
)


def qr_codes() -> list[Figure]:
    """Out of the text that is kept of the shop's own."""
    took = []
    for number in range(_TIMES):
        begun = time.perf_counter()
        made = one_time_code(read_shop_code(_COUNTERS), Money(650_00), f"BILL{number}").text
        took.append((time.perf_counter() - begun) * 1000)
        assert made.endswith(read_shop_code(made).code.text[-4:])
    return [Figure(f"Bangla QR for one payment, median of {_TIMES:,}", "1 ms", f"{statistics.median(took):.2f} ms")]

"""How many lines may be held open at once: each costs a little for as long as it lives, and opens for nothing."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from checkout.core.merchant import MerchantId
from checkout.errors import Busy, TooManyStreams

OF_A_DEVICE: Final = 8
"""An app has one; a phone that lost its network some times may have left a few that nobody knows to be dead yet."""
OF_A_SHOP: Final = 80
OF_A_WORKER: Final = 12_000
AGAIN_SECONDS: Final = 30


class Seats:
    """Places for those who listen, at one worker."""

    def __init__(self, of_a_worker: int = OF_A_WORKER) -> None:
        self._of_a_worker = of_a_worker
        self._taken: Counter[str] = Counter()
        self._taken_count = 0

    def take(self, token_hash: str, merchant_id: MerchantId) -> None:
        """A place until it is left. Raises TooManyStreams for the device's or the shop's own, and Busy."""
        if self._taken[token_hash] >= OF_A_DEVICE or self._taken[merchant_id] >= OF_A_SHOP:
            raise TooManyStreams(AGAIN_SECONDS)
        if self._taken_count >= self._of_a_worker:
            raise Busy(AGAIN_SECONDS)
        self._change(token_hash, merchant_id, 1)

    def leave(self, token_hash: str, merchant_id: MerchantId) -> None:
        self._change(token_hash, merchant_id, -1)

    @contextmanager
    def seat(self, token_hash: str, merchant_id: MerchantId) -> Iterator[None]:
        """A place that is free again when the block is left. Raises as `take` does."""
        self.take(token_hash, merchant_id)
        try:
            yield
        finally:
            self.leave(token_hash, merchant_id)

    def _change(self, token_hash: str, merchant_id: MerchantId, by: int) -> None:
        self._taken_count += by
        for who in (token_hash, merchant_id):
            self._taken[who] += by
            if not self._taken[who]:
                del self._taken[who]

"""What a seed chooses. Each choice is drawn by what it is about, so that leaving one thing out changes few others."""

from collections import Counter
from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")
_WHOLE = 1 << 64


class Chances:
    """The same seed and the same questions give the same answers, on every machine."""

    def __init__(self, seed: str) -> None:
        self._key = blake2b(seed.encode(), digest_size=32).digest()
        self._asked: Counter[str] = Counter()

    def share(self, about: str) -> float:
        """Between 0 and 1; another one each time that the same is asked about."""
        self._asked[about] += 1
        return self.of(about, self._asked[about])

    def of(self, about: str, number: int) -> float:
        """The same, for the so manieth of its kind."""
        drawn = blake2b(f"{about}|{number}".encode(), digest_size=8, key=self._key).digest()
        return int.from_bytes(drawn, "big") / _WHOLE

    def between(self, about: str, least: float, most: float) -> float:
        return least + self.share(about) * (most - least)

    def one_of(self, about: str, some: Sequence[T]) -> T:
        return some[int(self.share(about) * len(some))]

    def happens(self, about: str, share: float) -> bool:
        return self.share(about) < share

    def mostly_short(self, about: str, usual: float, longest: float) -> float:
        """Seconds that something takes: about as usual, and now and then very long."""
        share = self.share(about)
        return usual * (0.2 + share) if share < 0.97 else usual + (share - 0.97) / 0.03 * longest


class Bytes:
    """In the place of the system's randomness."""

    def __init__(self, seed: str) -> None:
        self._key, self._count = blake2b(seed.encode(), digest_size=32).digest(), 0

    def __call__(self, size: int) -> bytes:
        found = b""
        while len(found) < size:
            self._count += 1
            found += blake2b(self._count.to_bytes(8, "big"), key=self._key).digest()
        return found[:size]

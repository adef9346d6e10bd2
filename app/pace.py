"""How often the screens are drawn when much happens: at once, and then no more than a few times a second."""


class Pace:
    """Says how long to wait; the clock is handed in, in seconds of any origin."""

    def __init__(self, seconds: float, least: float = 0.0) -> None:
        """Between two drawings pass `seconds` at least; `least` is waited always, for what comes together."""
        self._seconds, self._least = seconds, least
        self._drawn_at: float | None = None

    def wait(self, now: float) -> float:
        """The seconds until the next drawing may be."""
        if self._drawn_at is None:
            return self._least
        return max(self._least, self._drawn_at + self._seconds - now)

    def drawn(self, now: float) -> None:
        """It was drawn just now."""
        self._drawn_at = now

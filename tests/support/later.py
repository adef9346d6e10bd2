"""A clock that a test moves on, and what is to happen when."""

from collections.abc import Callable
from datetime import datetime, timedelta


class Later:
    """Calls what was put off when its time has come; seconds are those since the test began."""

    def __init__(self) -> None:
        self.now = 0.0
        self._due: list[tuple[float, Callable[[], None]]] = []

    def __call__(self, seconds: float, do: Callable[[], None]) -> None:
        self._due.append((self.now + seconds, do))

    def moment(self, begin: datetime) -> datetime:
        """The time of day, for a test that began then."""
        return begin + timedelta(seconds=self.now)

    def go_on(self, seconds: float) -> None:
        """Let so much time pass, and everything happen that is due in it, in turn."""
        until = self.now + seconds
        while due := sorted((one for one in self._due if one[0] <= until), key=lambda one: one[0])[:1]:
            self._due.remove(due[0])
            self.now = max(self.now, due[0][0])
            due[0][1]()
        self.now = until

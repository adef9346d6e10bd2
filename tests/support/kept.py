"""What an app's device remembers between two sessions, in memory."""


class Kept:
    """The few words a device keeps for itself: who is signed in."""

    def __init__(self, token: str) -> None:
        self._words = {"token": token}

    async def get(self, key: str) -> str:
        return self._words.get(key, "")

    async def set(self, key: str, value: str) -> None:
        self._words[key] = value

    async def remove(self, key: str) -> None:
        self._words.pop(key, None)

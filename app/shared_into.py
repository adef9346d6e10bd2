"""What a phone's other programs share into the installed app: a message goes on as an address, a picture waits shortly.

The app is drawn by this server, so a picture is not brought to it by the browser once more: the screen takes it here.
"""

import asyncio
import secrets
from typing import Final
from urllib.parse import quote

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

PATH: Final = "/v"
"""As the manifest says it (assets/app/manifest.json)."""
_PICTURE_MOST: Final = 16 * 1024 * 1024
_ALL_MOST: Final = 64 * 1024 * 1024
"""Whoever shares one is not known yet: all that wait have no more room than this together."""
_KEPT_SECONDS: Final = 600
"""So long somebody may take to sign in first."""
_WORDS_MOST: Final = 2_000
_FILES_MOST: Final = 8
"""Of several that were chosen at once the last is looked at."""
_PLAIN_FIELDS_MOST: Final = 4


class SharedPictures:
    """Pictures, each for who has its key, and once."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def keep(self, content: bytes) -> str:
        """The key by which it is taken; where there is no room the oldest go."""
        while self._kept and sum(map(len, self._kept.values())) + len(content) > _ALL_MOST:
            del self._kept[next(iter(self._kept))]
        key = secrets.token_urlsafe(16)
        self._kept[key] = content
        asyncio.get_running_loop().call_later(_KEPT_SECONDS, self._kept.pop, key, None)
        return key

    def take(self, key: str) -> bytes | None:
        return self._kept.pop(key, None)


class ShareTarget:
    """Leads on to the screen where a payment is checked."""

    def __init__(self, pictures: SharedPictures) -> None:
        self._pictures = pictures
        self.route = Route(PATH, self._receive, methods=["POST"])

    async def _receive(self, request: Request) -> Response:
        length = request.headers.get("content-length", "")
        if not length.isdecimal() or int(length) > _PICTURE_MOST:
            return _go("/check")
        async with request.form(max_files=_FILES_MOST, max_fields=_PLAIN_FIELDS_MOST) as form:
            picture = form.get("picture")
            if isinstance(picture, UploadFile) and picture.size:
                # Without a word of where it came from: a name may say whose it is.
                return _go(f"/check?picture={self._pictures.keep(await picture.read())}")
            words = next((said for name in ("text", "url") if isinstance(said := form.get(name), str) and said), "")
        return _go(f"{PATH}?c={quote(words[:_WORDS_MOST], safe='')}")


def _go(address: str) -> Response:
    """Opened anew as a page, so that loading it again sends nothing twice."""
    return RedirectResponse(address, 303, {"cache-control": "no-store"})

"""The files of the page, packed once and sent again only when they changed: lines are slow, and the engine is large."""

import asyncio
import gzip
import logging
import os
import tempfile
from pathlib import Path
from typing import Final

import brotli
import flet_web.fastapi as flet_fastapi
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response
from starlette.staticfiles import NotModifiedResponse
from starlette.types import Scope

from app.page_names import PREFIX, PageNames
from app.words import say
from language import DEFAULT

log = logging.getLogger(__name__)
# What is packed in itself already (pictures, sound, WOFF2) gains nothing.
_PACKABLE: Final = frozenset({".wasm", ".js", ".mjs", ".json", ".html", ".css", ".ttf", ".otf", ".txt"})
_LEAST_BYTES: Final = 1_024
_ENCODINGS: Final = ("br", "gzip")
"""The smallest first."""
# The engine's 8.5 MB become 2.47 MB in half a second, for which the first visitor waits; 9 saves 1.5 % in nine seconds.
_BROTLI_QUALITY: Final = 6
_GZIP_LEVEL: Final = 6
_UNUSED_SECONDS: Final = 90 * 86_400
_ASKED_ABOUT: Final = "no-cache"
# A year is the most that is asked for (RFC 9111): what has such a name never changes.
KEPT_FOR_A_YEAR: Final = "public, max-age=31536000, immutable"


class PackedFiles(flet_fastapi.FletStaticFiles):
    """Flet's files of the page and those of `assets` over them, each packed when first asked for, and kept in `folder`.

    Every answer has a mark made of the content. Under a name that changes with it a file is kept for a year without
    asking (app/page_names.py); the page itself, and a file under its plain name, is asked about before it is used.
    """

    def __init__(self, folder: Path, assets: Path, *, keeps: bool = True) -> None:
        name, description = say(DEFAULT, "app.name"), say(DEFAULT, "app.tagline")
        super().__init__(assets_dir=str(assets), app_name=name, app_description=description, no_cdn=True)
        self._folder, self._keeps = folder, keeps
        self._names: PageNames | None = None
        # One at a time: a page asks for all at once, and there are payments to be shown beside it.
        self._one_packs = asyncio.Lock()

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        # Whether it changed is decided below, when it is known in which packing it goes.
        return FileResponse(full_path, status_code=status_code, stat_result=stat_result)

    async def get_response(self, path: str, scope: Scope) -> Response:
        async with self._one_packs:
            if self._names is None:
                # Flet has laid its page down by now, for the first who asks.
                folders = [Path(one) for one in self.all_directories]
                self._names = await asyncio.to_thread(PageNames, folders, keeps=self._keeps)
        cache_control = _ASKED_ABOUT
        if path.startswith(PREFIX):
            named = await asyncio.to_thread(self._names.behind, path)
            if named is None:
                raise HTTPException(404, headers={"cache-control": "no-store"})
            path, cache_control = named, KEPT_FOR_A_YEAR
        response = await super().get_response(path, scope)
        if not isinstance(response, FileResponse):
            return response
        asked, plain = Headers(scope=scope), Path(response.path)
        # A part is a part of the plain file: a player asks so.
        encoding = "" if "range" in asked else encoding_for(asked.get("accept-encoding", ""))
        async with self._one_packs:
            mark, packed = await asyncio.to_thread(self._ready, self._names.mark(plain), plain, encoding)
        if packed is not None:
            response = FileResponse(
                packed,
                status_code=response.status_code,
                media_type=response.media_type,
                headers={"content-encoding": encoding, "last-modified": response.headers["last-modified"]},
            )
        if plain.suffix in _PACKABLE:
            response.headers["vary"] = "Accept-Encoding"
        response.headers["etag"] = f'"{mark}"'
        response.headers["cache-control"] = cache_control
        if response.status_code == 200 and self.is_not_modified(response.headers, asked):
            return NotModifiedResponse(response.headers)
        return response

    def _ready(self, mark: str, path: Path, encoding: str) -> tuple[str, Path | None]:
        """A mark made of what is in the file and how it goes out, and the packed file, made now if it never was.

        None if it is too small or packed already, or cannot be kept, and goes as it is.
        """
        if not encoding or path.suffix not in _PACKABLE or path.stat().st_size < _LEAST_BYTES:
            return mark, None
        packed = self._folder / f"{mark}.{encoding}"
        try:
            if not packed.exists():
                _pack(path, packed, encoding)
        except OSError as error:
            log.warning("%s goes out unpacked: %s", path.name, error)
            return mark, None
        return f"{mark}-{encoding}", packed

    def forget_unused(self, now: float) -> None:
        """Remove what was packed a quarter ago: what is still asked for is packed anew. `now`: seconds since 1970."""
        for packed in self._folder.glob("*"):
            if packed.stat().st_mtime < now - _UNUSED_SECONDS:
                packed.unlink(missing_ok=True)


def encoding_for(accepted: str) -> str:
    """The best of our packings that an `Accept-Encoding` allows (RFC 9110, 12.5.3), or nothing."""
    weights: dict[str, float] = {}
    for part in accepted.lower().split(","):
        name, _, parameter = part.partition(";")
        weight = parameter.strip().removeprefix("q=").strip() or "1"
        try:
            weights[name.strip()] = float(weight)
        except ValueError:
            weights[name.strip()] = 0.0
    allowed = [one for one in _ENCODINGS if weights.get(one, weights.get("*", 0.0)) > 0]
    return allowed[0] if allowed else ""


def _pack(path: Path, packed: Path, encoding: str) -> None:
    """Write the packed file whole or not at all. Raises OSError."""
    content = path.read_bytes()
    if encoding == "br":
        content = brotli.compress(content, quality=_BROTLI_QUALITY)
    else:
        content = gzip.compress(content, _GZIP_LEVEL, mtime=0)
    packed.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=packed.parent)
    try:
        with open(handle, "wb") as file:
            file.write(content)
        Path(name).replace(packed)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise

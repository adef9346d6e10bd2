"""Names of the page's files that change with what is in them: what has such a name is kept for a year without asking.

The engine's files share one name, as its loader knows only where they lie together; so do the lists and shaders that
Flutter calls assets. Everything else has a name of its own: an update fetches what changed and nothing beside it.
"""

import hashlib
import html
import json
import re
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from app.words import say
from language import DEFAULT, LANGUAGES

PREFIX: Final = "kept/"
WEB_FONTS: Final = "assets/fonts/web"
_FAMILIES: Final = ("MaterialIcons", "Display600", "Display700", "Display800", "Text400", "Text600")
_INDEX: Final = "index.html"
_MANIFEST: Final = "manifest.json"
_BOOTSTRAP: Final = "flutter_bootstrap.js"
_KEEPER: Final = "keeper.js"
_NO_KEEPER: Final = "keeper_off.js"
_NOTICES: Final = "notices.js"
_STYLE: Final = "first.css"
_FONT_MANIFEST: Final = "assets/FontManifest.json"
_ENGINE: Final = ("main.dart.wasm", "main.dart.mjs", "main.dart.js", _BOOTSTRAP)
_ENGINE_FOLDER: Final = "canvaskit/"
_ASSETS_FOLDER: Final = "assets/"
# What a browser waits for: the first two, or where it cannot take these, one of the others.
_LARGE: Final = (
    "main.dart.wasm",
    "canvaskit/skwasm.wasm",
    "main.dart.js",
    "canvaskit/chromium/canvaskit.wasm",
    "canvaskit/canvaskit.wasm",
)
# Kilobytes of them are asked for by nobody but a debugger.
_NEVER_ASKED: Final = (".symbols", ".map", "NOTICES")
# What stands in our page for the name of a file, and for what the loader has to know.
_NAMED: Final = re.compile(r"kept:([\w./-]+)")
_WORDS: Final = re.compile(r"word:([\w.]+)")
_NO_WORDS: Final = "const WORDS = {}; // adayWords"
_WORKER: Final = re.compile(r"serviceWorkerSettings: \{[^{}]*\},")
_TOLD: Final = "<!-- adayTold -->"
_BASES: Final = "<!-- adayBases -->"


class PageNames:
    """The names of one set of files, and the page, loader and list of fonts that use them."""

    def __init__(self, folders: Iterable[Path], *, keeps: bool = True) -> None:
        """`folders` as they are searched; the first is ours to write in, with Flet's page in it. Raises OSError.

        `keeps` is whether a worker in the browser keeps what such names lead to.
        """
        self._folders, self._keeps = tuple(folders), keeps
        self._made = self._folders[0]
        self._marks: dict[tuple[str, int, int], str] = {}
        self._rewrite(_BOOTSTRAP, _without_worker)
        self._engine = self._mark_of_all([*_ENGINE, *self._within(_ENGINE_FOLDER)])
        if not keeps:
            # Browsers look for another worker with each visit, and take what they find.
            self._copy(_NO_KEEPER, _KEEPER)
        self._rewrite(_NOTICES, _with_words)
        self._write_fonts()
        self._assets = self._mark_of_all(self._within(_ASSETS_FOLDER))
        self._rewrite(_INDEX, self._page)
        self._rewrite(_MANIFEST, _in_usual_language)

    def behind(self, path: str) -> str | None:
        """The file that a path below the prefix names now; None where another one had that name, or none."""
        mark, _, plain = path.removeprefix(PREFIX).partition("/")
        found = self._find(plain)
        if found is None:
            return None  # What no file has may be an address of the app's, whose page is never kept.
        is_engine = plain in _ENGINE or plain.startswith(_ENGINE_FOLDER)
        if is_engine and mark == self._engine:
            return plain
        if plain.startswith(_ASSETS_FOLDER) and mark == self._assets:
            return plain
        return plain if mark == self.mark(found) else None

    def name(self, path: str) -> str:
        """The address of a file, from the root."""
        found = self._find(path)
        if found is None:
            raise FileNotFoundError(path)
        return f"/{PREFIX}{self.mark(found)}/{path}"

    def mark(self, file: Path) -> str:
        """What stands for the content of a file; read again only when it was written again. Raises OSError."""
        about = file.stat()
        key = (str(file), about.st_mtime_ns, about.st_size)
        if key not in self._marks:
            self._marks[key] = hashlib.sha256(file.read_bytes()).hexdigest()[:32]
        return self._marks[key]

    def _find(self, path: str) -> Path | None:
        if not path or ".." in path:
            return None
        return next((file for folder in self._folders if (file := folder / path).is_file()), None)

    def _within(self, folder: str) -> list[str]:
        found = {
            file.relative_to(root).as_posix()
            for root in self._folders
            for file in (root / folder).rglob("*")
            if file.is_file()
        }
        return sorted(path for path in found if not path.endswith(_NEVER_ASKED))

    def _mark_of_all(self, paths: Iterable[str]) -> str:
        marks = [f"{path} {self.mark(file)}" for path in paths if (file := self._find(path)) is not None]
        return hashlib.sha256("\n".join(marks).encode()).hexdigest()[:32]

    def _copy(self, path: str, to: str) -> None:
        source = self._find(path)
        if source is not None:
            shutil.copyfile(source, self._made / to)

    def _rewrite(self, path: str, change: Callable[[str], str]) -> None:
        source = self._find(path)
        if source is None:
            raise FileNotFoundError(path)
        (self._made / path).write_text(change(source.read_text(encoding="utf-8")), encoding="utf-8")

    def _write_fonts(self) -> None:
        """Of Flet's families only those of ours: it adds icons and letters that nothing here is drawn with.

        Flutter fetches a Roboto of its own where none is listed: ours is the font of all text.
        """
        # An asset's address begins at the assets' own.
        fonts = {family: f"../../..{self.name(f'{WEB_FONTS}/{family}.woff2')}" for family in _FAMILIES}
        fonts["Roboto"] = fonts["Text400"]
        listed = [{"family": family, "fonts": [{"asset": address}]} for family, address in fonts.items()]
        manifest = self._made / _FONT_MANIFEST
        manifest.parent.mkdir(parents=True, exist_ok=True)
        manifest.write_text(json.dumps(listed), encoding="utf-8")

    def _page(self, page: str) -> str:
        """Our page with the names of its files, and what its scripts must know of them."""
        engine = f"/{PREFIX}{self._engine}/"
        bases = {
            "entrypointBaseUrl": engine,
            "canvasKitBaseUrl": f"{engine}{_ENGINE_FOLDER}",
            "assetBase": f"/{PREFIX}{self._assets}/",
        }
        fonts = [self.name(f"{WEB_FONTS}/{family}.woff2") for family in _FAMILIES]
        sizes = {name: self._size(name) for name in (*(f"{engine}{path}" for path in _LARGE), *fonts)}
        soon = [f"{bases['assetBase']}{_FONT_MANIFEST}", *fonts]
        told = {"sizes": sizes, "soon": soon, "keeps": self._keeps, "usual": DEFAULT, "languages": _languages()}
        style = self._find(_STYLE)
        if style is not None:
            # Within the page it is there with the first bytes.
            rules = f"{style.read_text(encoding='utf-8')}{_rules_of_languages()}"
            page = page.replace(f"<!-- {_STYLE} -->", f"<style>\n{rules}</style>")
        page = page.replace("<html>", f'<html lang="{DEFAULT}">')
        page = page.replace(_TOLD, f"<script>\nvar aday = {json.dumps(told, ensure_ascii=False)};\n</script>")
        page = page.replace(_BASES, f"<script>\nObject.assign(flet, {json.dumps(bases)});\n</script>")
        page = page.replace(f"kept:{_BOOTSTRAP}", f"{engine}{_BOOTSTRAP}")
        page = _WORDS.sub(lambda found: _in_each_language(found[1]), page)
        return _NAMED.sub(lambda found: self.name(found[1]), page)

    def _size(self, name: str) -> int:
        file = self._find(self.behind(name.removeprefix("/")) or "")
        return file.stat().st_size if file is not None else 0


def _in_each_language(key: str) -> str:
    """A sentence of the app's; which of them is shown the page decides, by what its browser has kept."""
    return "".join(
        f'<span class="{language}" lang="{language}" dir="{facts.direction}">{html.escape(say(language, key))}</span>'
        for language, facts in LANGUAGES.items()
    )


def _rules_of_languages() -> str:
    """Of each sentence the one is shown that is in the reader's language."""
    return "".join(
        f":root:not([data-language='{language}']) .{language} {{ display: none !important; }}\n"
        for language in LANGUAGES
    )


def _languages() -> dict[str, dict[str, str]]:
    """What the page's scripts, which name no language themselves, have to know of each."""
    return {
        language: {"direction": facts.direction, "lost": say(language, "first.lost")}
        for language, facts in LANGUAGES.items()
    }


def _in_usual_language(manifest: str) -> str:
    """By which the system knows the app once it is installed from a browser; its name and what it does Flet puts in."""
    told = {"lang": DEFAULT, "dir": LANGUAGES[DEFAULT].direction}
    worded = _WORDS.sub(lambda found: json.dumps(say(DEFAULT, found[1]), ensure_ascii=False)[1:-1], manifest)
    return json.dumps(json.loads(worded) | told, ensure_ascii=False)


def _with_words(script: str) -> str:
    """The worker's script with its own few sentences: it needs them where it can ask nobody."""
    said = {"unsure": "push.unsure", "look": "push.look", "word": "push.word"}
    said |= {"test": "push.test", "tested": "push.tested"}
    said |= {"away_title": "away.title", "away_told": "away.told", "away_last": "away.last", "away_again": "act.retry"}
    words = {
        language: {
            "direction": facts.direction,
            **{name: say(language, key, word="{word}", when="{when}") for name, key in said.items()},
            "clock": facts.clock,
            "day_parts": facts.day_parts,
        }
        for language, facts in LANGUAGES.items()
    }
    if _NO_WORDS not in script:
        raise ValueError("there is no place for the worker's words")
    return script.replace(_NO_WORDS, f"const WORDS = {json.dumps(words, ensure_ascii=False)};")


def _without_worker(loader: str) -> str:
    """Flet's loader, but for Flutter's own worker, which would take the place of ours and then remove itself."""
    changed, count = _WORKER.subn("", loader)
    if count != 1:
        raise ValueError("Flet's loader starts its worker in another way now")
    return changed

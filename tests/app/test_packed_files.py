"""The files of the page over a slow line: packed as the browser takes them, and never sent twice."""

import gzip
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import brotli
import pytest

from app import shell
from app.kit.typography import STYLES
from app.packed_files import encoding_for
from app.shell import AppConfig
from app.web import create_web_app
from tests.support import plain
from tests.support.servers import Running, serving

ENGINE = "/main.dart.mjs"
PATHS = [ENGINE, "/", "/line.js", "/assets/fonts/MaterialIcons-Regular.otf", "/manifest.json"]


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Running]:
    with serving(create_web_app(AppConfig("http://127.0.0.1:9", tmp_path))) as running:
        yield running


def raw(url: str, **headers: str) -> tuple[bytes, dict[str, str]]:
    """The body as it goes over the line."""
    asked = {name.replace("_", "-"): value for name, value in headers.items()}
    with plain.client() as http, http.stream("GET", url, headers=asked) as answer:
        return b"".join(answer.iter_raw()), dict(answer.headers) | {"status": str(answer.status_code)}


@pytest.mark.parametrize("path", PATHS)
def test_each_file_goes_packed_as_the_browser_takes_it_and_unpacks_to_itself(web: Running, path: str) -> None:
    whole, said = raw(web.url + path, Accept_Encoding="identity")
    assert "content-encoding" not in said
    for accepted, encoding, unpack in (
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
    ):
        body, told = raw(web.url + path, Accept_Encoding=accepted)
        if len(whole) < 1_024:
            assert body == whole
            continue
        assert unpack(body) == whole
        assert len(body) < len(whole)
        assert told["content-encoding"] == encoding
        assert told["content-type"] == said["content-type"]
        assert told["content-length"] == str(len(body))
        assert told["vary"] == said["vary"] == "Accept-Encoding"
        assert told["etag"] != said["etag"]


@pytest.mark.parametrize("path", [*PATHS, "/icons/icon-512.png", "/assets/audio/chime.wav"])
@pytest.mark.parametrize("accepted", ["br", "gzip", "identity"])
def test_what_the_browser_has_is_not_sent_again(web: Running, path: str, accepted: str) -> None:
    _, said = raw(web.url + path, Accept_Encoding=accepted)
    assert said["cache-control"] == "no-cache"
    body, again = raw(web.url + path, Accept_Encoding=accepted, If_None_Match=said["etag"])
    assert (again["status"], body) == ("304", b"")
    assert raw(web.url + path, Accept_Encoding=accepted, If_None_Match='"other"')[1]["status"] == "200"


def test_the_mark_is_the_contents_and_outlives_a_restart(tmp_path: Path) -> None:
    marks = set()
    for name in ("one", "two"):
        with serving(create_web_app(AppConfig("http://127.0.0.1:9", tmp_path / name))) as running:
            marks.add(raw(running.url + "/", Accept_Encoding="br")[1]["etag"])
    assert len(marks) == 1


def test_a_part_is_a_part_of_the_plain_file(web: Running) -> None:
    whole, _ = raw(web.url + ENGINE, Accept_Encoding="identity")
    body, said = raw(web.url + ENGINE, Accept_Encoding="br, gzip", Range="bytes=100-199")
    assert (said["status"], body) == ("206", whole[100:200])
    assert "content-encoding" not in said


def test_a_head_tells_what_a_get_would(web: Running) -> None:
    with plain.client() as http:
        asked = {"Accept-Encoding": "br"}
        head, got = http.head(web.url + ENGINE, headers=asked), http.get(web.url + ENGINE, headers=asked)
    assert head.content == b""
    for name in ("content-encoding", "content-length", "etag", "content-type"):
        assert head.headers[name] == got.headers[name]


def test_it_goes_unpacked_where_nothing_can_be_kept(tmp_path: Path) -> None:
    (tmp_path / "packed").write_text("a file where the folder should be")
    with serving(create_web_app(AppConfig("http://127.0.0.1:9", tmp_path))) as running:
        body, said = raw(running.url + ENGINE, Accept_Encoding="br")
    assert said["status"] == "200"
    assert "content-encoding" not in said
    assert body


def test_what_was_packed_a_quarter_ago_goes(tmp_path: Path) -> None:
    old = tmp_path / "packed" / "old.br"
    old.parent.mkdir()
    old.touch()
    os.utime(old, (1_000_000.0,) * 2)
    with serving(create_web_app(AppConfig("http://127.0.0.1:9", tmp_path))) as running:
        assert plain.get(running.url + "/healthz").is_success
        assert not old.exists()


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("BR", "br"),
        ("gzip;q=1.0, br;q=0", "gzip"),
        ("br;q=0.1", "br"),
        ("*", "br"),
        ("*;q=0", ""),
        ("identity", ""),
        ("", ""),
        ("br;q=nonsense", ""),
        ("deflate", ""),
    ],
)
def test_a_packing_is_chosen_of_those_that_are_taken(accepted: str, encoding: str) -> None:
    assert encoding_for(accepted) == encoding


def names_in(page: bytes) -> dict[str, str]:
    """The addresses that change with their content, by the plain path behind each."""
    return {found[1]: found[0] for found in re.findall(r"(/kept/[0-9a-f]{32}/([\w./-]+\.\w+))", page.decode())}


def test_the_page_names_its_files_by_what_is_in_them_and_they_are_kept_a_year(web: Running) -> None:
    page, said = raw(web.url + "/", Accept_Encoding="identity")
    assert said["cache-control"] == "no-cache"
    names = names_in(page)
    for path in ("line.js", "flutter_bootstrap.js", "main.dart.wasm", "assets/fonts/web/Text400.woff2"):
        body, told = raw(web.url + names[path], Accept_Encoding="identity")
        assert told["cache-control"] == "public, max-age=31536000, immutable"
        assert told["status"] == "200"
        # One's own name, or that of a whole set.
        if path in ("line.js", "assets/fonts/web/Text400.woff2"):
            assert hashlib.sha256(body).hexdigest().startswith(names[path].split("/")[2])
    assert b"kept:" not in page


def test_everything_the_engine_asks_for_has_such_a_name(web: Running) -> None:
    page = raw(web.url + "/", Accept_Encoding="identity")[0].decode()
    at = {
        name: re.search(f'"{name}": "([^"]+)"', page) for name in ("entrypointBaseUrl", "canvasKitBaseUrl", "assetBase")
    }
    bases = {name: found[1] for name, found in at.items() if found}
    asked = [
        bases["entrypointBaseUrl"] + "main.dart.mjs",
        bases["canvasKitBaseUrl"] + "skwasm.js",
        bases["canvasKitBaseUrl"] + "chromium/canvaskit.js",
        bases["assetBase"] + "assets/AssetManifest.bin.json",
        bases["assetBase"] + "assets/shaders/ink_sparkle.frag",
    ]
    fonts = raw(web.url + bases["assetBase"] + "assets/FontManifest.json", Accept_Encoding="identity")[0]
    families = {one["family"]: one["fonts"][0]["asset"] for one in json.loads(fonts)}
    assert set(families) == {"MaterialIcons", "Roboto", *(style.family for style in STYLES.values())}
    asked += [urljoin(bases["assetBase"] + "assets/", address) for address in families.values()]
    for address in asked:
        assert address.startswith("/kept/")
        assert raw(web.url + address, Accept_Encoding="br")[1]["cache-control"].endswith("immutable")


@pytest.mark.parametrize("path", ["line.js", "main.dart.mjs", "assets/FontManifest.json", "../pyproject.toml", ""])
def test_a_name_that_nothing_has_now_finds_nothing(web: Running, path: str) -> None:
    """A page of before an update must not mix its files with those of after it, for a year."""
    said = raw(f"{web.url}/kept/{'0' * 32}/{path}")[1]
    assert (said["status"], said["cache-control"]) == ("404", "no-store")


@pytest.mark.parametrize(("base", "path"), [("assetBase", "assets/new"), ("canvasKitBaseUrl", "history")])
def test_the_page_itself_is_kept_under_no_name(web: Running, base: str, path: str) -> None:
    """It is what stands at every address of the app's, and names what is right now."""
    page = raw(web.url + "/", Accept_Encoding="identity")[0].decode()
    named = re.search(f'"{base}": "([^"]+)"', page)
    assert named is not None
    said = raw(f"{web.url}{named[1]}{path}")[1]
    assert (said["status"], said["cache-control"]) == ("404", "no-store")


def test_an_update_renames_what_changed_and_nothing_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def names() -> dict[str, str]:
        with serving(create_web_app(AppConfig("http://127.0.0.1:9", tmp_path / "data"))) as running:
            return names_in(raw(running.url + "/", Accept_Encoding="identity")[0])

    updated = tmp_path / "assets"
    shutil.copytree(shell.ASSETS, updated)
    monkeypatch.setattr(shell, "ASSETS", updated)
    before = names()
    assert names() == before
    with (updated / "line.js").open("a") as file:
        file.write("// Another line.\\n")
    after = names()
    assert {path for path in before if before[path] != after[path]} == {"line.js"}


def test_flutters_own_worker_is_never_started(web: Running) -> None:
    """It would take the place of ours, and end itself and the page with it."""
    loader = raw(web.url + "/flutter_bootstrap.js", Accept_Encoding="identity")[0]
    assert b"_flutter.loader.load(" in loader
    assert b"serviceWorkerVersion: " not in loader

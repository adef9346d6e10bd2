"""What is built of this runs where none of its sources are."""

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support import plain
from tests.support.servers import free_port
from tests.support.shop import eventually

ROOT = Path(__file__).parents[2]
_TIMEOUT_SECONDS = 240
_NOT_SOURCES = (".git", ".venv", "build", "dist", "data", "docs", "tests", "*.egg-info", "__pycache__", ".*_cache")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, made from the sdist, made from the sources."""
    folder = tmp_path_factory.mktemp("built")
    sources = folder / "sources"
    shutil.copytree(ROOT, sources, ignore=shutil.ignore_patterns(*_NOT_SOURCES))
    build("sdist", sources, folder)
    (sdist,) = folder.glob("aday-*.tar.gz")
    with tarfile.open(sdist) as packed:
        packed.extractall(folder, filter="data")
    build("wheel", folder / sdist.name.removesuffix(".tar.gz"), folder)
    (wheel,) = folder.glob("aday-*.whl")
    return wheel


# What builds a wheel of ours by its own rules; each newer Python comes with another one or with none.
pytest.importorskip("setuptools", minversion="77")


def build(what: str, sources: Path, into: Path) -> None:
    program = f"import sys; from setuptools import build_meta; build_meta.build_{what}(sys.argv[1])"
    subprocess.run(
        [sys.executable, "-c", program, str(into)],
        cwd=sources,
        check=True,
        capture_output=True,
        timeout=_TIMEOUT_SECONDS,
    )


@pytest.fixture(scope="module")
def aday(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command, installed from the wheel alone; what it needs is borrowed from here."""
    folder = tmp_path_factory.mktemp("elsewhere")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True, timeout=_TIMEOUT_SECONDS)
    python = folder / "bin" / "python"
    (site_packages,) = folder.glob("lib/python*/site-packages")
    # As lines of their own: nothing that points at our sources is followed.
    borrowed = [place for place in sys.path if place.endswith("site-packages")]
    (site_packages / "borrowed.pth").write_text("\n".join(borrowed))
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps", "--no-index", str(wheel)],
        check=True,
        capture_output=True,
        timeout=_TIMEOUT_SECONDS,
    )
    return folder / "bin" / "aday"


def clean() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("ADAY_", "PYTHONPATH"))}


@contextmanager
def demo(aday: Path, folder: Path) -> Iterator[dict[str, str]]:
    """The demo in an empty folder; where its parts are."""
    ports = {name: free_port() for name in ("checkout", "sandbox", "app")}
    command = [str(aday), "--no-open", *(f"--{name}-port={port}" for name, port in ports.items())]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=folder, env=clean(), stdout=log, stderr=log)
        try:
            eventually(lambda: "Ctrl+C" in (folder / "log").read_text() or process.poll() is not None)
            assert process.poll() is None, (folder / "log").read_text()
            yield {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}
        finally:
            process.terminate()
            process.wait(60)


def test_the_demo_runs_from_the_wheel_in_an_empty_folder(aday: Path, tmp_path: Path) -> None:
    version = subprocess.run(
        [str(aday), "version"], cwd=tmp_path, env=clean(), capture_output=True, text=True, check=True
    )
    assert re.fullmatch(r"aday \d+\.\d+\.\d+\n", version.stdout)
    with demo(aday, tmp_path) as at:
        page = plain.get(f"{at['checkout']}/s/karim")
        assert (page.status_code, "করিম ভ্যারাইটি স্টোর" in page.text) == (200, True)
        font = re.findall(r"url\((/assets/fonts/[^)]+)\)", page.text)[0]
        assert plain.get(at["checkout"] + font).content[:4] == b"wOF2"
        assert plain.get(f"{at['checkout']}/s/karim/poster.pdf").status_code in (200, 404)
        manifest = plain.get(f"{at['app']}/manifest.json").json()
        assert plain.get(f"{at['app']}/{manifest['icons'][0]['src']}").content[:4] == b"\x89PNG"
        fonts = json.loads(plain.get(f"{at['app']}/assets/FontManifest.json").text)
        assert isinstance(fonts, list)
        assert plain.get(f"{at['app']}/assets/audio/chime.wav").content[:4] == b"RIFF"
        assert (tmp_path / "data" / "checkout.db").exists()


def test_the_wheel_holds_every_file_that_the_program_reads_and_nothing_of_the_tests(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        files = set(packed.namelist())
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    ours = ("aday/", "app/", "assets/", "checkout/", "codes/", "emvqr/", "language/", "money/", "sandbox/")
    assert {one for one in tracked if one.startswith(ours)} - files == set()
    assert {name.partition("/")[0] for name in files if ".dist-info" not in name} == {one[:-1] for one in ours}

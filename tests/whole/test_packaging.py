"""What can be tried of the phone and desktop builds without Flutter: the configuration, and what would be packed."""

import argparse
import re
import runpy
import tomllib
from fnmatch import fnmatch
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from flet_cli.commands import build, build_base
from flet_cli.commands.flutter_base import BaseFlutterCommand
from flet_cli.utils.python_versions import PythonRelease
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from PIL import Image

from app.web import create_web_app

ROOT = Path(__file__).parents[2]
CONFIG: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
COMMANDS = Path(build_base.__file__ or "").parent
PACKAGES = [one.rstrip("*") for one in CONFIG["tool"]["setuptools"]["packages"]["find"]["include"]]
# Whole tables of names that are somebody else's: Android's permissions, Gradle's properties.
_FREE = ("android.permission",)
_PLATFORMS = ("android", "ios", "linux", "macos", "windows", "web")


def keys(table: dict[str, Any], before: str = "") -> list[str]:
    found: list[str] = []
    for name, value in table.items():
        key = f"{before}{name}"
        found += keys(value, f"{key}.") if isinstance(value, dict) and key not in _FREE else [key]
    return found


def known() -> set[str]:
    """The keys that the installed flet-cli asks for, by its own source."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in COMMANDS.glob("*.py"))
    found = set(re.findall(r"tool\.flet\.([a-z_.{}]+)", text.replace("{self.config_platform}", "*")))
    settings = set(re.findall(r'get_platform_setting\(\s*"([a-z_.]+)"', text))
    cleanup = set(re.findall(r'"(cleanup\.[a-z_]+)"', text))
    for key in settings | cleanup:
        found |= {key, *(f"{platform}.{key}" for platform in _PLATFORMS)}
    return found | {f"splash.{name}" for name in re.findall(r'"((?:dark_)?color)"', text)}


@pytest.mark.parametrize("key", keys(CONFIG["tool"]["flet"]))
def test_the_build_knows_each_of_our_settings(key: str) -> None:
    assert any(fnmatch(key, one) for one in known() if "{" not in one)


def test_a_setting_that_the_build_does_not_know_would_be_found() -> None:
    assert not any(fnmatch("colour", one) for one in known() if "{" not in one)


@pytest.mark.parametrize("target", ["apk", "aab", "ipa", "linux", "windows", "macos"])
def test_the_build_itself_reads_our_configuration(target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """flet-cli's own reading of it; only what asks for Flutter, or for a list of Pythons on the network, is left out."""
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    (tmp_path / "main.py").touch()
    python = PythonRelease("3.12", "3.12.0", "0.27", ("arm64-v8a", "armeabi-v7a", "x86_64"), prerelease=False)
    monkeypatch.setattr(build_base, "resolve_python_version", lambda *_: python)
    monkeypatch.setattr(BaseFlutterCommand, "initialize_command", lambda _: None)
    parser = argparse.ArgumentParser()
    command: Any = build.Command(parser)
    command.options = parser.parse_args([target, str(tmp_path), "--yes"])
    build_base.BaseBuildCommand.handle(command, command.options)
    command.initialize_command()
    command.validate_entry_point()
    command.setup_template_data()
    read = command.template_data
    assert (read["product_name"], read["org_name"], read["project_name"]) == ("আদায়", "bd.aday", "aday")
    assert (read["splash"]["color"], read["splash"]["dark_color"]) == ("#14296B", "#12214F")
    if target in ("apk", "aab", "ipa"):
        assert read["options"]["deep_linking"] == {"scheme": "https", "host": "pay.example.com"}
    if target in ("apk", "aab"):
        assert read["options"]["android_permissions"] == {"android.permission.INTERNET": True}
        assert read["split_per_abi"] is True


def test_a_build_speaks_with_the_checkout_whose_links_it_opens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ADAY_SERVER_URL", raising=False)
    server_url = runpy.run_path(str(ROOT / "main.py"))["server_url"]
    ours = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    found = {}
    for name, text in {
        "as it comes": ours,
        "with a host": ours.replace("pay.example.com", "pay.dokan.example"),
        "mistaken": "[tool.flet.android]\ndeep_linking = true",
        "broken": "[",
    }.items():
        (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")
        found[name] = server_url(tmp_path / "pyproject.toml")
    here = "http://127.0.0.1:8000"
    assert found == {"as it comes": here, "with a host": "https://pay.dokan.example", "mistaken": here, "broken": here}
    assert server_url(tmp_path / "missing.toml") == here
    assert "pyproject.toml" in packed()
    monkeypatch.setenv("ADAY_SERVER_URL", "https://other.example")
    assert server_url(ROOT / "pyproject.toml") == "https://other.example"


def secret_files() -> set[str]:
    """The names of the files in which compose.yaml has an operator keep secrets, beside the Dockerfile."""
    return {".env", *re.findall(r"env_file: (\S+)", (ROOT / "compose.yaml").read_text(encoding="utf-8"))}


def test_what_an_operator_keeps_secret_goes_into_no_image_no_commit_and_no_bundle() -> None:
    assert secret_files() == {".env", "aday.env"}
    for name in (".dockerignore", ".gitignore"):
        ignored = (ROOT / name).read_text(encoding="utf-8").split()
        assert {one for one in secret_files() if not any(fnmatch(one, line) for line in ignored)} == set(), name
    # A build leaves out by itself what begins with a dot.
    assert {one for one in secret_files() if one[0] != "."} <= set(CONFIG["tool"]["flet"]["app"]["exclude"])


def test_an_image_has_neither_the_history_nor_the_data_but_all_that_the_checkout_runs_on() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert {".git", ".venv", "data", "tests", "build"} <= set(ignored)
    needed = ("requirements-server.lock", "pyproject.toml", "README.md", "assets", *PACKAGES)
    assert [name for name in needed if any(fnmatch(name, line) for line in ignored)] == []


def packed() -> set[str]:
    """The files that a build takes along, by its exclude rules, relative to the app's root."""
    app = CONFIG["tool"]["flet"]["app"]
    excluded = tuple(app["exclude"])
    found: set[str] = set()
    for top in sorted((ROOT / app["path"]).iterdir()):
        if top.name in excluded or top.name.startswith("."):
            continue
        for path in [top] if top.is_file() else (one for one in top.rglob("*") if one.is_file()):
            name = path.relative_to(ROOT).as_posix()
            if not any(name == one or name.startswith(f"{one}/") for one in excluded):
                found.add(name)
    return found


def test_no_server_code_goes_to_a_phone_and_all_of_the_app_does() -> None:
    files = packed()
    tops = {name.partition("/")[0] for name in files if name.endswith(".py")}
    assert tops == {"app", "codes", "emvqr", "language", "main.py", "money"}
    assert {"main.py", "app/words/words.json", "assets/icon.png", "assets/splash.png"} <= files
    assert "assets/app/assets/audio/speech_bn.zip" in files
    assert not any("checkout" in name.partition("/")[0] or name.startswith("assets/checkout") for name in files)


def phone_table(title: str) -> list[list[str]]:
    """The rows of a table of docs/phone.md."""
    page = (ROOT / "docs/phone.md").read_text(encoding="utf-8")
    part = page.partition(f"## {title}\n")[2].partition("\n## ")[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines() if line[:1] == "|"][2:]


ASKED, BROUGHT = phone_table("Asked for"), phone_table("Brought along")
_ANDROID = {"platform_system": "Android", "sys_platform": "android", "python_version": "3.14", "extra": ""}


def needs(name: str) -> set[str]:
    """What an installed package brings along on a phone, by its own metadata."""
    asked = [Requirement(one) for one in metadata.requires(name) or []]
    return {canonicalize_name(one.name) for one in asked if one.marker is None or one.marker.evaluate(_ANDROID)}


def test_every_package_that_the_phone_asks_for_stands_in_the_table_with_its_range() -> None:
    assert [f"{name}{span}" for name, span, _ in ASKED] == CONFIG["project"]["dependencies"]


def test_every_package_that_those_bring_along_stands_in_the_table_too() -> None:
    asked, found = {name for name, *_ in ASKED}, set[str]()
    new = asked
    while new:
        found |= new
        new = {one for name in new for one in needs(name)} - found
    assert {name for name, *_ in BROUGHT} == found - asked
    for name, by, _ in BROUGHT:
        assert {re.sub(r" \(.*\)", "", one) for one in by.split(", ")} == {one for one in found if name in needs(one)}


@pytest.mark.parametrize(("name", "how"), [(row[0], row[2]) for row in ASKED + BROUGHT])
def test_what_is_called_pure_python_is_a_wheel_for_any_machine_and_the_rest_has_a_recipe_of_flets(
    name: str, how: str
) -> None:
    wheel = metadata.distribution(name).read_text("WHEEL") or ""
    is_pure = all(tag.endswith("-none-any") for tag in re.findall(r"^Tag: (.+)$", wheel, re.MULTILINE))
    assert how.startswith("pure Python" if is_pure else "binary: Flet's wheel, made from its recipe for ")


def test_the_versions_of_flets_recipes_are_within_what_is_asked_for() -> None:
    recipes = {row[0]: row[2].rpartition(" ")[2] for row in ASKED + BROUGHT if row[2].startswith("binary")}
    assert recipes.keys() == {"msgpack", "pillow"}
    asked = [*CONFIG["project"]["dependencies"], *(metadata.requires("flet") or [])]
    for one in map(Requirement, asked):
        if one.name in recipes:
            assert one.specifier.contains(recipes.pop(one.name))
    assert recipes == {}


def test_the_icons_are_as_large_as_they_say() -> None:
    for name, side in (("icon.png", 1024), ("splash.png", 1024), ("app/icons/icon-512.png", 512)):
        with Image.open(ROOT / "assets" / name) as picture:
            assert picture.size == (side, side)


def test_the_web_app_can_be_installed_under_its_own_name(tmp_path: Path) -> None:
    from app.shell import AppConfig
    from tests.support import plain
    from tests.support.servers import serving

    with serving(create_web_app(AppConfig("http://127.0.0.1:9", tmp_path))) as web:
        manifest = plain.get(f"{web.url}/manifest.json").json()
        assert (manifest["name"], manifest["display"], manifest["lang"]) == ("আদায়", "standalone", "bn")
        for icon in manifest["icons"]:
            answer = plain.get(f"{web.url}/{icon['src']}")
            assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
            assert answer.content == (ROOT / "assets" / "app" / icon["src"]).read_bytes()


def pinned(lock: str) -> dict[str, set[str]]:
    """The packages of a lock with their version, and the hashes of the files that may be it."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    blocks = re.findall(r"^([a-z0-9._-]+==\S+) \\\n((?:    --hash=\S+(?: \\)?\n)+)", text, re.MULTILINE)
    return {name: set(re.findall(r"sha256:\w+", hashes)) for name, hashes in blocks}


def test_what_running_needs_is_locked_by_itself_and_to_the_same_bytes() -> None:
    whole, running = pinned("requirements.lock"), pinned("requirements-server.lock")
    assert {name for name in running if whole.get(name) != running[name]} == set()
    names = {canonicalize_name(name.partition("==")[0]) for name in running}
    extras = CONFIG["project"]["optional-dependencies"]
    asked = {canonicalize_name(Requirement(one).name) for one in CONFIG["project"]["dependencies"] + extras["server"]}
    assert asked - names == set()
    # What cuts our fonts for a browser, writes the PDF's there.
    for_tests = {canonicalize_name(Requirement(one).name) for one in extras["dev"]} - asked - {"fonttools"}
    assert for_tests & names == set()


def test_running_installs_what_running_needs_and_the_tests_the_rest() -> None:
    rules = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.findall(r"^run: (.*)$", rules, re.MULTILINE) == ["$(RUNS)"]
    for target in ("test", "check", "bench", "trial", "lock"):
        assert re.findall(rf"^{target}: (.*)$", rules, re.MULTILINE) == ["$(READY)"]
    runs = rules.partition("$(RUNS): ")[2].partition("\n\n")[0]
    assert "requirements-server.lock" in runs
    assert "requirements.lock" not in runs

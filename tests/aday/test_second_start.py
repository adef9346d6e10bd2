"""A second program beside a running one says so at once, opens nothing and harms nothing."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support import plain
from tests.support.operator import operators_environment
from tests.support.servers import free_port, free_socket
from tests.support.shop import eventually

_TIMEOUT_SECONDS = 60


@contextmanager
def running(folder: Path, environment: dict[str, str], *words: str) -> Iterator[subprocess.Popen[bytes]]:
    with (folder / "first.log").open("w") as log:
        process = subprocess.Popen([sys.executable, "-m", "aday", *words], env=environment, stdout=log, stderr=log)
        try:
            yield process
        finally:
            process.terminate()
            process.wait(_TIMEOUT_SECONDS)


def second(environment: dict[str, str], *words: str) -> str:
    """What a second one says; it must end badly, by itself, in one sentence."""
    ended = subprocess.run(
        [sys.executable, "-m", "aday", *words],
        env=environment,
        capture_output=True,
        text=True,
        timeout=_TIMEOUT_SECONDS,
        check=False,
    )
    assert ended.returncode == 2, ended
    assert ended.stdout == ""
    assert len(ended.stderr.splitlines()) == 1, ended.stderr
    return ended.stderr


def answers(url: str) -> bool:
    try:
        return plain.get(url).status_code == 200
    except Exception:
        return False


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    browser = tmp_path / "browser"
    browser.write_text(f"#!/bin/sh\ntouch {tmp_path}/opened\n")
    browser.chmod(0o755)
    return {**operators_environment(f"sqlite:///{tmp_path / 'checkout.db'}"), "BROWSER": f"{browser} %s"}


def ports() -> list[str]:
    return [f"--{name}-port={free_port()}" for name in ("checkout", "sandbox", "app")]


def test_a_second_demo_says_where_the_first_is_and_the_first_goes_on(
    environment: dict[str, str], tmp_path: Path
) -> None:
    data, first = f"--data={tmp_path / 'data'}", ports()
    with running(tmp_path, environment, data, "--no-open", *first) as process:
        eventually(lambda: "Ctrl+C" in (tmp_path / "first.log").read_text())
        files = sorted(tmp_path.rglob("*"))
        said = second(environment, data, *ports())
        app_url = f"http://127.0.0.1:{first[2].partition('=')[2]}/"
        assert said.startswith(f"The demo is running with the files in {tmp_path / 'data'} already by process ")
        assert f"at {app_url}" in said
        other_data = f"--data={tmp_path / 'other'}"
        assert second(environment, other_data, *first).endswith("choose another one with --checkout-port.\n")
        assert process.poll() is None
        assert answers(f"{app_url}healthz")
        assert not (tmp_path / "opened").exists()
        new = {path for path in tmp_path.rglob("*") if path not in files}
        assert {path.name for path in new} <= {"other", ".lock", "checkout.db-wal", "checkout.db-shm"}


@pytest.mark.parametrize("option", ["--checkout-port", "--sandbox-port", "--app-port"])
def test_a_port_of_the_demo_that_is_taken_is_told_with_its_option_before_anything_starts(
    environment: dict[str, str], tmp_path: Path, option: str
) -> None:
    with free_socket() as taken:
        taken.listen()
        port = taken.getsockname()[1]
        chosen = [one for one in ports() if not one.startswith(option)]
        said = second(environment, f"--data={tmp_path / 'data'}", "--no-open", *chosen, f"{option}={port}")
    assert said == f"Port {port} is used by another program: choose another one with {option}.\n"
    assert [path.name for path in (tmp_path / "data").iterdir()] == [".lock"]


def test_two_parts_of_the_demo_cannot_have_one_port(environment: dict[str, str], tmp_path: Path) -> None:
    port = free_port()
    words = (f"--checkout-port={port}", f"--app-port={port}", "--no-open", f"--data={tmp_path / 'data'}")
    assert "Each part needs a port of its own" in second(environment, *words)


@pytest.mark.parametrize(
    ("words", "health"),
    [
        (["serve"], "readyz"),
        (["sandbox", "--data", "{folder}/sandbox.db"], "healthz"),
        (["app", "--web", "--no-open", "--data", "{folder}/app"], "healthz"),
    ],
    ids=["serve", "sandbox", "app"],
)
def test_a_part_beside_itself_says_so_and_a_taken_port_names_the_option(
    environment: dict[str, str], tmp_path: Path, words: list[str], health: str
) -> None:
    environment |= {"ADAY_DEMO": "true"}
    command, port = [word.format(folder=tmp_path) for word in words], free_port()
    with running(tmp_path, environment, *command, f"--port={port}") as process:
        eventually(lambda: answers(f"http://127.0.0.1:{port}/{health}"))
        said = second(environment, *command, f"--port={free_port()}")
        assert f"already by process {process.pid}; nothing was started." in said
        elsewhere = [word.replace(str(tmp_path), str(tmp_path / "other")) for word in command]
        (tmp_path / "other").mkdir()
        environment |= {"ADAY_DATABASE_URL": f"sqlite:///{tmp_path / 'other' / 'checkout.db'}"}
        said = second(environment, *elsewhere, f"--port={port}")
        assert said == f"Port {port} is used by another program: choose another one with --port.\n"
        assert answers(f"http://127.0.0.1:{port}/{health}")


def test_an_address_that_is_none_of_this_machine_names_the_option(environment: dict[str, str]) -> None:
    for host in ("192.0.2.1", "no.such.host.invalid"):
        assert "choose another one with --host" in second(environment, "serve", f"--host={host}", "--port=0")


def test_one_that_was_killed_leaves_nothing_that_keeps_the_next_one_out(
    environment: dict[str, str], tmp_path: Path
) -> None:
    port = free_port()
    for _ in range(2):
        with running(tmp_path, environment, "serve", f"--port={port}") as process:
            eventually(lambda: _listens(port))
            process.kill()


def _listens(port: int) -> bool:
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.skipif(os.geteuid() == 0, reason="root may listen anywhere")
def test_a_port_of_the_systems_names_the_option(environment: dict[str, str]) -> None:
    assert "choose one from 1024 with --port" in second(environment, "serve", "--port=1")

"""Phones are told which app may open our addresses, when the operator has said so."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from checkout.main import create_app
from tests.support import plain
from tests.support.servers import World, free_socket, new_database_file, serving, settings_for

PRINT = ":".join(["AB"] * 32)


def test_without_an_app_there_is_nothing_to_tell(live: World) -> None:
    for name in ("assetlinks.json", "apple-app-site-association"):
        assert plain.get(f"{live.url}/.well-known/{name}").status_code == 404


def test_each_system_is_told_of_its_app(tmp_path: Path) -> None:
    socket = free_socket()
    url = f"http://127.0.0.1:{socket.getsockname()[1]}"
    more = {"android_app": f"bd.aday.aday/{PRINT}", "ios_app": "ABCDE12345.bd.aday.aday"}
    with serving(create_app(settings_for(url, url, new_database_file(tmp_path), **more)), socket):
        android = plain.get(f"{url}/.well-known/assetlinks.json")
        ios = plain.get(f"{url}/.well-known/apple-app-site-association")
    assert android.headers["content-type"] == ios.headers["content-type"] == "application/json"
    (link,) = android.json()
    assert link["target"]["package_name"] == "bd.aday.aday"
    assert link["target"]["sha256_cert_fingerprints"] == [PRINT]
    assert ios.json()["applinks"]["details"] == [{"appIDs": ["ABCDE12345.bd.aday.aday"], "components": [{"/": "/v"}]}]


@pytest.mark.parametrize("setting", [{"android_app": "bd.aday.aday"}, {"ios_app": "bd.aday.aday"}])
def test_half_of_what_is_needed_is_refused(tmp_path: Path, setting: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        settings_for("http://127.0.0.1", "http://127.0.0.1", new_database_file(tmp_path), **setting)

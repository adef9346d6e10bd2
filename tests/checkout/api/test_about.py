"""The app is told who helps, before anybody has signed in."""

from importlib.metadata import version
from pathlib import Path
from typing import Any

from checkout.main import create_app
from tests.support import plain
from tests.support.servers import World, free_socket, new_database_file, serving, settings_for


def told(tmp_path: Path, **set_by_the_operator: Any) -> tuple[str, dict[str, Any]]:
    """The address of a checkout with these settings, and what it says of itself."""
    socket = free_socket()
    url = f"http://127.0.0.1:{socket.getsockname()[1]}"
    with serving(create_app(settings_for(url, url, new_database_file(tmp_path), **set_by_the_operator)), socket):
        answer = plain.get(f"{url}/v1/about")
    assert answer.status_code == 200, answer.text
    return url, answer.json()


def test_what_the_operator_has_not_set_is_promised_to_nobody(tmp_path: Path) -> None:
    url, about = told(tmp_path)
    assert about == {
        "support_phone": None,
        "support_hours": None,
        "terms_url": f"{url}/terms",
        "privacy_url": f"{url}/privacy",
        "hold_within_hours": None,
        "issues_codes": False,
        "version": version("aday"),
    }


def test_who_helps_and_when_is_told_as_it_is_set(tmp_path: Path) -> None:
    hours = {"support_hours": "সকাল ৯টা থেকে রাত ৯টা", "support_hours_en": "9 AM to 9 PM"}
    _, about = told(tmp_path, support_phone="০৯৬১২-৩৪৫৬৭৮", hold_within_hours=24, **hours)
    assert about["support_phone"] == "+8809612345678"
    assert about["support_hours"] == {"bn": "সকাল ৯টা থেকে রাত ৯টা", "en": "9 AM to 9 PM"}
    assert about["hold_within_hours"] == 24


def test_what_it_does_not_know_is_refused_there_too(live: World) -> None:
    answer = plain.get(f"{live.url}/v1/about?langauge=en")
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/bad-fields")

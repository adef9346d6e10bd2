"""Signing in by phone and one-time code."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from checkout.main import create_app
from tests.conftest import HandClock
from tests.support import plain
from tests.support.servers import new_database_file, serving, settings_for

PHONE = "01712345678"


@pytest.fixture
def http(tmp_path: Path, clock: HandClock) -> Iterator[httpx.Client]:
    """A checkout behind a proxy, whose clock is in the test's hand; its gateway is never asked."""
    settings = settings_for("http://127.0.0.1", "http://127.0.0.1:9", new_database_file(tmp_path))
    with (
        serving(create_app(settings, clock), proxies="127.0.0.1") as running,
        plain.client(base_url=running.url) as client,
    ):
        client.headers["Accept-Language"] = "en"
        yield client


def _code(http: httpx.Client, phone: str = PHONE) -> str:
    """Ask for a code; this client goes on with the request that it belongs to."""
    answer = http.post("/v1/auth/otp", json={"phone": phone})
    assert answer.status_code == 202, answer.text
    http.headers["X-Asked"] = answer.json()["request"]
    code: str = answer.json()["demo_code"]
    return code


def _try(http: httpx.Client, code: str, phone: str = PHONE) -> httpx.Response:
    body = {"phone": phone, "code": code, "request": http.headers.get("X-Asked", "guessed"), "device_name": "phone"}
    return http.post("/v1/auth/token", json=body)


def test_a_new_phone_opens_a_shop_and_an_old_one_finds_it_again(http: httpx.Client, clock: HandClock) -> None:
    first = _try(http, _code(http)).json()
    clock.forward(minutes=2)
    again = _try(http, _code(http, "+880 1712-345678")).json()
    assert first["merchant"]["id"] == again["merchant"]["id"]
    assert first["token"] != again["token"]


def test_a_code_is_taken_in_bangla_digits(http: httpx.Client) -> None:
    code = _code(http).translate(str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯"))
    assert _try(http, code).status_code == 200


@pytest.mark.parametrize(
    "written",
    [
        "{0}-{1}",
        "{0} {1}",
        " {0}{1}. ",
        "\u200b{0}\u2060{1}\u200f",
        "Aday code {0}{1}, good for 5 minutes",
        "({0}–{1})",
    ],
)
def test_a_code_is_taken_however_it_is_written(http: httpx.Client, written: str) -> None:
    code = _code(http)
    assert _try(http, written.format(code[:3], code[3:])).status_code == 200


def test_a_code_is_taken_in_wide_digits(http: httpx.Client) -> None:
    code = "".join(chr(ord(digit) + 0xFEE0) for digit in _code(http))
    assert _try(http, code).status_code == 200


def test_what_cannot_be_a_code_is_no_try_of_one(http: httpx.Client) -> None:
    code = _code(http)
    for _ in range(20):
        for wrong in ("", "12345", "1234567", "abcdef", "১২৩"):
            assert _try(http, wrong).json()["errors"][0]["field"] == "code"
    assert _try(http, code).status_code == 200


def test_whoever_holds_a_request_is_heard_though_others_guessed_at_the_same_address(http: httpx.Client) -> None:
    code = _code(http)
    with plain.client(base_url=str(http.base_url)) as neighbour:
        assert {_try(neighbour, "000000").status_code for _ in range(70)} == {422, 429}
    assert _try(http, code).status_code == 200


def test_a_code_is_good_once(http: httpx.Client) -> None:
    code = _code(http)
    assert [_try(http, code).status_code for _ in range(2)] == [200, 422]


def test_a_code_is_good_for_five_minutes(http: httpx.Client, clock: HandClock) -> None:
    code = _code(http)
    clock.forward(minutes=5)
    assert _try(http, code).status_code == 422


def test_after_five_wrong_tries_even_the_right_code_is_refused(http: httpx.Client) -> None:
    code = _code(http)
    wrong = "000000" if code != "000000" else "111111"
    assert [_try(http, wrong).status_code for _ in range(5)] == [422] * 5
    locked = _try(http, code)
    assert locked.status_code == 429
    assert 0 < int(locked.headers["retry-after"]) <= 300


def test_another_code_can_be_asked_for_after_a_minute_and_six_times_an_hour(
    http: httpx.Client, clock: HandClock
) -> None:
    _code(http)
    assert http.post("/v1/auth/otp", json={"phone": PHONE}).status_code == 429
    for _ in range(5):
        clock.forward(seconds=61)
        _code(http)
    clock.forward(seconds=61)
    assert http.post("/v1/auth/otp", json={"phone": PHONE}).status_code == 429


def test_a_code_is_good_for_the_request_that_it_was_sent_for(http: httpx.Client, clock: HandClock) -> None:
    first = _code(http)
    clock.forward(seconds=61)
    second = _code(http)
    assert first == second or _try(http, first).status_code == 422
    assert _try(http, second).status_code == 200


def test_without_a_request_no_code_is_tried(http: httpx.Client) -> None:
    body = {"phone": PHONE, "code": _code(http)}
    answer = http.post("/v1/auth/token", json=body)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "request")


class TestStrangers:
    """Somebody else who knows the phone, at an address of their own."""

    @pytest.fixture
    def stranger(self, http: httpx.Client) -> Iterator[httpx.Client]:
        with plain.client(base_url=str(http.base_url), headers={"X-Forwarded-For": "203.0.113.9"}) as other:
            yield other

    def test_wrong_tries_of_a_stranger_do_not_spoil_the_owners_code(
        self, http: httpx.Client, stranger: httpx.Client
    ) -> None:
        code = _code(http)
        wrong = "000000" if code != "000000" else "111111"
        assert {_try(stranger, wrong).status_code for _ in range(8)} == {422}
        assert _try(http, code).status_code == 200

    def test_nor_do_those_of_one_behind_the_same_address(self, http: httpx.Client) -> None:
        """A carrier gives thousands of phones one address."""
        code = _code(http)
        wrong = "000000" if code != "000000" else "111111"
        with plain.client(base_url=str(http.base_url)) as neighbour:
            assert {_try(neighbour, wrong).status_code for _ in range(8)} == {422}
        assert _try(http, code).status_code == 200

    def test_a_code_that_a_stranger_asked_for_does_not_replace_the_owners(
        self, http: httpx.Client, stranger: httpx.Client
    ) -> None:
        code = _code(http)
        _code(stranger)
        assert _try(http, code).status_code == 200

    def test_codes_that_a_stranger_used_up_leave_the_owners_own(
        self, http: httpx.Client, stranger: httpx.Client, clock: HandClock
    ) -> None:
        for _ in range(6):
            _code(stranger)
            clock.forward(seconds=61)
        assert stranger.post("/v1/auth/otp", json={"phone": PHONE}).status_code == 429
        assert _try(http, _code(http)).status_code == 200

    def test_many_strangers_together_are_stopped_and_the_owner_at_home_is_not(
        self, http: httpx.Client, clock: HandClock
    ) -> None:
        assert _try(http, _code(http)).status_code == 200
        clock.forward(seconds=61)
        answers = []
        for number in range(24):
            address = {"X-Forwarded-For": f"203.0.113.{number}"}
            answers.append(http.post("/v1/auth/otp", json={"phone": PHONE}, headers=address).status_code)
        assert answers == [202] * 20 + [429] * 4
        assert _try(http, _code(http)).status_code == 200

    def test_one_address_gets_thirty_codes_an_hour_for_whatever_phones(
        self, stranger: httpx.Client, clock: HandClock
    ) -> None:
        def ask(number: int) -> httpx.Response:
            return stranger.post("/v1/auth/otp", json={"phone": f"017000002{number:02d}"})

        assert [ask(number).status_code for number in range(32)] == [202] * 30 + [429] * 2
        assert int(ask(40).headers["retry-after"]) == 3600
        clock.forward(hours=1)
        assert ask(41).status_code == 202

    def test_one_address_tries_sixty_wrong_codes_an_hour_for_whatever_phones(self, stranger: httpx.Client) -> None:
        def guess(number: int) -> int:
            body = {"phone": f"017000002{number:02d}", "code": "000000", "request": "guessed"}
            return stranger.post("/v1/auth/token", json=body).status_code

        assert [guess(number) for number in range(62)] == [422] * 60 + [429] * 2

    def test_the_request_leads_to_its_code_wherever_the_phone_is_by_then(
        self, http: httpx.Client, stranger: httpx.Client
    ) -> None:
        """Between asking and typing a phone may change from one network to another."""
        asked = http.post("/v1/auth/otp", json={"phone": PHONE}).json()
        body = {"phone": PHONE, "code": asked["demo_code"], "request": asked["request"]}
        other_phone = {**body, "phone": "01812345678"}
        assert stranger.post("/v1/auth/token", json=other_phone).status_code == 422
        assert stranger.post("/v1/auth/token", json=body).status_code == 200


@pytest.mark.parametrize("phone", ["", "12345", "01212345678", "phone"])
def test_a_wrong_phone_is_told_in_one_sentence(http: httpx.Client, phone: str) -> None:
    answer = http.post("/v1/auth/otp", json={"phone": phone})
    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {"field": "phone", "code": "phone", "detail": "Enter a valid 11-digit mobile number."}
    ]


def test_no_code_and_no_token_is_kept_as_it_is(http: httpx.Client, tmp_path: Path) -> None:
    code = _code(http)
    token = _try(http, code).json()["token"]
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert token.encode() not in kept
    assert code.encode() not in kept.replace(PHONE.encode(), b"")

"""Text messages by a provider's HTTP call, against a provider of the tests' own."""

import re
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse

from checkout.main import create_app
from checkout.notify.sms import _fill
from checkout.setting_types import WrongSettings
from checkout.settings import load_settings
from tests.support import plain
from tests.support.servers import new_database_file, serving, settings_for

PHONE = "01712345678"


class Provider:
    """Notes what it is told, and answers as it is set to."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []
        self.status, self.answer = 200, '{"status":"SUCCESS"}'
        self.app = FastAPI()
        self.app.add_api_route("/send", self._take, methods=["GET", "POST"])

    async def _take(self, request: Request) -> PlainTextResponse:
        is_json = request.headers.get("content-type", "").startswith("application/json")
        said = await request.json() if is_json else {**request.query_params, **dict(await request.form())}
        self.heard.append({"method": request.method, "said": said, "key": request.headers.get("x-key")})
        return PlainTextResponse(self.answer, self.status)


@pytest.fixture
def provider() -> Provider:
    return Provider()


def ask_for_code(provider: Provider, folder: Path, times: int = 1, **more: Any) -> list[Any]:
    """Ask a checkout that sends by this provider for codes."""
    with serving(provider.app) as sms:
        told = {"sms_backend": "http", "sms_url": f"{sms.url}/send", "sms_success": "SUCCESS", **more}
        settings = settings_for("http://127.0.0.1", "http://127.0.0.1:9", new_database_file(folder), **told)
        with serving(create_app(settings)) as checkout, plain.client(base_url=checkout.url) as http:
            return [http.post("/v1/auth/otp", json={"phone": PHONE}) for _ in range(times)]


@pytest.mark.parametrize(
    ("method", "form"), [("POST", "json"), ("POST", "form"), ("GET", "query")], ids=["json", "form", "query"]
)
def test_a_code_goes_out_in_the_form_that_the_provider_wants(
    provider: Provider, tmp_path: Path, method: str, form: str
) -> None:
    body = {"to": "{msisdn}", "local": "{phone}", "text": "{text}", "sender": "Aday"}
    (answer,) = ask_for_code(
        provider, tmp_path, sms_method=method, sms_format=form, sms_body=body, sms_headers={"X-Key": "secret"}
    )
    assert answer.status_code == 202
    (heard,) = provider.heard
    assert (heard["method"], heard["key"]) == (method, "secret")
    assert (heard["said"]["to"], heard["said"]["local"], heard["said"]["sender"]) == ("8801712345678", PHONE, "Aday")
    assert re.search("[০-৯]{6}", heard["said"]["text"])


@pytest.mark.parametrize(("status", "said"), [(200, '{"status":"FAILED"}'), (500, "SUCCESS")])
def test_a_code_that_was_not_sent_is_told_and_can_be_asked_for_again_at_once(
    provider: Provider, tmp_path: Path, status: int, said: str
) -> None:
    provider.status, provider.answer = status, said
    answers = ask_for_code(provider, tmp_path, times=2)
    assert [answer.status_code for answer in answers] == [503, 503]
    assert answers[0].json()["type"] == "/problems/not-delivered"


def test_what_stands_in_a_message_is_never_taken_for_a_place() -> None:
    told = {"text": "{phone} {text}", "phone": "017", "msisdn": "88"}
    assert _fill({"a": ["{text}", 1], "b": "x {phone}"}, told) == {"a": ["{phone} {text}", 1], "b": "x 017"}


def test_without_an_address_it_does_not_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in {
        "DATABASE_URL": "sqlite:////tmp/aday.db", "PUBLIC_URL": "https://pay.example",
        "SSLCOMMERZ_BASE_URL": "https://sandbox.sslcommerz.com", "SSLCOMMERZ_STORE_ID": "store",
        "SSLCOMMERZ_STORE_PASSWORD": "secret@ssl", "SMS_BACKEND": "http",
    }.items():  # fmt: skip
        monkeypatch.setenv(f"ADAY_{name}", value)
    with pytest.raises(WrongSettings, match="ADAY_SMS_URL is not set"):
        load_settings()
    monkeypatch.setenv("ADAY_SMS_URL", "https://sms.example/send")
    monkeypatch.setenv("ADAY_SMS_HEADERS", '{"Authorization": "Bearer hidden"}')
    assert "hidden" not in repr(load_settings())


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ('{"response": [{"code": 202, "note": "SUCCESS"}]}', 202),
        ('{"response": [{"code": "202"}]}', 202),
        ('{"response": [{"code": 1007, "note": "balance 202"}]}', 503),
        ('{"response": []}', 503),
        ('{"code": 202}', 503),
        ("202", 503),
        ("<html>202</html>", 503),
    ],
)
def test_the_providers_own_field_says_whether_it_took_the_message(
    provider: Provider, tmp_path: Path, answer: str, status: int
) -> None:
    provider.answer = answer
    (said,) = ask_for_code(provider, tmp_path, sms_success="202", sms_success_field="response.0.code")
    assert said.status_code == status

"""Settings: what is missing or wrong is one clear sentence."""

import pytest

from checkout.setting_types import WrongSettings
from checkout.settings import load_settings

GOOD = {
    "ADAY_DATABASE_URL": "sqlite:////tmp/aday.db",
    "ADAY_PUBLIC_URL": "https://pay.example",
    "ADAY_SSLCOMMERZ_BASE_URL": "https://sandbox.sslcommerz.com",
    "ADAY_SSLCOMMERZ_STORE_ID": "store",
    "ADAY_SSLCOMMERZ_STORE_PASSWORD": "secret@ssl",
}


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.chdir(str(tmp_path))
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)


def test_good_settings_are_taken() -> None:
    assert load_settings().public_url == "https://pay.example"


@pytest.mark.parametrize("name", list(GOOD))
def test_each_missing_one_is_named_in_one_sentence(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(name)
    with pytest.raises(WrongSettings) as wrong:
        load_settings()
    assert f"{name} is not set" in str(wrong.value)
    assert "\n" not in str(wrong.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ADAY_SERVICE_FEES", "two percent"),
        ("ADAY_SERVICE_FEES", '{"*": {"basis_points": -1}}'),
        ("ADAY_GATEWAY_FEES", '{"*": {"percent": 2}}'),
        ("ADAY_PUBLIC_URL", "pay.example"),
        ("ADAY_PUBLIC_URL", "https://"),
        ("ADAY_PUBLIC_URL", "https://pay.example/shop?x=1"),
        ("ADAY_DATABASE_URL", "mysql://x"),
        ("ADAY_DATABASE_URL", "sqlite:///:memory:"),
        ("ADAY_SMS_BACKEND", "pigeon"),
    ],
)
def test_each_wrong_one_is_named_in_one_sentence(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(WrongSettings) as wrong:
        load_settings()
    assert f"{name} is wrong" in str(wrong.value)
    assert "\n" not in str(wrong.value)


def test_the_store_password_is_not_shown_when_settings_are_printed() -> None:
    assert "secret@ssl" not in repr(load_settings())

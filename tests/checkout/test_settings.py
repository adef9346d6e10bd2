"""Settings: what is missing or wrong is one clear sentence."""

from pathlib import Path

import pytest

from aday.reference import reference
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


BKASH = {
    "ADAY_BKASH_BASE_URL": "https://tokenized.sandbox.bka.sh",
    "ADAY_BKASH_USERNAME": "user",
    "ADAY_BKASH_PASSWORD": "password",
    "ADAY_BKASH_APP_KEY": "key",
    "ADAY_BKASH_APP_SECRET": "secret",
    "ADAY_BKASH_FEE": '{"basis_points": 150}',
}


def set_all(monkeypatch: pytest.MonkeyPatch, values: dict[str, str]) -> None:
    for name, value in values.items():
        monkeypatch.setenv(name, value)


def test_the_gateways_that_are_set_up_are_used_and_no_others(monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(load_settings().gateways) == ["sslcommerz"]
    set_all(monkeypatch, BKASH)
    assert list(load_settings().gateways) == ["bkash", "sslcommerz"]


def test_one_gateway_other_than_sslcommerz_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in GOOD if "SSLCOMMERZ" in name]:
        monkeypatch.delenv(name)
    set_all(monkeypatch, BKASH)
    assert list(load_settings().gateways) == ["bkash"]


def test_without_any_gateway_one_sentence_names_what_could_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in GOOD if "SSLCOMMERZ" in name]:
        monkeypatch.delenv(name)
    with pytest.raises(WrongSettings, match=r"no gateway is set up .*ADAY_BKASH_BASE_URL.*ADAY_SSLCOMMERZ_BASE_URL"):
        load_settings()


@pytest.mark.parametrize("name", list(BKASH))
def test_a_credential_that_is_missing_at_a_second_gateway_is_named(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch, BKASH)
    monkeypatch.delenv(name)
    with pytest.raises(WrongSettings, match=f"{name} is not set"):
        load_settings()


@pytest.mark.parametrize(
    ("routes", "says"),
    [
        ('{"card": ["bkash"]}', "bkash does not serve card"),
        ('{"card": ["nagad"]}', "nagad, named for card, is not set up"),
        ('{"cash": ["bkash"]}', "ADAY_ROUTES is wrong"),
        ('{"card": [], "bkash": [], "nagad": [], "wallet": []}', "it leaves no way to pay"),
        ("bkash first", "ADAY_ROUTES is wrong: must be JSON"),
    ],
)
def test_a_route_that_leads_nowhere_is_told_at_the_start(
    routes: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_all(monkeypatch, {**BKASH, "ADAY_ROUTES": routes})
    with pytest.raises(WrongSettings, match=says):
        load_settings()


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
        ("ADAY_SSLCOMMERZ_BASE_URL", "https://pay.example/path"),
        ("ADAY_BKASH_FEE", "two percent"),
        ("ADAY_NAGAD_PRIVATE_KEY", "not a key"),
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


def test_the_page_of_settings_is_the_one_that_the_code_makes() -> None:
    page = Path(__file__).parents[2] / "docs" / "configuration.md"
    assert page.read_text(encoding="utf-8") == reference(), "run `make reference`"


@pytest.mark.parametrize(
    ("typed", "dialled"),
    [
        ("01712345678", "+8801712345678"),
        ("০১৭১২-৩৪৫৬৭৮", "+8801712345678"),
        ("+880 9612 345678", "+8809612345678"),
        ("(02) 5566 7788", "+880255667788"),
        ("16247", "16247"),
        ("+44 20 7946 0000", "+442079460000"),
    ],
)
def test_the_number_that_helps_is_read_as_people_write_it(
    monkeypatch: pytest.MonkeyPatch, typed: str, dialled: str
) -> None:
    monkeypatch.setenv("ADAY_SUPPORT_PHONE", typed)
    assert load_settings().support_phone == dialled

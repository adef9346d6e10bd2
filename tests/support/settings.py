"""Settings of an installation with every gateway, and the one sentence that tells a wrong one."""

import re

import pytest

from checkout.setting_types import WrongSettings
from checkout.settings import load_settings
from sandbox.nagad import keys

EVERYTHING = {
    "ADAY_DATABASE_URL": "sqlite:///aday.db",
    "ADAY_PUBLIC_URL": "https://pay.example",
    "ADAY_SSLCOMMERZ_BASE_URL": "https://sandbox.sslcommerz.com",
    "ADAY_SSLCOMMERZ_STORE_ID": "store",
    "ADAY_SSLCOMMERZ_STORE_PASSWORD": "secret@ssl",
    "ADAY_BKASH_BASE_URL": "https://tokenized.sandbox.bka.sh",
    "ADAY_BKASH_USERNAME": "user",
    "ADAY_BKASH_PASSWORD": "password",
    "ADAY_BKASH_APP_KEY": "key",
    "ADAY_BKASH_APP_SECRET": "secret",
    "ADAY_BKASH_FEE": '{"basis_points": 150}',
    "ADAY_AAMARPAY_BASE_URL": "https://sandbox.aamarpay.com",
    "ADAY_AAMARPAY_STORE_ID": "store",
    "ADAY_AAMARPAY_SIGNATURE_KEY": "key",
    "ADAY_SHURJOPAY_BASE_URL": "https://sandbox.shurjopayment.com",
    "ADAY_SHURJOPAY_USERNAME": "user",
    "ADAY_SHURJOPAY_PASSWORD": "password",
    "ADAY_SHURJOPAY_PREFIX": "NOK",
    "ADAY_SHURJOPAY_FEE": '{"basis_points": 200}',
}
# Apart, since a key is proven each time it is read.
NAGAD = {
    "ADAY_NAGAD_BASE_URL": "https://api.mynagad.com/api/dfs",
    "ADAY_NAGAD_MERCHANT_ID": "683002007104225",
    "ADAY_NAGAD_PRIVATE_KEY": keys.MERCHANT_PRIVATE,
    "ADAY_NAGAD_PUBLIC_KEY": keys.NAGAD_PUBLIC,
    "ADAY_NAGAD_FEE": '{"basis_points": 150}',
}
# What a library says of a wrong value, and no operator should read.
LIBRARYS_WORDS = re.compile(
    r"pydantic|Input should|Extra inputs|Value error|String should|Field required|validation|Traceback|unable to parse"
    r"|valid (integer|number|dictionary|list|string|boolean)|Expecting|errno",
    re.IGNORECASE,
)


def set_all(monkeypatch: pytest.MonkeyPatch, values: dict[str, str]) -> None:
    for name, value in values.items():
        monkeypatch.setenv(name, value)


def refusal() -> str:
    """The one sentence for the settings as they are set."""
    with pytest.raises(WrongSettings) as wrong:
        load_settings()
    sentence = str(wrong.value)
    assert sentence.startswith("Cannot start: ")
    assert sentence.isprintable()
    assert not LIBRARYS_WORDS.search(sentence), sentence
    assert len(sentence) < 400
    return sentence

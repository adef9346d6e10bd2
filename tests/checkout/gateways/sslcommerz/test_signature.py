"""The signature, against vectors whose hashes were made outside of this program."""

import pytest

from checkout.gateways.sslcommerz.signature import is_genuine

_OLD_KEYS = (
    "amount,bank_tran_id,base_fair,card_brand,card_issuer,card_issuer_country,card_issuer_country_code,card_no,"
    "card_type,currency,currency_amount,currency_rate,currency_type,risk_level,risk_title,status,store_amount,"
    "store_id,tran_date,tran_id,val_id,value_a,value_b,value_c,value_d"
)
_NEW_KEYS = _OLD_KEYS.replace("card_no,", "card_no,card_sub_brand,").replace("currency_type,", "currency_type,error,")
_FAILED_KEYS = ",".join(
    key for key in _NEW_KEYS.split(",") if key not in ("val_id", "store_amount", "risk_level", "risk_title")
)


def _fields(keys: str, **given: str) -> dict[str, str]:
    common = {"base_fair": "0.00", "currency": "BDT", "currency_type": "BDT", "currency_rate": "1.0000",
              "currency_amount": given["amount"], "card_issuer_country": "Bangladesh", "card_issuer_country_code": "BD"}  # fmt: skip
    return {**dict.fromkeys(keys.split(","), ""), **common, **given, "verify_key": keys}


PUBLISHED = _fields(
    _OLD_KEYS, store_id="test_testemi", tran_id="5E121A0D01F92", val_id="200105225826116qFnATY9sHIwo",
    bank_tran_id="200105225825DBgSoRGLvczhFjj", amount="10.00", store_amount="9.75", status="VALID",
    tran_date="2020-01-05 22:58:21", card_type="VISA-Dutch Bangla", card_issuer="TRUST BANK, LTD.", card_brand="VISA",
    card_no="418117XXXXXX6675", risk_level="0", risk_title="Safe",
    verify_sign="d42fab70ae0bcbda5280e7baffef60b0",
    verify_sign_sha2="02c0417ff467c109006382d56eedccecd68382e47245266e7b47abbb3d43976e",
)  # fmt: skip
PAID = _fields(
    _NEW_KEYS, store_id="aday0000000000001", tran_id="pay_0001", val_id="2611230612520zYxWvUtSrQpOnM",
    bank_tran_id="2611230612520aBcDeFgHiJkLmN", amount="300.00", store_amount="292.50", status="VALID",
    tran_date="2026-11-23 06:12:52", card_type="BKASH-BKash", card_issuer="BKash Mobile Banking",
    card_brand="MOBILEBANKING", card_sub_brand="Classic", risk_level="0", risk_title="Safe",
    verify_sign="852b582c3e996b39011019ebe3b0a93a",
    verify_sign_sha2="18271b257a62f7cbd27c680173d25c015d33eec07efe6a84ff6cb0d5238d6fc0",
)  # fmt: skip
FAILED = _fields(
    _FAILED_KEYS, store_id="aday0000000000001", tran_id="pay_0002", bank_tran_id="2611230613100aBcDeFgHiJkLmN",
    amount="300.00", status="FAILED", error="Do not honor", tran_date="2026-11-23 06:13:10", card_sub_brand="Classic",
    card_issuer_country="", card_issuer_country_code="",
    verify_sign="bf0dc5378b2d5ba0c14870c9a07fe889",
    verify_sign_sha2="666f3f0db3242ede18ffba1f7b95001cdb23f3de7d75738b94a1f4419bce82ef",
)  # fmt: skip
PASSWORD = "aday0000000000001@ssl"


@pytest.mark.parametrize(
    ("fields", "password"), [(PUBLISHED, "test_testemi@ssl"), (PAID, PASSWORD), (FAILED, PASSWORD)]
)
def test_a_real_signature_of_either_generation_is_genuine(fields: dict[str, str], password: str) -> None:
    assert is_genuine(fields, password)


@pytest.mark.parametrize("changed", ["amount", "tran_id", "val_id", "status", "verify_sign", "verify_sign_sha2"])
def test_any_changed_field_makes_it_forged(changed: str) -> None:
    assert not is_genuine({**PAID, changed: PAID[changed][:-1] + "x"}, PASSWORD)


def test_another_password_makes_it_forged() -> None:
    assert not is_genuine(PAID, "another")


@pytest.mark.parametrize("left_out", ["tran_id", "amount", "currency", "status", "store_id", "val_id"])
def test_a_key_list_that_leaves_out_what_matters_is_refused(left_out: str) -> None:
    keys = ",".join(key for key in _NEW_KEYS.split(",") if key != left_out)
    assert not is_genuine({**PAID, "verify_key": keys}, PASSWORD)


def test_a_name_signed_but_not_sent_is_refused() -> None:
    assert not is_genuine({name: value for name, value in PAID.items() if name != "tran_id"}, PASSWORD)


@pytest.mark.parametrize("keys", ["", "store_passwd," + _NEW_KEYS, _NEW_KEYS + ",amount", _NEW_KEYS + ",verify_sign"])
def test_a_key_list_that_repeats_or_reaches_for_the_password_is_refused(keys: str) -> None:
    assert not is_genuine({**PAID, "verify_key": keys}, PASSWORD)


def test_a_signature_in_other_letters_is_refused_and_breaks_nothing() -> None:
    assert not is_genuine({**PAID, "verify_sign": "é"}, PASSWORD)

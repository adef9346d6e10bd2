"""The signature SSLCommerz puts on IPNs and returns."""

import hashlib
from collections.abc import Callable, Mapping

_PAID_KEYS = (
    "amount,bank_tran_id,base_fair,card_brand,card_issuer,card_issuer_country,card_issuer_country_code,"
    "card_no,card_sub_brand,card_type,currency,currency_amount,currency_rate,currency_type,error,"
    "risk_level,risk_title,status,store_amount,store_id,tran_date,tran_id,val_id,value_a,value_b,value_c,value_d"
)
_UNPAID = {"val_id", "store_amount", "risk_level", "risk_title"}
_FAILED_KEYS = ",".join(key for key in _PAID_KEYS.split(",") if key not in _UNPAID)


def signed(fields: Mapping[str, str], password: str) -> dict[str, str]:
    """The fields with `verify_key`, `verify_sign` (MD5) and `verify_sign_sha2` (SHA-256) added."""
    keys = _PAID_KEYS if "val_id" in fields else _FAILED_KEYS
    keys = ",".join(key for key in keys.split(",") if key in fields)
    return {
        **fields,
        "verify_key": keys,
        "verify_sign": _digest(fields, keys, password, _md5),
        "verify_sign_sha2": _digest(fields, keys, password, _sha256),
    }


def _digest(fields: Mapping[str, str], keys: str, password: str, hash_hex: Callable[[str], str]) -> str:
    pairs = [(key, fields[key]) for key in keys.split(",")]
    pairs.append(("store_passwd", hash_hex(password)))
    return hash_hex("&".join(f"{name}={value}" for name, value in sorted(pairs)))


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()

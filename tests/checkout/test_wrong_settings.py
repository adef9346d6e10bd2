"""A wrong value is one sentence that names its setting, whichever it is and whatever stands in it."""

from pathlib import Path

import pytest
from pydantic import BaseModel

from checkout.gateways.nagad.settings import NagadSettings
from checkout.gateways.registry import KINDS
from checkout.setting_types import WrongSettings
from checkout.settings import Settings, load_settings
from sandbox.nagad import keys
from tests.support.settings import EVERYTHING, LIBRARYS_WORDS, NAGAD, refusal, set_all

WRONG = [
    ("ADAY_DATABASE_URL", ""),
    ("ADAY_DATABASE_URL", "aday.db"),
    ("ADAY_DATABASE_URL", "mysql://x"),
    ("ADAY_DATABASE_URL", "sqlite://aday.db"),
    ("ADAY_DATABASE_URL", "sqlite:///"),
    ("ADAY_DATABASE_URL", "sqlite:///:memory:"),
    ("ADAY_DATABASE_URL", "sqlite:///aday.db?mode=ro"),
    ("ADAY_DATABASE_URL", "sqlite:///~/aday.db"),
    ("ADAY_DATABASE_URL", "postgresql://aday:pass@host:54x/aday"),
    ("ADAY_DATABASE_URL", "postgresql://aday:pass@host:99999/aday"),
    ("ADAY_DATABASE_URL", "postgresql://aday:p@ss@host/aday"),
    ("ADAY_DATABASE_URL", "postgresql://aday:pass@host/a day"),
    ("ADAY_DATABASE_URL", "postgresql://"),
    ("ADAY_DATABASE_URL", "postgresql://one,two/aday"),
    ("ADAY_DATABASE_URL", "postgresql://one,two/aday?target_session_attrs=any"),
    ("ADAY_DATABASE_URL", "postgresql://one:0,two/aday?target_session_attrs=read-write"),
    ("ADAY_DATABASE_URL", "postgresql://one,two:54x/aday?target_session_attrs=read-write"),
    ("ADAY_DATABASE_URL", "postgresql://one,,two/aday?target_session_attrs=read-write"),
    ("ADAY_DATABASE_URL", "postgresql://aday:p@ss@one,two/aday?target_session_attrs=read-write"),
    ("ADAY_DATABASE_URL", "postgresql:///aday?host=one,two,three&port=1,2&target_session_attrs=read-write"),
    ("ADAY_DATABASE_URL", "postgresql:///aday?host=one&host=two&port=1&port=2&target_session_attrs=read-write"),
    ("ADAY_LISTEN_DATABASE_URL", "postgresql://one,two/aday"),
    ("ADAY_LISTEN_DATABASE_URL", "sqlite:///aday.db"),
    ("ADAY_LISTEN_DATABASE_URL", "postgresql://aday@host/aday"),
    ("ADAY_LISTEN_DATABASE_URL", "host"),
    ("ADAY_PUBLIC_URL", ""),
    ("ADAY_PUBLIC_URL", "pay.example"),
    ("ADAY_PUBLIC_URL", "https://"),
    ("ADAY_PUBLIC_URL", "https:///shop"),
    ("ADAY_PUBLIC_URL", "ftp://pay.example"),
    ("ADAY_PUBLIC_URL", "https://pay example"),
    ("ADAY_PUBLIC_URL", "https://pay.example "),
    ("ADAY_PUBLIC_URL", " https://pay.example"),
    ("ADAY_PUBLIC_URL", "https://pay.\texample"),
    ("ADAY_PUBLIC_URL", "https://me:secret@pay.example"),
    ("ADAY_PUBLIC_URL", "https://me@pay.example"),
    ("ADAY_PUBLIC_URL", "https://pay.example:port"),
    ("ADAY_PUBLIC_URL", "https://pay.example:0"),
    ("ADAY_PUBLIC_URL", "https://pay.example:70000"),
    ("ADAY_PUBLIC_URL", "https://pay.example/shop"),
    ("ADAY_PUBLIC_URL", "https://pay.example?x=1"),
    ("ADAY_PUBLIC_URL", "https://pay.example#x"),
    ("ADAY_PUBLIC_URL", "https://pay..example"),
    ("ADAY_PUBLIC_URL", "https://-pay.example"),
    ("ADAY_PUBLIC_URL", "https://[::1"),
    ("ADAY_PUBLIC_URL", "https://192.0.2.999"),
    ("ADAY_PUBLIC_URL", "http://0.0.0.0:8000"),
    ("ADAY_PUBLIC_URL", "https://পে.বাংলা"),
    ("ADAY_PUBLIC_URL", "https:\\\\pay.example"),
    ("ADAY_PUBLIC_URL", '"https://pay.example"'),
    ("ADAY_PUBLIC_URL", "https://pay.example," + "x" * 5000),
    *((f"ADAY_PUSH_{name}", "x") for name in ("PRIVATE_KEY", "CONTACT")),
    ("ADAY_ROUTES", "bkash first"),
    ("ADAY_ROUTES", "[]"),
    ("ADAY_ROUTES", '{"cash": ["bkash"]}'),
    ("ADAY_ROUTES", '{"card": ["bkash"]}'),
    ("ADAY_ROUTES", '{"card": ["paypal"]}'),
    ("ADAY_ROUTES", '{"bkash": ["bkahs"]}'),
    ("ADAY_ROUTES", '{"bkash": "bkash"}'),
    ("ADAY_ROUTES", '{"bkash": [1]}'),
    ("ADAY_ROUTES", '{"bkash": ["bkash", "bkash"]}'),
    ("ADAY_ROUTES", '{"bkash": ["bkash"], "bkash": ["sslcommerz"]}'),
    ("ADAY_ROUTES", '{"card": [], "bkash": [], "nagad": [], "wallet": []}'),
    ("ADAY_ROUTES", "[" * 100_000),
    ("ADAY_SMS_BACKEND", "pigeon"),
    ("ADAY_SMS_BACKEND", "HTTP"),
    ("ADAY_SMS_URL", "sms.example/send"),
    ("ADAY_SMS_URL", "https://sms.example/send?text={text}"),
    ("ADAY_SMS_URL", "https://sms example/send"),
    ("ADAY_SMS_URL", "https://sms.example:x/send"),
    ("ADAY_SMS_METHOD", "PUT"),
    ("ADAY_SMS_METHOD", "post"),
    ("ADAY_SMS_FORMAT", "xml"),
    ("ADAY_SMS_BODY", "to {msisdn} {text}"),
    ("ADAY_SMS_BODY", '{"to": "{msisdn}"}'),
    ("ADAY_SMS_BODY", '{"message": "{text}"}'),
    ("ADAY_SMS_BODY", '{"to": "{msisdn}", "message": "{txt}"}'),
    ("ADAY_SMS_BODY", '{"to": "{number}", "message": "{text}"}'),
    ("ADAY_SMS_BODY", '{"{msisdn}": "{text}"}'),
    ("ADAY_SMS_BODY", '["{msisdn}", "{text}"]'),
    ("ADAY_SMS_BODY", '\'{"to": "{msisdn}", "message": "{text}"}\''),
    ("ADAY_SMS_BODY", '{"to": "{msisdn}", "to": "x", "message": "{text}"}'),
    ("ADAY_SMS_SUCCESS_FIELD", "status"),
    ("ADAY_SMS_HEADERS", "Authorization: Bearer x"),
    ("ADAY_SMS_HEADERS", '{"Authorization": 1}'),
    ("ADAY_SMS_HEADERS", '{"Bad Header": "x"}'),
    ("ADAY_SMS_HEADERS", '{"X": "ক"}'),
    ("ADAY_SMS_HEADERS", '{"X": "a\\nb"}'),
    ("ADAY_SMTP_HOST", "smtp://mail.example"),
    ("ADAY_SMTP_HOST", "mail.example:587"),
    ("ADAY_SMTP_HOST", "mail example"),
    ("ADAY_SMTP_PORT", "0"),
    ("ADAY_SMTP_PORT", "65536"),
    ("ADAY_SMTP_PORT", "smtp"),
    ("ADAY_SMTP_PORT", "58.7"),
    ("ADAY_SMTP_PORT", "9" * 5000),
    ("ADAY_SMTP_USER", "আদায়"),
    ("ADAY_SMTP_USER", "user"),
    ("ADAY_SMTP_PASSWORD", "password"),
    ("ADAY_SMTP_PASSWORD", "pass\nword"),
    ("ADAY_SMTP_SENDER", "Aday"),
    ("ADAY_SMTP_SENDER", "aday@"),
    ("ADAY_SMTP_SENDER", "aday@example.com\nBcc: x@y.z"),
    ("ADAY_TELEGRAM_TOKEN", "token"),
    ("ADAY_TELEGRAM_TOKEN", "bot123:abc"),
    ("ADAY_TELEGRAM_BASE_URL", "api.telegram.org"),
    ("ADAY_TELEGRAM_BASE_URL", "https://api.telegram.org/bot"),
    ("ADAY_PAYER_EMAIL_FALLBACK", "payer"),
    ("ADAY_PAYER_EMAIL_FALLBACK", "payer@example.com, x@y.z"),
    ("ADAY_GATEWAY_TIMEOUT_SECONDS", "0"),
    ("ADAY_GATEWAY_TIMEOUT_SECONDS", "61"),
    ("ADAY_GATEWAY_TIMEOUT_SECONDS", "15s"),
    ("ADAY_GATEWAY_TIMEOUT_SECONDS", "nan"),
    ("ADAY_RECONCILE_FIRST_SECONDS", "-1"),
    ("ADAY_RECONCILE_FIRST_SECONDS", "inf"),
    ("ADAY_RECONCILE_FIRST_SECONDS", "1e300"),
    ("ADAY_SERVICE_FEES", "two percent"),
    ("ADAY_SERVICE_FEES", "[]"),
    ("ADAY_SERVICE_FEES", '{"bkahs": {"basis_points": 50}}'),
    ("ADAY_SERVICE_FEES", '{"bKash": {"basis_points": 50}, "bkash": {"basis_points": 60}}'),
    ("ADAY_SERVICE_FEES", '{"*": {"basis_points": -1}}'),
    ("ADAY_SERVICE_FEES", '{"*": {"basis_points": 10001}}'),
    ("ADAY_SERVICE_FEES", '{"*": {"basis_points": 1.5}}'),
    ("ADAY_SERVICE_FEES", '{"*": {"basis_points": true}}'),
    ("ADAY_SERVICE_FEES", '{"*": {"basis_points": "fifty"}}'),
    ("ADAY_SERVICE_FEES", '{"*": {"basis_point": 50}}'),
    ("ADAY_SERVICE_FEES", '{"*": {}}'),
    ("ADAY_SERVICE_FEES", '{"*": 50}'),
    ("ADAY_SERVICE_FEES", '{"*": {"basis_points": NaN}}'),
    ("ADAY_SERVICE_FEES", '{"*": null}'),
    ("ADAY_GATEWAY_FEES", '{"Vsia": {"basis_points": 200}}'),
    ("ADAY_GATEWAY_FEES", '{"*": {"percent": 2}}'),
    ("ADAY_BANGLA_QR_TERMS", '{"fee": {"basis_points": 50}, "as_of": "2026-07-01"}'),
    ("ADAY_BANGLA_QR_TERMS", '{"fee": {"basis_points": 50}, "as_of": "1 July", "source": "a circular"}'),
    ("ADAY_BANGLA_QR_TERMS", '{"as_of": "2026-07-01", "source": "a circular"}'),
    ("ADAY_SETTLEMENT_REF_COLUMN", " "),
    ("ADAY_SETTLEMENT_AMOUNT_COLUMN", "bank_tran_id"),
    ("ADAY_REFUND_RETURNS_FEE", "maybe"),
    ("ADAY_REQUIRE_EMAIL", "sometimes"),
    ("ADAY_REQUIRE_ADDRESS", "2"),
    ("ADAY_PAYER_DETAILS_DAYS", "-1"),
    ("ADAY_PAYER_DETAILS_DAYS", "999999999999"),
    ("ADAY_PAYER_DETAILS_DAYS", "two years"),
    ("ADAY_ANDROID_APP", "bd.aday.aday"),
    ("ADAY_ANDROID_APP", "bd.aday.aday/ab:cd"),
    ("ADAY_IOS_APP", "bd.aday.aday"),
    ("ADAY_API_CALLS_PER_MINUTE", "10"),
    ("ADAY_API_CALLS_PER_MINUTE", "many"),
    ("ADAY_LOG_STYLE", "pretty"),
    ("ADAY_PAYOUT_CODE_MINUTES", "-1"),
    ("ADAY_PAYOUT_WITHIN_HOURS", "0"),
    ("ADAY_PAYOUT_WITHIN_HOURS", "721"),
    ("ADAY_PAYOUT_WITHIN_HOURS", "two days"),
    ("ADAY_HOLD_WITHIN_HOURS", "-1"),
    ("ADAY_HOLD_WITHIN_HOURS", "721"),
    ("ADAY_HOLD_WITHIN_HOURS", "a day"),
    ("ADAY_SUPPORT_PHONE", "call us"),
    ("ADAY_SUPPORT_PHONE", "0171234567"),
    ("ADAY_SUPPORT_PHONE", "01212345678"),
    ("ADAY_SUPPORT_PHONE", "+88001712345678"),
    ("ADAY_SUPPORT_PHONE", "01712345678, 01812345678"),
    ("ADAY_SUPPORT_PHONE", "0"),
    ("ADAY_SUPPORT_HOURS", "সকাল ৯টা–রাত ৯টা"),
    ("ADAY_SUPPORT_HOURS", " "),
    ("ADAY_SUPPORT_HOURS", "x" * 81),
    ("ADAY_SUPPORT_HOURS", "9 AM\n9 PM"),
    ("ADAY_SUPPORT_HOURS_EN", "9 AM to 9 PM"),
    ("ADAY_APP_URL", "app.example.com"),
    ("ADAY_APP_URL", "javascript:alert(1)"),
    ("ADAY_APP_URL", "https://app.example.com?x=1"),
    ("ADAY_TERMS", "/etc/aday/terms.txt"),
    ("ADAY_TERMS", "./terms.txt"),
    ("ADAY_TERMS", "x" * 20_001),
    ("ADAY_TERMS", "Terms\x1b[2J"),
    ("ADAY_TERMS", "\u200b"),
    ("ADAY_TERMS_EN", "Terms"),
    ("ADAY_PRIVACY", "/etc/aday/privacy.txt"),
    ("ADAY_PRIVACY_EN", "Privacy"),
    ("ADAY_REFUND_WITHIN_DAYS", "-1"),
    ("ADAY_REFUND_WITHIN_DAYS", "91"),
    ("ADAY_REFUND_WITHIN_DAYS", "ten working days"),
    ("ADAY_TRUSTED_PROXIES", "localhost"),
    ("ADAY_TRUSTED_PROXIES", "127.0.0.1;10.0.0.1"),
    ("ADAY_TRUSTED_PROXIES", "10.0.0.1/24"),
    ("ADAY_TRUSTED_PROXIES", "10.0.0.256"),
    ("ADAY_TRUSTED_PROXIES", "*"),
    ("ADAY_TRUSTED_PROXIES", "127.0.0.1,,10.0.0.1"),
    ("ADAY_TRUSTED_PROXIES", "127.0.0.1:8000"),
    ("ADAY_DEMO", "perhaps"),
    ("ADAY_BKASH_BASE_URL", "https://tokenized.sandbox.bka.sh/v1.2.0-beta"),
    ("ADAY_BKASH_USERNAME", ""),
    ("ADAY_BKASH_USERNAME", "ব্যবহারকারী"),
    ("ADAY_BKASH_PASSWORD", "password\n"),
    ("ADAY_BKASH_APP_KEY", "x" * 101),
    ("ADAY_BKASH_APP_KEY", "key "),
    ("ADAY_BKASH_APP_SECRET", ""),
    ("ADAY_BKASH_FEE", "1.5"),
    ("ADAY_BKASH_FEE", "{}"),
    ("ADAY_BKASH_FEE", '{"basispoints": 150}'),
    ("ADAY_BKASH_FIRST_ASK_SECONDS", "0"),
    ("ADAY_BKASH_TIMEOUT_SECONDS", "300"),
    ("ADAY_BKASH_DIALECT", "v9"),
    ("ADAY_BKASH_TOPIC_ARN", "arn:aws:sqs:ap-southeast-1:354285753755:bpt_aday"),
    ("ADAY_BKASH_REFUND_DIALECT", "v9"),
    ("ADAY_BKASH_SNS_URL", "sns.example"),
    ("ADAY_NAGAD_BASE_URL", "https://api.mynagad.com/api dfs"),
    ("ADAY_NAGAD_MERCHANT_ID", "68300200710422"),
    ("ADAY_NAGAD_MERCHANT_ID", "৬৮৩০০২০০৭১০৪২২৫"),
    ("ADAY_NAGAD_PRIVATE_KEY", "not a key"),
    ("ADAY_NAGAD_PRIVATE_KEY", keys.NAGAD_PUBLIC),
    ("ADAY_NAGAD_PUBLIC_KEY", keys.MERCHANT_PRIVATE),
    ("ADAY_NAGAD_PUBLIC_KEY", "চাবি"),
    ("ADAY_NAGAD_FEE", "[150]"),
    ("ADAY_SSLCOMMERZ_BASE_URL", "https://sandbox.sslcommerz.com/gwprocess"),
    ("ADAY_SSLCOMMERZ_STORE_ID", "x" * 31),
    ("ADAY_SSLCOMMERZ_STORE_PASSWORD", "x" * 31),
    ("ADAY_SSLCOMMERZ_STORE_PASSWORD", " secret"),
    ("ADAY_SSLCOMMERZ_INVOICE_REFER", "চালান"),
    ("ADAY_AAMARPAY_BASE_URL", "aamarpay"),
    ("ADAY_AAMARPAY_STORE_ID", ""),
    ("ADAY_AAMARPAY_SIGNATURE_KEY", "key\x7f"),
    ("ADAY_SHURJOPAY_BASE_URL", "https://engine.shurjopayment.com/api"),
    ("ADAY_SHURJOPAY_USERNAME", "x" * 129),
    ("ADAY_SHURJOPAY_PASSWORD", ""),
    ("ADAY_SHURJOPAY_PREFIX", "N-O-K"),
    ("ADAY_SHURJOPAY_FEE", "null"),
]


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.chdir(tmp_path)
    set_all(monkeypatch, EVERYTHING)
    return tmp_path


def test_all_five_gateways_can_be_set_up_at_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch, NAGAD)
    assert list(load_settings().gateways) == list(KINDS)


@pytest.mark.parametrize(
    ("name", "value"), WRONG, ids=[f"{name[5:]}-{number}" for number, (name, _) in enumerate(WRONG)]
)
def test_a_wrong_value_is_one_sentence_that_names_its_setting(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    if name in NAGAD:
        set_all(monkeypatch, NAGAD)
    monkeypatch.setenv(name, value)
    if name == "ADAY_LISTEN_DATABASE_URL" and "@" not in value:
        # Beside a file any would be refused.
        monkeypatch.setenv("ADAY_DATABASE_URL", "postgresql://aday@host/aday")
    if name.startswith("ADAY_SMTP") and name != "ADAY_SMTP_HOST":
        monkeypatch.setenv("ADAY_SMTP_HOST", "mail.example")
        if name != "ADAY_SMTP_SENDER":
            monkeypatch.setenv("ADAY_SMTP_SENDER", "aday@example.com")
    assert name in refusal()


def test_no_setting_was_left_out_of_the_table() -> None:
    """Only these take whatever is said."""
    free = {"ADAY_SMS_SUCCESS"}
    ours = {f"ADAY_{name.upper()}" for name in Settings.model_fields if name != "gateways"}
    theirs = {f"{kind.variable_prefix}{name.upper()}" for kind in KINDS.values() for name in kind.model_fields}
    assert (ours | theirs) - {name for name, _ in WRONG} - free == set()
    assert len(WRONG) >= 100


def kinds() -> list[tuple[str, type[BaseModel]]]:
    return [("ADAY_", Settings), *((kind.variable_prefix, kind) for kind in KINDS.values())]


@pytest.mark.parametrize(
    "value", ["☃", "-1", "0", "[", "{}", "[[1]]", "1e999", "inf", "null", '{"a": {"b": 1}}', "a\nb"]
)
def test_whatever_stands_in_a_setting_it_is_taken_or_refused_in_one_sentence(
    folder: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    said: list[str] = []
    for prefix, kind in kinds():
        for field in kind.model_fields:
            if (prefix, field) == ("ADAY_", "gateways"):
                continue
            with monkeypatch.context() as patch:
                if kind is NagadSettings:
                    set_all(patch, NAGAD)
                patch.setenv(f"{prefix}{field.upper()}", value)
                try:
                    load_settings()
                except WrongSettings as wrong:
                    said.append(str(wrong))
    assert said
    assert [one for one in said if not one.isprintable() or LIBRARYS_WORDS.search(one)] == []


def test_inside_json_too_the_word_that_was_meant_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value, meant in [
        ("ADAY_SERVICE_FEES", '{"bkahs": {"basis_points": 50}}', "bkahs is no way to pay (did you mean bKash?)"),
        ("ADAY_GATEWAY_FEES", '{"*": {"basispoint": 50}}', "(did you mean basis_points?)"),
        ("ADAY_BKASH_FEE", '{"least_posha": 50}', "least_posha is not known there (did you mean least_poisha?)"),
        ("ADAY_ROUTES", '{"nagd": ["nagad"]}', "(did you mean nagad?)"),
        ("ADAY_ROUTES", '{"card": ["sslcomerz"]}', "is no gateway (did you mean sslcommerz?)"),
        ("ADAY_SMS_BODY", '{"to": "{phone}", "message": "{txt}"}', "{txt} stands for nothing (did you mean text?)"),
        ("ADAY_SMS_FORMAT", "jsn", "must be one of json, form, query (did you mean json?)"),
    ]:
        with monkeypatch.context() as patch:
            patch.setenv(name, value)
            assert meant in refusal()


def test_an_address_is_kept_in_the_form_in_which_browsers_send_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for given, kept in {
        "https://Pay.Example:443/": "https://pay.example",
        "http://127.0.0.1:8000": "http://127.0.0.1:8000",
        "http://[::1]:8000/": "http://[::1]:8000",
    }.items():
        monkeypatch.setenv("ADAY_PUBLIC_URL", given)
        assert load_settings().public_url == kept


def test_no_password_is_shown_when_settings_are_printed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "ADAY_DATABASE_URL": "postgresql://aday:hidden-1@host/aday",
        "ADAY_SMS_URL": "https://sms.example/?key=hidden-2",
        "ADAY_SMTP_HOST": "mail.example",
        "ADAY_SMTP_SENDER": "Aday <aday@example.com>",
        "ADAY_SMTP_USER": "user",
        "ADAY_SMTP_PASSWORD": "hidden-3",
        "ADAY_TELEGRAM_TOKEN": "1:hidden-4",
    }.items():
        monkeypatch.setenv(name, value)
    assert "hidden" not in repr(load_settings())

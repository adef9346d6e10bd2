"""Where settings come from: names that were meant, files of settings, and files of secrets."""

from pathlib import Path

import pytest

from checkout.settings import load_settings
from tests.support.settings import EVERYTHING, NAGAD, refusal, set_all


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.chdir(tmp_path)
    set_all(monkeypatch, EVERYTHING)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("ADAY_PUBLC_URL", "ADAY_PUBLIC_URL"),
        ("ADAY_SERVICE_FEE", "ADAY_SERVICE_FEES"),
        ("ADAY_REQUIRE_EMAILS", "ADAY_REQUIRE_EMAIL"),
        ("ADAY_BKASH_APPKEY", "ADAY_BKASH_APP_KEY"),
        ("ADAY_BKAHS_FEE", "ADAY_BKASH_FEE"),
        ("ADAY_SMTP_PASWORD_FILE", "ADAY_SMTP_PASSWORD"),
        ("aday_trusted_proxys", "ADAY_TRUSTED_PROXIES"),
        ("ADAI_TRUSTED_PROXIES", "ADAY_TRUSTED_PROXIES"),
        ("ADAY_COLOUR_OF_THE_DOOR", None),
    ],
)
def test_a_misspelt_name_is_told_with_the_one_that_was_meant(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, meant: str | None
) -> None:
    monkeypatch.setenv(name, "x")
    assert f"{name.upper()} is no setting{f' (did you mean {meant}?)' if meant else ''}" in refusal()
    monkeypatch.delenv(name)
    (folder / ".env").write_text(f"{name}=x\n", encoding="utf-8")
    assert f"{name.upper()} is no setting" in refusal()


def test_what_orchestrators_tell_every_program_is_no_misspelt_setting(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "ADAY_SERVICE_HOST": "10.0.0.1",
        "ADAY_SERVICE_PORT": "8000",
        "ADAY_SERVICE_PORT_HTTP": "8000",
        "ADAY_PORT": "tcp://10.0.0.1:8000",
        "ADAY_PORT_8000_TCP": "tcp://10.0.0.1:8000",
        "ADAY_PORT_8000_TCP_ADDR": "10.0.0.1",
        "ADAY_SERVER_URL": "https://pay.example",
    }.items():
        monkeypatch.setenv(name, value)
    assert load_settings().public_url == "https://pay.example"


@pytest.mark.parametrize("name", [name for name in {**EVERYTHING, **NAGAD} if name != "ADAY_PUBLIC_URL"])
def test_every_setting_can_be_read_from_a_file_as_secrets_are_kept(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    every = {**EVERYTHING, **(NAGAD if name in NAGAD else {})}
    set_all(monkeypatch, every)
    as_set = load_settings()
    secret = folder / "secret"
    secret.write_text(f"{every[name]}\n", encoding="utf-8")
    monkeypatch.delenv(name)
    monkeypatch.setenv(f"{name}_FILE", str(secret))
    assert load_settings() == as_set
    monkeypatch.setenv(name, every[name])
    assert f"{name} and {name}_FILE are both set" in refusal()


def test_a_file_of_a_secret_that_cannot_be_read_is_told_without_its_content(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "empty").touch()
    (folder / "bytes").write_bytes(b"\xff\xfe\x00secret")
    (folder / "large").write_text("x" * 100_000, encoding="utf-8")
    monkeypatch.delenv("ADAY_SSLCOMMERZ_STORE_PASSWORD")
    for path in ("missing", "empty", "bytes", "large", ".", "/dev/zero"):
        monkeypatch.setenv("ADAY_SSLCOMMERZ_STORE_PASSWORD_FILE", path)
        said = refusal()
        assert "ADAY_SSLCOMMERZ_STORE_PASSWORD_FILE is wrong: its file" in said
        assert "secret" not in said


def test_a_page_for_people_is_read_from_its_file_with_its_lines(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "terms.txt").write_bytes("\ufeff# শর্ত\r\n\r\nএক.\u200b  দুই\r\n".encode())
    monkeypatch.setenv("ADAY_TERMS_FILE", "terms.txt")
    assert load_settings().terms == "# শর্ত\n\nএক. দুই"
    monkeypatch.setenv("ADAY_TERMS_FILE", "nowhere.txt")
    assert "ADAY_TERMS_FILE is wrong: its file cannot be read" in refusal()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\xff\xfeA", "the file .env cannot be read: it is not in UTF-8"),
        (b"# ours\nADAY_DEMO=true\nADAY_SMS_BODY='{", "line 3 of the file .env is wrong"),
        (b"ADAY_DEMO", "ADAY_DEMO in the file .env is wrong: it has no value"),
        (b"ADAY_DEMO=true\nADAY_DEMO=false\n", "ADAY_DEMO stands twice in the file .env"),
    ],
)
def test_a_file_of_settings_that_cannot_be_read_as_it_was_meant_is_told(
    folder: Path, content: bytes, says: str
) -> None:
    (folder / ".env").write_bytes(content)
    assert says in refusal()


def test_a_file_of_settings_as_windows_saves_it_is_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ADAY_PUBLIC_URL")
    (folder / ".env").write_bytes("\ufeffADAY_PUBLIC_URL=https://other.example\r\nADAY_DEMO=true\r\n".encode())
    assert (load_settings().public_url, load_settings().demo) == ("https://other.example", True)

"""`aday doctor` tries what it judges, and changes nothing by it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse
from sqlalchemy import inspect

from checkout.store.engines import make_engine
from sandbox.aamarpay import app as aamarpay
from sandbox.main import DEMO_BKASH, DEMO_STORE, create_app
from sandbox.nagad import app as nagad
from sandbox.nagad import keys
from sandbox.shurjopay import app as shurjopay
from tests.conftest import NewUrl
from tests.support.operator import aday, operators_environment
from tests.support.pgbouncer import needs_pgbouncer, pooled
from tests.support.post_office import post_office
from tests.support.postgres import Postgres
from tests.support.servers import Running, World, serving

PHONE = "01712345678"


def findings(environment: dict[str, str], folder: Path, *words: str) -> dict[str, str]:
    """What is said, and how each is marked."""
    said = aday(environment, folder, "doctor", *words).stdout
    return {line[7:]: line[:5].strip() for line in said.splitlines()}


@pytest.fixture(scope="module")
def gateways() -> Iterator[Running]:
    with serving(create_app()) as running:
        yield running


def set_up(url: str) -> dict[str, dict[str, str]]:
    """The stand-ins' own accounts, and last in each the secret that is to be wrong."""
    return {
        "sslcommerz": {"BASE_URL": url, "STORE_ID": DEMO_STORE.store_id, "STORE_PASSWORD": DEMO_STORE.password},
        "bkash": {
            "BASE_URL": url, "USERNAME": DEMO_BKASH.username, "APP_KEY": DEMO_BKASH.app_key,
            "APP_SECRET": DEMO_BKASH.app_secret, "FEE": "{\"basis_points\": 150}", "PASSWORD": DEMO_BKASH.password,
        },
        "aamarpay": {"BASE_URL": url, "STORE_ID": aamarpay.STORE_ID, "SIGNATURE_KEY": aamarpay.SIGNATURE_KEY},
        "shurjopay": {
            "BASE_URL": url, "USERNAME": shurjopay.USERNAME, "PREFIX": shurjopay.PREFIX,
            "FEE": "{\"basis_points\": 200}", "PASSWORD": shurjopay.PASSWORD,
        },
        "nagad": {
            "BASE_URL": url + nagad.BASE, "PRIVATE_KEY": keys.MERCHANT_PRIVATE, "PUBLIC_KEY": keys.NAGAD_PUBLIC,
            "FEE": "{\"basis_points\": 150}", "MERCHANT_ID": nagad.MERCHANT_ID,
        },
    }  # fmt: skip


def environment_for(gateway: str, fields: dict[str, str], database_url: str) -> dict[str, str]:
    ours = operators_environment(database_url, ADAY_DEMO="true", ADAY_PUBLIC_URL="http://127.0.0.1:9")
    without = {name: value for name, value in ours.items() if "SSLCOMMERZ" not in name}
    return without | {f"ADAY_{gateway.upper()}_{name}": value for name, value in fields.items()}


@pytest.mark.parametrize("gateway", ["sslcommerz", "bkash", "aamarpay", "shurjopay", "nagad"])
def test_each_gateways_credentials_are_tried_and_wrong_ones_are_told(
    gateways: Running, new_sqlite: NewUrl, tmp_path: Path, gateway: str
) -> None:
    fields = set_up(gateways.url)[gateway]
    environment = environment_for(gateway, fields, new_sqlite(tmp_path))
    right = findings(environment, tmp_path)
    assert right[f"The gateway {gateway} takes our credentials."] == "ok"
    secret = list(fields)[-1]
    mistaken = fields | {secret: "683002007104999" if gateway == "nagad" else "mistaken"}
    (tmp_path / "other").mkdir()
    environment = environment_for(gateway, mistaken, new_sqlite(tmp_path / "other"))
    wrong = findings(environment, tmp_path)
    (told,) = [one for one in wrong if f"The gateway {gateway} does not take our credentials" in one]
    assert wrong[told] == "WRONG"
    assert "mistaken" not in told


def test_an_address_that_something_else_answers_is_told_and_one_that_is_ours_is_well(
    live: World, gateways: Running, tmp_path: Path
) -> None:
    ours = operators_environment(live.settings.database_url, ADAY_PUBLIC_URL=live.url, ADAY_DEMO="true")
    assert findings(ours, tmp_path)[f"{live.url} leads to a checkout of ours."] == "ok"
    theirs = ours | {"ADAY_PUBLIC_URL": gateways.url}
    assert findings(theirs, tmp_path)[f"{gateways.url} is answered by something else (HTTP 200)."] == "WRONG"
    # From inside it need not be reached: only outside tells.
    nowhere = findings(ours | {"ADAY_PUBLIC_URL": "http://127.0.0.1:9"}, tmp_path)
    (told,) = [one for one in nowhere if "cannot be reached from here" in one]
    assert nowhere[told] == "?"


def test_no_database_is_made_at_a_mistyped_path(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    environment = operators_environment(f"sqlite:///{tmp_path}/data/adya.db", ADAY_DEMO="true")
    told = findings(environment, tmp_path)
    assert [mark for one, mark in told.items() if one.startswith("There is no database at")] == ["WRONG"]
    assert list((tmp_path / "data").iterdir()) == []


def test_an_empty_database_of_a_server_stays_empty(postgres: Postgres, tmp_path: Path) -> None:
    url = postgres.empty()
    told = findings(operators_environment(url, ADAY_DEMO="true"), tmp_path)
    assert told["The database is empty: the first `aday serve` gives it its tables."] == "WRONG"
    engine = make_engine(url)
    assert inspect(engine).get_table_names() == []
    engine.dispose()


def test_the_database_servers_clock_is_held_against_ours(postgres: Postgres, tmp_path: Path) -> None:
    told = findings(operators_environment(postgres.migrated(), ADAY_DEMO="true"), tmp_path)
    assert [mark for one, mark in told.items() if re.match("Our clock and the database's are [0-9]+ seconds", one)] == [
        "ok"
    ]


@needs_pgbouncer
def test_a_pool_by_transaction_is_named_as_what_it_is(postgres: Postgres, tmp_path: Path) -> None:
    own = postgres.migrated()
    with pooled(own, "transaction") as address:
        environment = operators_environment(address, ADAY_DEMO="true")
        told = findings(environment, tmp_path)
        (sentence,) = [one for one in told if "PgBouncer" in one]
        assert (told[sentence], "set ADAY_LISTEN_DATABASE_URL" in sentence) == ("WRONG", True)
        named = findings(environment | {"ADAY_LISTEN_DATABASE_URL": own}, tmp_path)
        assert named["ADAY_DATABASE_URL is a PgBouncer's that pools by transaction."] == "ok"
        assert named["ADAY_LISTEN_DATABASE_URL answers, and is no pool by transaction."] == "ok"
        again = findings(environment | {"ADAY_LISTEN_DATABASE_URL": address}, tmp_path)
        assert [mark for one, mark in again.items() if "it forgets who listens" in one] == ["WRONG"]


def test_files_with_secrets_that_everybody_may_read_are_named(new_sqlite: NewUrl, tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("secret@ssl")
    (tmp_path / ".env").write_text("ADAY_DEMO=true\n")
    environment = operators_environment(new_sqlite(tmp_path))
    del environment["ADAY_SSLCOMMERZ_STORE_PASSWORD"]
    environment["ADAY_SSLCOMMERZ_STORE_PASSWORD_FILE"] = str(secret)
    terms = tmp_path / "terms.txt"
    terms.write_text("Everybody reads these.")
    environment["ADAY_TERMS_FILE"] = str(terms)
    for path in (secret, terms, tmp_path / ".env"):
        path.chmod(0o644)
    told = findings(environment, tmp_path)
    assert {one for one in told if "is open to everybody" in one} == {
        f"{path} is open to everybody on this machine: chmod o= {path}" for path in (secret, Path(".env"))
    }
    for path in (secret, tmp_path / ".env"):
        path.chmod(0o640)
    assert "No file with secrets or payers' details is open to others on this machine." in findings(
        environment, tmp_path
    )


def test_a_text_and_an_e_mail_go_out_when_they_are_asked_for_and_never_else(new_sqlite: NewUrl, tmp_path: Path) -> None:
    heard: list[dict[str, str]] = []
    app, status = FastAPI(), 200

    @app.post("/send")
    async def take(request: Request) -> PlainTextResponse:
        heard.append(await request.json())
        return PlainTextResponse('{"status": "OK"}', status)

    with serving(app) as provider, post_office() as (port, letters):
        environment = operators_environment(
            new_sqlite(tmp_path), ADAY_DEMO="true", ADAY_SMS_BACKEND="http", ADAY_SMS_URL=f"{provider.url}/send",
            ADAY_SMS_SUCCESS="OK", ADAY_SMS_SUCCESS_FIELD="status",
            ADAY_SMTP_HOST="127.0.0.1", ADAY_SMTP_PORT=str(port), ADAY_SMTP_SENDER="aday@example.com",
        )  # fmt: skip
        findings(environment, tmp_path)
        assert (heard, letters) == ([], [])
        told = findings(environment, tmp_path, "--sms", PHONE, "--mail", "owner@example.com")
        assert told[f"The provider took the text to {PHONE}: see whether it comes."] == "ok"
        assert told["The mail server took the e-mail to owner@example.com: see whether it comes."] == "ok"
        assert [one["to"] for one in heard] == ["8801712345678"]
        assert len(letters) == 1
        status = 503
        told = findings(environment, tmp_path, "--sms", PHONE)
        assert told[f"The text to {PHONE} was not sent: HTTP 503."] == "WRONG"
        assert any("is not a Bangladeshi mobile number" in one for one in findings(environment, tmp_path, "--sms", "1"))
    told = findings(environment, tmp_path, "--mail", "owner@example.com")
    assert [mark for one, mark in told.items() if re.match("The e-mail to .* was not sent", one)] == ["WRONG"]


def test_what_cannot_be_sent_by_what_is_set_is_told(new_sqlite: NewUrl, tmp_path: Path) -> None:
    environment = operators_environment(new_sqlite(tmp_path), ADAY_DEMO="true")
    told = findings(environment, tmp_path, "--sms", PHONE, "--mail", "owner@example.com")
    assert told["No text can be sent: ADAY_SMS_BACKEND is console."] == "WRONG"
    assert told["No e-mail can be sent: ADAY_SMTP_HOST is not set."] == "WRONG"

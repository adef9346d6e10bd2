"""The `aday` command, as an operator types it."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest

from checkout.ids import new_id
from language import DHAKA
from money import Money, format_taka
from tests.conftest import NewUrl
from tests.support import plain
from tests.support.operator import Ended, aday, operators_environment
from tests.support.payer import Payer, title
from tests.support.servers import World, free_port, world
from tests.support.shop import ShopDevice, eventually

_TIMEOUT_SECONDS = 60


@pytest.fixture
def live(new_url: NewUrl, tmp_path: Path) -> Iterator[World]:
    """A checkout for one test: an operator sees all shops at once."""
    with world(tmp_path, database_url=new_url(tmp_path)) as running:
        yield running


@pytest.fixture
def environment(new_sqlite: NewUrl, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Of a checkout that is not running; `live` has files of its own."""
    return operators_environment(new_sqlite(tmp_path_factory.mktemp("command")))


def test_the_command_ends_as_a_process_as_it_does_in_the_tests(environment: dict[str, str], tmp_path: Path) -> None:
    for words in (["audit"], ["merchant", "add", "--phone", "123", "--name", "x"], ["serve", "--workers", "2"]):
        command = [sys.executable, "-m", "aday", *words]
        ended = subprocess.run(
            command,
            env=environment,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=_TIMEOUT_SECONDS,
            check=False,
        )
        assert Ended(ended.returncode, ended.stdout, ended.stderr) == aday(environment, tmp_path, *words)


def test_a_shop_is_opened_and_a_token_for_it_printed_once(environment: dict[str, str], tmp_path: Path) -> None:
    added = aday(
        environment, tmp_path, "merchant", "add", "--phone", "০১৭১২৩৪৫৬৭৮", "--name", "রহিম স্টোর", "--slug", "rahim"
    )
    assert added.stdout == "রহিম স্টোর: https://pay.example/s/rahim\n"
    token = aday(environment, tmp_path, "merchant", "token", "--phone", "01712345678", "--device", "script")
    assert re.fullmatch(r"aday_[\w-]{43}\n", token.stdout)
    assert "The books balance." in aday(environment, tmp_path, "audit").stdout
    assert aday(environment, tmp_path, "reconcile").stdout == "Asked about 0 payments.\n"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["merchant", "add", "--phone", "123", "--name", "x"], "phone: Enter a valid 11-digit mobile number."),
        (
            ["merchant", "token", "--phone", "01712345678", "--device", "x"],
            "There is no shop with the phone 01712345678.",
        ),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    environment: dict[str, str], tmp_path: Path, words: list[str], sentence: str
) -> None:
    done = aday(environment, tmp_path, *words)
    assert (done.returncode, done.stderr.strip()) == (2, sentence)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("ADAY_SSLCOMMERZ_STORE_PASSWORD", None, "ADAY_SSLCOMMERZ_STORE_PASSWORD is not set"),
        ("ADAY_PUBLIC_URL", "pay.example", "ADAY_PUBLIC_URL is wrong"),
        ("ADAY_DATABASE_URL", "sqlite:////nowhere/at/all.db", "ADAY_DATABASE_URL cannot be opened"),
    ],
)
@pytest.mark.parametrize("command", ["serve", "audit"])
def test_a_missing_or_wrong_setting_is_one_sentence_at_start(
    environment: dict[str, str], tmp_path: Path, command: str, name: str, value: str | None, sentence: str
) -> None:
    environment.pop(name)
    if value is not None:
        environment[name] = value
    done = aday(environment, tmp_path, command)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The whole demo, as `aday` starts it."""
    ports = {name: str(free_port()) for name in ("checkout", "sandbox", "app")}
    command = [sys.executable, "-m", "aday", "--no-open", "--data", str(tmp_path / "data")]
    for name, port in ports.items():
        command += [f"--{name}-port", port]
    log = (tmp_path / "demo.log").open("w")
    process = subprocess.Popen(command, cwd=tmp_path, stdout=log, stderr=log)
    try:
        eventually(lambda: "Ctrl+C stops everything." in (tmp_path / "demo.log").read_text())
        yield {**ports, "log": str(tmp_path / "demo.log")}
    finally:
        process.terminate()
        process.wait(timeout=_TIMEOUT_SECONDS)
        log.close()
    for port in ports.values():
        with pytest.raises(httpx.ConnectError):
            plain.get(f"http://127.0.0.1:{port}/")


def test_one_command_starts_everything_and_ends_everything(demo: dict[str, str], payer: Payer) -> None:
    checkout = f"http://127.0.0.1:{demo['checkout']}"
    log = Path(demo["log"]).read_text()
    assert log.lstrip().startswith("App for the shopkeeper")
    assert f"{checkout}/s/karim" in log
    assert "করিম ভ্যারাইটি স্টোর" in payer.open(f"{checkout}/s/karim").text
    assert title(payer.pay(f"{checkout}/s/karim", "visacard", amount="৫০০", way="card")) == "পরিশোধ হয়েছে"
    code = payer.http.post(f"{checkout}/v1/auth/otp", json={"phone": "01700000123"}).json()["demo_code"]
    assert re.fullmatch(r"\d{6}", code)
    assert "SMS 01700000123" in eventually(lambda: text if "SMS" in (text := Path(demo["log"]).read_text()) else "")
    assert payer.open(f"http://127.0.0.1:{demo['app']}/").status_code == 200
    assert [line for line in Path(demo["log"]).read_text().splitlines() if line.startswith("{")] == []


def test_where_no_window_can_be_had_the_app_says_so_in_one_sentence(tmp_path: Path) -> None:
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    command = [sys.executable, "-m", "aday", "app", "--no-open", "--port", str(port), "--data", str(tmp_path)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert (
            process.stdout.readline()
            == f"The desktop window cannot be had on this machine; the app is at http://127.0.0.1:{port}/\n"
        )
    finally:
        process.terminate()
        process.wait(timeout=_TIMEOUT_SECONDS)
        if process.stdout is not None:
            process.stdout.close()


def test_what_has_nothing_to_settle_says_so_in_one_sentence(environment: dict[str, str], tmp_path: Path) -> None:
    said = {
        ("hold", "release", "pay_1"): "There is no payment pay_1.",
        ("hold", "reject", "pay_1", "--reason", "x"): "There is no payment pay_1.",
        ("refund", "done", "rf_1", "--reference", "x"): "There is no refund rf_1.",
        ("payout", "take", "po_1"): "There is no payout po_1.",
        ("payout", "sent", "po_1", "--reference", "x"): "There is no payout po_1.",
        ("payout", "refused", "po_1", "--reason", " "): "Say a reference or a reason; it is kept in the books.",
        ("adjust", "--phone", "01712345678", "--amount", "ten", "--reason", "x"): "'ten' is not a sum of taka.",
    }
    for words, sentence in said.items():
        ended = aday(environment, tmp_path, *words)
        assert (ended.returncode, ended.stderr.strip()) == (2, sentence)


def test_the_operator_settles_holds_refunds_and_payouts(
    live: World, shop: ShopDevice, payer: Payer, environment: dict[str, str], tmp_path: Path
) -> None:
    environment |= {"ADAY_DATABASE_URL": live.settings.database_url}

    def settle(*words: str) -> str:
        ended = aday(environment, tmp_path, *words)
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    payer.pay(shop.store_url, amount="100.05")
    held, phone = shop.wait_for_status("on_hold"), shop.get("/v1/merchant")["phone"]
    assert "Not Safe" in settle("hold", "list")
    # What shops are told of it holds an address of ours; without one nothing is kept.
    nowhere = {name: value for name, value in environment.items() if name != "ADAY_PUBLIC_URL"}
    unsaid = aday(nowhere, tmp_path, "hold", "release", held["id"])
    assert (unsaid.returncode, unsaid.stderr.partition(",")[0]) == (2, "ADAY_PUBLIC_URL is not set")
    assert shop.payments[0]["status"] == "on_hold"
    assert settle("hold", "release", held["id"]).startswith(f"{held['id']} is paid")
    assert (shop.payments[0]["status"], shop.balance) == ("paid", held["net"])
    assert settle("adjust", "--phone", phone, "--amount", "5", "--reason", "goodwill").endswith("৳102.55.\n")
    payout = shop.http.post(
        "/v1/payouts", json={"id": new_id("po"), "amount": 5_000, "to": {"kind": "bkash", "account": "01712345678"}}
    ).json()
    assert f"{payout['id']}  asked  " in settle("payout", "list")
    assert settle("payout", "take", payout["id"]) == f"{payout['id']} is taken.\n"
    assert f"{payout['id']}  taken  " in settle("payout", "list")
    assert shop.http.post(f"/v1/payouts/{payout['id']}/cancel").status_code == 409
    assert settle("payout", "sent", payout["id"], "--reference", "TRX1") == f"{payout['id']} is sent.\n"
    assert shop.told("payout.sent")[0]["reference"] == "TRX1"
    assert settle("refund", "list") == ""
    assert "The books balance." in settle("audit")


def test_held_payments_stand_in_columns_with_until_when_somebody_was_promised_to_have_looked(
    live: World, shop: ShopDevice, payer: Payer, environment: dict[str, str], tmp_path: Path
) -> None:
    environment |= {"ADAY_DATABASE_URL": live.settings.database_url}
    for amount in ("100.05", "12345.05"):
        payer.pay(shop.store_url, amount=amount)
    eventually(lambda: {one["status"] for one in shop.payments} == {"on_hold"})

    def listed() -> list[str]:
        return aday(environment, tmp_path, "hold", "list").stdout.splitlines()

    assert [line for line in listed() if "  by " in line] == []
    environment |= {"ADAY_HOLD_WITHIN_HOURS": "36"}
    lines = listed()
    for line, payment in zip(lines, reversed(shop.payments), strict=True):
        ident, began, due, amount, *_ = re.split(" {2,}", line)
        assert (ident, amount) == (payment["id"], format_taka(Money(payment["amount"]), "en"))
        assert datetime.fromisoformat(due.removeprefix("by ")) - datetime.fromisoformat(began) == timedelta(hours=36)
    assert len({line.index("sslcommerz") for line in lines}) == 1


def test_a_settlement_report_is_held_against_the_books(
    live: World, shop: ShopDevice, payer: Payer, environment: dict[str, str], tmp_path: Path
) -> None:
    environment |= {"ADAY_DATABASE_URL": live.settings.database_url, "ADAY_SETTLEMENT_REF_COLUMN": "Bank ID"}
    for amount in ("500", "600", "700"):
        payer.pay(shop.store_url, amount=amount)
    refs = {one["amount"]: one["gateway_ref"] for one in shop.payments}
    report = tmp_path / "report.csv"
    report.write_text(
        f"Bank ID,amount\n{refs[50_000]},500.00\n{refs[60_000]},599.00\nnobody,10.00\n", encoding="utf-8-sig"
    )
    today = f"{datetime.now(DHAKA):%Y-%m-%d}"
    ended = aday(environment, tmp_path, "settle", "import", str(report), "--since", today, "--until", today)
    assert ended.returncode == 1, ended.stderr
    assert ended.stdout.splitlines() == [
        "ONLY IN THE REPORT: nobody  ৳10.00",
        f"ONLY IN OUR BOOKS: {refs[70_000]}  ৳700.00",
        f"AMOUNTS DIFFER: {refs[60_000]}  report ৳599.00, books ৳600.00",
        "1 payment agrees.",
    ]
    missing = aday(environment, tmp_path, "settle", "import", "none.csv", "--since", today, "--until", today)
    assert (missing.returncode, missing.stderr.count("\n")) == (2, 1)

"""What whoever runs a checkout can see of it: figures for Prometheus, lines of log, a doctor's sentences."""

import asyncio
import json
import re
import shutil
import subprocess
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import pytest
import structlog
from sqlalchemy import text

from aday.logs import quiet_logs
from checkout.workers.housekeeping import Housekeeping
from sandbox.main import DEMO_STORE
from tests.conftest import NewUrl
from tests.support import plain
from tests.support.operator import aday, operators_environment
from tests.support.payer import NAME, PHONE, Payer
from tests.support.servers import World
from tests.support.shop import ShopDevice


def figures(live: World) -> dict[str, float]:
    """What Prometheus would read, by name and labels."""
    answer = plain.get(f"{live.url}/metrics")
    assert answer.status_code == 200
    lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


class TestFigures:
    """Each moves when what it counts does."""

    def test_payments_gateways_and_streams_are_counted(self, live: World, shop: ShopDevice, payer: Payer) -> None:
        paid = 'aday_payments_total{gateway="sslcommerz",status="paid"}'
        looked_up = 'aday_gateway_seconds_count{call="look_up",gateway="sslcommerz"}'
        before = figures(live)
        payer.pay(shop.store_url, amount="500")
        with shop.http.stream("GET", "/v1/events/stream") as stream:
            lines = stream.iter_lines()
            next(lines)
            after = figures(live)
        assert after[paid] > before.get(paid, 0)
        assert after[looked_up] > before.get(looked_up, 0)
        assert after["aday_streams"] >= 1
        answered = 'aday_http_seconds_count{method="POST",route="/s/{code}",status="303"}'
        assert after[answered] > before.get(answered, 0)

    def test_what_waits_is_told(self, live: World, shop: ShopDevice, payer: Payer) -> None:
        before = figures(live)
        payer.pay(shop.store_url, amount="100.05")
        shop.wait_for_status("on_hold")
        after = figures(live)
        assert after["aday_payments_on_hold"] == before["aday_payments_on_hold"] + 1
        assert after["aday_inbox_age_seconds"] < 60

    def test_no_code_and_no_payer_is_in_them(self, live: World, shop: ShopDevice, payer: Payer) -> None:
        page = payer.pay(shop.store_url, amount="500")
        told = plain.get(f"{live.url}/metrics").text
        for secret in (NAME, PHONE, str(page.url).rpartition("/")[2], shop.slug):
            assert secret not in told

    def test_from_outside_there_are_none(self, live: World) -> None:
        assert plain.get(f"{live.url}/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 404

    def test_the_books_are_recomputed_once_a_day_by_one_of_all_workers(self, live: World, shop: ShopDevice) -> None:
        keepers = [Housekeeping(live.db, None) for _ in range(3)]

        async def all_at_once() -> None:
            await asyncio.gather(*(keeper.round() for keeper in keepers))

        live.db.transact_now(lambda uow: uow.conn.execute(text("DELETE FROM audits")))
        live.forget_strangers()
        asyncio.run(all_at_once())
        assert live.row("SELECT count(*) FROM audits") == (1,)
        assert figures(live)["aday_audit_differences"] == 0


class TestTheAlertRules:
    """What an operator gives to Prometheus."""

    RULES = Path("docs/alerts.yml")

    def test_prometheus_itself_takes_them(self) -> None:
        promtool = shutil.which("promtool")
        if promtool is None:
            pytest.skip("promtool is not here; it comes with Debian's package prometheus")
        checked = subprocess.run([promtool, "check", "rules", self.RULES], capture_output=True, text=True)
        assert checked.returncode == 0, checked.stdout + checked.stderr

    def test_they_speak_of_figures_that_there_are(self, live: World, shop: ShopDevice, payer: Payer) -> None:
        payer.pay(shop.store_url, amount="500")
        told = {name.partition("{")[0] for name in figures(live)}
        asked = set(re.findall(r"\baday_\w+", self.RULES.read_text()))
        assert len(asked) >= 10
        assert asked <= told
        dashboard = set(re.findall(r"\baday_\w+", Path("docs/grafana.json").read_text()))
        assert dashboard <= told

    def test_each_level_that_waits_for_the_operator_has_a_rule(self) -> None:
        rules = self.RULES.read_text()
        for level in ("refunds_by_hand", "payments_on_hold", "payouts_asked", "audit_differences", "inbox_age_seconds"):
            assert f"aday_{level}" in rules
        assert "aday_database_usable" in rules


def test_a_line_of_log_carries_the_requests_id_and_nothing_that_anybody_typed(
    live: World, shop: ShopDevice, payer: Payer, capsys: pytest.CaptureFixture[str]
) -> None:
    said: list[str] = []

    def note(_: Any, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        said.append(json.dumps(line, default=str))
        raise structlog.DropEvent

    before = structlog.get_config()
    structlog.configure(processors=[structlog.contextvars.merge_contextvars, note], wrapper_class=structlog.BoundLogger)
    try:
        page = payer.pay(shop.store_url, amount="500", email="nusrat@example.com")
        answer = plain.get(f"{live.url}/p/{str(page.url).rpartition('/')[2]}")
    finally:
        structlog.configure(**before)
    mine = [json.loads(line) for line in said if answer.headers["x-request-id"] in line]
    assert [(line["route"], line["status"]) for line in mine] == [("/p/{code}", 200)]
    for secret in (NAME, PHONE, "nusrat@example.com", shop.token, shop.slug, str(page.url).rpartition("/")[2]):
        assert secret not in "".join(said)


def test_what_others_wrote_goes_to_the_log_without_payers(capsys: pytest.CaptureFixture[str]) -> None:
    before = structlog.get_config()
    quiet_logs()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(0))
    try:
        log = structlog.get_logger()
        log.warning(
            "gateway gave no page", why="bad value nusrat@example.com for 01700000456", payment_id="pay_0170000"
        )
        try:
            raise RuntimeError("refused\nDETAIL:  Failing row contains (pay_1, নুসরাত জাহান, +8801700000456).")
        except RuntimeError:
            log.exception("an act failed")
    finally:
        structlog.configure(**before)
    told = capsys.readouterr().err
    assert "refused" in told
    assert "pay_0170000" in told
    for secret in ("nusrat", "1700000456", "নুসরাত"):
        assert secret not in told


class TestTheDoctor:
    """Says in sentences what is wrong."""

    def test_a_demo_on_this_machine_is_well(self, live: World, tmp_path: Path) -> None:
        environment = operators_environment(
            live.settings.database_url,
            ADAY_PUBLIC_URL=live.url,
            ADAY_SSLCOMMERZ_BASE_URL=live.gateway.url,
            ADAY_SSLCOMMERZ_STORE_ID=DEMO_STORE.store_id,
            ADAY_SSLCOMMERZ_STORE_PASSWORD=DEMO_STORE.password,
            ADAY_DEMO="true",
        )
        ended = aday(environment, tmp_path, "doctor")
        assert ended.returncode == 0, ended.stdout
        assert "WRONG" not in ended.stdout
        assert "The gateway sslcommerz answers." in ended.stdout
        assert "seconds apart" in ended.stdout

    def test_each_thing_that_is_wrong_is_a_sentence(self, new_sqlite: NewUrl, tmp_path: Path) -> None:
        environment = operators_environment(new_sqlite(tmp_path), ADAY_DEMO="true")
        ended = aday(environment, tmp_path, "doctor")
        assert ended.returncode == 1
        wrong = re.findall("WRONG  (.*)", ended.stdout)
        assert len(wrong) == 4
        for words in ("ADAY_DEMO is on", "ADAY_SMS_BACKEND is console", "ADAY_TRUSTED_PROXIES", "does not answer"):
            assert any(words in sentence for sentence in wrong), words

    @pytest.mark.parametrize(
        ("success", "field", "missing"),
        [("", "", "ADAY_SMS_SUCCESS is empty"), ("OK", "", "ADAY_SMS_SUCCESS_FIELD is empty"), ("OK", "status", "")],
    )
    def test_a_provider_of_sms_that_is_believed_too_easily_is_told(
        self, new_sqlite: NewUrl, tmp_path: Path, success: str, field: str, missing: str
    ) -> None:
        told = {"ADAY_SMS_BACKEND": "http", "ADAY_SMS_URL": "https://sms.example/", "ADAY_SMS_SUCCESS": success}
        environment = operators_environment(new_sqlite(tmp_path), **told, ADAY_SMS_SUCCESS_FIELD=field)
        said = [
            line for line in aday(environment, tmp_path, "doctor").stdout.splitlines() if "ADAY_SMS_SUCCESS" in line
        ]
        assert [line.partition("  ")[2].partition(":")[0] for line in said] == ([missing] if missing else [])

    @pytest.mark.parametrize(
        ("name", "value", "sentence"),
        [
            ("ADAY_DATABASE_URL", "sqlite:////nowhere/at/all.db", "The database of ADAY_DATABASE_URL cannot be opened"),
            ("ADAY_PUBLIC_URL", "pay.example", "ADAY_PUBLIC_URL is wrong"),
            ("ADAY_PUBLIC_URL", "http://pay.example", "is not https"),
        ],
    )
    def test_settings_that_cannot_be_used_are_told(
        self, new_sqlite: NewUrl, tmp_path: Path, name: str, value: str, sentence: str
    ) -> None:
        environment = operators_environment(new_sqlite(tmp_path)) | {name: value}
        ended = aday(environment, tmp_path, "doctor")
        assert (ended.returncode, sentence in ended.stdout) == (1, True)

"""What a checkout does by itself, and what it leaves alone in an installation that has no use for it."""

from pathlib import Path

import pytest

from checkout.main import loops_of
from tests.support.servers import free_socket, new_database_file, serving_checkout, settings_for, sslcommerz_at


@pytest.mark.parametrize(("refer", "looks"), [("5B1F9DE4D82B6", True), ("", False)])
def test_issued_codes_are_looked_after_every_second_only_where_a_gateway_issues_them(
    tmp_path: Path, refer: str, *, looks: bool
) -> None:
    listening = free_socket()
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    gateways = {"sslcommerz": sslcommerz_at(url, invoice_refer=refer)}
    settings = settings_for(url, url, new_database_file(tmp_path), gateways=gateways)
    with serving_checkout(settings, listening) as checkout:
        loops = {loop.name for loop in loops_of(checkout.app.state.service)}
    assert ("issued codes" in loops) is looks
    assert {"inbox", "reconciler", "refunds", "notifier", "housekeeping", "sweeps"} <= loops

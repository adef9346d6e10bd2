"""What one settled payment costs the checkout, from its gateway's notice in to the event out, and how many a second."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import httpx

from sandbox.main import DEMO_STORE
from sandbox.sslcommerz.notices import notice_fields
from sandbox.sslcommerz.state import State
from tests.bench.checkout import BenchTown
from tests.bench.figures import Figure
from tests.support.payer import Payer
from tests.support.shop import eventually

_PAYMENTS: Final = {1: 60, 16: 240, 64: 480}
_MAY_COST: Final = {1: "6 ms", 16: "1.6 ms", 64: "1.6 ms"}
_MAY_BE_A_SECOND: Final = {1: "", 16: "600", 64: "600"}


def settling(town: BenchTown) -> list[Figure]:
    """One after another, sixteen and sixty-four at once, SQLite with `synchronous=FULL`, validation at the stand-in included."""
    figures = []
    for at_once, count in _PAYMENTS.items():
        sent = notices(town, count)
        began, used = time.perf_counter(), _processor_seconds(town.server_pid)
        with httpx.Client(trust_env=False) as http, ThreadPoolExecutor(at_once) as senders:
            for answer in senders.map(lambda fields: http.post(f"{town.url}/webhooks/sslcommerz", data=fields), sent):
                answer.raise_for_status()
        eventually(lambda: not town.shop.get("/v1/payments", status="pending", limit=1)["data"])
        took, used = time.perf_counter() - began, _processor_seconds(town.server_pid) - used
        what = f"settled payment, {at_once} at once ({count} payments)"
        figures += [
            Figure(f"{what}: processor of the checkout for each", _MAY_COST[at_once], f"{used / count * 1000:.1f} ms"),
            Figure(f"{what}: a second", _MAY_BE_A_SECOND[at_once], f"{count / took:.0f}"),
        ]
    return figures


def notices(town: BenchTown, count: int) -> list[dict[str, str]]:
    """Of payments that the stand-in captured, and has told nobody of."""
    state = State(str(town.gateway_files), DEMO_STORE)
    known = {session.key for session in state.everything()}
    payer = Payer()
    for number in range(count):
        payer.pay_there(payer.to_gateway(town.shop.store_url, amount="100.02", name=f"ক্রেতা {number}"))
    payer.http.close()
    told = [notice_fields(one, state.store) for one in state.everything() if one.key not in known]
    state.close()
    return told


def _processor_seconds(pid: int) -> float:
    """Of user and system, since the process began. Source: proc(5)."""
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

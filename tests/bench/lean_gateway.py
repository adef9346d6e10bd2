"""A stand-in for SSLCommerz that costs next to nothing, so that what is measured beside it is the checkout.

It says of whatever it is asked about that it was captured. What a gateway really says is in `sandbox/`.
"""

import argparse
import asyncio
import json
from typing import Final
from urllib.parse import parse_qs, urlsplit

import uvloop

AMOUNT: Final = "100.02"
_STORE_AMOUNT: Final = "97.52"
_PREFIX: Final = "val"


def capture_of(tran_id: str) -> str:
    """What this gateway calls the money of an attempt."""
    return f"{_PREFIX}{tran_id}"


def captured(tran_id: str) -> dict[str, str]:
    """What it says of an attempt, in a notice and to whoever asks."""
    return {
        "amount": AMOUNT,
        "bank_tran_id": f"bank{tran_id}",
        "base_fair": "0.00",
        "card_brand": "MOBILEBANKING",
        "card_issuer": "BKash Mobile Banking",
        "card_issuer_country": "Bangladesh",
        "card_issuer_country_code": "BD",
        "card_no": "",
        "card_sub_brand": "Classic",
        "card_type": "BKASH-BKash",
        "currency": "BDT",
        "currency_amount": AMOUNT,
        "currency_rate": "1.0000",
        "currency_type": "BDT",
        "error": "",
        "risk_level": "0",
        "risk_title": "Safe",
        "status": "VALID",
        "store_amount": _STORE_AMOUNT,
        "tran_date": "2026-11-29 12:00:00",
        "tran_id": tran_id,
        "val_id": capture_of(tran_id),
        "value_a": tran_id,
        "value_b": "",
        "value_c": "",
        "value_d": "",
    }


class _Line(asyncio.Protocol):
    """One question at a time, each a GET without a body."""

    _transport: asyncio.Transport

    def __init__(self) -> None:
        self._read = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment] # Of a stream it is one that writes.

    def data_received(self, data: bytes) -> None:
        self._read += data
        while b"\r\n\r\n" in self._read:
            head, _, self._read = self._read.partition(b"\r\n\r\n")
            target = head.split(b" ", 2)[1].decode()
            self._transport.write(_answer(parse_qs(urlsplit(target).query)))


def _answer(asked: dict[str, list[str]]) -> bytes:
    said = {"APIConnect": "DONE"}
    if "val_id" in asked:
        said |= captured(asked["val_id"][0].removeprefix(_PREFIX))
    body = json.dumps(said).encode()
    return b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%b" % (len(body), body)


async def _serve(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(_Line, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    uvloop.run(_serve(parser.parse_args().port))

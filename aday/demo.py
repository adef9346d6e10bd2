"""The demo: every part as a process of its own on this machine, with a shop to play with."""

import os
import signal
import subprocess
import sys
import time
import webbrowser
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Final

import httpx

from aday.alone import alone_with, folder_for, listening_at
from aday.errors import CannotDo
from aday.logs import FOR_PEOPLE, STYLE
from aday.operator_shops import open_or_sentence, settings_or_sentence, tables_or_sentence
from checkout.commands.merchants import create_merchant
from checkout.commands.own_code import bind_own_account, set_own_code
from checkout.core.merchant import Merchant
from checkout.notify.push_message import new_private_key
from checkout.store import merchants
from checkout.store.migrate import Tables, migrate
from checkout.store.unit_of_work import UnitOfWork
from sandbox.customer.app import STATIC
from sandbox.sslcommerz.invoices import REFER

DEMO_PHONE: Final = "+8801700000123"
_READY_SECONDS: Final = 60
_SHORT_CODE: Final = "50022"
"""What the stand-in's bKash calls the account in that code."""


@dataclass(frozen=True, slots=True)
class Ports:
    """Where each part listens on this machine."""

    checkout: int
    sandbox: int
    app: int

    @property
    def by_option(self) -> dict[str, int]:
        return {"--checkout-port": self.checkout, "--sandbox-port": self.sandbox, "--app-port": self.app}

    @property
    def checkout_url(self) -> str:
        return f"http://127.0.0.1:{self.checkout}"

    @property
    def sandbox_url(self) -> str:
        return f"http://127.0.0.1:{self.sandbox}"

    @property
    def app_url(self) -> str:
        return f"http://127.0.0.1:{self.app}/"


def run(data: Path, ports: Ports, *, open_browser: bool) -> None:
    """Start everything, print the addresses, and stop it all together. Raises CannotDo, with nothing started."""
    folder_for(data)
    with alone_with(data / ".lock", f"The demo is running with the files in {data}", f"at {ports.app_url}"):
        _refuse_taken(ports)
        _run(data, ports, open_browser=open_browser)


def _refuse_taken(ports: Ports) -> None:
    """Before anything is started: a part that cannot start would take the others with it."""
    for option, port in ports.by_option.items():
        if port == 0 or list(ports.by_option.values()).count(port) > 1:
            raise CannotDo(f"Each part needs a port of its own, and {option} is {port}.")
        listening_at("127.0.0.1", port, option).close()


def _run(data: Path, ports: Ports, *, open_browser: bool) -> None:
    checkout_url, sandbox_url, app_url = ports.checkout_url, ports.sandbox_url, ports.app_url
    os.environ.update(_environment(data, checkout_url, sandbox_url, app_url))
    slug = _demo_shop()
    signal.signal(signal.SIGTERM, _stop_on_signal)
    commands = (
        ["sandbox", "--port", str(ports.sandbox), "--data", str(data / "sandbox.db"), *_notices_to(checkout_url)],
        ["serve", "--port", str(ports.checkout)],
        ["app", "--web", "--no-open", "--port", str(ports.app), "--server", checkout_url, "--data", str(data / "app")],
    )
    parts: list[subprocess.Popen[bytes]] = []
    try:
        parts.extend(_start(command) for command in commands)
        for url in (f"{sandbox_url}/healthz", f"{checkout_url}/readyz", f"{app_url}healthz"):
            _wait_for(url, parts)
        print(
            f"\n  App for the shopkeeper   {app_url}   (sign in with 01700000123)\n"
            f"  Store link for payers    {checkout_url}/s/{slug}\n"
            f"  Stand-in gateway         {sandbox_url}\n"
            f"  A customer's bank app    {sandbox_url}/customer/   (scans a link's Bangla QR)\n\n"
            "  Ctrl+C stops everything.\n",
            flush=True,
        )
        if open_browser:
            webbrowser.open(app_url)
        while all(part.poll() is None for part in parts):
            time.sleep(0.5)
        sys.exit("A part of the demo has stopped; see above.")
    except KeyboardInterrupt:
        pass
    finally:
        _stop(parts)


def _notices_to(checkout_url: str) -> list[str]:
    """Where bKash tells of money by a code, as if it had subscribed the demo's checkout."""
    return ["--bkash-notices", f"{checkout_url}/webhooks/bkash"]


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    """One part as a process of its own, by the same program as this one."""
    return subprocess.Popen([sys.executable, "-m", "aday", *command])


def _environment(data: Path, checkout_url: str, sandbox_url: str, app_url: str) -> dict[str, str]:
    """The demo's settings; the accounts and their passwords are the stand-ins' own."""
    return {
        "ADAY_DATABASE_URL": f"sqlite:///{data.resolve() / 'checkout.db'}",
        "ADAY_PUBLIC_URL": checkout_url,
        "ADAY_APP_URL": app_url,
        "ADAY_SSLCOMMERZ_BASE_URL": sandbox_url,
        "ADAY_SSLCOMMERZ_STORE_ID": "adaydemo0001",
        "ADAY_SSLCOMMERZ_STORE_PASSWORD": "adaydemo0001@ssl",
        "ADAY_SSLCOMMERZ_INVOICE_REFER": REFER,
        "ADAY_BKASH_BASE_URL": sandbox_url,
        "ADAY_BKASH_USERNAME": "adaydemo",
        "ADAY_BKASH_PASSWORD": "adaydemo@bkash",
        "ADAY_BKASH_APP_KEY": "adaydemoappkey",
        "ADAY_BKASH_APP_SECRET": "adaydemoappsecret",
        "ADAY_BKASH_FEE": '{"basis_points": 150}',
        "ADAY_BKASH_FIRST_ASK_SECONDS": "20",
        "ADAY_BKASH_TOPIC_ARN": "arn:aws:sns:ap-southeast-1:000000000000:bpt_adaydemo",
        "ADAY_BKASH_SNS_URL": f"{sandbox_url}/sns",
        "ADAY_PUSH_PRIVATE_KEY": _push_key(data / "push.key"),
        "ADAY_PUSH_CONTACT": "mailto:demo@aday.example",
        "ADAY_DEMO": "true",
        STYLE: os.environ.get(STYLE) or FOR_PEOPLE,
    }


def _push_key(file: Path) -> str:
    """The demo's own, made once: a browser takes notices of the key that it was given and of no other."""
    if not file.exists():
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as written:
            written.write(new_private_key())
    return file.read_text(encoding="ascii").strip()


def _demo_shop() -> str:
    """The slug of the demo's shop, which is opened if there is none."""
    settings = settings_or_sentence()
    if tables_or_sentence(settings, may_be_new=True) is Tables.OLDER:
        migrate(settings.database_url)
    db = open_or_sentence(settings)
    try:
        shop = db.read_now(merchants.by_phone, DEMO_PHONE) or db.transact_now(_open_shop)
        return shop.slug
    finally:
        db.close()


def _open_shop(uow: UnitOfWork) -> Merchant:
    """With a code of the stand-in's bKash, so that each link's Bangla QR is there to be tried."""
    shop = create_merchant(uow, DEMO_PHONE, name="করিম ভ্যারাইটি স্টোর", address="মিরপুর-১০, ঢাকা", slug="karim")
    set_own_code(uow, shop.id, STATIC)
    return bind_own_account(uow, shop.id, _SHORT_CODE)


def _wait_for(url: str, parts: list[subprocess.Popen[bytes]]) -> None:
    until = time.monotonic() + _READY_SECONDS
    while time.monotonic() < until:
        if any(part.poll() is not None for part in parts):
            sys.exit("A part of the demo could not start; see above.")
        with suppress(httpx.HTTPError):
            if httpx.get(url, timeout=2, trust_env=False, follow_redirects=True).is_success:
                return
        time.sleep(0.1)
    sys.exit(f"{url} did not answer within {_READY_SECONDS} seconds.")


def _stop(parts: list[subprocess.Popen[bytes]]) -> None:
    for part in parts:
        part.terminate()
    for part in parts:
        try:
            part.wait(timeout=10)
        except subprocess.TimeoutExpired:
            part.kill()


def _stop_on_signal(signal_number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt

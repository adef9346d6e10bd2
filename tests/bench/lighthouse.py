"""Lighthouse over the payer's pages, as npm has it: mobile, simulated slow line and slow phone."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

from tests.bench.figures import Figure
from tests.browser.flet_page import CHROMIUM, FLAGS
from tests.support.payer import Payer
from tests.support.shop import ShopDevice

_PACKAGE: Final = "lighthouse@13"
_CATEGORIES: Final = ("performance", "accessibility", "best-practices")
_SECONDS: Final = 180


def lighthouse(shop: ShopDevice, folder: Path) -> list[Figure]:
    """The three scores of form, receipt and proof; a line that says why when npm is not to be had."""
    npm = shutil.which("npm")
    if npm is None:
        return [Figure("Lighthouse", "100 / 100 / 100", "not measured: it needs Node.js and npm")]
    quiet = ["--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
    subprocess.run([npm, "install", *quiet, "--prefix", str(folder), _PACKAGE], check=True, timeout=_SECONDS)
    payer = Payer()
    receipt = str(payer.pay(shop.new_link(125_000, "থ্রি-পিস, নীল")["url"], "visacard").url)
    payer.http.close()
    code = receipt.rpartition("/")[2]
    pages = {
        "form, fixed link": shop.new_link(125_000, "থ্রি-পিস, নীল")["url"],
        "form, store link": shop.store_url,
        "receipt": receipt,
        "proof": f"{shop.url}/v?c={code}",
    }
    return [
        Figure(f"Lighthouse, mobile, {name}: {' / '.join(_CATEGORIES)}", "100 / 100 / 100", _scores(folder, url))
        for name, url in pages.items()
    ]


def _scores(folder: Path, url: str) -> str:
    out = folder / "lighthouse.json"
    command = [
        str(folder / "node_modules" / ".bin" / "lighthouse"), url, "--quiet", "--output=json", f"--output-path={out}",
        f"--only-categories={','.join(_CATEGORIES)}", f"--chrome-flags=--headless=new {' '.join(FLAGS)}",
    ]  # fmt: skip
    environment = {**os.environ, "CHROME_PATH": CHROMIUM}
    subprocess.run(command, check=True, timeout=_SECONDS, env=environment, capture_output=True)
    report = json.loads(out.read_text())
    failed = [
        audit["id"]
        for name in _CATEGORIES
        for audit in (report["audits"][ref["id"]] for ref in report["categories"][name]["auditRefs"] if ref["weight"])
        if audit["score"] is not None and audit["score"] < 1
    ]
    scores = " / ".join(str(round(report["categories"][name]["score"] * 100)) for name in _CATEGORIES)
    return f"{scores} ({', '.join(failed)})" if failed else scores

"""Addresses that know no ids of ours: what payers open, what is shared into the app, and the shop's own QR."""

from urllib.parse import parse_qs, quote, unquote, urlsplit

from app.services.local_store import LocalStore
from codes import clean_path, read_code


def own_screen(address: str, store: LocalStore) -> str:
    """The screen of this app for such an address, with or without its host; empty for what is not this shop's.

    A receipt that is not this shop's is checked all the same: that is its answer.
    """
    parts = urlsplit(address)
    path, asked = clean_path(unquote(parts.path))
    where, _, code = path.strip("/").partition("/")
    if where == "qr" and not code:
        link = store.store_link()
        return f"/qr/{link.id}" if link is not None else ""
    if where == "s":
        link = store.store_link()
        return f"/links/{link.id}" if link is not None and link.code == code.lower() else ""
    if where == "l":
        found = store.link_by_code(read_code(code))
        return f"/links/{found.id}" if found is not None else ""
    if where == "v":
        (said,) = parse_qs(parts.query).get("c", [asked])[:1]
        return f"/check/{quote(said.strip(), safe='')}" if said.strip() else "/check"
    if where == "p":
        code = code.removesuffix(".pdf")
        payment = store.payment_by_code(read_code(code))
        return f"/payments/{payment.id}" if payment is not None else f"/check/{quote(code, safe='')}"
    return ""

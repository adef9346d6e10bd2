"""The Bangla QR of a link, made here out of the shop's own: without a line too."""

from app.model.records import LinkRecord, ShopRecord
from emvqr import CodeError, code_to_pay


def bangla_qr(link: LinkRecord, shop: ShopRecord | None) -> str:
    """What to draw for a payer of this link: with its sum and its number, or the shop's as it is where a payer types
    the sum. Empty for a shop that has no code of its own.
    """
    if shop is None or shop.own_code is None:
        return ""
    try:
        return code_to_pay(shop.own_code.text, link.amount, link.code)
    except CodeError:
        return ""

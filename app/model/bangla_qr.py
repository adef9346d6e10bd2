"""The Bangla QR of a link: made here out of the shop's own, without a line too, or issued by a payment company."""

from app.model.records import LinkRecord, ShopRecord
from emvqr import CodeError, code_to_pay, read_shop_code


def bangla_qr(link: LinkRecord, shop: ShopRecord | None, issued: str = "") -> str:
    """What to draw for a payer of this link: with its sum and its number, or the shop's as it is where a payer types
    the sum. Of a shop that has no code of its own, what was issued for the link; empty for nothing.
    """
    try:
        if shop is not None and shop.own_code is not None:
            return code_to_pay(shop.own_code.text, link.amount, link.code)
        return issued if issued and read_shop_code(issued).amount == link.amount else ""
    except CodeError:
        return ""


def may_be_issued(link: LinkRecord, shop: ShopRecord | None) -> bool:
    """Whether the checkout is to be asked for one; what it knows of the link beside this, it says itself."""
    is_fixed = link.amount is not None and link.status == "active" and not link.waiting
    return is_fixed and shop is not None and shop.own_code is None

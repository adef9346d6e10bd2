"""The pages of a customer's app: read a code, look at shop and sum, give the PIN, and be told that it is paid."""

import io
import re
from decimal import Decimal, InvalidOperation
from html import escape
from typing import Annotated, Final

from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel

from sandbox import words
from sandbox.bkash import told
from sandbox.bkash.told import Paid, the_sns
from sandbox.customer import emv
from sandbox.customer.emv import Code, Unreadable
from sandbox.sslcommerz import invoices
from sandbox.words import Lang

router = APIRouter(prefix="/customer")
PAYER: Final = "8801700000009"
SCENARIOS: Final = {
    "": ("সব ঠিক", "All goes well"),
    "wrong_sum": ("অন্য পরিমাণ জানায়", "Another sum is told"),
    "twice": ("দুবার পরিশোধ", "Paid twice"),
    "late": ("দেরিতে জানায়", "Told late"),
    "notice_twice": ("দুবার জানায়", "Told twice"),
    "forged": ("জাল খবর", "A forged notice"),
    "unheard": ("খবর আসে না", "No notice comes"),
    "wrong_topic": ("অন্য টপিক", "Another topic"),
    "other_shop": ("অন্য দোকান", "Another shop"),
}
"""What a tester may ask for: in Bangla and in English."""
_SHOP_OF_BKASH: Final = "2002"
_PICTURE_MOST: Final = 8 << 20
STATIC: Final = emv.write(
    {
        "00": "01",
        "01": "11",
        "26": emv.inside(_00="com.bkash", _01="02", _02=_SHOP_OF_BKASH, _03="92002150022"),
        "52": "5411",
        "53": "050",
        "58": "BD",
        "59": "ADAY DEMO STORE",
        "60": "DHAKA",
        "62": emv.inside(_07="TILL01"),
    }
)
"""What hangs on the counter of the stand-in's shop at bKash; its short code is 50022."""


class Typed(BaseModel):
    """What is given on the second page."""

    code: str
    amount: str = ""
    pin: str = ""
    scenario: str = ""
    lang: Lang = "bn"


@router.get("/")
async def scan(lang: Lang = "bn") -> HTMLResponse:
    """Where a code is pasted, or a picture of one chosen."""
    return _scanner(lang)


@router.get("/counter.png")
async def counter() -> Response:
    """The counter's code as a picture, such as a shopkeeper takes of it."""
    from qrcode.image.pil import PilImage
    from qrcode.main import QRCode

    code: QRCode[PilImage] = QRCode(image_factory=PilImage, box_size=8, border=4)
    code.add_data(STATIC)
    file = io.BytesIO()
    code.make_image().save(file, "PNG")
    return Response(file.getvalue(), media_type="image/png")


@router.post("/")
async def look(
    code: Annotated[str, Form()] = "",
    picture: Annotated[UploadFile | None, File()] = None,
    lang: Annotated[Lang, Form()] = "bn",
) -> HTMLResponse:
    """Shop and sum, and what is left to be given."""
    try:
        text = code.strip() or _read(await picture.read(_PICTURE_MOST) if picture is not None else b"")
        found = emv.read(text)
    except Unreadable as error:
        return _scanner(lang, str(error))
    return _payment(lang, text, found)


@router.post("/pay")
async def pay(request: Request, typed: Annotated[Typed, Form()]) -> HTMLResponse:
    """Pay, and tell the shop as the company of the code does."""
    lang = typed.lang
    try:
        found = emv.read(typed.code)
    except Unreadable as error:
        return _scanner(lang, str(error))
    amount = found.amount or _amount(words.latin(typed.amount))
    if amount is None or not re.fullmatch(r"\d{4,5}", words.latin(typed.pin).strip()):
        return _payment(lang, typed.code, found, wrong=True)
    scenario = typed.scenario if typed.scenario in SCENARIOS else ""
    if found.account.get("02") == _SHOP_OF_BKASH:
        # Of a shop's number there, what follows the company's and the kind.
        paid = Paid(found.name, found.account.get("03", "")[6:], amount, found.reference, PAYER)
        trx_id = await told.tell(the_sns(request), request.app.state.http, paid, scenario)
    elif found.account.get("02") == invoices.INSTITUTION:
        app = request.app.state
        trx_id = await invoices.pay_code(app.sslcommerz, app.notices, found.reference, scenario)
        if not trx_id:
            return _scanner(lang, "gone")
    else:
        # Of any other company the money goes its way, and no server hears of it.
        trx_id = "-"
    return words.page(
        lang,
        _say(lang, "app"),
        f'<h1>{_say(lang, "paid")}</h1><p>{escape(found.name)}</p><p>TrxID <b id="trx">{escape(trx_id)}</b></p>',
        f"{amount:.2f}",
    )


def _read(picture: bytes) -> str:
    """The text in a picture of a code. Raises Unreadable."""
    import zxingcpp
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(picture)) as opened:
            # Asked for codes of every kind it takes some lines of a square for another one.
            only_qr = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
            found = zxingcpp.read_barcodes(opened.convert("L"), formats=only_qr)
    except (UnidentifiedImageError, OSError, ValueError):
        raise Unreadable("no_picture") from None
    if not found:
        raise Unreadable("no_picture")
    return found[0].text


def _amount(typed: str) -> Decimal | None:
    try:
        amount = Decimal(typed.strip())
    except InvalidOperation:
        return None
    good = amount.is_finite() and Decimal(1) <= amount <= Decimal(500_000) and amount == round(amount, 2)
    return amount if good else None


def _scanner(lang: Lang, wrong: str = "") -> HTMLResponse:
    problem = f'<p class="wrong" role="alert">{_say(lang, wrong)}</p>' if wrong else ""
    hidden = words.hidden_fields({"lang": lang})
    body = (
        f'{problem}<form method="post" enctype="multipart/form-data">{hidden}'
        f'<label>{_say(lang, "text")}<input name="code" autocomplete="off" placeholder="000201…"></label>'
        f'<label>{_say(lang, "picture")}<input type="file" name="picture" accept="image/*"></label>'
        f"<button>{_say(lang, 'look')}</button></form>"
        f'<p>{_say(lang, "static")}</p><p><code id="static" style="overflow-wrap:anywhere">{STATIC}</code></p>'
        f'<p><img src="/customer/counter.png" width="240" alt="{_say(lang, "static")}"></p>'
    )
    return words.page(lang, _say(lang, "app"), body, other=_other(lang), status=422 if wrong else 200)


def _payment(lang: Lang, text: str, found: Code, *, wrong: bool = False) -> HTMLResponse:
    """What is paid to whom. A typed sum, where the code names none."""
    hidden = words.hidden_fields({"code": text, "lang": lang})
    typed = f'<label>{_say(lang, "amount")}<input name="amount" inputmode="decimal" required></label>'
    choices = "".join(f'<option value="{name}">{say[lang == "en"]}</option>' for name, say in SCENARIOS.items())
    body = (
        f"<h1>{escape(found.name)}</h1><p>{escape(found.city)}</p>{_problem(lang, wrong=wrong)}"
        f'<form method="post" action="/customer/pay">{hidden}{"" if found.amount is not None else typed}'
        f'<label>{words.say(lang, "pin")}<input name="pin" type="password" inputmode="numeric" required></label>'
        f'<label>{_say(lang, "scenario")}<select name="scenario">{choices}</select></label>'
        f"<button>{words.say(lang, 'pay')}</button></form>"
    )
    amount = "" if found.amount is None else f"{found.amount:.2f}"
    return words.page(lang, _say(lang, "app"), body, amount, _other(lang), 422 if wrong else 200)


def _problem(lang: Lang, *, wrong: bool) -> str:
    return f'<p class="wrong" role="alert">{words.say(lang, "wrong")}</p>' if wrong else ""


def _other(lang: Lang) -> str:
    return f"/customer/?lang={words.other_lang(lang)}"


def _say(lang: Lang, key: str) -> str:
    return _WORDS[key][lang == "en"]


_WORDS: Final = {
    "app": ("ক্রেতার ব্যাংক অ্যাপ", "A customer’s bank app"),
    "text": ("কিউআরের লেখা", "The text in the QR"),
    "picture": ("অথবা কিউআরের ছবি", "Or a picture of the QR"),
    "look": ("দেখুন", "Look"),
    "static": ("কাউন্টারের স্থায়ী কোড:", "The code on the counter:"),
    "amount": ("পরিমাণ (টাকা)", "Amount (taka)"),
    "scenario": ("যা ঘটবে", "What shall happen"),
    "paid": ("পরিশোধ হয়েছে", "Paid"),
    "no_code": ("এটি কোনো পেমেন্ট কোড নয়।", "This is no payment code."),
    "broken": ("কোডটি ঠিকমতো পড়া যায়নি।", "The code cannot be read."),
    "gone": ("কোডটি আর চলে না।", "This code cannot be paid any more."),
    "foreign": ("কোডটি বাংলাদেশের টাকার নয়।", "The code is not for taka in Bangladesh."),
    "no_picture": ("ছবিতে কোনো কিউআর নেই।", "There is no QR in the picture."),
}

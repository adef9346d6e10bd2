"""The stand-in pages' words, frame and wallet form."""

import re
from collections.abc import Mapping
from html import escape
from typing import Final, Literal

from fastapi.responses import HTMLResponse

Lang = Literal["bn", "en"]
_WORDS: Final = {
    "title": ("পরীক্ষামূলক পেমেন্ট গেটওয়ে", "Stand-in payment gateway"),
    "choose": ("কীভাবে দেবেন?", "How will you pay?"),
    "to": ("প্রাপক", "Paying to"),
    "other": ("English", "বাংলা"),
    "card": ("কার্ড নম্বর", "Card number"),
    "expiry": ("মেয়াদ (মাস/বছর)", "Expiry (MM/YY)"),
    "cvv": ("CVV", "CVV"),
    "wallet": ("ওয়ালেট নম্বর", "Wallet number"),
    "code": ("যাচাই কোড", "Verification code"),
    "pin": ("পিন", "PIN"),
    "pay": ("পরিশোধ করুন", "Pay"),
    "cancel": ("বাতিল করুন", "Cancel"),
    "wrong": ("লেখাগুলো দেখে আবার লিখুন।", "Please check what you typed."),
    "returning": ("দোকানে ফেরত যাচ্ছে…", "Going back to the shop…"),
    "back": ("ফিরে যান", "Go back"),
    "stuck": ("অপেক্ষা করুন…", "Please wait…"),
    "decline": ("ব্যর্থ করুন", "Let it fail"),
    "gone": ("এই পাতাটি আর চালু নেই।", "This page is no longer open."),
}

# In the order of the words.
_LANGS: Final[tuple[Lang, ...]] = ("bn", "en")
PAGE: Final = """<!doctype html>
<html lang="{lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title><style>
body{{font:16px/1.5 system-ui,sans-serif;max-width:26rem;margin:0 auto;padding:1rem;background:#eef0ee;color:#222}}
header{{background:#444;color:#fff;margin:-1rem -1rem 1rem;padding:.75rem 1rem}}
.amount{{font-size:2rem;font-weight:700;margin:0}}nav{{display:grid;grid-template-columns:1fr 1fr;gap:.5rem}}
.m,button,input{{display:block;box-sizing:border-box;width:100%;min-height:48px;font:inherit;border:1px solid #777;
border-radius:8px;padding:.6rem;background:#fff;color:#222;text-align:center;text-decoration:none;margin:.25rem 0}}
input{{text-align:left}}button{{background:#333;color:#fff;font-weight:700}}.plain{{background:none;color:#444}}
.wrong{{color:#a00}}</style></head><body><header>{title}</header>{head}{body}</body></html>"""

_DIGITS: Final = str.maketrans("০১২৩৪৫৬৭৮৯", "0123456789")


def say(lang: Lang, key: str) -> str:
    """The word in this language."""
    return _WORDS[key][_LANGS.index(lang)]


def other_lang(lang: Lang) -> Lang:
    """To which the page's own link leads."""
    return _LANGS[(_LANGS.index(lang) + 1) % len(_LANGS)]


def latin(text: str) -> str:
    """Bangla digits as Latin ones."""
    return text.translate(_DIGITS)


def is_wallet(number: str, code: str, pin: str) -> bool:
    """Whether a mobile number, a code and a PIN are well formed: that is all that is asked here."""
    return (
        re.fullmatch(r"(\+?88)?01[3-9]\d{8}", number) is not None
        and re.fullmatch(r"\d{6}", code.strip()) is not None
        and re.fullmatch(r"\d{4,5}", pin.strip()) is not None
    )


def page(lang: Lang, company: str, body: str, amount: str = "", other: str = "", status: int = 200) -> HTMLResponse:
    """A company's page; `other` is where the same page is in the other language."""
    head = f'<p class="amount">৳{amount}</p>' if amount else ""
    head += f'<p><a href="{other}">{say(lang, "other")}</a></p>' if other else ""
    title = f"{company} · {say(lang, 'title')}"
    return HTMLResponse(PAGE.format(lang=lang, title=title, head=head, body=body), status)


def gone(lang: Lang, status: int) -> HTMLResponse:
    """For a page that is unknown or has had its end."""
    return page(lang, "", f"<h1>{say(lang, 'gone')}</h1>", status=status)


def wallet_form(lang: Lang, hidden: Mapping[str, str], number: str, amount: str, *, wrong: bool = False) -> str:
    """Wallet number, code and PIN, and a way to cancel."""
    kept = hidden_fields(hidden)
    inputs = "".join(
        f'<label>{say(lang, label)}<input name="{name}" value="{escape(value)}" inputmode="numeric"'
        f' autocomplete="off" placeholder="{example}" required></label>'
        for name, label, example, value in (
            ("number", "wallet", "01712345678", number),
            ("code", "code", "123456", ""),
            ("pin", "pin", "12345", ""),
        )
    )
    problem = f'<p class="wrong" role="alert">{say(lang, "wrong")}</p>' if wrong else ""
    return (
        f'{problem}<form method="post">{kept}{inputs}<button>{say(lang, "pay")} ৳{amount}</button></form>'
        f'<form method="post">{kept}<button class="plain" name="cancel" value="1">{say(lang, "cancel")}</button></form>'
    )


def post_back(lang: Lang, company: str, url: str, fields: Mapping[str, str]) -> HTMLResponse:
    """A form that posts itself across sites."""
    return page(
        lang,
        company,
        f'<h1>{say(lang, "returning")}</h1><form id="back" method="post" action="{escape(url)}">'
        f"{hidden_fields(fields)}<button>{say(lang, 'back')}</button></form>"
        "<script>document.getElementById('back').submit()</script>",
    )


def hidden_fields(fields: Mapping[str, str]) -> str:
    return "".join(f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in fields.items())

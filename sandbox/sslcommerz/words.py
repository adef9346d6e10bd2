"""The stand-in page's words and its frame."""

from typing import Final

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
    "gone": ("এই পাতাটি আর চালু নেই।", "This page is no longer open."),
}

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


def say(lang: str, key: str) -> str:
    """The word in Bangla unless English is asked for."""
    return _WORDS[key][1 if lang == "en" else 0]

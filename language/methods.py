"""What people call the ways to pay: in Bangla by their names in Bangla letters, as shops and banks write them."""

from typing import Final

_IN_BANGLA: Final = {
    "bkash": "বিকাশ",
    "nagad": "নগদ",
    "rocket": "রকেট",
    "visa": "ভিসা",
    "mastercard": "মাস্টারকার্ড",
    "amex": "অ্যামেক্স",
}


def method_name(method: str, language: str) -> str:
    """The method as a reader of this language knows it: `bKash`, `বিকাশ`; one without such a name as it is."""
    return _IN_BANGLA.get(method.casefold(), method) if language == "bn" else method


def both_names(method: str) -> str:
    """All that people may look for it by: its own name and the Bangla one."""
    bangla = method_name(method, "bn")
    return method if bangla == method else f"{method} {bangla}"

"""The ways to pay, by the names that payers and shops know them by."""

from typing import Final, Literal, get_args

METHODS: Final = ("Visa", "Mastercard", "Amex", "bKash", "Nagad", "Rocket")

Instrument = Literal["bkash", "nagad", "wallet", "card"]
"""What a payer holds: a bKash or Nagad account, Rocket or another wallet, a card."""

INSTRUMENTS: Final[tuple[Instrument, ...]] = get_args(Instrument)
INSTRUMENT_OF: Final[dict[str, Instrument]] = {
    "Visa": "card", "Mastercard": "card", "Amex": "card", "bKash": "bkash", "Nagad": "nagad", "Rocket": "wallet",
}  # fmt: skip

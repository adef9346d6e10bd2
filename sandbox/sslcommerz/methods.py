"""The ways to pay that the stand-in's page offers, and what each leaves on the wire."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Method:
    """One way to pay; `card_prefix` is empty for wallets."""

    code: str
    name: str
    card_type: str
    card_brand: str
    card_issuer: str
    card_category: str
    group: str
    card_prefix: str = ""
    card_length: int = 16

    @property
    def is_card(self) -> bool:
        return bool(self.card_prefix)


METHODS: Final = (
    Method("visacard", "Visa", "VISA-Dutch Bangla", "VISA", "TRUST BANK, LTD.", "DEBIT", "visa", "4"),
    Method("mastercard", "Mastercard", "MASTER-Dutch Bangla", "MASTERCARD", "STANDARD CHARTERED BANK", "CREDIT", "master", "5"),
    Method("amexcard", "Amex", "AMEX-City Bank", "AMEX", "CITY BANK", "CREDIT", "amex", "3", 15),
    Method("bkash", "bKash", "BKASH-BKash", "MOBILEBANKING", "BKash Mobile Banking", "MOBILE", "mobilebanking"),
    Method("nagad", "Nagad", "NAGAD-Nagad", "MOBILEBANKING", "Nagad", "MOBILE", "mobilebanking"),
    Method("dbblmobilebanking", "Rocket", "DBBLMOBILEB-Dbbl Mobile Banking", "MOBILEBANKING", "DBBL Mobile Banking", "MOBILE", "mobilebanking"),
)  # fmt: skip
BY_CODE: Final = {method.code: method for method in METHODS}

"""The ways to pay, by the names that payers and shops know them by."""

from typing import Final

METHODS: Final = ("Visa", "Mastercard", "Amex", "bKash", "Nagad", "Rocket")

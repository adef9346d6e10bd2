"""Which bank, wallet or payment company a number in a code names. Source: docs/gateways/bangla-qr.md."""

from typing import Final

# A restatement of Bangladesh Bank's list; of these only 0175 and 1008 were seen in codes in use.
_NAMES: Final = {
    "0010": "Agrani Bank",
    "0015": "Al-Arafah Islami Bank",
    "0020": "AB Bank",
    "0060": "BRAC Bank",
    "0070": "Bank Asia",
    "0085": "Dhaka Bank",
    "0090": "Dutch-Bangla Bank",
    "0095": "Eastern Bank",
    "0120": "IFIC Bank",
    "0125": "Islami Bank",
    "0130": "Jamuna Bank",
    "0145": "Mutual Trust Bank",
    "0170": "Prime Bank",
    "0175": "Pubali Bank",
    "1001": "iPay",
    "1005": "Progoti Systems",
    "1007": "Pocket",
    "1008": "Pathao Pay",
    "2001": "Rocket",
    "2002": "bKash",
    "2003": "mCash",
    "2004": "tap",
    "2005": "Upay",
    "2008": "OK Wallet",
    "2012": "MeghnaPay",
    "2013": "Nagad",
    "3002": "Software Shop (SSL)",
    "3003": "ShurjoMukhi",
    "3005": "Walletmix",
    "4002": "SSLCOMMERZ",
}


def institution_name(number: str) -> str:
    """The name that a shopkeeper knows; empty for a number that we do not know."""
    return _NAMES.get(number, "")

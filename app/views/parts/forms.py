"""Which screens are forms."""


def is_form(path: str) -> bool:
    """Whether somebody may be typing there."""
    return path in ("/new", "/settings/shop", "/history/payout", "/check") or path.endswith(("/edit", "/refund"))

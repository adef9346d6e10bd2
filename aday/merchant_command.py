"""`aday merchant`: shops, their device tokens, and their own accounts at bKash."""

from typing import Annotated

import typer

merchants = typer.Typer(help="Shops and their device tokens.", no_args_is_help=True)

Phone = Annotated[str, typer.Option(help="Mobile number of the shop, 01712345678.")]


@merchants.command()
def add(
    phone: Phone,
    name: Annotated[str, typer.Option(help="The shop's name.")],
    slug: Annotated[str, typer.Option(help="The name in its store link.")] = "",
) -> None:
    """Open a shop."""
    from aday import operator_shops

    operator_shops.add_merchant(phone, name, slug)


@merchants.command()
def token(phone: Phone, device: Annotated[str, typer.Option(help="What to call the device.")]) -> None:
    """Print a new device token of a shop, for scripts."""
    from aday import operator_shops

    operator_shops.print_token(phone, device)


@merchants.command("own-account")
def own_account(
    phone: Phone,
    short_code: Annotated[str, typer.Option(help="What bKash calls the account (creditShortCode).")],
    take_back: Annotated[bool, typer.Option("--take-back", help="It was said wrongly, or is so no more.")] = False,
) -> None:
    """Say that the account in a shop's own Bangla QR is this one of bKash's, of which bKash tells us."""
    from aday import operator_shops

    (operator_shops.release_account if take_back else operator_shops.bind_account)(phone, short_code)

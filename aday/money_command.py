"""`aday hold`, `refund`, `payout` and `settle`: money that waits for the operator, and what gateways say they paid.

As elsewhere each command brings in what it needs when it is called.
"""

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

holds = typer.Typer(help="Money at a gateway that no rule credits.", no_args_is_help=True)
refunds = typer.Typer(help="Money back to payers.", no_args_is_help=True)
payouts = typer.Typer(help="Money out to shops.", no_args_is_help=True)
settlements = typer.Typer(help="What gateways say they paid us.", no_args_is_help=True)

Id = Annotated[str, typer.Argument(help="The id, as `list` prints it.")]


@holds.command("list")
def list_holds() -> None:
    """The payments on hold, oldest first."""
    from aday import operator_money

    operator_money.list_holds()


@holds.command("release")
def release_hold(
    payment: Id,
    amount: Annotated[str, typer.Option(help="What came, where it is not what was asked for.")] = "",
    fee: Annotated[str, typer.Option(help="What the gateway took of it, where it does not tell.")] = "",
) -> None:
    """Credit a held payment to its shop."""
    from aday import operator_money

    operator_money.release_hold(payment, amount, fee)


@holds.command("reject")
def reject_hold(payment: Id, reason: Annotated[str, typer.Option(help="Why; the shop sees it.")]) -> None:
    """Never credit a held payment; give it back in the gateway's panel."""
    from aday import operator_money

    operator_money.reject_hold(payment, reason)


@refunds.command("list")
def list_refunds() -> None:
    """The refunds without an end, oldest first; `by_hand` ones wait for you."""
    from aday import operator_money

    operator_money.list_refunds()


@refunds.command("done")
def refund_done(refund: Id, reference: Annotated[str, typer.Option(help="The gateway's, from its panel.")]) -> None:
    """The gateway's panel says that the payer has the money back."""
    from aday import operator_money

    operator_money.close_refund(refund, reference=reference)


@refunds.command("refused")
def refund_refused(refund: Id, reason: Annotated[str, typer.Option(help="Why; the shop sees it.")]) -> None:
    """The gateway's panel says that nothing went back: the shop gets the sum again."""
    from aday import operator_money

    operator_money.close_refund(refund, refusal=reason)


@payouts.command("list")
def list_payouts() -> None:
    """The payouts to be sent, oldest first."""
    from aday import operator_money

    operator_money.list_payouts()


@payouts.command("take")
def payout_take(payout: Id) -> None:
    """You are about to send it: from now on the shop cannot call it off. Do this before you send anything."""
    from aday import operator_money

    operator_money.take_payout(payout)


@payouts.command("sent")
def payout_sent(payout: Id, reference: Annotated[str, typer.Option(help="The bank's or the wallet's.")]) -> None:
    """You sent it."""
    from aday import operator_money

    operator_money.close_payout(payout, reference=reference)


@payouts.command("refused")
def payout_refused(payout: Id, reason: Annotated[str, typer.Option(help="Why; the shop sees it.")]) -> None:
    """You will not send it: the shop gets the sum again."""
    from aday import operator_money

    operator_money.close_payout(payout, refusal=reason)


@settlements.command("import")
def import_settlement(
    file: Annotated[Path, typer.Argument(help="The gateway's report, as CSV or .xlsx.")],
    since: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="First day of the report, in Dhaka.")],
    until: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Last day of the report, in Dhaka.")],
    gateway: Annotated[str, typer.Option(help="Whose report it is.")] = "sslcommerz",
) -> None:
    """Hold a settlement report against our payments; ends with 1 when anything differs. Moves nothing."""
    from aday import operator_money

    sys.exit(operator_money.compare_settlement(file, gateway, since.date(), until.date()))

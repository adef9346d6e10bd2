"""`aday`: the demo on one machine, each part alone, and what an operator needs.

Each command brings in what it needs when it is called: the stand-ins and the app need nothing of the checkout.
"""

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from aday.errors import CannotDo
from aday.merchant_command import Phone, merchants
from aday.money_command import Id, holds, payouts, refunds, settlements
from aday.voice_command import voice
from language import DHAKA

cli = typer.Typer(add_completion=False, no_args_is_help=False, pretty_exceptions_enable=False)
cli.add_typer(merchants, name="merchant")
cli.add_typer(holds, name="hold")
cli.add_typer(refunds, name="refund")
cli.add_typer(payouts, name="payout")
cli.add_typer(settlements, name="settle")
outgoing = typer.Typer(help="What shops' own servers and staff are told.", no_args_is_help=True)
cli.add_typer(outgoing, name="webhooks")
cli.add_typer(voice, name="voice")
push = typer.Typer(help="Notices in browsers.", no_args_is_help=True)
cli.add_typer(push, name="push")

CheckoutPort = Annotated[int, typer.Option(help="Where the checkout listens.", min=0, max=65535)]
SandboxPort = Annotated[int, typer.Option(help="Where the stand-in gateway listens.", min=0, max=65535)]
AppPort = Annotated[int, typer.Option(help="Where the shopkeeper's app listens.", min=0, max=65535)]


@cli.callback(invoke_without_command=True)
def everything(
    ctx: typer.Context,
    data: Annotated[Path, typer.Option(help="Where the demo keeps its files.")] = Path("data"),
    checkout_port: CheckoutPort = 8000,
    sandbox_port: SandboxPort = 8100,
    app_port: AppPort = 8550,
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open a browser.")] = False,
) -> None:
    """Run the whole demo: stand-in gateway, checkout and app, on this machine."""
    # Whatever is written here is for whoever runs it alone: payers' details, secrets, copies.
    os.umask(0o077)
    if ctx.invoked_subcommand is None:
        from aday import demo

        demo.run(data, demo.Ports(checkout_port, sandbox_port, app_port), open_browser=not no_open)


@cli.command()
def serve(
    port: CheckoutPort = 8000,
    host: Annotated[str, typer.Option()] = "127.0.0.1",
    workers: Annotated[int, typer.Option(help="Processes; more than one needs PostgreSQL.", min=1, max=64)] = 1,
) -> None:
    """The hosted checkout, with its reconciler inside."""
    from aday import serving

    serving.checkout(host, port, workers)


@cli.command()
def sandbox(
    port: SandboxPort = 8100,
    data: Annotated[str, typer.Option(help="An SQLite file to remember in.")] = ":memory:",
    bkash_notices: Annotated[str, typer.Option(help="Where bKash tells of money by a code.")] = "",
) -> None:
    """The stand-in gateway."""
    from aday import serving

    serving.sandbox(port, data, bkash_notices)


@cli.command()
def app(
    port: AppPort = 8550,
    server: Annotated[str, typer.Option(help="The checkout's address.")] = "http://127.0.0.1:8000",
    data: Annotated[Path, typer.Option(help="Where the app keeps its replica.")] = Path("data/app"),
    web: Annotated[bool, typer.Option("--web", help="As a web page, without trying for a window.")] = False,
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open a browser.")] = False,
    host: Annotated[list[str] | None, typer.Option(help="A name at which a proxy shows it: app.example.com.")] = None,
    keep: Annotated[bool, typer.Option(help="Browsers keep the app's files for the next visit.")] = True,
) -> None:
    """The shopkeeper's app, as a window where that can be had, else as a web page."""
    from aday import serving

    serving.app(port, server, data, web_only=web, open_browser=not no_open, names=host or (), keeps=keep)


@cli.command()
def reconcile(
    again: Annotated[bool, typer.Option("--again", help="Also about what was given up or contradicted.")] = False,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="With --again: those begun since this day, in Dhaka.")
    ] = None,
) -> None:
    """Ask the gateways once about every payment that is due. What is found late is credited, nothing is taken."""
    from aday import reconciling

    if again != (since is not None):
        raise CannotDo("Say --again and --since DATE together.")
    reconciling.reconcile(since.replace(tzinfo=DHAKA) if since is not None else None)


@cli.command()
def audit(
    changed: Annotated[
        bool, typer.Option("--changed", help="Only what changed since each check was last clean, as it is done daily.")
    ] = False,
) -> None:
    """Recompute the books, all of them; ends with 1 when anything differs."""
    from aday import operator_shops

    sys.exit(operator_shops.audit(only_changed=changed))


@cli.command()
def adjust(
    phone: Phone,
    amount: Annotated[str, typer.Option(help="Taka; with a minus they are taken from the shop.")],
    reason: Annotated[str, typer.Option(help="Why; kept in the books.")],
) -> None:
    """Give a shop a sum or take it, in the books, with a reason."""
    from aday import operator_money

    operator_money.adjust(phone, amount, reason)


@cli.command("migrate")
def bring_up_to_date() -> None:
    """Give the database the newest tables; make a copy of it before."""
    from aday import backup_and_export

    backup_and_export.bring_up_to_date()


@cli.command()
def backup(file: Annotated[Path, typer.Argument(help="Where the copy goes.")]) -> None:
    """Copy an SQLite database as it stands at one moment, while it is served."""
    from aday import backup_and_export

    backup_and_export.backup(file)


@cli.command()
def export(file: Annotated[Path, typer.Argument(help="The file to write, like aday.jsonl.gz.")]) -> None:
    """Write the whole installation to a file that SQLite and PostgreSQL can take in."""
    from aday import backup_and_export

    backup_and_export.export(file)


@cli.command("import")
def import_file(file: Annotated[Path, typer.Argument(help="What `aday export` wrote.")]) -> None:
    """Put an exported installation into an empty database, all of it or nothing."""
    from aday import backup_and_export

    backup_and_export.import_file(file)


@cli.command()
def doctor(
    sms: Annotated[str, typer.Option(help="Send a test text to this mobile number.")] = "",
    mail: Annotated[str, typer.Option(help="Send a test e-mail to this address.")] = "",
) -> None:
    """Try settings, database, gateways, clocks and files, and say what is wrong; ends with 1 when anything is."""
    from aday import doctor

    sys.exit(doctor.run(sms, mail))


@cli.command()
def version() -> None:
    """Print which version this is."""
    print(_version())


@cli.command()
def forget(phone: Annotated[str, typer.Option(help="The payer's mobile number, 01712345678.")]) -> None:
    """Erase a payer's name, phone, e-mail and address from every payment that has ended; the books stay."""
    from aday import operator_shops

    operator_shops.forget(phone)


@outgoing.command("list")
def list_webhooks() -> None:
    """What was tried and not taken, newest first."""
    from aday import operator_money

    operator_money.list_undelivered()


@outgoing.command("retry")
def retry_webhook(delivery: Id) -> None:
    """Tell once more what was given up."""
    from aday import operator_money

    operator_money.retry_delivery(delivery)


@push.command("keys")
def push_keys() -> None:
    """Print a new key by which browsers know who sends them notices. Keep it: another waits for a visit of each."""
    from checkout.notify.push_message import new_private_key

    print(f"ADAY_PUSH_PRIVATE_KEY={new_private_key()}")
    print("# and whom a push service may write to: ADAY_PUSH_CONTACT=mailto:you@example.com")


def _version() -> str:
    from importlib.metadata import version as version_of

    return f"aday {version_of('aday')}"


def main() -> None:
    """Run the command; a refusal is one sentence and exit code 2."""
    try:
        cli()
    except CannotDo as error:
        print(error, file=sys.stderr)
        sys.exit(2)

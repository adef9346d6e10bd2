"""`aday`: the demo on one machine, each part alone, and what an operator needs."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from aday import demo, operator, serving

cli = typer.Typer(add_completion=False, no_args_is_help=False, pretty_exceptions_enable=False)
merchants = typer.Typer(help="Shops and their device tokens.", no_args_is_help=True)
cli.add_typer(merchants, name="merchant")

CheckoutPort = Annotated[int, typer.Option(help="Where the checkout listens.", min=0, max=65535)]
SandboxPort = Annotated[int, typer.Option(help="Where the stand-in gateway listens.", min=0, max=65535)]
AppPort = Annotated[int, typer.Option(help="Where the shopkeeper's app listens.", min=0, max=65535)]
Phone = Annotated[str, typer.Option(help="Mobile number of the shop, 01712345678.")]


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
    if ctx.invoked_subcommand is None:
        demo.run(data, checkout_port, sandbox_port, app_port, open_browser=not no_open)


@cli.command()
def serve(port: CheckoutPort = 8000, host: Annotated[str, typer.Option()] = "127.0.0.1") -> None:
    """The hosted checkout, with its reconciler inside."""
    serving.checkout(host, port)


@cli.command()
def sandbox(
    port: SandboxPort = 8100,
    data: Annotated[str, typer.Option(help="An SQLite file to remember in.")] = ":memory:",
) -> None:
    """The stand-in gateway."""
    serving.sandbox(port, data)


@cli.command()
def app(
    port: AppPort = 8550,
    server: Annotated[str, typer.Option(help="The checkout's address.")] = "http://127.0.0.1:8000",
    data: Annotated[Path, typer.Option(help="Where the app keeps its replica.")] = Path("data/app"),
    web: Annotated[bool, typer.Option("--web", help="As a web page, without trying for a window.")] = False,
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open a browser.")] = False,
) -> None:
    """The shopkeeper's app, as a window where that can be had, else as a web page."""
    serving.app(port, server, data, web_only=web, open_browser=not no_open)


@cli.command()
def reconcile() -> None:
    """Ask the gateways once about every payment that is due."""
    operator.reconcile()


@cli.command()
def audit() -> None:
    """Recompute the books; ends with 1 when anything differs."""
    sys.exit(operator.audit())


@merchants.command()
def add(
    phone: Phone,
    name: Annotated[str, typer.Option(help="The shop's name.")],
    slug: Annotated[str, typer.Option(help="The name in its store link.")] = "",
) -> None:
    """Open a shop."""
    operator.add_merchant(phone, name, slug)


@merchants.command()
def token(phone: Phone, device: Annotated[str, typer.Option(help="What to call the device.")]) -> None:
    """Print a new device token of a shop, for scripts."""
    operator.print_token(phone, device)


def main() -> None:
    """Run the command; a refusal is one sentence and exit code 2."""
    try:
        cli()
    except operator.CannotDo as error:
        print(error, file=sys.stderr)
        sys.exit(2)

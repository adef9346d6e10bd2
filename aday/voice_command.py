"""`aday voice`: the sums are spoken by a person whom the shop's town knows."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from language import DEFAULT

voice = typer.Typer(help="Who says aloud what was paid.", no_args_is_help=True)

Spoken = Annotated[str, typer.Option("--language", help="In which language: bn or en.")]
Recordings = Annotated[Path, typer.Argument(help="The folder with a WAV file for each line of the list.")]
AppData = Annotated[Path, typer.Option(help="Where the app keeps its files, as `aday app` is started.")]


@voice.command("list")
def list_clips(language: Spoken = DEFAULT) -> None:
    """Print what a person has to read, each line beside the file that it belongs in."""
    from aday import voice

    voice.print_list(language)


@voice.command()
def check(folder: Recordings, language: Spoken = DEFAULT) -> None:
    """Say which recordings are missing or cannot be used, and why; ends with 1 when any is."""
    from aday import voice

    sys.exit(voice.check(folder, language))


@voice.command()
def use(folder: Recordings, language: Spoken = DEFAULT, data: AppData = Path("data/app")) -> None:
    """Let this voice speak in every app that is served from here, from the next payment on."""
    from aday import voice

    voice.use(folder, language, data)


@voice.command()
def drop(language: Spoken = DEFAULT, data: AppData = Path("data/app")) -> None:
    """Let the voice that Aday comes with speak again."""
    from aday import voice

    voice.drop(language, data)

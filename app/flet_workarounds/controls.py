"""What the app has to know of Flet's controls that Flet does not tell."""

from collections.abc import Mapping

import flet as ft
from flet.components.component import Component


def number_of(control: ft.BaseControl) -> int:
    """By which the page names this control when it tells what was done with it; 0 before it was drawn."""
    return int(control._i)


def given_to(control: object) -> Mapping[str, object] | None:
    """What a component was given by name; None for what is no component."""
    return control.kwargs if isinstance(control, Component) else None


def asks_something(page: ft.Page) -> bool:
    """Whether a question or a calendar stands above the screen, or is just going; a toast asks nothing.

    That the key has closed it may be known here before the key is: it stays in the list until it has gone.
    """
    return any(not isinstance(one, ft.SnackBar) for one in page._dialogs.controls)

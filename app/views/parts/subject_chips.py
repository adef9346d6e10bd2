"""Of what a place is told: some of four, and one at least."""

from collections.abc import Awaitable, Callable

import flet as ft

from app.kit.buttons import Press, chip
from app.kit.error_boundary import part
from app.kit.look import use_words
from app.model.told_places import SUBJECTS, turned
from app.services.errors import CheckoutError
from app.views.parts.errors import refused_words
from app.views.parts.share_button import toast

Turned = Callable[[frozenset[str]], Awaitable[None]]


def use_tells(told: frozenset[str], tell: Turned) -> tuple[frozenset[str], Turned]:
    """What is on now, and what turns it: the server is told at once, and what it refuses is as it was before."""
    t, page = use_words(), ft.context.page
    tells, set_tells = ft.use_state(told)

    async def turn(wanted: frozenset[str]) -> None:
        if not wanted:
            toast(page, t("note.err.none"))
            return
        set_tells(wanted)
        try:
            await tell(wanted)
        except CheckoutError as error:
            set_tells(tells)
            toast(page, refused_words(error, t))

    return tells, turn


@part
def SubjectChips(ident: str, tells: frozenset[str], on_turned: Turned) -> ft.Control:
    """Each is on or off by itself; `on_turned` hears what it would be then, which may be nothing any more."""
    t = use_words()

    def turning(subject: str) -> Press:
        async def turn() -> None:
            await on_turned(turned(tells, subject))

        return turn

    chips = [chip(f"{ident}-{one}", t(f"note.tells.{one}"), turning(one), chosen=one in tells) for one in SUBJECTS]
    return ft.Row(chips, spacing=8, run_spacing=8, wrap=True)

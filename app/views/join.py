"""Signing in by an invitation: a name, and its link or code where that was not opened here; no phone number."""

from collections.abc import Sequence
from typing import Final

import flet as ft
from flet.components.hooks.use_ref import MutableRef

from app.kit.buttons import Press, button
from app.kit.error_boundary import part
from app.kit.fields import field, field_error
from app.kit.live_field import said, typed
from app.kit.look import Look, use_look
from app.kit.surfaces import bottom_bar, heading, top_bar
from app.kit.typography import text
from app.model.code_step import before_code
from app.model.invitation import code_of
from app.services.errors import CheckoutError, Rejected
from app.views.parts.errors import Errors, FormBody, use_errors
from app.views.parts.form import use_busy
from app.views.parts.kept_state import use_kept
from app.views.parts.open_book import LanguageSwitch
from app.views.parts.shop_context import use_account, use_session

KEPT: Final = "invitation code"
"""By its ending it is not written to the disk: whoever has the code may come in by it."""
_WIDTH: Final = 420
_STRETCH: Final = ft.CrossAxisAlignment.STRETCH
# What the server calls what is typed here.
_BOXES: Final = {"device_name": "name", "code": "code"}


@part
def JoinForm() -> ft.Control:
    """Whoever opened the link gives a name alone; what is typed stays through every error.

    An invitation that is over says so, with whom to ask, and has a box below it for another one.
    """
    look, session, account, page = use_look(), use_session(), use_account(), ft.context.page
    p, t = look.p, look.t
    errors, set_errors = use_errors()
    busy, at_work = use_busy()
    is_over, set_over = ft.use_state(False)
    code: MutableRef[ft.TextField] = use_kept(KEPT)
    name: MutableRef[ft.TextField] = use_kept("join-name")
    opened = "" if is_over else account.invitation or code_of(page.route)

    async def join() -> None:
        given, who = opened or code_of(typed(code)), said(name)
        missing = {} if given else {"code": t("join.err.code")}
        missing |= {} if who else {"name": t("join.err.name")}
        set_errors(missing)
        if missing:
            return
        try:
            await session.join(given, who)
        except Rejected as refused:
            told = {_BOXES.get(one, "code"): words for one, words in refused.fields.items()}
            set_errors(told or {"all" if refused.is_for_now else "code": refused.detail})
            if opened and "name" not in told and not refused.is_for_now:
                set_over(True)
        except CheckoutError:
            set_errors({"all": t("err.unreachable")})
        else:
            page.navigate("/")

    def back() -> None:
        session.forget_invitation()
        page.navigate("/" if code_of(page.route) else before_code(page.route))

    head: list[ft.Control] = [
        heading(t("join.title"), "headline", p.on_surface, level=1),
        text(t("join.sub.opened" if opened else "join.sub"), "small", p.on_surface_variant),
    ]
    box = field("join-code", t("join.code"), code, error=errors.get("code"), max_length=400, counter="")
    named = field(
        "join-name", t("join.name"), name, error=errors.get("name"), max_length=80, counter="", on_submit=at_work(join)
    )
    go_on = button("join", t("join.do"), at_work(join), kind="disabled" if busy else "primary")
    wrong = [field_error("join-error", errors["all"])] if "all" in errors else []
    lines = [*head, *([] if opened else [box]), named, *wrong]
    return _laid_out(lines, go_on, back, errors, look)


def _laid_out(lines: Sequence[ft.Control], go_on: ft.Control, back: Press, errors: Errors, look: Look) -> ft.Control:
    """On a desktop in the middle of what the book leaves; on a phone with the button at the thumb."""
    bar = top_bar("", back, look.t("act.back"), LanguageSwitch(False))
    if not look.is_wide:
        body = FormBody(lines, errors, padding=20, spacing=14)
        return ft.Column([bar, body, bottom_bar([go_on])], spacing=0, expand=True)
    form = ft.Container(ft.Column([*lines, go_on], spacing=14, horizontal_alignment=_STRETCH), width=_WIDTH)
    parts = [bar, ft.Container(expand=1), form, ft.Container(expand=2)]
    return ft.Column(parts, horizontal_alignment=ft.CrossAxisAlignment.CENTER, expand=True)

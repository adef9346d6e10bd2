"""Signing in by an invitation: its link or code, and a name; no phone number."""

from typing import Final

import flet as ft
from flet.components.hooks.use_ref import MutableRef

from app.kit.buttons import button
from app.kit.error_boundary import part
from app.kit.fields import field
from app.kit.live_field import said, typed
from app.kit.look import use_look
from app.kit.surfaces import bottom_bar, heading, top_bar
from app.kit.typography import text
from app.model.code_step import before_code
from app.model.invitation import code_of
from app.services.errors import CheckoutError, Rejected
from app.views.parts.errors import FormBody, use_errors
from app.views.parts.form import use_busy
from app.views.parts.kept_state import use_kept
from app.views.parts.shop_context import use_session

_WIDTH: Final = 420


@part
def JoinForm() -> ft.Control:
    """What the owner sent stands there already where its link was opened; what is typed stays through every error."""
    look, session, page = use_look(), use_session(), ft.context.page
    p, t = look.p, look.t
    errors, set_errors = use_errors()
    busy, at_work = use_busy()
    # Whoever has the code may come in by it: it is not written to the disk.
    code: MutableRef[ft.TextField] = ft.use_ref(None)
    name: MutableRef[ft.TextField] = use_kept("join-name")

    async def join() -> None:
        given, who = code_of(typed(code)), said(name)
        wrong = {} if given else {"code": t("join.err.code")}
        wrong |= {} if who else {"name": t("join.err.name")}
        set_errors(wrong)
        if wrong:
            return
        try:
            await session.join(given, who)
        except Rejected as refused:
            told = {"device_name": "name", "code": "code"}
            set_errors(
                {told.get(one, "code"): words for one, words in refused.fields.items()} or {"code": refused.detail}
            )
        except CheckoutError:
            set_errors({"code": t("err.unreachable")})
        else:
            page.navigate("/")

    def wrong_at(box: str) -> str:
        return errors.get(box) or ""

    def back() -> None:
        page.navigate(before_code(page.route) if code_of(page.route) == "" else "/")

    lines: list[ft.Control] = [
        heading(t("join.title"), "headline", p.on_surface, level=1),
        text(t("join.sub"), "small", p.on_surface_variant),
        field("join-code", t("join.code"), code, initial=code_of(page.route), error=wrong_at("code"), max_length=400),
        field("join-name", t("join.name"), name, error=wrong_at("name"), max_length=80, counter="", on_submit=join),
    ]
    go_on = button("join", t("join.do"), at_work(join), kind="disabled" if busy else "primary")
    if look.is_wide:
        form = ft.Column([*lines, go_on], spacing=14, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
        return ft.Column(
            [
                top_bar("", back, t("act.back")),
                ft.Container(expand=1),
                ft.Container(form, width=_WIDTH),
                ft.Container(expand=2),
            ],
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
            expand=True,
        )
    body = FormBody(lines, errors, padding=20, spacing=14)
    return ft.Column([top_bar("", back, t("act.back")), body, bottom_bar([go_on])], spacing=0, expand=True)

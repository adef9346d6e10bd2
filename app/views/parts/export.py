"""The history as a file: for a spreadsheet, or to print."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final, Literal

import flet as ft
from flet.components.hooks.use_ref import MutableRef

from app.kit.buttons import Press, button, tappable
from app.kit.dialog import use_dialog
from app.kit.error_boundary import part
from app.kit.look import Look, use_look
from app.kit.palette import Palette
from app.kit.surfaces import heading
from app.kit.typography import text
from app.model.history import Chosen
from app.model.history_csv import statement_csv
from app.services.errors import CheckoutError, Rejected
from app.services.history import every_line, with_names
from app.views.parts.history_rows import chosen_words
from app.views.parts.share_button import toast
from app.views.parts.shop_context import use_actions, use_session, use_signed_in, use_store
from language import DHAKA

log = logging.getLogger(__name__)
NAMED_FROM: Final = 360
"""A narrower phone has no room for its word beside what pays out."""


@part
def ExportButton(chosen: Chosen) -> ft.Control:
    """What is chosen on the screen, as CSV; all of its time, as a statement in PDF or a workbook."""
    look, store, actions, projection = use_look(), use_store(), use_actions(), use_signed_in().projection
    p, t, page = look.p, look.t, ft.context.page
    save = _use_saving(look)
    asking, set_asking = ft.use_state(False)

    async def as_csv() -> None:
        set_asking(False)
        # In a thread: a busy shop's year takes seconds, in which nothing else would be drawn.
        found = with_names(store, every_line(store, chosen))
        content = await asyncio.to_thread(statement_csv, found, look.language)
        if not projection.is_over:  # Signed out meanwhile, what was read may be a part of it.
            await save("csv", content)

    async def as_statement(file: Literal["pdf", "xlsx"]) -> None:
        set_asking(False)
        try:
            content = await actions.statement(chosen.since, chosen.until, file)
        except Rejected as refused:
            toast(page, next(iter(refused.fields.values()), refused.detail))
        except CheckoutError:
            toast(page, t("err.offline"))
        else:
            await save(file, content)

    async def as_pdf() -> None:
        await as_statement("pdf")

    async def as_xlsx() -> None:
        await as_statement("xlsx")

    def close() -> None:
        set_asking(False)

    # A statement's sums can be checked only where no line is left out.
    pdf = t("hist.export.pdf.sub" if chosen.is_all else "hist.export.pdf.all")
    xlsx = t("hist.export.xlsx.sub" if chosen.is_all else "hist.export.pdf.all")
    csv = ft.Icons.TABLE_VIEW_OUTLINED
    lines = [
        _what(chosen, look),
        _choice("export-pdf", ft.Icons.PICTURE_AS_PDF_OUTLINED, t("hist.export.pdf"), pdf, p, as_pdf),
        _choice("export-xlsx", ft.Icons.TABLE_CHART_OUTLINED, t("hist.export.xlsx"), xlsx, p, as_xlsx),
        _choice("export-csv", csv, t("hist.export.csv"), t("hist.export.csv.sub"), p, as_csv),
        button("export-no", t("act.cancel"), close, kind="text"),
    ]
    use_dialog(open_now=asking, lines=lines, close=close)
    icon = ft.Icons.FILE_DOWNLOAD_OUTLINED
    if (look.is_large or look.width < NAMED_FROM) and not look.is_wide:
        # In a line with what pays out, whose words need the room.
        ink, open_now = p.on_primary_container, lambda: set_asking(True)
        drawn, name = ft.Icon(icon, size=22, color=ink), t("hist.export")
        return tappable(
            "export", drawn, open_now, label=name, bgcolor=p.primary_container, border_radius=14, padding=15
        )
    return button("export", t("hist.export"), lambda: set_asking(True), kind="tonal", icon=icon)


def _use_saving(look: Look) -> Callable[[str, bytes], Awaitable[None]]:
    """A way to keep a file, named by its kind and the day."""
    session, page, t = use_session(), ft.context.page, look.t
    picker: MutableRef[ft.FilePicker] = ft.use_ref(lambda: ft.FilePicker())

    async def save(name: str, content: bytes) -> None:
        stamp = f"{session.clock().astimezone(DHAKA):%Y-%m-%d}"
        try:
            assert picker.current is not None
            path = await picker.current.save_file(file_name=f"aday-{stamp}.{name}", src_bytes=content)
        except (RuntimeError, TimeoutError, OSError) as error:
            log.warning("file not saved: %r", error)
            toast(page, t("hist.export.failed"))
        else:
            if was_saved(path, in_browser=page.web):
                toast(page, t("hist.export.done"))

    return save


def _what(chosen: Chosen, look: Look) -> ft.Control:
    p, words = look.p, chosen_words(chosen, use_session().clock(), look.t, look.language)
    what = text(words, "small", p.on_surface_variant)
    named = ft.Semantics(identifier="export-what", container=True, content=what)
    return ft.Column([heading(look.t("hist.export"), "title", p.on_surface), named], spacing=2)


def was_saved(path: str | None, *, in_browser: bool) -> bool:
    """Whether a file was kept: who thinks better of it names no path. A browser keeps it and tells none."""
    return in_browser or bool(path)


def _choice(ident: str, icon: ft.IconData, title: str, sub: str, p: Palette, on_click: Press) -> ft.Control:
    said: list[ft.Control] = [text(title, "label", p.on_surface), text(sub, "caption", p.on_surface_variant)]
    words = ft.Column(said, spacing=0, expand=True)
    return tappable(
        ident,
        ft.Row([ft.Icon(icon, size=24, color=p.primary), words], spacing=14),
        on_click,
        label=f"{title}. {sub}",
        border=ft.Border.all(1, p.outline_variant),
        border_radius=14,
        padding=14,
    )

"""দিনের হিসাব: of any day what came in, less refunds, less charges, is what is left; and the week before it."""

from collections.abc import Sequence
from datetime import date
from typing import Final

import flet as ft
from flet.components.hooks.use_ref import MutableRef

from app.kit.buttons import Press, button, tappable
from app.kit.error_boundary import part
from app.kit.look import Look, go, use_look, use_words
from app.kit.surfaces import card, heading, rule
from app.kit.typography import short_text, text
from app.model.day_account import DayAccount, MethodAccount, days_up_to
from app.services.errors import CheckoutError, Rejected
from app.views.parts.form import form_screen
from app.views.parts.kept_state import use_kept_state
from app.views.parts.pick_one_day import PickOneDay
from app.views.parts.save_or_share import save_or_share
from app.views.parts.share_button import has_share_sheet, toast
from app.views.parts.shop_context import use_actions, use_session, use_shop, use_store
from app.views.parts.sums import has_room_for_sum, ruled, sum_line
from language import DHAKA, clock_time, day_month, in_digits_of, method_name
from money import Money, format_taka

_WEEK: Final = 7
_BAR_HIGH: Final = 10
_LEAST_PART: Final = 0.004
"""So much of a bar is drawn of a day on which something came, however little beside the others."""


@part
def Day() -> ft.Control:
    """What the drawer should hold when the shutter goes down, today or on any day before."""
    look = use_look()
    t, session, store = look.t, use_session(), use_store()
    use_shop()
    picked, set_picked = use_kept_state("day", "")
    now = session.clock()
    today = now.astimezone(DHAKA).date()
    day = min(date.fromisoformat(picked), today) if picked else today
    days = days_up_to(store, day, _WEEK)
    language = look.language

    def pick(chosen: date) -> None:
        # Today stays today when midnight passes.
        set_picked("" if chosen == today else chosen.isoformat())

    up_to = t("day.now", t=clock_time(now, language)) if day == today else ""
    body: list[ft.Control] = [
        PickOneDay(day, pick),
        _sums(days[-1], up_to, look),
        *([_by_method(days[-1].methods, look)] if days[-1].methods else []),
        _week(days, look, pick),
    ]
    return form_screen(t("day.title"), go("/history"), body, [SendDay(day)])


@part
def SendDay(day: date) -> ft.Control:
    """The day's account as a picture: by the system's sheet, or saved where there is none."""
    t, actions, page = use_words(), use_actions(), ft.context.page
    sheet: MutableRef[ft.Share] = ft.use_ref(lambda: ft.Share())
    picker: MutableRef[ft.FilePicker] = ft.use_ref(lambda: ft.FilePicker())
    viewers: MutableRef[ft.UrlLauncher] = ft.use_ref(lambda: ft.UrlLauncher())

    async def send() -> None:
        assert sheet.current is not None
        assert picker.current is not None
        assert viewers.current is not None
        try:
            content = await actions.day_picture(day)
            name = f"aday-{day.isoformat()}.png"
            await save_or_share(
                page, sheet.current, picker.current, viewers.current, content, name=name, kind="image/png"
            )
        except Rejected as refused:
            toast(page, refused.detail)
        except CheckoutError:
            toast(page, t("err.offline"))
        except (RuntimeError, TimeoutError, OSError):
            toast(page, t("hist.export.failed"))

    with_sheet = has_share_sheet(page)
    icon = ft.Icons.SHARE_OUTLINED if with_sheet else ft.Icons.IMAGE_OUTLINED
    return button("day-send", t("day.share" if with_sheet else "day.save"), send, kind="tonal", icon=icon)


def _sums(account: DayAccount, up_to: str, look: Look) -> ft.Control:
    """The account itself, so that it can be added up by eye; what else moved the balance stands apart."""
    p, t, language = look.p, look.t, look.language
    whole = account.whole
    lines: list[ft.Control] = [text(up_to, "caption", p.on_surface_variant)] if up_to else []
    if account.is_empty:
        empty = text(t("day.empty"), "body", p.on_surface_variant)
        lines.append(ft.Semantics(identifier="day-empty", container=True, content=empty))
    count = in_digits_of(language, str(whole.count))
    lines += [
        sum_line("day-in", t("day.in", n=count), format_taka(whole.takings, language), p),
        sum_line("day-back", t("day.back"), format_taka(whole.refunds, language), p),
        sum_line("day-fees", t("day.fees"), format_taka(whole.charges, language), p),
        rule(),
        sum_line("day-total", t("day.left"), format_taka(whole.left, language), p, total=True),
    ]
    besides = [("day-out", "day.out", account.paid_out), ("day-adjusted", "day.adjusted", account.adjusted)]
    if any(total for *_, total in besides):
        lines.append(rule())
    lines += [
        sum_line(ident, t(words), format_taka(total, language, signed=True), p)
        for ident, words, total in besides
        if total
    ]
    return card(ft.Column(lines, spacing=10))


def _by_method(methods: Sequence[MethodAccount], look: Look) -> ft.Control:
    return card(ft.Column(ruled([_method(one, look) for one in methods]), spacing=10))


def _method(one: MethodAccount, look: Look) -> ft.Control:
    """What is left of it, and below how that comes about."""
    p, t, language, large = look.p, look.t, look.language, look.is_large
    name = short_text(
        method_name(one.method, language) or "—", "label.small", p.on_surface, expand=None if large else True
    )
    left = text(format_taka(one.left, language), "figure", p.on_surface)
    count = in_digits_of(language, str(one.count))
    parts = [f"{t('day.in', n=count)} {format_taka(one.takings, language)}"]
    parts += [f"{t('day.back')} {format_taka(one.refunds, language)}"] if one.refunds else []
    parts += [f"{t('day.fees')} {format_taka(one.charges, language)}"] if one.charges else []
    head: ft.Control = ft.Column([name, left], spacing=0) if large else ft.Row([name, left], spacing=8)
    # Broken between them, and never between a sum and its sign.
    said = [f"{words} ·" for words in parts[:-1]] + parts[-1:]
    how = ft.Row([text(words, "caption", p.on_surface_variant) for words in said], spacing=4, run_spacing=0, wrap=True)
    return ft.Semantics(identifier="day-method", container=True, content=ft.Column([head, how], spacing=2))


def _week(days: Sequence[DayAccount], look: Look, pick: Press) -> ft.Control:
    """One bar a day with its figure, the newest last; a press on one opens it."""
    p, t, language = look.p, look.t, look.language
    most = max(*(one.whole.takings.poisha for one in days), 1)
    total = format_taka(Money(sum(one.whole.takings.poisha for one in days)), language)
    rows: list[ft.Control] = [heading(t("day.week"), "subtitle", p.on_surface), text(total, "amount.sm", p.on_surface)]
    rows += [_bar(one, most, look, pick, is_last=one is days[-1]) for one in days]
    chart = ft.Column(rows, spacing=2, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    label = f"{t('day.week')}: {total}"
    return ft.Semantics(identifier="day-chart", label=label, container=True, content=card(chart))


def _bar(one: DayAccount, most: int, look: Look, pick: Press, *, is_last: bool) -> ft.Control:
    p, language = look.p, look.language
    takings = one.whole.takings
    words, figure = day_month(one.day, language), format_taka(takings, language)
    ink = p.on_surface if is_last else p.on_surface_variant
    beside = has_room_for_sum(look.width, look.text_scale)
    named = text(words, "badge" if is_last else "caption", ink, expand=beside or None)
    sum_ = text(figure, "badge" if is_last else "caption", ink)
    share = max(takings.poisha / most, _LEAST_PART) if takings else 0
    full, rest = round(share * 1000), 1000 - round(share * 1000)
    colour = p.primary if is_last else p.primary_container
    bar = ft.Container(bgcolor=colour, height=_BAR_HIGH, border_radius=3, expand=full)
    parts: list[ft.Control] = [bar] if full else []
    parts += [ft.Container(height=_BAR_HIGH, expand=rest)] if rest else []
    # What wraps takes no more width than it needs, and would keep the two together.
    head: ft.Control = ft.Row([named, sum_], spacing=8) if beside else ft.Column([named, sum_], spacing=0)
    lines: list[ft.Control] = [head, ft.Row(parts, spacing=0)]
    return tappable(
        f"day-{one.day.isoformat()}",
        ft.Column(lines, spacing=4),
        lambda: pick(one.day),
        label=f"{words}, {figure}",
        padding=ft.Padding.symmetric(vertical=7),
        border_radius=8,
    )

"""নিউ লিংক: how much, what for, until when. Only the amount is needed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

import flet as ft
from flet.components.hooks.use_ref import MutableRef

from app.look.palette import Palette
from app.look.type import amount_text, short_text, text, text_style
from app.services.checkout_client import CheckoutError, Rejected
from app.services.customers import read_customer
from app.services.records import LinkDraft
from app.services.store_file import CannotKeep
from app.services.term import end_of
from app.shop import Account
from app.views.parts.buttons import Press, button, segments, tappable
from app.views.parts.context import WIDE_FROM, Say, go, use_account, use_desk, use_large, use_palette, use_words
from app.views.parts.customer_field import CustomerField
from app.views.parts.fields import field, field_error, row_field
from app.views.parts.form import read_amount
from app.views.parts.guard import live_field, part, said, typed
from app.views.parts.kept import use_kept, use_kept_state
from app.views.parts.pick_day import PickDay, day_of
from app.views.parts.surfaces import bottom_bar, card, rule, scrolling, top_bar
from language import Language, bangla_digits, in_digits_of, latin_digits, taka_in_words, until_phrase
from money import PAYMENT_LEAST, PAYMENT_MOST, Money, NotMoney, format_taka, parse_payment

_QUICK: Final = (100, 200, 500, 1_000, 2_000)
_TERMS: Final = {
    "1h": timedelta(hours=1),
    "24h": timedelta(hours=24),
    "3d": timedelta(days=3),
    "7d": timedelta(days=7),
}
_KEYS: Final = ("1", "2", "3", "4", "5", "6", "7", "8", "9", ".", "0", "del")
_LONGEST: Final = 10


@part
def NewLink() -> ft.Control:
    """The form; on a phone with a keypad of its own, on a desktop with a field."""
    p, t, account, desk, large = use_palette(), use_words(), use_account(), use_desk(), use_large()
    page = ft.context.page
    term, set_term = use_kept_state("term", "24h")
    error, set_error = ft.use_state("")
    busy, set_busy = ft.use_state(False)
    picks_count, set_picks_count = ft.use_state(0)
    # Made once for what is asked: pressing again after a lost answer makes no second link.
    draft: MutableRef[LinkDraft] = use_kept("draft")
    drafted_for: MutableRef[tuple[object, ...]] = use_kept("drafted for")
    # What was typed last, for keys that are pressed before the screen is drawn again.
    latest: MutableRef[str] = use_kept("amount", str)
    box: MutableRef[ft.TextField] = use_kept("amount box")

    def begin() -> str:
        # What stands in a desktop's box is newer where a page lost its line while it was typed in.
        latest.current = latin_digits(typed(box)) or latest.current or ""
        return latest.current

    began: MutableRef[str] = ft.use_ref(begin)
    amount, set_amount = ft.use_state(began.current or "")
    sending: MutableRef[bool] = use_kept("sending", bool)
    note: MutableRef[ft.TextField] = use_kept("note")
    customer: MutableRef[ft.TextField] = use_kept("customer")
    wide = account.width >= WIDE_FROM

    def change(value: str) -> None:
        latest.current = value
        set_amount(value)
        set_error("")

    def strike(key: str) -> None:
        box.current = None
        change(press(latest.current or "", key))

    def pick(value: str) -> None:
        box.current = None
        change(value)
        set_picks_count(picks_count + 1)

    async def create() -> None:
        if sending.current:
            return
        money = read_amount(
            latest.current or "", PAYMENT_MOST, t, account.language, least=PAYMENT_LEAST, above="new.err.max"
        )
        if isinstance(money, str):
            set_error(money)
            return
        what, whom = said(note), read_customer(said(customer))
        if draft.current is None or drafted_for.current != (money, what, whom, term):
            ends_at = end_of(term, desk.clock(), _TERMS)
            draft.current = LinkDraft(desk.new_id("pl"), desk.new_link_code(), money, what, whom, ends_at)
            drafted_for.current = (money, what, whom, term)
        asked = draft.current
        sending.current = True
        set_busy(True)
        try:
            await desk.create_link(asked)
        except Rejected as refused:
            set_error(next(iter(refused.fields.values()), refused.detail))
        except CheckoutError:
            set_error(t("err.unreachable"))
        except CannotKeep:
            set_error(t("err.disk"))
        else:
            page.navigate(f"/share/{asked.id}")
        finally:
            sending.current = False
            set_busy(False)

    until = until_phrase(end_of(term, desk.clock(), _TERMS), desk.clock(), account.language)
    terms = [(key, t(f"new.exp.{key}")) for key in _TERMS]
    fields = ft.Column(
        [
            *_what_and_whom(note, customer, p, t, wide=wide, large=large),
            text(t("new.expiry"), "label.small", p.on_surface),
            segments("term", terms, term, p, lambda value: lambda: set_term(value), large=large),
            ft.Row(
                [
                    text(t("new.exp.until", t=until), "caption", p.on_surface_variant, expand=True),
                    PickDay("term-date", day_of(term), lambda day: set_term(day.isoformat())),
                ],
                spacing=8,
            ),
        ],
        spacing=8,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    label = t("new.creating") if busy else t("new.create")
    make = button("create", label, p, create, kind="disabled" if busy or not amount else "primary")
    quick = _quick(p, account.language, pick, in_row=3 if large else len(_QUICK))
    told = [field_error("amount-error", error, p)] if error else []
    if wide:
        below = told[0] if told else _in_words(amount, p, account.language, wide=wide)
        # The field is made anew when a quick amount replaces its text, and left alone while typed in.
        written = in_digits_of(account.language, amount)
        figure = AmountField(box, written, change, create, key=f"amount-{picks_count}")
        body = [text(t("new.amount"), "label.small", p.on_surface), figure, below, quick, fields]
        bar = ft.Row([text(t("new.title"), "headline", p.on_surface, expand=True), _close(p, t)])
        return ft.Container(
            ft.Column(
                [bar, scrolling(body, padding=0), make], spacing=12, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
            ),
            padding=28,
            expand=True,
        )
    figure = _figure(amount, error, p, account)
    body = [
        text(t("new.amount"), "small", p.on_surface_variant, text_align=ft.TextAlign.CENTER),
        figure,
        _in_words(amount, p, account.language, wide=wide),
        quick,
        fields,
        _keypad(strike, p, t, account.language),
    ]
    return ft.Column(
        [
            top_bar(t("new.title"), p, go("/"), t("act.close"), closes=True),
            scrolling(body),
            # Beside what was pressed: on a small phone the figure is out of sight above the keypad.
            bottom_bar(p, [*told, make]),
        ],
        spacing=0,
        expand=True,
    )


def _what_and_whom(
    note: MutableRef[ft.TextField], customer: MutableRef[ft.TextField], p: Palette, t: Say, *, wide: bool, large: bool
) -> list[ft.Control]:
    """What the link is for and for whom: with a label above on a desktop, in the lines of a card on a phone."""
    hint, longest = t("new.note.hint"), 120
    if wide:
        optional = t("new.customer.hint")
        what = field("note", t("new.note"), note, p, optional=optional, hint_text=hint, max_length=longest, counter="")
        return [what, CustomerField(customer, in_card=False)]
    icon = ft.Icons.EDIT_NOTE_ROUNDED
    what = row_field("note", t("new.note"), icon, note, p, large=large, hint_text=hint, max_length=longest)
    lines: list[ft.Control] = [what, rule(p), CustomerField(customer, in_card=True)]
    return [card(ft.Column(lines, spacing=0), p, padding=0, radius=14)]


@part
def AmountField(
    ref: MutableRef[ft.TextField], initial: str, on_change: Press, on_submit: Press, key: str = ""
) -> ft.Control:
    """The desktop's amount, typed in Bangla or Latin digits."""
    p, t = use_palette(), use_words()
    edge = ft.OutlineInputBorder(side=ft.BorderSide(2, p.primary), border_radius=14)
    box = live_field(
        ref,
        initial,
        autofocus=True,
        text_style=text_style("amount.lg", p.on_surface),
        hint_text="৳",
        hint_style=text_style("amount.lg", p.outline),
        border={ft.ControlState.DEFAULT: edge, ft.ControlState.FOCUSED: edge},
        filled=True,
        fill_color=p.surface_container_lowest,
        content_padding=ft.Padding.symmetric(horizontal=16, vertical=12),
        on_change=lambda e: on_change(e.control.value or ""),
        on_submit=on_submit,
        max_length=40,
        counter="",
    )
    return ft.Semantics(identifier="amount", label=t("new.amount"), container=True, content=box)


def press(amount: str, key: str) -> str:
    """The typed amount after one key: at most two decimals, no second point, no leading zeros."""
    if key == "del":
        return amount[:-1]
    _, point, decimals = amount.partition(".")
    if key == ".":
        return amount if point else (amount or "0") + "."
    if len(amount) >= _LONGEST or (point and len(decimals) >= 2):
        return amount
    return key if amount == "0" else amount + key


def shown_amount(amount: str, language: Language) -> str:
    """The figure while it is typed: grouped, with just the decimals that were typed."""
    whole, point, decimals = latin_digits(amount).partition(".")
    if not whole.isdigit():
        return f"৳{amount}"
    grouped = format_taka(Money(int(whole) * 100), "en", decimals=False)
    return in_digits_of(language, grouped + point + decimals)


def _figure(amount: str, error: str, p: Palette, account: Account) -> ft.Control:
    room = account.width - 32
    color = p.error if error else p.on_surface if amount else p.outline
    figure = amount_text(shown_amount(amount or "0", account.language), "amount.xl", color, room, account.text_scale)
    figure.text_align = ft.TextAlign.CENTER
    return ft.Semantics(identifier="amount", container=True, content=figure)


def _in_words(amount: str, p: Palette, language: Language, *, wide: bool) -> ft.Control:
    """The amount in words, where it can be read.

    On a desktop the figure stands before the words, in the digits of the language: the box keeps what is typed as it
    is typed, for text that is changed under somebody's fingers loses some.
    """
    try:
        money = parse_payment(amount, least=Money(1))
    except NotMoney:
        return text(" ", "small", p.on_surface_variant)
    words = taka_in_words(money.poisha, language)
    if wide:
        figure = format_taka(money, language, decimals="." in amount)
        return text(f"{figure} · {words}", "small", p.on_surface_variant)
    return text(words, "small", p.on_surface_variant, text_align=ft.TextAlign.CENTER)


def _quick(p: Palette, language: Language, change: Press, in_row: int) -> ft.Control:
    """Amounts that replace the figure with one press."""

    def replace(amount: str) -> Press:
        return lambda: change(amount)

    chips: list[ft.Control] = []
    for taka in _QUICK:
        words = format_taka(Money(taka * 100), language, decimals=False)
        chips.append(
            tappable(
                f"quick-{taka}",
                short_text(words, "label.small", p.on_surface, text_align=ft.TextAlign.CENTER),
                replace(str(taka)),
                label=words,
                expand=1,
                bgcolor=p.surface_container_lowest,
                border=ft.Border.all(1, p.outline_variant),
                border_radius=10,
                padding=ft.Padding.symmetric(horizontal=2, vertical=10),
            )
        )
    rows: list[ft.Control] = [
        ft.Row(chips[start : start + in_row], spacing=8) for start in range(0, len(chips), in_row)
    ]
    return ft.Column(rows, spacing=8)


def _keypad(strike: Callable[[str], None], p: Palette, t: Say, language: Language) -> ft.Control:
    """Twelve keys, 58 high."""

    def key(name: str) -> ft.Control:
        label = (
            t("a11y.key.del") if name == "del" else t("a11y.key.dot") if name == "." else in_digits_of(language, name)
        )
        face: ft.Control = (
            ft.Icon(ft.Icons.BACKSPACE_OUTLINED, size=24, color=p.on_surface)
            if name == "del"
            else text(
                bangla_digits(name) if language == "bn" else name,
                "amount.md",
                p.on_surface,
                text_align=ft.TextAlign.CENTER,
            )
        )
        plain = name in ("del", ".")
        return tappable(
            f"key-{name}",
            face,
            lambda: strike(name),
            label=label,
            expand=1,
            bgcolor=None if plain else p.surface_container_lowest,
            border=None if plain else ft.Border.all(1, p.outline_variant),
            border_radius=14,
            alignment=ft.Alignment.CENTER,
            height=58,
        )

    rows = [ft.Row([key(name) for name in _KEYS[start : start + 3]], spacing=8) for start in range(0, 12, 3)]
    return ft.Column(rows, spacing=8)  # type: ignore[arg-type]


def _close(p: Palette, t: Say) -> ft.Control:
    icon = ft.Icon(ft.Icons.CLOSE_ROUNDED, size=24, color=p.on_surface)
    return tappable("back", icon, go("/"), label=t("act.close"), padding=12, border_radius=24)

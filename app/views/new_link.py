"""নিউ লিংক: how much, what for, until when. Only the amount is needed."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import flet as ft
from flet.components.hooks.use_ref import MutableRef

from app.kit.buttons import Kind, Press, button, segments, tappable
from app.kit.error_boundary import part
from app.kit.fields import field, field_error, row_field
from app.kit.live_field import said, typed
from app.kit.look import WIDE_FROM, Look, Say, go, use_look
from app.kit.surfaces import bottom_bar, card, heading, rule, top_bar
from app.kit.typography import short_text, text
from app.model.customers import called, read_customer
from app.model.link_expiry import end_of
from app.model.records import Customer, LinkDraft
from app.services.errors import CheckoutError, Rejected
from app.services.store_file import CannotKeep
from app.views.parts.amount_field import AmountField
from app.views.parts.customer_field import CustomerField
from app.views.parts.errors import Errors, FormBody, refused_words, use_errors
from app.views.parts.form import read_amount
from app.views.parts.kept_state import use_kept, use_kept_state
from app.views.parts.keypad import figure, in_few_lines, in_words, is_on_its_side, keypad, press, quick
from app.views.parts.pick_day import PickDay, day_of
from app.views.parts.shop_context import use_account, use_actions, use_session
from language import Language, day_month, in_digits_of, isolated, latin_digits, until_phrase
from money import PAYMENT_LEAST, PAYMENT_MOST, Money

PANEL_WIDE: Final = 480
"""A desktop's panel, as it stands over the home screen."""
_AROUND: Final = 28
_NOTE_LONGEST: Final = 120
_BEHIND: Final = ("note", "customer", "expires_at")
"""What can be wrong with what stands behind আরও, by its name in the API."""
_TERMS: Final = {
    "1h": timedelta(hours=1),
    "24h": timedelta(hours=24),
    "3d": timedelta(days=3),
    "7d": timedelta(days=7),
}


@dataclass(frozen=True, slots=True)
class _Amount:
    """The sum as it is typed: on keys of our own, in a desktop's box, or by one press."""

    typed: str
    latest: MutableRef[str]
    """What was typed last, for keys that are pressed before the screen is drawn again."""
    box: MutableRef[ft.TextField]
    picks_count: int
    change: Callable[[str], None]
    strike: Callable[[str], None]
    pick: Callable[[str], None]

    def read(self, look: Look) -> Money | str:
        """The sum, or the sentence that says what is wrong with it."""
        typed = self.latest.current or ""
        return read_amount(typed, PAYMENT_MOST, look.t, look.language, least=PAYMENT_LEAST, above="new.err.max")


def _use_amount(on_change: Callable[[], None]) -> _Amount:
    """`on_change` is called with every key."""
    picks_count, set_picks_count = ft.use_state(0)
    latest: MutableRef[str] = use_kept("amount", str)
    box: MutableRef[ft.TextField] = use_kept("amount box")

    def begin() -> str:
        # What stands in a desktop's box is newer where a page lost its line while it was typed in.
        latest.current = latin_digits(typed(box)) or latest.current or ""
        return latest.current

    began: MutableRef[str] = ft.use_ref(begin)
    amount, set_amount = ft.use_state(began.current or "")

    def change(value: str) -> None:
        latest.current = value
        set_amount(value)
        on_change()

    def strike(key: str) -> None:
        box.current = None
        change(press(latest.current or "", key))

    def pick(value: str) -> None:
        box.current = None
        change(value)
        set_picks_count(picks_count + 1)

    return _Amount(amount, latest, box, picks_count, change, strike, pick)


@part
def NewLink() -> ft.Control:
    """The form; on a phone with a keypad of its own, on a desktop with a field."""
    look, session, actions = use_look(), use_session(), use_actions()
    t, page = look.t, ft.context.page
    term, set_term = use_kept_state("term", "24h")
    is_open, set_is_open = use_kept_state("more", "")
    errors, set_errors = use_errors()
    busy, set_busy = ft.use_state(False)
    # Made once for what is asked: pressing again after a lost answer makes no second link.
    draft: MutableRef[LinkDraft] = use_kept("draft")
    drafted_for: MutableRef[tuple[object, ...]] = use_kept("drafted for")
    amount = _use_amount(lambda: set_errors({}))
    sending: MutableRef[bool] = use_kept("sending", bool)
    note: MutableRef[ft.TextField] = use_kept("note")
    customer: MutableRef[ft.TextField] = use_kept("customer")

    def tell(wrong: Mapping[str, str]) -> None:
        set_errors(wrong)
        if wrong.keys() & set(_BEHIND):
            set_is_open("open")

    async def create() -> None:
        if sending.current:
            return
        money = amount.read(look)
        if isinstance(money, str):
            tell({"amount": money})
            return
        what, whom = said(note), read_customer(said(customer))
        if draft.current is None or drafted_for.current != (money, what, whom, term):
            ends_at = end_of(term, session.clock(), _TERMS)
            draft.current = LinkDraft(actions.new_id("pl"), actions.new_link_code(), money, what, whom, ends_at)
            drafted_for.current = (money, what, whom, term)
        asked = draft.current
        sending.current = True
        set_busy(True)
        try:
            await actions.create_link(asked)
        except (CheckoutError, CannotKeep) as refused:
            tell(_beside(refused, t))
        else:
            page.navigate(f"/share/{asked.id}")
        finally:
            sending.current = False
            set_busy(False)

    label = t("new.creating") if busy else t("new.create")
    kind: Kind = "disabled" if busy else "primary" if amount.typed else "incomplete"
    make = button("create", label, create, kind=kind)
    fields = _fields(note, customer, term, set_term, errors)
    if look.is_wide:
        # The field is made anew when a quick amount replaces its text, and left alone while typed in.
        written, key = in_digits_of(look.language, amount.typed), f"amount-{amount.picks_count}"
        asked_for = AmountField(amount.box, written, amount.change, create, key=key)
        return _panel(amount, asked_for, fields, make, errors)
    behind = _behind(said(note), read_customer(said(customer)), term, t, look.language)
    more = _more(behind, look, lambda: set_is_open("" if is_open else "open"), is_open=bool(is_open))
    return _phone(amount, more, fields if is_open else [], make, errors)


def _phone(
    amount: _Amount, more: ft.Control, opened: Sequence[ft.Control], make: ft.Control, errors: Errors
) -> ft.Control:
    """Sum, keys and button stand still; what is between scrolls where the screen is short.

    Only the phone's own keyboard, when somebody types a note, takes the place of ours.
    """
    look = use_look()
    t, account = look.t, use_account()
    aside = is_on_its_side(look)
    room = (account.width / 2 if aside else account.width) - 32
    error = errors.get("amount")
    head: list[ft.Control] = [figure(amount.typed, error, room, look)]
    if error:
        head.append(field_error("amount-error", error))
    low = look.is_low
    words = in_few_lines(amount.typed, look, room) if low else in_words(amount.typed, look, wide=False)
    gap = 4 if low else 8
    sides = ft.Padding.symmetric(horizontal=16)
    upper: list[ft.Control] = [
        ft.Container(
            ft.Column(head, spacing=2, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
            padding=sides,
        ),
        # What is opened has the room of the words and the quick sums, and scrolls between two edges that stand still.
        *([ft.Container(more, padding=sides)] if opened else []),
        FormBody(
            opened or [*([] if error and low else [words]), quick(look, amount.pick, room), more],
            errors,
            ft.Padding.only(left=16, right=16, top=gap if opened else 0, bottom=gap),
            gap,
        ),
    ]
    keys = ft.Container(
        keypad(amount.strike, look),
        padding=ft.Padding.only(left=16, right=16, top=4, bottom=gap),
        border=ft.Border.only(top=ft.BorderSide(1, look.p.outline_variant)) if opened else None,
    )
    bar = top_bar(t("new.title"), go("/"), t("act.close"), closes=True)
    foot = bottom_bar([make])
    lines: list[ft.Control] = upper if account.is_keyboard_up else [*upper, keys]
    if aside:
        left = ft.Column(upper, spacing=0, expand=1, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
        right = [] if account.is_keyboard_up else [ft.Container(keys, expand=1)]
        lines = [ft.Row([left, *right], expand=True, vertical_alignment=ft.CrossAxisAlignment.START)]
    return ft.Column([bar, *lines, foot], spacing=0, expand=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def _panel(
    amount: _Amount, asked_for: ft.Control, fields: Sequence[ft.Control], make: ft.Control, errors: Errors
) -> ft.Control:
    """A desktop's: one box for the sum, and everything else below it."""
    look = use_look()
    p, t = look.p, look.t
    told = errors.get("amount")
    below = field_error("amount-error", told) if told else in_words(amount.typed, look, wide=True)
    bar = ft.Row([heading(t("new.title"), "headline", p.on_surface, level=1, expand=True), _close(look)])
    label = text(t("new.amount"), "label.small", p.on_surface)
    lines = [label, asked_for, below, quick(look, amount.pick, PANEL_WIDE - 2 * _AROUND), *fields]
    column = ft.Column(
        [bar, FormBody(lines, errors, 0), make], spacing=12, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
    )
    return ft.Container(column, padding=_AROUND, expand=True)


def _behind(what: str, whom: Customer, term: str, t: Say, language: Language) -> str:
    """What is set behind আরও, in as few words as say it."""
    day = day_of(term)
    until = day_month(day, language) if day else t(f"new.exp.{term}")
    return " · ".join(isolated(word) for word in (what, called(whom, language)) if word) + (
        f" · {until}" if what or called(whom, language) else until
    )


def _more(behind: str, look: Look, on_click: Press, *, is_open: bool) -> ft.Control:
    """Opens note, customer and end, and says what is set there."""
    p, t = look.p, look.t
    chevron = ft.Icon(
        ft.Icons.CHEVRON_RIGHT_ROUNDED, size=22, color=p.on_surface_variant, rotate=math.pi / 2 if is_open else 0
    )
    said = short_text(behind, "small", p.on_surface_variant, expand=True, text_align=ft.TextAlign.END)
    if look.is_low:
        said.max_lines = 1
    row = ft.Row(
        [
            ft.Icon(ft.Icons.TUNE_ROUNDED, size=22, color=p.on_surface_variant),
            text(t("new.more"), "label", p.on_surface),
            said,
            chevron,
        ],
        spacing=12,
    )
    pressed = tappable(
        "more",
        row,
        on_click,
        label=f"{t('new.more')}, {behind}",
        bgcolor=p.surface_container_lowest,
        border=ft.Border.all(1, p.outline_variant),
        border_radius=14,
        padding=ft.Padding.symmetric(horizontal=14, vertical=6 if look.is_low else 12),
    )
    return ft.Semantics(expanded=is_open, content=pressed)


def _fields(
    note: MutableRef[ft.TextField],
    customer: MutableRef[ft.TextField],
    term: str,
    set_term: Callable[[str], None],
    errors: Errors,
) -> list[ft.Control]:
    """What for, for whom and until when."""
    look = use_look()
    p, t, session, large = look.p, look.t, use_session(), look.is_large
    wide = look.width >= WIDE_FROM
    until = until_phrase(end_of(term, session.clock(), _TERMS), session.clock(), look.language)
    return [
        *_what_and_whom(note, customer, errors, look, wide=wide),
        text(t("new.expiry"), "label.small", p.on_surface),
        segments(
            "term",
            [(key, t(f"new.exp.{key}")) for key in _TERMS],
            term,
            lambda value: lambda: set_term(value),
            large=large,
        ),
        ft.Row(
            [
                text(t("new.exp.until", t=until), "caption", p.on_surface_variant, expand=True),
                PickDay("term-date", day_of(term), lambda day: set_term(day.isoformat())),
            ],
            spacing=8,
        ),
        *([field_error("term-error", errors["expires_at"])] if "expires_at" in errors else []),
    ]


def _what_and_whom(
    note: MutableRef[ft.TextField], customer: MutableRef[ft.TextField], errors: Errors, look: Look, *, wide: bool
) -> list[ft.Control]:
    """What the link is for and for whom: with a label above on a desktop, in the lines of a card on a phone."""
    t, large = look.t, look.is_large
    label, hint, wrong = t("new.note"), t("new.note.hint"), errors.get("note")
    if wide:
        optional = t("new.customer.hint")
        what = field(
            "note", label, note, optional=optional, error=wrong, hint_text=hint, max_length=_NOTE_LONGEST, counter=""
        )
        return [what, CustomerField(customer, in_card=False, error=errors.get("customer"), ident="customer")]
    icon = ft.Icons.EDIT_NOTE_ROUNDED
    what = row_field("note", label, icon, note, error=wrong, large=large, hint_text=hint, max_length=_NOTE_LONGEST)
    whom = CustomerField(customer, in_card=True, error=errors.get("customer"), ident="customer")
    lines: list[ft.Control] = [what, rule(), whom]
    return [card(ft.Column(lines, spacing=0), padding=0, radius=14)]


def _beside(refused: CheckoutError | CannotKeep, t: Say) -> dict[str, str]:
    """Each sentence of the server's at what it speaks of; at the sum where that is not on this form."""
    if isinstance(refused, CannotKeep):
        return {"amount": t("err.disk")}
    if isinstance(refused, Rejected):
        found = {name.partition(".")[0]: words for name, words in refused.fields.items()}
        if found and found.keys() <= {"amount", *_BEHIND}:
            return found
    return {"amount": refused_words(refused, t)}


def _close(look: Look) -> ft.Control:
    p, t = look.p, look.t
    icon = ft.Icon(ft.Icons.CLOSE_ROUNDED, size=24, color=p.on_surface)
    return tappable("back", icon, go("/"), label=t("act.close"), padding=12, border_radius=24)

"""Whom a link is for: one box for name and number, and those who paid before below it."""

from typing import Final

import flet as ft
from flet.components.hooks.use_ref import MutableRef

from app.kit.buttons import Press, tappable
from app.kit.debounce import use_debounced
from app.kit.error_boundary import part
from app.kit.fields import field, row_field
from app.kit.look import Look, use_look
from app.kit.typography import short_text, text
from app.model.customers import written
from app.model.records import Customer
from app.views.parts.shop_context import use_store
from language import grouped_mobile, in_digits_of, isolated

_LEAST: Final = 2
_LONGEST: Final = 80


@part
def CustomerField(
    ref: MutableRef[ft.TextField],
    in_card: bool,
    initial: str = "",
    error: str = "",
    ident: str = "customer",
) -> ft.Control:
    """`ref` holds what was typed or picked; `in_card` for a line of a card."""
    look = use_look()
    t, language, store, large = look.t, look.language, use_store(), look.is_large
    words, set_words = ft.use_state("")
    picked, set_picked = ft.use_state(initial)
    picks_count, set_picks_count = ft.use_state(0)
    changed, at_once = use_debounced(set_words)

    def pick(customer: Customer) -> Press:
        def take() -> None:
            # The box is made anew, with these words in it.
            ref.current = None
            set_picked(written(customer, language))
            set_picks_count(picks_count + 1)
            at_once("")

        return take

    label, optional, key = t("new.customer"), t("new.customer.hint"), f"customer-{picks_count}"
    if in_card:
        box = row_field(
            "customer",
            label,
            ft.Icons.PERSON_ADD_ALT_ROUNDED,
            ref,
            error=error,
            initial=picked,
            large=large,
            hint_text=optional,
            max_length=_LONGEST,
            on_change=changed,
            key=key,
        )
    else:
        box = field(
            ident,
            label,
            ref,
            error=error,
            initial=picked,
            optional=optional,
            hint_text=t("new.customer.search"),
            max_length=_LONGEST,
            on_change=changed,
            key=key,
            counter="",
        )
    known = store.customers(words) if len(words.strip()) >= _LEAST else []
    lines = [_known(customer, number, look, pick(customer)) for number, customer in enumerate(known)]
    return ft.Column([box, *lines], spacing=0, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def _known(customer: Customer, number: int, look: Look, on_click: Press) -> ft.Control:
    """One who paid before."""
    p, language = look.p, look.language
    phone = in_digits_of(language, grouped_mobile(customer.phone))
    row = ft.Row(
        [
            ft.Icon(ft.Icons.PERSON_OUTLINE_ROUNDED, size=22, color=p.on_surface_variant),
            ft.Column(
                [short_text(customer.name, "label", p.on_surface), text(phone, "caption", p.on_surface_variant)],
                spacing=0,
                expand=True,
            ),
        ],
        spacing=12,
    )
    padding = ft.Padding.symmetric(horizontal=14, vertical=8)
    return tappable(f"customer-{number}", row, on_click, label=f"{isolated(customer.name)}, {phone}", padding=padding)

"""Changing what a link says and allows; of the shop's own link, how much it takes."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import flet as ft
from flet.components.hooks.use_ref import MutableRef

from app.kit.buttons import button, segments
from app.kit.error_boundary import part
from app.kit.fields import field, field_error
from app.kit.live_field import said, typed
from app.kit.look import Look, go, use_look, use_palette, use_words
from app.kit.typography import text
from app.model.customers import read_customer, written
from app.model.link_expiry import end_of
from app.model.records import LinkRecord
from app.services.errors import CheckoutError, Rejected
from app.views.parts.customer_field import CustomerField
from app.views.parts.errors import Errors, use_errors
from app.views.parts.form import form_screen, read_amount, use_busy
from app.views.parts.kept_state import use_kept, use_kept_state
from app.views.parts.pick_day import PickDay, day_of
from app.views.parts.share_button import toast
from app.views.parts.shop_context import use_actions, use_session, use_shop, use_store
from language import Language, until_phrase, without_marks
from money import PAYMENT_MOST, Money, format_taka

_TERMS: Final = {"24h": timedelta(hours=24), "3d": timedelta(days=3), "7d": timedelta(days=7)}


@part
def EditLink() -> ft.Control:
    """The form, begun with what there is."""
    p, t, store = use_palette(), use_words(), use_store()
    use_shop()
    link_id = ft.use_route_params().get("id", "")
    link = store.link(link_id)
    if link is None:
        return form_screen(t("edit.title"), go("/"), [text(t("app.notfound"), "body", p.on_surface_variant)], [])
    return EditForm(link, key=link_id)


@dataclass(frozen=True, slots=True)
class _Boxes:
    """What is typed in each box of the form."""

    note: MutableRef[ft.TextField]
    customer: MutableRef[ft.TextField]
    closing: MutableRef[ft.TextField]
    least: MutableRef[ft.TextField]
    most: MutableRef[ft.TextField]
    suggested: MutableRef[ft.TextField]


def _use_boxes() -> _Boxes:
    def box(name: str) -> MutableRef[ft.TextField]:
        return use_kept(name)

    return _Boxes(box("note"), box("customer"), box("closing"), box("least"), box("most"), box("suggested"))


@part
def EditForm(newest: LinkRecord, key: str = "") -> ft.Control:
    """Only what was changed here is sent, and nothing back to what it was when another device changed it meanwhile."""
    look = use_look()
    t, session, actions = look.t, use_session(), use_actions()
    page = ft.context.page
    link = use_kept("began", lambda: newest).current or newest
    errors, set_errors = use_errors()
    busy, at_work = use_busy()
    term, set_term = use_kept_state("term", "keep")
    boxes = _use_boxes()
    is_store, began = link.kind == "store", _began(link, look.language)

    def read() -> tuple[dict[str, object], dict[str, str]]:
        """The changes, and what is wrong with them."""
        if is_store:
            return _store_changes(boxes, link, began, look)
        ends_at = None if term == "keep" else end_of(term, session.clock(), _TERMS)
        return _fixed_changes(boxes, link, ends_at, look.language), {}

    async def save() -> None:
        changes, wrong = read()
        if wrong:
            set_errors(wrong)
            return
        try:
            if changes:
                await actions.change_link(link.id, **changes)
        except Rejected as refused:
            set_errors(_beside(refused))
        except CheckoutError:
            set_errors({"all": t("err.unreachable")})
        else:
            toast(page, t("shop.saved"))
            page.navigate(f"/links/{link.id}")

    body = (
        _store_fields(boxes, began, errors, look)
        if is_store
        else [
            *_fixed_fields(boxes, link, errors, look),
            *_term_fields(newest, term, set_term, errors, look),
        ]
    )
    body.append(_field("closing", boxes.closing, link.closing_message, 200, errors.get("closing_message"), look))
    if "all" in errors:
        body.append(field_error("edit-error", errors["all"]))
    title = t("edit.store") if is_store else t("edit.title")
    save_it = button("save", t("act.save"), at_work(save), kind="disabled" if busy else "primary")
    return form_screen(title, go(f"/links/{link.id}"), body, [save_it], errors)


def _field(
    name: str, box: MutableRef[ft.TextField], initial: str, longest: int, error: str, look: Look, hint: str = ""
) -> ft.Control:
    words = look.t("new.note") if name == "note" else look.t(f"edit.{name}")
    return field(
        f"edit-{name}",
        words,
        box,
        initial=initial,
        optional=look.t("new.customer.hint"),
        error=error,
        hint_text=hint or None,
        max_length=longest,
        counter="",
    )


def _store_fields(boxes: _Boxes, began: Mapping[str, str], errors: Errors, look: Look) -> list[ft.Control]:
    """How much the shop's own link takes."""
    hint = look.t("edit.suggested.hint")
    return [
        _field("least", boxes.least, began["least"], 80, errors.get("least"), look),
        _field("most", boxes.most, began["most"], 80, errors.get("most"), look),
        _field("suggested", boxes.suggested, began["suggested"], 80, errors.get("suggested"), look, hint),
    ]


def _fixed_fields(boxes: _Boxes, link: LinkRecord, errors: Errors, look: Look) -> list[ft.Control]:
    """What a link is for, and for whom."""
    whom = written(link.customer, look.language)
    error = errors.get("customer")
    return [
        _field("note", boxes.note, link.note, 120, errors.get("note"), look),
        CustomerField(boxes.customer, in_card=False, initial=whom, error=error, ident="customer"),
    ]


def _term_fields(
    link: LinkRecord, term: str, set_term: Callable[[str], None], errors: Errors, look: Look
) -> list[ft.Control]:
    """Until when it is open."""
    p, t = look.p, look.t
    terms = [("keep", t("edit.keep")), *((key, t(f"new.exp.{key}")) for key in _TERMS)]
    day = PickDay("edit-term-date", day_of(term), lambda day: set_term(day.isoformat()))
    return [
        text(t("new.expiry"), "label.small", p.on_surface),
        segments("edit-term", terms, term, lambda value: lambda: set_term(value), large=look.is_large),
        ft.Row([_until(link, term, look), day], spacing=8),
        *([field_error("edit-term-error", errors["expires_at"])] if "expires_at" in errors else []),
    ]


def _began(link: LinkRecord, language: Language) -> dict[str, str]:
    """What stood in the boxes of the shop's own link at first."""
    return {
        "least": _figure(link.least, language),
        "most": _figure(link.most, language),
        "suggested": ", ".join(_figure(amount, language) for amount in link.suggested),
    }


def _fixed_changes(boxes: _Boxes, link: LinkRecord, ends_at: datetime | None, language: Language) -> dict[str, object]:
    """What was changed of a link for one sum."""
    changes = _closing_change(boxes, link)
    if said(boxes.note) != link.note:
        changes["note"] = said(boxes.note)
    whom = read_customer(said(boxes.customer))
    if whom != read_customer(written(link.customer, language)):
        changes["customer"] = {"name": whom.name, "phone": whom.phone}
    if ends_at is not None:
        changes["expires_at"] = ends_at.isoformat()
    return changes


def _store_changes(
    boxes: _Boxes, link: LinkRecord, began: Mapping[str, str], look: Look
) -> tuple[dict[str, object], dict[str, str]]:
    """What was changed of the shop's own link, and what is wrong with it."""
    changes, wrong = _closing_change(boxes, link), dict[str, str]()
    for name, box in (("least", boxes.least), ("most", boxes.most)):
        if typed(box).strip() == began[name]:
            continue
        found = read_amount(typed(box), PAYMENT_MOST, look.t, look.language) if typed(box).strip() else None
        if isinstance(found, str):
            wrong[name] = found
        else:
            changes[name] = found.poisha if found else None
    if typed(boxes.suggested).strip() != began["suggested"]:
        said_amounts = split_amounts(typed(boxes.suggested))
        amounts = [read_amount(one, PAYMENT_MOST, look.t, look.language) for one in said_amounts]
        bad = next((one for one in amounts if isinstance(one, str)), None)
        if bad is not None:
            wrong["suggested"] = bad
        changes["suggested"] = [one.poisha for one in amounts if isinstance(one, Money)]
    return changes, wrong


def _closing_change(boxes: _Boxes, link: LinkRecord) -> dict[str, object]:
    words = said(boxes.closing)
    return {"closing_message": words} if words != link.closing_message else {}


def split_amounts(typed_text: str) -> list[str]:
    """Amounts with spaces between them, commas or not: `১০০, ১,২৫০` are two. A comma without a space groups digits.

    A word without a digit belongs to the amount before it (`100 Tk 200 Tk`), or after it where it came first.
    """
    amounts: list[str] = []
    for piece in re.split(r"[;\n]|,(?=\s|$)", without_marks(typed_text)):
        words = [word for word in (word.strip(",") for word in piece.split()) if word]
        if not any(map(_has_digit, words)):
            amounts += words
            continue
        first = _has_digit(words[0])
        groups: list[list[str]] = [[]]
        for word in words:
            begins = _has_digit(word) if first else _has_digit(groups[-1][-1]) if groups[-1] else False
            if begins and groups[-1]:
                groups.append([])
            groups[-1].append(word)
        amounts += [" ".join(group) for group in groups]
    return amounts


def _has_digit(word: str) -> bool:
    return any(char.isdecimal() for char in word)


def _beside(refused: Rejected) -> dict[str, str]:
    known = {"note", "customer", "expires_at", "closing_message", "least", "most", "suggested"}
    found = {name.partition(".")[0]: words for name, words in refused.fields.items()}
    return found if found and found.keys() <= known else {"all": next(iter(refused.fields.values()), refused.detail)}


def _figure(amount: Money | None, language: Language) -> str:
    return "" if amount is None else format_taka(amount, language, decimals=bool(amount.poisha % 100)).removeprefix("৳")


def _until(link: LinkRecord, term: str, look: Look) -> ft.Control:
    """Until when the link will be open."""
    t, language = look.t, look.language
    p, now = use_palette(), use_session().clock()
    until = link.expires_at if term == "keep" else end_of(term, now, _TERMS)
    words = t("new.exp.until", t=until_phrase(until, now, language)) if until else " "
    return text(words, "caption", p.on_surface_variant, expand=True)

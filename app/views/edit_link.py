"""Changing what a link says and allows; of the shop's own link, how much it takes."""

import re
from datetime import timedelta
from typing import Any, Final

import flet as ft
from flet.components.hooks.use_ref import MutableRef

from app.kit.buttons import button, segments
from app.kit.error_boundary import part
from app.kit.fields import field, field_error
from app.kit.live_field import said, typed
from app.kit.look import Look, go, use_large, use_look, use_palette, use_words
from app.kit.typography import text
from app.model.customers import read_customer, written
from app.model.link_expiry import end_of
from app.model.records import LinkRecord
from app.services.checkout_client import CheckoutError, Rejected
from app.views.parts.customer_field import CustomerField
from app.views.parts.errors import use_errors
from app.views.parts.form import form_screen, read_amount
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


@part
def EditForm(newest: LinkRecord, key: str = "") -> ft.Control:
    """Only what was changed here is sent, and nothing back to what it was when another device changed it meanwhile."""
    look = use_look()
    p, t, session, actions = look.p, look.t, use_session(), use_actions()
    page, language = ft.context.page, look.language
    link = use_kept("began", lambda: newest).current or newest
    is_store = link.kind == "store"
    errors, set_errors = use_errors()
    term, set_term = use_kept_state("term", "keep")
    note: MutableRef[ft.TextField] = use_kept("note")
    customer: MutableRef[ft.TextField] = use_kept("customer")
    closing: MutableRef[ft.TextField] = use_kept("closing")
    least: MutableRef[ft.TextField] = use_kept("least")
    most: MutableRef[ft.TextField] = use_kept("most")
    suggested: MutableRef[ft.TextField] = use_kept("suggested")
    began = {
        "least": _figure(link.least, language),
        "most": _figure(link.most, language),
        "suggested": ", ".join(_figure(amount, language) for amount in link.suggested),
    }

    def read() -> tuple[dict[str, Any], dict[str, str]]:
        """The changes, and what is wrong with them."""
        changes: dict[str, Any] = {}
        wrong: dict[str, str] = {}
        if said(closing) != link.closing_message:
            changes["closing_message"] = said(closing)
        if not is_store:
            if said(note) != link.note:
                changes["note"] = said(note)
            whom = read_customer(said(customer))
            if whom != read_customer(written(link.customer, language)):
                changes["customer"] = {"name": whom.name, "phone": whom.phone}
            if term != "keep":
                changes["expires_at"] = end_of(term, session.clock(), _TERMS).isoformat()
            return changes, wrong
        for name, ref in (("least", least), ("most", most)):
            if typed(ref).strip() == began[name]:
                continue
            found = read_amount(typed(ref), PAYMENT_MOST, t, language) if typed(ref).strip() else None
            if isinstance(found, str):
                wrong[name] = found
            else:
                changes[name] = found.poisha if found else None
        if typed(suggested).strip() != began["suggested"]:
            amounts = [read_amount(one, PAYMENT_MOST, t, language) for one in split_amounts(typed(suggested))]
            bad = next((one for one in amounts if isinstance(one, str)), None)
            if bad is not None:
                wrong["suggested"] = bad
            changes["suggested"] = [one.poisha for one in amounts if isinstance(one, Money)]
        return changes, wrong

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

    def amount_field(name: str, ref: MutableRef[ft.TextField], hint: str = "") -> ft.Control:
        return field(
            f"edit-{name}",
            t(f"edit.{name}"),
            ref,
            p,
            initial=began[name],
            optional=t("new.customer.hint"),
            error=errors.get(name),
            hint_text=hint or None,
            max_length=80,
            counter="",
        )

    body: list[ft.Control] = (
        [
            amount_field("least", least),
            amount_field("most", most),
            amount_field("suggested", suggested, t("edit.suggested.hint")),
        ]
        if is_store
        else [
            field(
                "edit-note",
                t("new.note"),
                note,
                p,
                initial=link.note,
                optional=t("new.customer.hint"),
                error=errors.get("note"),
                max_length=120,
                counter="",
            ),
            CustomerField(
                customer,
                in_card=False,
                initial=written(link.customer, language),
                error=errors.get("customer"),
                ident="customer",
            ),
            text(t("new.expiry"), "label.small", p.on_surface),
            segments(
                "edit-term",
                [("keep", t("edit.keep")), *((key, t(f"new.exp.{key}")) for key in _TERMS)],
                term,
                p,
                lambda value: lambda: set_term(value),
                large=use_large(),
            ),
            ft.Row(
                [
                    _until(newest, term, look),
                    PickDay("edit-term-date", day_of(term), lambda day: set_term(day.isoformat())),
                ],
                spacing=8,
            ),
            *([field_error("edit-term-error", errors["expires_at"], p)] if "expires_at" in errors else []),
        ]
    )
    body.append(
        field(
            "edit-closing",
            t("edit.closing"),
            closing,
            p,
            initial=link.closing_message,
            optional=t("new.customer.hint"),
            error=errors.get("closing_message"),
            max_length=200,
            counter="",
        )
    )
    if "all" in errors:
        body.append(field_error("edit-error", errors["all"], p))
    title = t("edit.store") if is_store else t("edit.title")
    return form_screen(title, go(f"/links/{link.id}"), body, [button("save", t("act.save"), p, save)], errors)


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

"""টাকা তুলুন: what can be withdrawn, where to, and what became of earlier requests."""

from collections.abc import Callable
from typing import Any, Final

import flet as ft
from flet.components.hooks.use_ref import MutableRef

from app.kit.buttons import Press, button, segments, tappable
from app.kit.dialog import use_dialog
from app.kit.error_boundary import part
from app.kit.fields import field, field_error
from app.kit.live_field import said, typed
from app.kit.look import Look, go, use_large, use_look, use_palette, use_words
from app.kit.surfaces import card, heading
from app.kit.typography import text
from app.model.own_accounts import last_to
from app.services.checkout_client import CheckoutError, Rejected
from app.views.parts.form import form_screen, read_amount
from app.views.parts.kept_state import use_kept, use_kept_state
from app.views.parts.loading import Loading
from app.views.parts.payout_rows import earlier
from app.views.parts.shop_context import use_account, use_actions, use_shop, use_store
from app.views.parts.sums import sum_line
from app.views.payout_check import Asked, PayoutCheck, Quoted
from app.views.payout_code import PayoutCode
from language import in_digits_of, method_name
from money import Money, format_taka

_BANK: Final = ("account", "bankname", "branch", "holder")
_ACCOUNT_USUALLY: Final = 13


@part
def PayOut() -> ft.Control:
    """The sums, the form and the list."""
    shop = use_shop()
    # What the code is for, not only that one is wanted: a page whose line was lost is still asked for it.
    nothing: Asked | None = None
    wants_code, set_wants_code = use_kept_state("wants-code", nothing)
    no_quote: Quoted | None = None
    quoted, set_quoted = use_kept_state("quoted", no_quote)
    if shop.home is None:
        return Loading()

    def back_to_form() -> None:
        set_quoted(None)
        set_wants_code(None)

    if wants_code is not None:
        return PayoutCode(back_to_form)
    if quoted is not None:
        return PayoutCheck(quoted, back_to_form, set_wants_code)
    return PayOutForm(set_quoted)


@part
def PayOutForm(on_quoted: Callable[[Quoted], None]) -> ft.Control:
    """To a bKash wallet or a bank account; the one that money went to before stands there already."""
    look = use_look()
    p, t, shop = look.p, look.t, use_shop()
    store, actions = use_store(), use_actions()
    language = look.language
    assert shop.home is not None
    payouts = store.payouts()
    before = {way: last_to(payouts, way) for way in ("bkash", "bank")}
    newest = last_to(payouts)
    kind, set_kind = use_kept_state("kind", newest.kind if newest is not None and newest.kind in before else "bkash")
    nothing_wrong: dict[str, str] = {}
    errors, set_errors = ft.use_state(nothing_wrong)
    asking_whole, set_asking_whole = ft.use_state(False)
    amount: MutableRef[ft.TextField] = use_kept("amount")
    wallet: MutableRef[ft.TextField] = use_kept("wallet")
    whose: MutableRef[ft.TextField] = use_kept("whose")
    # One for each of a bank account's four.
    number: MutableRef[ft.TextField] = use_kept("number")
    bankname: MutableRef[ft.TextField] = use_kept("bankname")
    branch: MutableRef[ft.TextField] = use_kept("branch")
    holder: MutableRef[ft.TextField] = use_kept("holder")
    bank = dict(zip(_BANK, (number, bankname, branch, holder), strict=True))
    asked: MutableRef[Asked] = use_kept("asked")
    looking: MutableRef[bool] = use_kept("looking", bool)
    # The field is made anew when its text is replaced, and left alone while typed in.
    times_filled, set_times_filled = ft.use_state(0)
    available = Money(max(0, shop.home.balance.poisha))

    def choose(value: str) -> Press:
        def chosen() -> None:
            set_kind(value)
            set_errors({})

        return chosen

    async def send(*, account_is_whole: bool) -> None:
        set_asking_whole(False)
        if looking.current:
            return
        wrong: dict[str, str] = {}
        wanted = read_amount(typed(amount), available, t, language)
        if isinstance(wanted, str):
            wrong["amount"] = wanted
        needed = {"wallet": wallet} if kind == "bkash" else bank
        wrong |= {name: t("po.err.need") for name, ref in needed.items() if not said(ref)}
        if wrong or isinstance(wanted, str):
            set_errors(wrong)
            return
        to: dict[str, Any] = {"kind": kind, "account": said(wallet if kind == "bkash" else number)}
        if kind == "bank" and is_short(to["account"]) and not account_is_whole:
            set_errors({})
            set_asking_whole(True)
            return
        if kind == "bank":
            to |= {
                "bank": said(bankname),
                "branch": said(branch),
                "holder": said(holder),
            }
        elif said(whose):
            to["holder"] = said(whose)
        if account_is_whole:
            to["account_is_whole"] = True
        if asked.current is None or (asked.current.amount, asked.current.to) != (wanted, to):
            asked.current = Asked(actions.new_id("po"), wanted, to)
        looking.current = True
        try:
            found = await actions.payout_quote(wanted, to)
        except Rejected as refused:
            set_errors(_beside(refused, kind))
        except CheckoutError:
            set_errors({"all": t("err.unreachable")})
        else:
            set_errors({})
            on_quoted(Quoted(asked.current, found.account, found.fee, found.sent, found.due_at))
        finally:
            looking.current = False

    def take_all() -> None:
        """All that can be taken: no charge is on top of it."""
        amount.current = ft.TextField(value=format_taka(available, language).removeprefix("৳"))
        set_errors({})
        set_times_filled(times_filled + 1)

    # Two of their own, for what presses a button hands its event over.
    async def ask() -> None:
        await send(account_is_whole=False)

    async def ask_whole() -> None:
        await send(account_is_whole=True)

    _ask_whether_whole(said(number), ask_whole, lambda: set_asking_whole(False), open_now=asking_whole)
    sums = ft.Column(
        [
            sum_line("po-available", t("po.available"), format_taka(available, language), p, total=True),
            sum_line("po-way", t("po.way"), format_taka(shop.home.on_its_way, language), p),
            sum_line("po-held", t("po.held"), format_taka(shop.home.held, language), p),
        ],
        spacing=8,
    )
    body: list[ft.Control] = [
        card(sums, p),
        field(
            "po-amount",
            t("po.amount"),
            amount,
            p,
            error=errors.get("amount", ""),
            style="amount.md",
            keyboard_type=ft.KeyboardType.NUMBER,
            max_length=40,
            counter="",
            key=f"po-amount {times_filled}",
        ),
        *([_all_of_it(available, look, take_all)] if available else []),
        text(t("po.to"), "label.small", p.on_surface),
        segments(
            "po-kind",
            [("bkash", method_name("bKash", language)), ("bank", t("po.bank"))],
            kind,
            p,
            choose,
            large=use_large(),
        ),
    ]
    if kind == "bkash":
        known = before["bkash"]
        body += [
            field(
                "po-wallet",
                t("po.wallet"),
                wallet,
                p,
                initial=in_digits_of(language, known.account) if known else "",
                error=errors.get("wallet", ""),
                keyboard_type=ft.KeyboardType.PHONE,
                max_length=30,
                counter="",
                key="po-wallet",
            ),
            field(
                "po-whose",
                t("po.holder"),
                whose,
                p,
                initial=known.holder if known else "",
                optional=t("new.customer.hint"),
                max_length=80,
                counter="",
                key="po-whose",
            ),
        ]
    else:
        known = before["bank"]
        facts = (in_digits_of(language, known.account), known.bank, known.branch, known.holder) if known else [""] * 4
        initial = dict(zip(_BANK, facts, strict=True))
        body += [
            field(
                f"po-{name}",
                t(f"po.{name}"),
                ref,
                p,
                initial=initial[name],
                error=errors.get(name, ""),
                max_length=80,
                counter="",
                key=f"po-{name}",
            )
            for name, ref in bank.items()
        ]
    if "all" in errors:
        body.append(field_error("po-error", errors["all"], p))
    body += earlier(payouts, look)
    make = button("po-ask", t("po.ask"), p, ask, kind="primary" if available else "disabled")
    return form_screen(t("po.title"), go("/history"), body, [make])


def _all_of_it(available: Money, look: Look, take: Press) -> ft.Control:
    p, t, language = look.p, look.t, look.language
    words = t("po.all", amt=format_taka(available, language))
    inside = text(words, "label.small", p.primary)
    return ft.Row(
        [
            tappable(
                "po-all",
                inside,
                take,
                label=words,
                border=ft.Border.all(1, p.outline_variant),
                border_radius=10,
                padding=ft.Padding.symmetric(horizontal=14, vertical=14),
            )
        ]
    )


def is_short(account: str) -> bool:
    """Whether a bank account's number has fewer digits than nearly all have."""
    return sum(char.isdecimal() for char in account) < _ACCOUNT_USUALLY


def _ask_whether_whole(account: str, yes: Press, no: Press, *, open_now: bool) -> None:
    p, t, language = use_palette(), use_words(), use_account().language
    count = in_digits_of(language, str(sum(char.isdecimal() for char in account)))
    lines: list[ft.Control] = [
        heading(t("po.short.q"), "title", p.on_surface),
        text(t("po.short.sub", account=account, n=count), "small", p.on_surface_variant),
        button("po-short-no", t("po.short.no"), p, no),
        button("po-short-yes", t("po.short.yes"), p, yes, kind="outline"),
    ]
    use_dialog(open_now=open_now, lines=lines, close=no)


def _beside(refused: Rejected, kind: str) -> dict[str, str]:
    """Each sentence of the server's at the field that it speaks of."""
    account = "wallet" if kind == "bkash" else "account"
    fields = {"amount": "amount", "to.account": account, f"to.{kind}.account": account, "to.bank.bank": "bankname"}
    found = {fields.get(name, name.rpartition(".")[2]): words for name, words in refused.fields.items()}
    known = {"amount", account, *_BANK}
    return found if found and found.keys() <= known else {"all": refused.detail}

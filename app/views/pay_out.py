"""টাকা তুলুন: what can be withdrawn, where to, and what became of earlier requests."""

from collections.abc import Callable
from typing import Any, Final

import flet as ft
from flet.components.hooks.use_ref import MutableRef

from app.look.palette import Palette
from app.look.type import short_text, text
from app.services.checkout_client import CheckoutError, CodeWanted, Rejected
from app.services.records import PayoutRecord
from app.views.home import Loading
from app.views.parts.buttons import Press, button, segments
from app.views.parts.context import Say, go, use_account, use_desk, use_large, use_palette, use_shop, use_words
from app.views.parts.fields import field, field_error
from app.views.parts.figures import ruled, sum_line
from app.views.parts.form import form_screen, read_amount
from app.views.parts.guard import part, said, typed
from app.views.parts.kept import use_kept, use_kept_state
from app.views.parts.question import use_question
from app.views.parts.rows import near_time
from app.views.parts.share_button import toast
from app.views.parts.surfaces import card
from app.views.payout_code import Asked, PayoutCode
from language import Language, in_digits_of, isolated, method_name
from money import Money, format_taka

_BANK: Final = ("account", "bankname", "branch", "holder")
_ACCOUNT_USUALLY: Final = 13


@part
def PayOut() -> ft.Control:
    """The sums, the form and the list."""
    shop, desk = use_shop(), use_desk()
    # What the code is for, not only that one is wanted: a page whose line was lost is still asked for it.
    nothing: Asked | None = None
    wants_code, set_wants_code = use_kept_state("wants-code", nothing)
    if shop.home is None or desk.store is None:
        return Loading()
    if wants_code is not None:
        return PayoutCode(lambda: set_wants_code(None))
    return PayOutForm(set_wants_code)


@part
def PayOutForm(on_code_wanted: Callable[[Asked], None]) -> ft.Control:
    """To a bKash wallet or a bank account."""
    p, t, account, shop, desk = use_palette(), use_words(), use_account(), use_shop(), use_desk()
    page = ft.context.page
    language = account.language
    kind, set_kind = use_kept_state("kind", "bkash")
    nothing_wrong: dict[str, str] = {}
    errors, set_errors = ft.use_state(nothing_wrong)
    asking_whole, set_asking_whole = ft.use_state(False)
    amount: MutableRef[ft.TextField] = use_kept("amount")
    wallet: MutableRef[ft.TextField] = use_kept("wallet")
    # One for each of a bank account's four.
    number: MutableRef[ft.TextField] = use_kept("number")
    bankname: MutableRef[ft.TextField] = use_kept("bankname")
    branch: MutableRef[ft.TextField] = use_kept("branch")
    holder: MutableRef[ft.TextField] = use_kept("holder")
    bank = dict(zip(_BANK, (number, bankname, branch, holder), strict=True))
    asked: MutableRef[Asked] = use_kept("asked")
    sending: MutableRef[bool] = use_kept("sending", bool)
    assert shop.home is not None
    assert desk.store is not None
    available = Money(max(0, shop.home.balance.poisha))

    def choose(value: str) -> Press:
        def chosen() -> None:
            set_kind(value)
            set_errors({})

        return chosen

    async def send(*, account_is_whole: bool) -> None:
        set_asking_whole(False)
        if sending.current:
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
        if account_is_whole:
            to["account_is_whole"] = True
        if asked.current is None or (asked.current.amount, asked.current.to) != (wanted, to):
            asked.current = Asked(desk.new_id("po"), wanted, to)
        sending.current = True
        try:
            await desk.ask_payout(asked.current.payout_id, wanted, to)
        except CodeWanted:
            on_code_wanted(asked.current)
        except Rejected as refused:
            set_errors(_beside(refused, kind))
        except CheckoutError:
            set_errors({"all": t("err.unreachable")})
        else:
            # A second request for the same is another one.
            asked.current = amount.current = None
            set_errors({})
            toast(page, t("po.asked"), p)
        finally:
            sending.current = False

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
        ),
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
        body.append(
            field(
                "po-wallet",
                t("po.wallet"),
                wallet,
                p,
                error=errors.get("wallet", ""),
                keyboard_type=ft.KeyboardType.PHONE,
                max_length=30,
                counter="",
                key="po-wallet",
            )
        )
    else:
        body += [
            field(
                f"po-{name}",
                t(f"po.{name}"),
                ref,
                p,
                error=errors.get(name, ""),
                max_length=80,
                counter="",
                key=f"po-{name}",
            )
            for name, ref in bank.items()
        ]
    if "all" in errors:
        body.append(field_error("po-error", errors["all"], p))
    body += _earlier(desk.store.payouts(), p, t, language)
    make = button("po-ask", t("po.ask"), p, ask, kind="primary" if available else "disabled")
    return form_screen(t("po.title"), go("/history"), body, [make])


def is_short(account: str) -> bool:
    """Whether a bank account's number has fewer digits than nearly all have."""
    return sum(char.isdecimal() for char in account) < _ACCOUNT_USUALLY


def _ask_whether_whole(account: str, yes: Press, no: Press, *, open_now: bool) -> None:
    p, t, language = use_palette(), use_words(), use_account().language
    count = in_digits_of(language, str(sum(char.isdecimal() for char in account)))
    lines: list[ft.Control] = [
        text(t("po.short.q"), "title", p.on_surface),
        text(t("po.short.sub", account=account, n=count), "small", p.on_surface_variant),
        button("po-short-no", t("po.short.no"), p, no),
        button("po-short-yes", t("po.short.yes"), p, yes, kind="outline"),
    ]
    use_question(open_now=open_now, lines=lines, close=no)


def _beside(refused: Rejected, kind: str) -> dict[str, str]:
    """Each sentence of the server's at the field that it speaks of."""
    account = "wallet" if kind == "bkash" else "account"
    fields = {"amount": "amount", "to.account": account, f"to.{kind}.account": account, "to.bank.bank": "bankname"}
    found = {fields.get(name, name.rpartition(".")[2]): words for name, words in refused.fields.items()}
    known = {"amount", account, *_BANK}
    return found if found and found.keys() <= known else {"all": refused.detail}


def _earlier(payouts: list[PayoutRecord], p: Palette, t: Say, language: Language) -> list[ft.Control]:
    title = text(t("po.list"), "subtitle", p.on_surface)
    if not payouts:
        return [title, text(t("po.none"), "small", p.on_surface_variant)]
    rows = [_row(payout, p, t, language) for payout in payouts]
    return [title, card(ft.Column(ruled(rows, p), spacing=10), p)]


def _row(payout: PayoutRecord, p: Palette, t: Say, language: Language) -> ft.Control:
    now = use_desk().clock()
    known = payout.status if payout.status in ("sent", "refused") else "asked"
    where = f"{isolated(payout.bank) or method_name('bKash', language)} · {in_digits_of(language, payout.account)}"
    told = payout.refusal or payout.reference
    left = ft.Column(
        [
            short_text(where, "label.small", p.on_surface),
            text(t(f"po.st.{known}") + (f": {isolated(told)}" if told else ""), "caption", p.on_surface_variant),
        ],
        spacing=2,
        expand=True,
    )
    right = ft.Column(
        [
            short_text(format_taka(payout.amount, language), "figure", p.on_surface),
            short_text(near_time(payout.created_at, now, language), "caption", p.on_surface_variant),
        ],
        spacing=2,
        horizontal_alignment=ft.CrossAxisAlignment.END,
    )
    return ft.Semantics(identifier=f"payout-{known}", container=True, content=ft.Row([left, right], spacing=12))

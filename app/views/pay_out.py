"""টাকা তুলুন: what can be withdrawn, where to, and what became of earlier requests."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import flet as ft
from flet.components.hooks.use_ref import MutableRef

from app.kit.buttons import Press, button, segments, tappable
from app.kit.dialog import use_dialog
from app.kit.error_boundary import part
from app.kit.fields import field, field_error
from app.kit.live_field import said, typed
from app.kit.look import Look, Say, go, use_look, use_palette, use_words
from app.kit.surfaces import card, heading
from app.kit.typography import text
from app.model.own_accounts import last_to
from app.model.records import Destination, PayoutRecord
from app.services.errors import CheckoutError, Rejected
from app.state import Home
from app.views.parts.errors import Errors, use_errors
from app.views.parts.form import form_screen, go_to_step, read_amount, use_busy
from app.views.parts.kept_state import use_kept, use_kept_state
from app.views.parts.loading import Loading
from app.views.parts.payout_rows import earlier
from app.views.parts.share_button import toast
from app.views.parts.shop_context import use_account, use_actions, use_shop, use_store
from app.views.parts.sums import sum_line
from app.views.payout_check import CHECK, CODE, PAYOUT, Asked, PayoutCheck, Quoted
from app.views.payout_code import PayoutCode
from language import in_digits_of, method_name
from money import Money, format_taka

_KINDS: Final = ("bkash", "bank")
_BANK: Final = ("account", "bankname", "branch", "holder")
_ACCOUNT_USUALLY: Final = 13


@part
def PayOut() -> ft.Control:
    """The sums, the form and the list; then what it comes to, and the code for it. Without these it is the form."""
    look, shop, page, step = use_look(), use_shop(), ft.context.page, ft.use_route_location()
    asked: MutableRef[Asked] = use_kept("asked", under=PAYOUT)
    amount: MutableRef[ft.TextField] = use_kept("amount", under=PAYOUT)
    # What the code is for, not only that one is wanted: a page whose line was lost is still asked for it.
    nothing: Asked | None = None
    wants_code, set_wants_code = use_kept_state("wants-code", nothing, under=PAYOUT)
    no_quote: Quoted | None = None
    quoted, set_quoted = use_kept_state("quoted", no_quote, under=PAYOUT)
    if shop.home is None:
        return Loading()

    def check(found: Quoted) -> None:
        set_quoted(found)
        go_to_step(page, PAYOUT, CHECK)

    def ask_code(wanted: Asked) -> None:
        set_wants_code(wanted)
        go_to_step(page, PAYOUT, CODE)

    def over() -> None:
        # A second request for the same is another one.
        asked.current = amount.current = None
        set_quoted(None)
        set_wants_code(None)
        go_to_step(page, PAYOUT, PAYOUT)
        toast(page, look.t("po.asked"))

    if step in (CHECK, CODE) and quoted is not None and not _is_off(quoted.asked, use_store().payouts()):
        # A code is asked for only for what was looked at last: the browser's arrows find an older step again.
        if step == CODE and wants_code == quoted.asked:
            return PayoutCode(quoted.asked, over)
        return PayoutCheck(quoted, over, ask_code)
    return PayOutForm(check)


@dataclass(frozen=True, slots=True)
class _Boxes:
    """What is typed in each box of the form."""

    amount: MutableRef[ft.TextField]
    wallet: MutableRef[ft.TextField]
    whose: MutableRef[ft.TextField]
    bank: Mapping[str, MutableRef[ft.TextField]]
    """One for each of a bank account's four."""

    def needed(self, kind: str) -> Mapping[str, MutableRef[ft.TextField]]:
        """Those without which no money can go there, by name."""
        return {"wallet": self.wallet} if kind == "bkash" else self.bank

    def destination(self, kind: str) -> Destination:
        """Where the money is to go, as the checkout takes it."""
        if kind == "bkash":
            to: Destination = {"kind": kind, "account": said(self.wallet)}
            if said(self.whose):
                to["holder"] = said(self.whose)
            return to
        account, bank, branch, holder = (said(self.bank[name]) for name in _BANK)
        return {"kind": kind, "account": account, "bank": bank, "branch": branch, "holder": holder}


def _use_boxes() -> _Boxes:
    def box(name: str) -> MutableRef[ft.TextField]:
        return use_kept(name, under=PAYOUT)

    amount, wallet, whose = box("amount"), box("wallet"), box("whose")
    bank = (box("number"), box("bankname"), box("branch"), box("holder"))
    return _Boxes(amount, wallet, whose, dict(zip(_BANK, bank, strict=True)))


def _use_kind(payouts: Sequence[PayoutRecord], on_change: Callable[[], None]) -> tuple[str, Callable[[str], Press]]:
    """To what the money goes, at first as it went last; and a way to choose."""
    newest = last_to(payouts)
    usual = newest.kind if newest is not None and newest.kind in _KINDS else "bkash"
    kind, set_kind = use_kept_state("kind", usual, under=PAYOUT)

    def choose(value: str) -> Press:
        def chosen() -> None:
            set_kind(value)
            on_change()

        return chosen

    return kind, choose


@part
def PayOutForm(on_quoted: Callable[[Quoted], None]) -> ft.Control:
    """To a bKash wallet or a bank account; the one that money went to before stands there already."""
    look, home, actions = use_look(), use_shop().home, use_actions()
    t, store = look.t, use_store()
    payouts = store.payouts()
    assert home is not None
    errors, set_errors = use_errors()
    kind, choose = _use_kind(payouts, lambda: set_errors({}))
    asking_whole, set_asking_whole = ft.use_state(False)
    boxes = _use_boxes()
    asked: MutableRef[Asked] = use_kept("asked", under=PAYOUT)
    looking: MutableRef[bool] = use_kept("looking", bool, under=PAYOUT)
    available = Money(max(0, home.balance.poisha))
    busy, at_work = use_busy()
    amount = _use_amount(boxes.amount, available, errors, lambda: set_errors({}), look)

    async def send(*, account_is_whole: bool) -> None:
        set_asking_whole(False)
        if looking.current:
            return
        wanted, wrong = _read(boxes, kind, available, look)
        to = boxes.destination(kind)
        if account_is_whole:
            to["account_is_whole"] = True
        is_doubtful = not wrong and kind == "bank" and is_short(to["account"]) and not account_is_whole
        if wrong or is_doubtful:
            set_errors(wrong)
            set_asking_whole(is_doubtful)
            return
        asked.current = _again(asked.current, wanted, to, store.payouts()) or Asked(actions.new_id("po"), wanted, to)
        looking.current = True
        try:
            found = await actions.payout_quote(wanted, to)
        except CheckoutError as refused:
            set_errors(_beside(refused, kind, t))
        else:
            set_errors({})
            on_quoted(Quoted(asked.current, found.account, found.fee, found.sent, found.due_at))
        finally:
            looking.current = False

    account, whole = said(boxes.bank["account"]), at_work(lambda: send(account_is_whole=True))
    _ask_whether_whole(account, whole, lambda: set_asking_whole(False), open_now=asking_whole)
    above, *below = _sums(home, available, look)
    body: list[ft.Control] = [
        above,
        *amount,
        *_destination(kind, choose, look),
        *(_bkash_fields if kind == "bkash" else _bank_fields)(boxes, last_to(payouts, kind), errors, look),
        *([field_error("po-error", errors["all"])] if "all" in errors else []),
        *below,
        *earlier(payouts, look),
    ]
    ask = at_work(lambda: send(account_is_whole=False))
    make = button("po-ask", t("po.ask"), ask, kind="primary" if available and not busy else "disabled")
    return form_screen(t("po.title"), go("/history"), body, [make], errors)


def _again(before: Asked | None, wanted: Money, to: Destination, payouts: Sequence[PayoutRecord]) -> Asked | None:
    """What was asked for before, where this is the same once more and that did not come to nothing meanwhile."""
    if before is None or (before.amount, before.to) != (wanted, to):
        return None
    return None if _is_off(before, payouts) else before


def _is_off(asked: Asked, payouts: Sequence[PayoutRecord]) -> bool:
    """Whether it was called off, or refused."""
    return any(one.id == asked.payout_id and one.is_off for one in payouts)


def _destination(kind: str, choose: Callable[[str], Press], look: Look) -> list[ft.Control]:
    t = look.t
    ways = [("bkash", method_name("bKash", look.language)), ("bank", t("po.bank"))]
    return [
        text(t("po.to"), "label.small", look.p.on_surface),
        segments("po-kind", ways, kind, choose, large=look.is_large),
    ]


def _read(boxes: _Boxes, kind: str, available: Money, look: Look) -> tuple[Money, dict[str, str]]:
    """The sum that was typed, and what is wrong with it and with the rest."""
    wanted = read_amount(typed(boxes.amount), available, look.t, look.language)
    wrong = {name: look.t("po.err.need") for name, box in boxes.needed(kind).items() if not said(box)}
    if isinstance(wanted, str):
        return Money(0), {"amount": wanted, **wrong}
    return wanted, wrong


def _sums(home: Home, available: Money, look: Look) -> list[ft.Control]:
    """What can be drawn, and what cannot: in a low window that stands below all that is filled in."""
    p, t, language = look.p, look.t, look.language
    lines = [
        sum_line("po-available", t("po.available"), format_taka(available, language), p, total=True),
        sum_line("po-way", t("po.way"), format_taka(home.on_its_way, language), p),
        sum_line("po-held", t("po.held"), format_taka(home.held, language), p),
    ]
    return [card(ft.Column(some, spacing=8)) for some in ((lines[:1], lines[1:]) if look.is_low else (lines,))]


def _use_amount(
    box: MutableRef[ft.TextField],
    available: Money,
    errors: Errors,
    on_change: Callable[[], None],
    look: Look,
) -> list[ft.Control]:
    """How much, and a press that takes all there is: no charge is on top of it."""
    # The field is made anew when its text is replaced, and left alone while typed in.
    times_filled, set_times_filled = ft.use_state(0)

    def take_all() -> None:
        box.current = ft.TextField(value=format_taka(available, look.language).removeprefix("৳"))
        on_change()
        set_times_filled(times_filled + 1)

    typed_in = field(
        "po-amount",
        look.t("po.amount"),
        box,
        error=errors.get("amount", ""),
        style="amount.md",
        keyboard_type=ft.KeyboardType.NUMBER,
        max_length=40,
        counter="",
        key=f"po-amount {times_filled}",
    )
    return [typed_in, *([_all_of_it(available, look, take_all)] if available else [])]


def _bkash_fields(boxes: _Boxes, known: PayoutRecord | None, errors: Errors, look: Look) -> list[ft.Control]:
    """`known` is where money went before."""
    t = look.t
    return [
        field(
            "po-wallet",
            t("po.wallet"),
            boxes.wallet,
            initial=in_digits_of(look.language, known.account) if known else "",
            error=errors.get("wallet", ""),
            keyboard_type=ft.KeyboardType.PHONE,
            max_length=30,
            counter="",
            key="po-wallet",
        ),
        field(
            "po-whose",
            t("po.holder"),
            boxes.whose,
            initial=known.holder if known else "",
            optional=t("new.customer.hint"),
            max_length=80,
            counter="",
            key="po-whose",
        ),
    ]


def _bank_fields(boxes: _Boxes, known: PayoutRecord | None, errors: Errors, look: Look) -> list[ft.Control]:
    """`known` is where money went before."""
    t, language = look.t, look.language
    facts = (in_digits_of(language, known.account), known.bank, known.branch, known.holder) if known else [""] * 4
    initial = dict(zip(_BANK, facts, strict=True))
    return [
        field(
            f"po-{name}",
            t(f"po.{name}"),
            box,
            initial=initial[name],
            error=errors.get(name, ""),
            max_length=80,
            counter="",
            key=f"po-{name}",
        )
        for name, box in boxes.bank.items()
    ]


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
        button("po-short-no", t("po.short.no"), no),
        button("po-short-yes", t("po.short.yes"), yes, kind="outline"),
    ]
    use_dialog(open_now=open_now, lines=lines, close=no)


def _beside(refused: CheckoutError, kind: str, t: Say) -> dict[str, str]:
    """Each sentence of the server's at the field that it speaks of."""
    if not isinstance(refused, Rejected):
        return {"all": t("err.unreachable")}
    account = "wallet" if kind == "bkash" else "account"
    fields = {"amount": "amount", "to.account": account, f"to.{kind}.account": account, "to.bank.bank": "bankname"}
    found = {fields.get(name, name.rpartition(".")[2]): words for name, words in refused.fields.items()}
    known = {"amount", account, *_BANK}
    return found if found and found.keys() <= known else {"all": refused.detail}

"""Earlier payouts: what became of each, by when it comes, and the way to call one off that nobody has taken yet."""

import flet as ft

from app.kit.buttons import button, tappable
from app.kit.dialog import use_dialog
from app.kit.error_boundary import part
from app.kit.look import Look, use_palette, use_words
from app.kit.rows import near_time
from app.kit.surfaces import card
from app.kit.typography import short_text, text
from app.model.records import PayoutRecord
from app.services.errors import CheckoutError, Rejected
from app.views.parts.share_button import toast
from app.views.parts.shop_context import use_account, use_actions, use_session
from app.views.parts.sums import ruled
from language import in_digits_of, isolated, method_name, until_phrase
from money import format_taka

STATES = ("asked", "taken", "sent", "refused", "cancelled")


def earlier(payouts: list[PayoutRecord], look: Look) -> list[ft.Control]:
    """The list, newest first, under its head."""
    p, t = look.p, look.t
    title = text(t("po.list"), "subtitle", p.on_surface)
    if not payouts:
        return [title, text(t("po.none"), "small", p.on_surface_variant)]
    rows: list[ft.Control] = [_Row(payout, key=payout.id) for payout in payouts]
    return [title, card(ft.Column(ruled(rows), spacing=10))]


@part
def _Row(payout: PayoutRecord, key: str = "") -> ft.Control:
    p, t, language = use_palette(), use_words(), use_account().language
    now = use_session().clock()
    # What a newer server calls it is not known here; the money is on its way, or was, and that is all that is said.
    known = payout.status if payout.status in STATES else "taken"
    where = f"{isolated(payout.bank) or method_name('bKash', language)} · {in_digits_of(language, payout.account)}"
    told = payout.refusal or payout.reference
    lines: list[ft.Control] = [
        short_text(where, "label.small", p.on_surface),
        text(t(f"po.st.{known}") + (f": {isolated(told)}" if told else ""), "caption", p.on_surface_variant),
    ]
    if known in ("asked", "taken") and payout.due_at is not None:
        late = payout.due_at < now
        words = t("po.late" if late else "po.due", t=until_phrase(payout.due_at, now, language))
        lines.append(text(words, "caption", p.error if late else p.on_surface_variant))
    left = ft.Column(lines, spacing=2, expand=True)
    right = ft.Column(
        [
            short_text(format_taka(payout.amount, language), "figure", p.on_surface),
            short_text(near_time(payout.created_at, now, language), "caption", p.on_surface_variant),
        ],
        spacing=2,
        horizontal_alignment=ft.CrossAxisAlignment.END,
    )
    row = ft.Semantics(identifier=f"payout-{known}", container=True, content=ft.Row([left, right], spacing=12))
    return ft.Column([row, *([_CallOff(payout)] if known == "asked" else [])], spacing=0)


@part
def _CallOff(payout: PayoutRecord) -> ft.Control:
    """Asked once more, for it cannot be undone by a second press."""
    p, t, account, actions = use_palette(), use_words(), use_account(), use_actions()
    page = ft.context.page
    asking, set_asking = ft.use_state(False)

    async def call_off() -> None:
        set_asking(False)
        try:
            await actions.cancel_payout(payout.id)
        except Rejected as refused:
            # The operator was first: the list tells of it by itself.
            toast(page, t("po.off.late") if refused.status == 409 else refused.detail)
        except CheckoutError:
            toast(page, t("err.unreachable"))
        else:
            toast(page, t("po.off.done"))

    def close() -> None:
        set_asking(False)

    amount = format_taka(payout.amount, account.language)
    use_dialog(
        open_now=asking,
        lines=[
            text(t("po.off.q"), "title", p.on_surface),
            text(t("po.off.sub", amt=amount), "small", p.on_surface_variant),
            button("po-off-no", t("po.off.no"), close),
            button("po-off-yes", t("po.off.yes"), call_off, kind="danger"),
        ],
        close=close,
    )
    words = text(t("po.off"), "label.small", p.primary)
    return ft.Row(
        [
            tappable(
                "po-off",
                words,
                lambda: set_asking(True),
                label=f"{t('po.off')}, {amount}",
                padding=ft.Padding.symmetric(horizontal=4, vertical=14),
                border_radius=10,
            )
        ]
    )

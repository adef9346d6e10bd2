"""What a line of the history is called, and how it looks."""

from datetime import date, datetime

from app.kit.look import Say
from app.model.handover import DisplayStatus, display_status_of
from app.model.history import Chosen, Line, days_of
from app.model.holds import why_held
from app.views.parts.people import who_paid
from app.words import WORDS
from language import DHAKA, Language, day_month, days_phrase, isolated
from language.moments import near_day


def day_words(day: date, now: datetime, language: Language) -> str:
    """A day's head: আজ, ১২ নভেম্বর; of another year with the year."""
    today = now.astimezone(DHAKA).date()
    near = near_day(day, today, language)
    return f"{near}, {day_month(day, language)}" if near else day_month(day, language, year=day.year != today.year)


def due_words(due_at: datetime | None, now: datetime, t: Say, language: Language) -> str:
    """By when a customer has money that goes back; where nobody has said, who decides it."""
    if due_at is None:
        return t("rf.due.unknown")
    day = day_words(due_at.astimezone(DHAKA).date(), now, language)
    return t("rf.late" if due_at < now else "rf.due", t=day)


def chosen_words(chosen: Chosen, now: datetime, t: Say, language: Language) -> str:
    """What of the history is looked at: its days, its kind, and the words that were searched for."""
    today = now.astimezone(DHAKA).date()
    days = days_of(chosen, today)
    return " · ".join(
        [
            days_phrase(*days, today, language) if days else t("hist.any"),
            t("hist.export.all") if chosen.kind == "all" else t(f"hist.{chosen.kind}"),
            *([f"“{isolated(chosen.words.strip())}”"] if chosen.words.strip() else []),
        ]
    )


def line_who(line: Line, t: Say, language: Language) -> tuple[str, str]:
    """Whom the line is about, or what it is, and by what they paid."""
    if line.payment is None:
        return (t(f"st.{line_look(line)}") if has_status(line) else t(f"hist.kind.{line.kind}")), ""
    return who_paid(line.payment, language)


def line_hold(line: Line, language: Language) -> str:
    """Why the money of the line is held; empty where it is not."""
    payment = line.payment
    if payment is None or line_look(line) != "hold":
        return ""
    return why_held(payment.hold_reason, language)


def line_address(line: Line) -> str:
    """The screen that the line opens; a movement without a payment opens none."""
    return f"/payments/{line.payment.id}" if line.payment else ""


def has_status(line: Line) -> bool:
    """A payout or an adjustment has moved the balance already; what it is called says all."""
    return f"hist.kind.{line.kind}" not in WORDS


def line_look(line: Line) -> DisplayStatus:
    """Green only for a payment that is still paid; what this app does not know needs a second glance."""
    if line.kind == "payment":
        return display_status_of(line.payment) if line.payment else "processing"
    return "refunded" if line.kind == "refund" else "processing"

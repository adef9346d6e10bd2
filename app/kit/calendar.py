"""What every calendar of the app says, and in whose digits and names of months."""

from typing import TypedDict

import flet as ft

from app.kit.look import Say
from language import LANGUAGES, Language


class CalendarWords(TypedDict):
    cancel_text: str
    confirm_text: str
    locale: ft.Locale


def calendar_words(t: Say, language: Language) -> CalendarWords:
    """For Flet's pickers of one day or of several."""
    return {
        "cancel_text": t("act.cancel"),
        "confirm_text": t("act.done"),
        "locale": ft.Locale(language, LANGUAGES[language].country),
    }

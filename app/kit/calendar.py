"""What every calendar of the app says, and in whose digits and names of months."""

from typing import Any

import flet as ft

from app.kit.look import Say
from language import LANGUAGES, Language


def calendar_words(t: Say, language: Language) -> dict[str, Any]:
    """For Flet's pickers of one day or of several."""
    return {
        "cancel_text": t("act.cancel"),
        "confirm_text": t("act.done"),
        "locale": ft.Locale(language, LANGUAGES[language].country),
    }

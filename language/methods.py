"""What people call the ways to pay: in Bangla by their names in Bangla letters, as shops and banks write them."""

from language.facts import LANGUAGES, Language


def method_name(method: str, language: Language) -> str:
    """The method as a reader of this language knows it: `bKash`, `বিকাশ`; one without such a name as it is."""
    return LANGUAGES[language].methods.get(method.casefold(), method)


def all_names(method: str) -> str:
    """All that people may look for it by: its own name and those that it has in any language."""
    return " ".join(dict.fromkeys((method, *(method_name(method, language) for language in LANGUAGES))))

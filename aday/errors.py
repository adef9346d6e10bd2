"""Why a command stopped."""

from language import plain_line


class CannotDo(Exception):
    """Why a command stopped, in one sentence."""


def given(words: str, most: int, else_say: str) -> str:
    """Words from the command line as they are kept. Raises CannotDo when nothing is to be seen, or too much."""
    said = plain_line(words)
    if not said:
        raise CannotDo(else_say)
    if len(said) > most:
        raise CannotDo(f"{said[:20]!r}… has {len(said)} characters; at most {most} are kept.")
    return said

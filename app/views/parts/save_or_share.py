"""A file to whoever asked for it: through the phone's share sheet, or saved, and opened where there is a viewer."""

import asyncio
import logging
from pathlib import PurePath
from typing import Final

import flet as ft

from app.views.parts.share_button import has_share_sheet, shared

log = logging.getLogger(__name__)
_OPENING_SECONDS: Final = 10


async def save_or_share(
    page: ft.Page,
    sheet: ft.Share,
    picker: ft.FilePicker,
    viewers: ft.UrlLauncher,
    content: bytes,
    *,
    name: str,
    kind: str,
) -> None:
    """Hand over what was drawn; `kind` is its media type. Raises RuntimeError, TimeoutError or OSError.

    Where there is no sheet it is saved. A desktop has none, and what is wanted there is paper: the system's viewer
    prints.
    """
    file = ft.ShareFile.from_bytes(content, mime_type=kind, name=name)
    if has_share_sheet(page) and await shared(sheet.share_files([file])):
        return
    path = await picker.save_file(file_name=name, src_bytes=content)
    if page.web or not path:
        return
    try:
        await asyncio.wait_for(viewers.launch_url(PurePath(path).as_uri()), _OPENING_SECONDS)
    except (RuntimeError, TimeoutError, ValueError) as error:
        log.warning("saved, but not opened: %r", error)

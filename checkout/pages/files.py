"""What is sent as a file, to be looked at, printed or passed on."""

from typing import Literal

from starlette.responses import Response

Paper = Literal["A4", "A5"]


class Pdf(Response):
    """A document, which no cache keeps."""

    media_type = "application/pdf"

    # FastAPI reads the status of a documented answer from this signature.
    def __init__(self, content: bytes, status_code: int = 200) -> None:
        super().__init__(content, status_code, headers={"Cache-Control": "no-store"})


class Png(Response):
    """A picture, which no cache keeps."""

    media_type = "image/png"

    # FastAPI reads the status of a documented answer from this signature.
    def __init__(self, content: bytes, status_code: int = 200) -> None:
        super().__init__(content, status_code, headers={"Cache-Control": "no-store"})

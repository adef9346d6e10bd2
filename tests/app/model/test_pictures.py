"""A picture that was picked: a phone's photograph is taken however large, and no file opens to more than its limits."""

import io

import pytest
from PIL import Image

from app.model.pictures import NoPicture, to_read, to_send


def picture(width: int, height: int, kind: str) -> bytes:
    """Of one colour: a few kilobytes, whatever its size."""
    file = io.BytesIO()
    Image.new("L", (width, height), 255).save(file, kind)
    return file.getvalue()


def test_a_photograph_of_eighty_million_pixels_is_taken() -> None:
    photograph = picture(10_000, 8_000, "JPEG")
    assert to_send(photograph)
    assert to_read(photograph)


@pytest.mark.parametrize("kind", ["PNG", "GIF", "TIFF"])
def test_a_small_file_that_opens_to_a_huge_picture_is_not_opened(kind: str) -> None:
    huge = picture(6_000, 5_000, kind)
    for make in (to_read, to_send):
        with pytest.raises(NoPicture):
            make(huge)

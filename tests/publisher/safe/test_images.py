"""Pictures made of pixels: told by their bytes, and in colours that a page and a PDF show alike."""

import base64
import io

import pytest
from PIL import Image

from publisher.safe.images import decode_image


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff....", "image/jpeg"),
        (b"<svg onload=alert(1)>", None),
        (b"", None),
    ],
)
def test_picture_is_told_by_how_it_begins(content: bytes, kind: str | None) -> None:
    assert decode_image(base64.b64encode(content).decode()) == ((kind, content) if kind else None)
    assert decode_image("not base64!") is None


def _encoded(image: Image.Image, form: str, **options: object) -> str:
    written = io.BytesIO()
    image.save(written, format=form, **options)
    return base64.b64encode(written.getvalue()).decode()


@pytest.mark.parametrize(
    ("given", "mode"),
    [
        (_encoded(Image.new("CMYK", (2, 2)), "JPEG"), "RGB"),
        (_encoded(Image.new("L", (2, 2)), "PNG", icc_profile=b"." * 16 + b"CMYK" + b"." * 100), "L"),
    ],
    ids=["colours of print", "a profile of another space"],
)
def test_colours_of_another_space_become_those_of_a_screen(given: str, mode: str) -> None:
    decoded = decode_image(given)
    assert decoded is not None and decoded[1] != base64.b64decode(given)
    with Image.open(io.BytesIO(decoded[1])) as image:
        assert image.mode == mode and not image.info.get("icc_profile")


def test_picture_in_colours_of_a_screen_keeps_its_bytes() -> None:
    given = _encoded(Image.new("RGBA", (2, 2)), "PNG")
    assert decode_image(given) == ("image/png", base64.b64decode(given))

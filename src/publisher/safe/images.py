"""Pictures made of pixels: which may pass from a notebook, and in which form."""

from __future__ import annotations

import base64
import io

from PIL import Image, ImageOps

SUFFIXES = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/svg+xml": "svg",
}
"""The types of pictures that may pass, and how the names of their files end."""

_SIGNATURES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
    b"RIFF": "image/webp",
}


def decode_image(encoded: str) -> tuple[str, bytes] | None:
    """Returns the type of a base64 image, told by how it begins, and its bytes; None where it may not be shown."""
    content = decode_base64(encoded)
    kind = next((kind for start, kind in _SIGNATURES.items() if content.startswith(start)), None)
    return (kind, _normalise_colours(content)) if kind else None


def decode_base64(encoded: str) -> bytes:
    """Returns the bytes, none where it is no base64; white space is passed over."""
    try:
        return base64.b64decode("".join(encoded.split()), validate=True)
    except ValueError:
        return b""


def _normalise_colours(content: bytes) -> bytes:
    """Returns the image in RGB and without its profile, if its colours are of another space or the profile is.

    A damaged one stays as it is.
    """
    try:
        with Image.open(io.BytesIO(content)) as image:
            profile = image.info.get("icc_profile") or b""
            if image.mode not in ("CMYK", "YCbCr", "LAB", "HSV") and profile[16:20] in (b"", b"RGB ", b"GRAY"):
                return content
            made = io.BytesIO()
            mode = image.mode if image.mode in ("L", "LA", "P", "RGBA") else "RGB"
            ImageOps.exif_transpose(image).convert(mode).save(made, format=image.format, icc_profile=None, quality=95)
            return made.getvalue()
    except Exception:  # whatever a damaged picture makes a reader raise
        return content

"""Pictures that we show to everybody: drawn anew, so that nothing of the file that came is left in them."""

from __future__ import annotations

import io
from typing import BinaryIO

from PIL import Image, ImageOps

from otklik.kernel.files import OTHER_PIXELS, PIXELS

FORMATS = ["PNG", "JPEG", "GIF", "WEBP"]


class NoPicture(ValueError):
    """What was given cannot be decoded as a picture, or is too large to try."""


def redrawn(content: BinaryIO, *, within: tuple[int, int]) -> bytes:
    """The picture as PNG, no larger than `within`, without metadata or anything hidden. Raises NoPicture."""
    try:
        with Image.open(content, formats=FORMATS) as image:
            if image.width * image.height > PIXELS.get(image.format or "", OTHER_PIXELS):
                raise NoPicture
            image.draft("RGB", within)
            upright = ImageOps.exif_transpose(image).convert("RGBA" if image.has_transparency_data else "RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise NoPicture from None
    upright.thumbnail(within)
    out = io.BytesIO()
    upright.save(out, "PNG", optimize=True)
    return out.getvalue()

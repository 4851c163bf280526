"""Contents of files, stored once by what they hold (B9); who may see them is decided by whatever refers to them."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from django.db import models
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from otklik.kernel import clock, jobs, mime
from otklik.kernel.inserting import insert_once
from otklik.kernel.storage import TooLarge, Written, storage
from otklik.kernel.text import clean_line
from otklik.kernel.verbs import Refused

LIMIT = 25 * 2**20
"""Bytes in one file, unless the caller says otherwise."""

PIXELS = {"JPEG": 64_000_000}
OTHER_PIXELS = 32_000_000
"""How many an image may have: a photograph is decoded at a fraction of its size, others whole."""

AT_ONCE = 500
"""Hashes that one question of the sweeping asks for."""

THUMBNAIL = (640, 640)
SCREEN = (2560, 2560)
"""The most that a page shows of an image, in pixels."""

Image.MAX_IMAGE_PIXELS = max(PIXELS.values())


class StoredFile(models.Model):
    """Contents, known by their hash. `width` and `height` are set for images that can be decoded."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.BigIntegerField()
    mime = models.CharField(max_length=100)
    width = models.IntegerField(null=True)
    height = models.IntegerField(null=True)
    thumbnail = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    @property
    def path(self) -> Path:
        """Where the contents lie, for the door that sends them."""
        return storage().path(self.sha256)

    @property
    def is_inline_image(self) -> bool:
        """Whether it may be shown in a page."""
        return self.width is not None and mime.is_inline_image(self.mime)

    def open(self) -> BinaryIO:
        """The contents. Raises FileNotFoundError."""
        return storage().open(self.sha256)


class FileTooLarge(Refused):
    """More than the limit; `facts["limit"]` is in bytes."""


def store(content: bytes | BinaryIO, name: str = "", *, limit: int = LIMIT) -> StoredFile:
    """Keep the contents, durably, and know what they are; the same contents give the same row.

    An image gets its thumbnail from a job. Raises FileTooLarge.
    """
    try:
        written = storage().put(io.BytesIO(content) if isinstance(content, bytes) else content, limit)
    except TooLarge:
        said = _("The file is larger than %(megabytes)d MB.") % {"megabytes": limit // 2**20}
        raise FileTooLarge("file.too_large", said, limit=limit) from None
    stored = StoredFile(sha256=written.sha256, **_described(written, name))
    if not insert_once(stored):
        return StoredFile.objects.get(sha256=written.sha256)
    if stored.is_inline_image:
        jobs.later(make_thumbnail, file_id=stored.pk)
    return stored


def clean_name(name: str) -> str:
    """A file name that is safe to store, show and save: no path, no controls, no bidi tricks, at most 255 bytes."""
    name = re.split(r"[/\\]", clean_line(name))[-1].strip(". ")
    name = re.sub(r'[<>:"|?*\u200b-\u200f]', "_", name)
    stem, dot, suffix = name.rpartition(".")
    if not dot or len(suffix.encode()) > 20:
        stem, suffix = name, ""
    room = 255 - len((dot + suffix).encode() if suffix else b"")
    stem = stem.encode()[:room].decode(errors="ignore").rstrip(". ")
    return (f"{stem}.{suffix}" if suffix else stem) or "file"


@jobs.task(queue="soon")
def make_thumbnail(file_id: int) -> None:
    """Re-encode an image small, without its metadata; what cannot be decoded stays without one."""
    stored = StoredFile.objects.filter(pk=file_id, thumbnail=None).first()
    if stored and (small := _reduced(stored.path)):
        width, height, content = small
        written = storage().put(io.BytesIO(content), LIMIT)
        values = {"size": written.size, "mime": "image/webp", "width": width, "height": height}
        thumbnail, _fresh = StoredFile.objects.get_or_create(sha256=written.sha256, defaults=values)
        StoredFile.objects.filter(pk=file_id).update(thumbnail=thumbnail)


def redrawn(stored: StoredFile) -> bytes | None:
    """The image drawn anew, as WebP of at most `SCREEN`: only its pixels remain. None for what cannot be decoded."""
    try:
        drawn = _reduced(stored.path, SCREEN)
    except FileNotFoundError:
        return None
    return drawn[2] if drawn else None


def sweep() -> int:
    """Remove contents that no row knows, a day after they were put; how many."""
    place, count = storage(), 0
    old = place.older_than(clock.now() - timedelta(days=1))
    while some := set(islice(old, AT_ONCE)):
        for sha256 in some.difference(StoredFile.objects.filter(sha256__in=some).values_list("sha256", flat=True)):
            place.remove(sha256)
            count += 1
    return count


def _described(written: Written, name: str) -> dict[str, object]:
    kind = mime.detect(written.head, name)
    width, height = _measured(storage().path(written.sha256)) if mime.is_inline_image(kind) else (None, None)
    return {"size": written.size, "mime": kind, "width": width, "height": height, "created_at": clock.now()}


def _measured(path: Path) -> tuple[int, int] | tuple[None, None]:
    try:
        with _opened(path) as image:
            turned = image.getexif().get(0x0112, 1) >= 5  # photographed upright: lies on its side
            return (image.height, image.width) if turned else image.size
    except _UNDECODABLE:
        return None, None


def _reduced(path: Path, box: tuple[int, int] = THUMBNAIL) -> tuple[int, int, bytes] | None:
    try:
        with _opened(path) as image:
            image.draft("RGB", box)
            upright = ImageOps.exif_transpose(image).convert("RGBA" if image.has_transparency_data else "RGB")
    except _UNDECODABLE:
        return None
    upright.thumbnail(box)
    out = io.BytesIO()
    upright.save(out, "WEBP", quality=80)
    return upright.width, upright.height, out.getvalue()


_UNDECODABLE = (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning)


def _opened(path: Path) -> Image.Image:
    image = Image.open(path, formats=["PNG", "JPEG", "GIF", "WEBP"])
    if image.width * image.height > PIXELS.get(image.format or "", OTHER_PIXELS):
        image.close()
        raise Image.DecompressionBombError
    return image

"""Answers that carry stored files: who may have them was decided before; the door sends them (F1, B9)."""

from __future__ import annotations

from otklik.kernel.door.files import FileAnswer
from otklik.kernel.files import StoredFile

SANDBOX = "default-src 'none'; sandbox"
"""What a browser may do with somebody's file, should it ever open it as a page: nothing."""


def saved(file: StoredFile, name: str) -> FileAnswer:
    """The file as it came, to be saved and never opened inside our pages."""
    answer = FileAnswer(file.path, content_type=file.mime, name=name)
    return _harmless(answer)


def shown(picture: StoredFile) -> FileAnswer:
    """A picture that we have re-encoded, or know to be a plain image, shown in a page."""
    if not picture.is_inline_image:
        return saved(picture, "file")
    answer = FileAnswer(picture.path, content_type=picture.mime, inline=True)
    return _harmless(answer)


def _harmless(answer: FileAnswer) -> FileAnswer:
    answer["Content-Security-Policy"] = SANDBOX
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, max-age=3600"
    return answer

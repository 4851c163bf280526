"""Answers that carry stored files: who may have them was decided before; the door sends them (F1, B9)."""

from __future__ import annotations

from typing import TypeVar

from django.http import Http404, HttpRequest, HttpResponse

from otklik.kernel import files, mime
from otklik.kernel.door.files import FileAnswer, unchanged
from otklik.kernel.files import StoredFile

SANDBOX = "default-src 'none'; sandbox"
"""What a browser may do with somebody's file, should it ever open it as a page: nothing."""

LETTER = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; sandbox; frame-ancestors 'self'"
"""The same for a letter as it was sent, at an address of its own, in an iframe of ours (F3)."""

A = TypeVar("A", bound=HttpResponse)


def saved(file: StoredFile, name: str) -> FileAnswer:
    """The file as it came, to be saved and never opened inside our pages; what a browser might run is bytes."""
    runs = mime.is_dangerous("", file.mime) or any(word in file.mime for word in ("html", "xml", "script"))
    kind = "application/octet-stream" if runs else file.mime
    return harmless(FileAnswer(file.path, content_type=kind, name=name))


def shown(picture: StoredFile) -> FileAnswer:
    """A picture that we have re-encoded, or know to be a plain image, shown in a page."""
    if not picture.is_inline_image:
        return saved(picture, "file")
    answer = FileAnswer(picture.path, content_type=picture.mime, inline=True)
    return harmless(answer)


def redrawn(file: StoredFile, request: HttpRequest) -> HttpResponse:
    """A whole picture, re-encoded now: only its pixels remain. Raises Http404 for what is no image."""
    etag = f'"{file.sha256[:32]}"'
    if unchanged({"if-none-match": request.headers.get("If-None-Match", "")}, etag):
        return HttpResponse(status=304, headers={"ETag": etag})
    drawn = files.redrawn(file) if file.is_inline_image else None
    if drawn is None:
        raise Http404
    return harmless(HttpResponse(drawn, content_type="image/webp", headers={"ETag": etag}))


def harmless(answer: A) -> A:
    """The answer, with headers that let a browser do nothing with it but show or save it."""
    answer["Content-Security-Policy"] = SANDBOX
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, max-age=3600"
    return answer

"""Files that Django authorises and the door sends, without holding a thread (F1)."""

import asyncio
import os
import re
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path
from typing import Any, BinaryIO

from django.http import HttpResponse
from django.utils.http import content_disposition_header, parse_etags, parse_http_date_safe

from otklik.kernel.door.exchange import Exchange, Headers

PIECE = 32 * 2**10  # bytes; the server keeps up to 32 of them for a slow client
READING = 256 * 2**10


class FileAnswer(HttpResponse):
    """The answer of a view that lets somebody have a file: its headers are here, its contents are sent by the door.

    `path` lies in the directory of files; `name` is what the browser saves it as, and `inline` lets it be shown.
    """

    def __init__(
        self,
        path: Path | str,
        *,
        content_type: str = "application/octet-stream",
        name: str = "",
        inline: bool = False,
        **known: Any,
    ) -> None:
        super().__init__(content_type=content_type, **known)
        self.path = Path(path)
        if disposition := content_disposition_header(not inline, name):
            self["Content-Disposition"] = disposition


@dataclass(frozen=True)
class Piece:
    """The part of a file that an answer carries, in bytes."""

    status: int
    start: int = 0
    length: int = 0


async def send_file(exchange: Exchange, answer: FileAnswer, headers: Headers, root: Path) -> bool:
    """Send the file, or the range that was asked for, or 304. False when `root` holds no such file."""
    file = await asyncio.to_thread(_open_inside, answer.path, root)
    if not file:
        return False
    with file:
        about = os.fstat(file.fileno())
        etag = answer.get("ETag", f'"{about.st_mtime_ns:x}-{about.st_size:x}"')
        modified = answer.get("Last-Modified", formatdate(about.st_mtime, usegmt=True))
        piece = which(exchange, about.st_size, etag, modified)
        ours = {"etag": etag, "last-modified": modified, "accept-ranges": "bytes", **_describe(piece, about.st_size)}
        kept = [line for line in headers if line[0].lower() not in {*ours, "content-length"}]
        await _send(exchange, piece, [*kept, *ours.items()], file)
    return True


def which(exchange: Exchange, size: int, etag: str, modified: str) -> Piece:
    """The piece that a request asks for (RFC 9110, 13 and 14); several ranges at once get the whole file."""
    asked = exchange.headers
    if unchanged(asked, etag, modified):
        return Piece(304)
    ranged = re.fullmatch(r"bytes=(?!-$)(\d*)-(\d*)", asked.get("range", ""))
    strong = "" if etag.startswith("W/") else etag
    if exchange.method != "GET" or not ranged or asked.get("if-range", strong) not in (strong, modified):
        return Piece(200, 0, size)
    first, last = ranged.groups()
    start = int(first) if first else max(size - int(last), 0)
    end = min(int(last), size - 1) if first and last else size - 1
    return Piece(206, start, end - start + 1) if start <= end else Piece(416)


def unchanged(asked: Mapping[str, str], etag: str, modified: str = "") -> bool:
    """Whether the client has this already: by If-None-Match, compared weakly, else by If-Modified-Since."""
    if match := asked.get("if-none-match"):
        known = [one.removeprefix("W/") for one in parse_etags(match)]
        return "*" in known or etag.removeprefix("W/") in known
    since, changed = parse_http_date_safe(asked.get("if-modified-since", "")), parse_http_date_safe(modified)
    return since is not None and changed is not None and changed <= since


def _describe(piece: Piece, size: int) -> dict[str, str]:
    if piece.status == 416:
        return {"content-length": "0", "content-range": f"bytes */{size}"}
    if piece.status == 206:
        end = piece.start + piece.length - 1
        return {"content-length": str(piece.length), "content-range": f"bytes {piece.start}-{end}/{size}"}
    return {} if piece.status == 304 else {"content-length": str(size)}


async def _send(exchange: Exchange, piece: Piece, headers: Headers, file: BinaryIO) -> None:
    if exchange.method == "HEAD" or not piece.length:
        await exchange.start(piece.status, headers)
        await exchange.send(b"", more=False)
    else:
        await exchange.stream(piece.status, headers, _pieces(file, piece))


async def _pieces(file: BinaryIO, piece: Piece) -> AsyncGenerator[bytes]:
    file.seek(piece.start)
    left = piece.length
    while left > 0:
        block = await asyncio.to_thread(file.read, min(READING, left))
        if not block:
            raise EOFError("the file became shorter while it was sent")
        left -= len(block)
        for at in range(0, len(block), PIECE):
            yield block[at : at + PIECE]


def _open_inside(path: Path, root: Path) -> BinaryIO | None:
    try:
        real = (root / path).resolve()
    except ValueError:  # a NUL in the name
        return None
    return real.open("rb") if real.is_relative_to(root.resolve()) and real.is_file() else None

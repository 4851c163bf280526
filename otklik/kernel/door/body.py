"""Bodies that wait on this side of Django: requests before a thread is taken, generated answers while it works (F1)."""

import asyncio
import os
import tempfile
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from otklik.kernel.door.exchange import Exchange

IN_MEMORY = 256 * 2**10  # bytes
PATIENCE = 4  # a body this many times over the limit is not listened to any more


class Gone(Exception):
    """The client left, or sent less than it had promised."""


class TooLarge(Exception):
    """The body is over the limit of its audience (413)."""


class Stalled(Exception):
    """Nothing arrived for too long (408)."""


@dataclass(frozen=True)
class Limit:
    """What an audience may send: `size` in bytes, and how many seconds may pass without a byte."""

    size: int
    stall: float = 60.0


@dataclass
class Body:
    """A received body: in memory, or in a nameless file once it has outgrown it."""

    folder: Path
    size: int = 0
    file: BinaryIO = field(default_factory=BytesIO)
    _waiting: list[bytes] = field(default_factory=list)
    _waiting_size: int = 0

    async def write(self, chunk: bytes) -> None:
        """Keep the next piece; the disk is waited for in a thread of its own."""
        self.size += len(chunk)
        self._waiting.append(chunk)
        self._waiting_size += len(chunk)
        if self._waiting_size > IN_MEMORY:
            await asyncio.to_thread(self._write_down)

    def rewind(self) -> None:
        """Make it readable from its beginning."""
        self._flush()
        self.file.seek(0)

    def close(self) -> None:
        """Forget it."""
        self.file.close()

    def _write_down(self) -> None:
        if isinstance(self.file, BytesIO):
            self.file = tempfile.TemporaryFile(dir=self.folder)  # noqa: SIM115  closed when the answer is sent
        self._flush()

    def _flush(self) -> None:
        self.file.write(b"".join(self._waiting))
        self._waiting.clear()
        self._waiting_size = 0


async def receive_body(exchange: Exchange, body: Body, limit: Limit) -> None:
    """Fill `body` with all that the client sends. Raises Gone, TooLarge, Stalled.

    What is over the limit is listened to, though not kept: only a client that has finished sending reads the answer.
    """
    length = exchange.headers.get("content-length", "")
    declared = int(length) if length.isdecimal() else None
    heard, more = 0, (declared or 0) <= limit.size * PATIENCE
    while more and heard <= limit.size * PATIENCE:
        chunk, more = await _receive(exchange, limit.stall)
        heard += len(chunk)
        if chunk and heard <= limit.size:
            await body.write(chunk)
    if max(heard, declared or 0) > limit.size:
        raise TooLarge
    if declared not in (None, heard):
        raise Gone
    body.rewind()


async def _receive(exchange: Exchange, stall: float) -> tuple[bytes, bool]:
    try:
        async with asyncio.timeout(stall):
            message = await exchange.receive()
    except TimeoutError:
        raise Stalled from None
    if message["type"] == "http.disconnect":
        raise Gone
    return message.get("body", b""), message.get("more_body", False)


class Spool:
    """An answer that a thread generates and the loop sends, each at its own pace, with a nameless file between."""

    def __init__(self, folder: Path, loop: asyncio.AbstractEventLoop) -> None:
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115  closed when both have ended
        self._loop = loop
        self._grown = asyncio.Event()
        self._size = 0
        self._ended = False
        self._failure: BaseException | None = None
        self._abandoned = False

    def write(self, chunk: bytes) -> None:
        """Add a piece; called in the thread. Raises Gone when nobody reads any more."""
        if self._abandoned:
            raise Gone
        self._file.write(chunk)
        self._file.flush()
        self._size += len(chunk)
        self._tell()

    def end(self, failure: BaseException | None = None) -> None:
        """Say that nothing will follow, because it is whole or because of `failure`; called in the thread."""
        self._failure = failure
        self._ended = True
        self._tell()
        self._close()

    async def chunks(self) -> AsyncGenerator[bytes]:
        """What was written, as it comes. Raises the failure of the thread."""
        sent = 0
        try:
            while True:
                self._grown.clear()
                ended, size = self._ended, self._size  # in this order: what ended has its size
                while sent < size:
                    chunk = os.pread(self._file.fileno(), min(32 * 2**10, size - sent), sent)
                    sent += len(chunk)
                    yield chunk
                if ended:
                    break
                await self._grown.wait()
            if self._failure:
                raise self._failure
        finally:
            self._abandoned = True
            self._close()

    def _tell(self) -> None:
        self._loop.call_soon_threadsafe(self._grown.set)

    def _close(self) -> None:
        if self._ended and self._abandoned:
            self._file.close()

"""Where contents lie: on the disk of this machine, by hash, written whole or not at all."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, NamedTuple

from django.conf import settings

_PIECE = 2**18


class TooLarge(Exception):
    """There was more than the limit allows."""


class Written(NamedTuple):
    """What was put away: its hash, its size in bytes, its beginning."""

    sha256: str
    size: int
    head: bytes


class LocalStorage:
    """Files under one directory, as `ab/cd/<sha256>`; another storage has the same four verbs and `path`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, stream: BinaryIO, limit: int) -> Written:
        """Keep what the stream holds, durably, when this returns. Raises TooLarge beyond `limit` bytes."""
        temporary = self._made("incoming") / secrets.token_hex(16)
        try:
            written = _copy(stream, temporary, limit)
            target = self.path(written.sha256)
            if target.exists():
                os.utime(target)  # young again, so that no sweeping takes it before its row is committed
            else:
                target.parent.mkdir(parents=True, exist_ok=True)
                temporary.replace(target)
                _sync(target.parent)
            return written
        finally:
            with suppress(FileNotFoundError):
                temporary.unlink()

    def open(self, sha256: str) -> BinaryIO:
        """The contents. Raises FileNotFoundError."""
        return self.path(sha256).open("rb")

    def remove(self, sha256: str) -> None:
        """Forget the contents, if they are there."""
        with suppress(FileNotFoundError):
            self.path(sha256).unlink()

    def older_than(self, instant: datetime) -> Iterator[str]:
        """Hashes of contents that nobody has put since `instant`."""
        for path in self.root.glob("??/??/*"):
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < instant.timestamp():
                    yield path.name

    def path(self, sha256: str) -> Path:
        """Where the contents lie."""
        return self.root / sha256[:2] / sha256[2:4] / sha256

    def _made(self, name: str) -> Path:
        directory = self.root / name
        directory.mkdir(parents=True, exist_ok=True)
        return directory


def storage() -> LocalStorage:
    """The storage of this installation."""
    return LocalStorage(Path(settings.DATA) / "files")


def _copy(stream: BinaryIO, target: Path, limit: int) -> Written:
    digest, size, head = hashlib.sha256(), 0, b""
    with target.open("xb") as file:
        while piece := stream.read(_PIECE):
            size += len(piece)
            if size > limit:
                raise TooLarge
            digest.update(piece)
            head = head or piece[:8192]
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return Written(digest.hexdigest(), size, head)


def _sync(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

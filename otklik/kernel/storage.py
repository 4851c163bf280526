"""Where contents lie, by hash, written whole or not at all: on the disk of this machine, or on a server (FILES_URL)."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import BinaryIO, NamedTuple

from django.conf import settings

from otklik.kernel import clock
from otklik.kernel.s3 import Bucket

COPY_KEPT = timedelta(days=7)
_PIECE = 2**18


class TooLarge(Exception):
    """There was more than the limit allows."""


class Written(NamedTuple):
    """What was put away: its hash, its size in bytes, its beginning."""

    sha256: str
    size: int
    head: bytes


class LocalStorage:
    """Files under one directory, as `ab/cd/<sha256>`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, stream: BinaryIO, limit: int) -> Written:
        """Keep what the stream holds, durably, when this returns. Raises TooLarge beyond `limit` bytes."""
        temporary = self._made("incoming") / secrets.token_hex(16)
        try:
            written = _copy(stream, temporary, limit)
            self._keep(written, temporary)
            target = LocalStorage.path(self, written.sha256)
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

    def _keep(self, written: Written, file: Path) -> None:
        """Put it away elsewhere, before it counts as kept."""

    def _made(self, name: str) -> Path:
        directory = self.root / name
        directory.mkdir(parents=True, exist_ok=True)
        return directory


class BucketStorage(LocalStorage):
    """Contents on a server that speaks S3, which all nodes share; the directory holds copies of what is used here.

    What lies under a hash never changes, so a copy is never stale; one that nobody has asked for in `COPY_KEPT` is
    forgotten. Every verb may raise s3.Unreachable.
    """

    def __init__(self, root: Path, bucket: Bucket) -> None:
        super().__init__(root)
        self.bucket = bucket
        self._next_tidying = 0.0

    def open(self, sha256: str) -> BinaryIO:
        """The contents. Raises FileNotFoundError."""
        return self.path(sha256).open("rb")

    def remove(self, sha256: str) -> None:
        """Forget the contents, if they are there."""
        self.bucket.remove(sha256)
        super().remove(sha256)

    def older_than(self, instant: datetime) -> Iterator[str]:
        """Hashes of contents that nobody has put since `instant`."""
        for name, put_at in self.bucket.names():
            if put_at < instant:
                yield name

    def path(self, sha256: str) -> Path:
        """The copy on this machine, fetched if it was not here; what exists nowhere is not there afterwards either."""
        place = super().path(sha256)
        try:
            if place.stat().st_mtime < clock.now().timestamp() - 3600:
                os.utime(place)
        except FileNotFoundError:
            with suppress(FileNotFoundError):
                self._fetch(sha256, place)
        return place

    def _keep(self, written: Written, file: Path) -> None:
        with file.open("rb") as content:
            self.bucket.put(written.sha256, content, written.size, written.sha256)

    def _fetch(self, sha256: str, place: Path) -> None:
        temporary = self._made("incoming") / secrets.token_hex(16)
        try:
            with temporary.open("xb") as file:
                self.bucket.get(sha256, file)
            place.parent.mkdir(parents=True, exist_ok=True)
            temporary.replace(place)
        finally:
            temporary.unlink(missing_ok=True)
        self._tidy()

    def _tidy(self) -> None:
        """Once an hour, forget copies that nobody uses."""
        now = clock.now().timestamp()
        if now < self._next_tidying:
            return
        self._next_tidying = now + 3600
        for copy in LocalStorage.older_than(self, clock.now() - COPY_KEPT):
            LocalStorage.remove(self, copy)


def storage() -> LocalStorage:
    """The storage of this installation."""
    return _storage(Path(settings.DATA) / "files", settings.FILES_URL)


@cache
def _storage(root: Path, url: str) -> LocalStorage:
    return BucketStorage(root, Bucket.of(url)) if url else LocalStorage(root)


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

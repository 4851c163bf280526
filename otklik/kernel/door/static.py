"""Static files, sent by the door from memory: they are few, and Django is not asked (F1)."""

import asyncio
import gzip
import mimetypes
import re
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from otklik.kernel.door.exchange import Exchange
from otklik.kernel.door.files import unchanged
from otklik.kernel.door.pages import page

_HASHED = re.compile(r"\.[0-9a-f]{12}\.")  # as ManifestStaticFilesStorage names them
_COMPRESSIBLE = re.compile(r"text/|image/svg|json|javascript|manifest|xml")
_TYPES = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}


@dataclass(frozen=True)
class Item:
    """A static file as it is sent."""

    version: int
    etag: str
    headers: tuple[tuple[str, str], ...]
    plain: bytes
    zipped: bytes | None


class Shelf:
    """The collected static files under the address `prefix`; each is read when first asked for, and when it changes."""

    def __init__(self, root: Path, prefix: str) -> None:
        self.root = root
        self.prefix = prefix
        self._items: dict[str, Item] = {}

    async def __call__(self, exchange: Exchange) -> None:
        """Answer a request for a static file."""
        item = await self._item(exchange.path.removeprefix(self.prefix))
        if exchange.method not in ("GET", "HEAD"):
            await exchange.answer(405, [("allow", "GET, HEAD")])
        elif not item:
            await exchange.answer(404, *page(404))
        else:
            await _send(exchange, item)

    async def _item(self, name: str) -> Item | None:
        path = self._find(name)
        if not path:
            return None
        version = path.stat().st_mtime_ns
        if name not in self._items or self._items[name].version != version:
            self._items[name] = await asyncio.to_thread(_read, path, version)
        return self._items[name]

    def _find(self, name: str) -> Path | None:
        if "\0" in name:
            return None
        path = (self.root / name).resolve()
        return path if path.is_relative_to(self.root.resolve()) and path.is_file() else None


async def _send(exchange: Exchange, item: Item) -> None:
    zipped = item.zipped if "gzip" in exchange.headers.get("accept-encoding", "") else None
    etag = f'"{item.etag}{"-gz" if zipped else ""}"'
    headers = [*item.headers, ("etag", etag), *([("content-encoding", "gzip")] if zipped else [])]
    if unchanged(exchange.headers, etag):
        await exchange.answer(304, [line for line in headers if not line[0].startswith("content-")])
    else:
        await exchange.answer(200, headers, zipped or item.plain)


def _read(path: Path, version: int) -> Item:
    plain = path.read_bytes()
    kind = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    text = bool(_COMPRESSIBLE.search(kind))
    zipped = gzip.compress(plain, 9, mtime=0) if text else plain
    headers = (
        ("content-type", f"{kind}; charset=utf-8" if text else kind),
        ("cache-control", "public, max-age=31536000, immutable" if _HASHED.search(path.name) else "no-cache"),
        ("vary", "accept-encoding"),
        ("x-content-type-options", "nosniff"),
    )
    etag = blake2b(plain, digest_size=12).hexdigest()
    return Item(version, etag, headers, plain, zipped if len(zipped) < len(plain) * 0.9 else None)

"""One request and its answer, as the server passes them."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, MutableMapping
from contextlib import aclosing
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = Iterable[tuple[str, str]]

_UNTRUSTED = {"proxy", "forwarded", "x-real-ip"}


class Exchange:
    """A request with cleaned headers, the means to answer it, and to see that the client has gone."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scope = scope
        self.method: str = scope["method"]
        self.path: str = scope["path"]
        self.headers, self.forwarded_for = _clean(scope["headers"])
        self.receive = receive
        self.started = False
        self._send = send
        self._leaving: asyncio.Future[Message] | None = None

    @property
    def leaving(self) -> asyncio.Future[Message]:
        """Done when the client has gone; to be asked for only after the body was received."""
        if self._leaving is None:
            self._leaving = asyncio.ensure_future(self.receive())
        return self._leaving

    async def answer(self, status: int, headers: Headers, content: bytes = b"") -> None:
        """Send a whole answer; HEAD gets its headers only."""
        length = [] if status in (204, 304) else [("content-length", str(len(content)))]
        await self.start(status, [*_without_length(headers), *length])
        await self.send(b"" if self.method == "HEAD" else content, more=False)

    async def stream(self, status: int, headers: Headers, chunks: AsyncGenerator[bytes]) -> None:
        """Send an answer piece by piece, as fast as the client takes it, until the client goes."""
        await self.start(status, headers)
        async with aclosing(chunks):
            async for chunk in chunks:
                if self.leaving.done():
                    return
                await self.send(chunk, more=True)
        await self.send(b"", more=False)

    async def start(self, status: int, headers: Headers) -> None:
        """Send the status and the headers."""
        lines = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        self.started = True
        await self._send({"type": "http.response.start", "status": status, "headers": lines})

    async def send(self, content: bytes, *, more: bool) -> None:
        """Send a piece of the body."""
        await self._send({"type": "http.response.body", "body": content, "more_body": more})

    def close(self) -> None:
        """Stop watching the client."""
        if self._leaving:
            self._leaving.cancel()


def _clean(lines: Iterable[tuple[bytes, bytes]]) -> tuple[dict[str, str], str]:
    """Headers by name, and what the proxies say about the address.

    `X_Forwarded_For` would become the same variable as `X-Forwarded-For`, so names with an underscore are dropped;
    so is everything else that proxies say, because nobody here may believe it.
    """
    headers: dict[str, str] = {}
    for raw_name, raw_value in lines:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        if "_" not in name and name not in _UNTRUSTED:
            headers[name] = f"{headers[name]}{'; ' if name == 'cookie' else ','}{value}" if name in headers else value
    forwarded_for = headers.pop("x-forwarded-for", "")
    return {name: value for name, value in headers.items() if not name.startswith("x-forwarded-")}, forwarded_for


def _without_length(headers: Headers) -> list[tuple[str, str]]:
    return [(name, value) for name, value in headers if name.lower() != "content-length"]

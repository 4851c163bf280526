"""The door: what stands between the server and Django (F1).

A body is received before a thread is taken, and an answer is sent after the thread is free again, so that neither slow
uploads nor slow downloads keep anybody from a page.

    exchange   a request with cleaned headers, and the means to answer it
    body       bodies that wait outside Django
    environ    what Django is told, the client's address included
    threads    Django in a few threads
    files      files that Django authorises and the door sends
    static     static files, without Django
    pages      pages of last resort
    health     whether this process may be given requests
    life       start, farewell and stop of the process
"""

import logging
from dataclasses import dataclass
from pathlib import Path

from otklik.kernel.door.body import Body, Gone, Limit, Spool, Stalled, TooLarge, receive_body
from otklik.kernel.door.environ import Proxies, environ
from otklik.kernel.door.exchange import Exchange
from otklik.kernel.door.files import FileAnswer, send_file
from otklik.kernel.door.pages import page
from otklik.kernel.door.threads import Django, Reply

_logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Door:
    """Lets requests in to Django, and its answers out.

    `limits` go by the beginning of the path, the longest that fits; `scheme` is that of our own address; `files` is the
    only directory that files are sent from; `spool` holds bodies that have outgrown the memory.
    """

    django: Django
    limits: dict[str, Limit]
    proxies: Proxies
    scheme: str
    files: Path
    spool: Path

    async def __call__(self, exchange: Exchange) -> None:
        """Answer a request by Django; a client that has gone is forgotten."""
        body = Body(self.spool)
        try:
            await receive_body(exchange, body, self._limit(exchange.path))
            reply = await self.django.reply(exchange, environ(exchange, body, self.proxies, self.scheme))
            await self._send(exchange, reply)
        except Gone:
            return
        except TooLarge:
            await exchange.answer(413, *page(413))
        except Stalled:
            await exchange.answer(408, *page(408))
        except Exception:
            if exchange.started:  # the server cuts the connection: what was sent must not look whole
                raise
            _logger.exception("a request failed at the door")
            await exchange.answer(500, *page(500))
        finally:
            exchange.close()
            body.close()

    def _limit(self, path: str) -> Limit:
        return self.limits[max((start for start in self.limits if path.startswith(start)), key=len)]

    async def _send(self, exchange: Exchange, reply: Reply) -> None:
        response, status = reply.response, reply.response.status_code
        if isinstance(response, FileAnswer) and status == 200:
            if not await send_file(exchange, response, reply.headers, self.files):
                await exchange.answer(404, *page(404))
        elif isinstance(reply.content, Spool):
            await exchange.stream(status, reply.headers, reply.content.chunks())
        else:
            await exchange.answer(status, reply.headers, reply.content)

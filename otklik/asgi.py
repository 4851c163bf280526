"""The one entry for the web server: static files, the live stream, and Django behind the door (F1)."""

import asyncio
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "otklik.settings")
os.environ["OTKLIK_PROCESS"] = "web"

import django

django.setup()

from django.conf import settings

from otklik.kernel.door import Door
from otklik.kernel.door.body import Limit
from otklik.kernel.door.environ import Proxies
from otklik.kernel.door.exchange import Exchange, Receive, Scope, Send
from otklik.kernel.door.health import Health
from otklik.kernel.door.life import Life
from otklik.kernel.door.static import Shelf
from otklik.kernel.door.threads import Django
from otklik.knowledge import prepared
from otklik.live.hub import hub
from otklik.live.publishing import publisher
from otklik.live.stream import stream

SPOOL = settings.DATA / "spool"
LIMITS = {
    "/": Limit(40 * 2**20),  # customers, and guests who write before they sign in
    "/desk/": Limit(60 * 2**20),
    "/manage/": Limit(60 * 2**20),
    "/sign-in/": Limit(64 * 2**10),
}

_django = Django(int(os.environ.get("OTKLIK_THREADS", "4")), SPOOL)
_door = Door(
    django=_django,
    limits=LIMITS,
    proxies=Proxies.named(*settings.TRUSTED_PROXIES),
    scheme="https" if settings.SITE_URL.startswith("https://") else "http",
    files=settings.DATA / "files",
    spool=SPOOL,
)
_health = Health()
_static = Shelf(settings.STATIC_ROOT, settings.STATIC_URL)


async def _say_the_rest() -> None:
    await asyncio.to_thread(publisher.close)


async def _prepare() -> None:
    prepared.warm()


_life = Life(start=[hub.start, _prepare], leave=[_health.leave, hub.send_away], stop=[hub.stop, _say_the_rest])


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """ASGI 3."""
    if scope["type"] == "lifespan":
        await _life(receive, send)
    elif scope["path"] == "/events":
        await stream(Exchange(scope, receive, send), hub)
    elif scope["path"] == "/health":
        await _health(Exchange(scope, receive, send))
    elif scope["path"].startswith(settings.STATIC_URL):
        await _static(Exchange(scope, receive, send))
    else:
        await _door(Exchange(scope, receive, send))

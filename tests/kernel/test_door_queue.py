"""The queue before Django's threads (F1), without a server between."""

import asyncio
import threading

import pytest
from django.http import HttpResponse
from django.urls import path

from otklik.kernel.door.body import Body, Gone
from otklik.kernel.door.environ import Proxies, environ
from otklik.kernel.door.exchange import Exchange
from otklik.kernel.door.threads import Django

entered, let_go = threading.Event(), threading.Event()
calls: list[str] = []


def hold(request):
    entered.set()
    let_go.wait()
    return HttpResponse("held")


def count(request):
    calls.append(request.path)
    return HttpResponse("counted")


urlpatterns = [path("hold", hold), path("count", count)]


def exchange(address: str) -> tuple[Exchange, asyncio.Event]:
    """A request, and the event of its client's leaving."""
    left = asyncio.Event()

    async def receive():
        await left.wait()
        return {"type": "http.disconnect"}

    async def send(message):
        raise AssertionError("nothing is sent to who waits in the queue")

    scope = {"method": "GET", "path": address, "raw_path": address.encode(), "headers": [], "query_string": b""}
    return Exchange({**scope, "server": None, "client": None, "http_version": "1.1"}, receive, send), left


@pytest.mark.urls(__name__)
def test_f1_who_leaves_the_queue_never_reaches_django(tmp_path, settings):
    settings.MIDDLEWARE = []

    async def story():
        django = Django(1, tmp_path)

        async def ask(request):
            reply = await django.reply(request, environ(request, Body(tmp_path), Proxies(), "http"))
            request.close()
            return reply.content

        held = asyncio.create_task(ask(exchange("/hold")[0]))
        await asyncio.to_thread(entered.wait)
        (impatient, left), (patient, _) = exchange("/count"), exchange("/count")
        leaving, waiting = asyncio.create_task(ask(impatient)), asyncio.create_task(ask(patient))
        left.set()
        with pytest.raises(Gone):
            await leaving
        let_go.set()
        assert [await held, await waiting, calls] == [b"held", b"counted", ["/count"]]
        await asyncio.to_thread(django.close)

    asyncio.run(story())

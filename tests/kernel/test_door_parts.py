"""The door's parts by themselves: whose word is believed, and how long a body is waited for (F1)."""

import asyncio

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from otklik.kernel.door.body import Body, Gone, Limit, Spool, Stalled, TooLarge, receive_body
from otklik.kernel.door.environ import Proxies
from otklik.kernel.door.exchange import Exchange
from otklik.kernel.door.threads import lost_connection
from otklik.kernel.middleware import security_headers


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "client"),
    [
        ("93.184.216.34", "6.6.6.6", "93.184.216.34"),
        ("10.0.0.2", "6.6.6.6, 93.184.216.34", "93.184.216.34"),
        ("10.0.0.2", "6.6.6.6, 93.184.216.34, 10.9.9.9", "93.184.216.34"),
        ("10.0.0.2", "", "10.0.0.2"),
        ("10.0.0.2", "nonsense", "10.0.0.2"),
        ("10.0.0.2", "10.0.0.3", "10.0.0.3"),
        ("::ffff:10.0.0.2", "2001:db8::7", "2001:db8::7"),
        ("::1", "93.184.216.34", "93.184.216.34"),
        ("", "93.184.216.34", ""),
    ],
)
def test_f1_only_a_trusted_proxy_says_who_the_client_is(peer, forwarded_for, client):
    assert Proxies.named("10.0.0.0/8", "::1").client(peer, forwarded_for) == client


def test_a_proxy_that_is_no_address_is_refused_at_the_start():
    with pytest.raises(ValueError, match="proxy"):
        Proxies.named("proxy.example")


def received(tmp_path, limit, *messages, declared=None):
    """What becomes of a body that comes in these messages, after which the client is silent."""
    coming = list(messages)

    async def receive():
        return coming.pop(0) if coming else await asyncio.Event().wait()

    async def send(message):
        raise AssertionError("nothing is sent while a body is received")

    async def story():
        lines = [(b"content-length", str(declared).encode())] if declared is not None else []
        exchange = Exchange({"method": "POST", "path": "/", "headers": lines}, receive, send)
        body = Body(tmp_path)
        try:
            await receive_body(exchange, body, limit)
            return body.file.read()
        finally:
            body.close()

    return asyncio.run(story())


def chunk(content, more=True):
    return {"type": "http.request", "body": content, "more_body": more}


def test_a_body_that_stands_still_is_given_up(tmp_path):
    with pytest.raises(Stalled):
        received(tmp_path, Limit(100, stall=0.01), chunk(b"slow"))


def test_a_body_shorter_than_it_was_said_to_be_is_dropped(tmp_path):
    with pytest.raises(Gone):
        received(tmp_path, Limit(100), chunk(b"short", more=False), declared=6)
    with pytest.raises(Gone):
        received(tmp_path, Limit(100), chunk(b"short"), {"type": "http.disconnect"})
    assert received(tmp_path, Limit(100), chunk(b"whole", more=False), declared=5) == b"whole"


def test_a_body_over_the_limit_is_listened_to_so_that_its_sender_hears_the_refusal(tmp_path):
    with pytest.raises(TooLarge):
        received(tmp_path, Limit(10), chunk(b"x" * 8), chunk(b"x" * 8), chunk(b"x", more=False))
    with pytest.raises(TooLarge):  # but not for ever
        received(tmp_path, Limit(10), *[chunk(b"x" * 10)] * 5)
    with pytest.raises(TooLarge):
        received(tmp_path, Limit(10), declared=41)


def test_a_generator_whose_reader_has_gone_is_stopped(tmp_path):
    async def story():
        spool = Spool(tmp_path, asyncio.get_running_loop())
        spool.write(b"first")
        chunks = spool.chunks()
        assert await anext(chunks) == b"first"
        await chunks.aclose()
        with pytest.raises(Gone):
            spool.write(b"second")
        spool.end()

    asyncio.run(story())


def test_what_is_no_loss_of_the_connection_is_not_repeated():
    assert not lost_connection(None)
    assert not lost_connection(ValueError("a bug"))


def answer(**headers):
    return security_headers(lambda request: HttpResponse(headers=headers))(RequestFactory().get("/"))


def test_f3_every_answer_forbids_what_our_pages_never_do():
    policy = answer()["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer()["X-Content-Type-Options"] == "nosniff"


def test_f3_a_view_may_be_stricter_or_looser_about_its_own_answer():
    own = "default-src 'none'; sandbox"
    assert answer(**{"Content-Security-Policy": own})["Content-Security-Policy"] == own

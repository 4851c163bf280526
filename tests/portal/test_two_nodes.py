"""The same form sent to two nodes counts once, also when the first dies over it (F12)."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

import httpx
import psycopg
import pytest

from otklik.tickets.models import Ticket
from tests import databases
from tests.cast import everybody
from tests.live.listening import cookie_of
from tests.serving import database_url, serving
from tests.waiting import until

TOKEN = "b" * 32


@pytest.fixture
def nodes(django_db_setup, django_db_blocker, tmp_path_factory):
    name = f"{django_db_setup.name}_nodes"
    with django_db_blocker.unblock():
        databases.clone(django_db_setup.fresh, name)
        try:
            first, second = (tmp_path_factory.mktemp(place) for place in ("one", "two"))
            with (
                serving("tests.settings", first, name) as one,
                serving("tests.settings", second, name) as other,
                databases.connected_to(name),
            ):
                one.database = name
                yield one, other
        finally:
            databases.drop(name)


def ask(node, cookie, text, once):
    """The customer's form; the number of the request, or nothing when the node has died over it."""
    headers = {"Cookie": f"{cookie}; otklik_csrf={TOKEN}", "Content-Type": "application/x-www-form-urlencoded"}
    body = urlencode({"text": text, "once": once, "csrfmiddlewaretoken": TOKEN})
    try:
        answer = node.client.post("/ask/", content=body, headers=headers)
    except httpx.TransportError:
        return None
    assert answer.status_code == 302, answer.text[:500]
    return answer.headers["location"]


def test_the_same_form_counts_once_at_two_nodes_at_once_and_when_the_first_is_killed_over_it(nodes):
    dying, living = nodes
    cookie = cookie_of(everybody().vera)
    with ThreadPoolExecutor(2) as both:
        first, second = both.map(lambda node: ask(node, cookie, "Пишу дважды", "token-twice"), nodes)
    assert first == second
    assert Ticket.objects.filter(messages__body="Пишу дважды").count() == 1

    with psycopg.connect(database_url(dying.database)) as holding, ThreadPoolExecutor(1) as sending:
        holding.execute("LOCK TABLE tickets_message IN SHARE ROW EXCLUSIVE MODE")
        sent = sending.submit(ask, dying, cookie, "Оборвалось", "token-died")
        until(lambda: waits(dying.database))
        workers = Path(f"/proc/{dying.process.pid}/task/{dying.process.pid}/children").read_text().split()
        for pid in [dying.process.pid, *map(int, workers)]:
            os.kill(pid, signal.SIGKILL)
        assert sent.result(30) is None
    assert ask(living, cookie, "Оборвалось", "token-died")
    assert ask(living, cookie, "Оборвалось", "token-died")
    assert Ticket.objects.filter(messages__body="Оборвалось").count() == 1


def waits(database):
    with psycopg.connect(database_url(database)) as asking:
        query = (
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'tickets_message'::regclass"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        return asking.execute(query).fetchone()[0]

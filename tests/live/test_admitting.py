"""Who is let in when many come back at once (F2)."""

import asyncio
import threading

import pytest
from django.db import DatabaseError

from otklik.live import stream
from otklik.live.admitting import admit
from tests.live.listening import cookie_of, somebody
from tests.serving import PATIENCE


@pytest.fixture(autouse=True)
def _kept_connection(monkeypatch):
    """The test's connection is not the thread's to close."""
    monkeypatch.setattr("otklik.live.admitting.close_old_connections", lambda: None)


@pytest.mark.django_db
def test_many_are_admitted_by_four_queries_and_strangers_among_them_are_not(django_assert_max_num_queries):
    people = [somebody(f"listener{place}") for place in range(12)]
    cookies = [cookie_of(person) for person in people]
    switched_off = somebody("gone")
    theirs = cookie_of(switched_off)
    type(switched_off).objects.filter(pk=switched_off.pk).update(is_active=False)
    strange = ["", "otklik_session=", "otklik_session=forged", "otklik_session=\x00", "otklik_session=ё", "a=b", theirs]
    with django_assert_max_num_queries(4):
        admitted = admit([*strange, *cookies, cookies[0]])
    assert [listener and listener.person_id for listener in admitted] == (
        [None] * len(strange) + [person.pk for person in people] + [people[0].pk]
    )
    assert all(f"person-{listener.person_id}" in listener.topics for listener in admitted if listener)


@pytest.mark.django_db
def test_a_changed_password_admits_nobody():
    anna = somebody("anna-too")
    cookie = cookie_of(anna)
    anna.set_password("another")
    anna.save()
    assert admit([cookie]) == [None]


def test_who_comes_during_an_admission_is_admitted_together_and_hears_of_its_failure(monkeypatch):
    groups, others_wait = [], threading.Event()

    def held(cookies):
        groups.append(len(cookies))
        assert others_wait.wait(PATIENCE)
        if "broken" in cookies:
            raise DatabaseError("the database is away")
        return [None for _ in cookies]

    async def come():
        admissions = stream.Admissions()
        first = asyncio.create_task(admissions.admitted("one"))
        while not groups:
            await asyncio.sleep(0)  # let it begin
        rest = [asyncio.create_task(admissions.admitted(name)) for name in ("broken", "three", "left")]
        await asyncio.sleep(0)
        rest.pop().cancel()
        others_wait.set()
        return await asyncio.gather(first, *rest, return_exceptions=True)

    monkeypatch.setattr(stream, "admit", held)
    first, *rest = asyncio.run(come())
    assert groups == [1, 3]
    assert first is None
    assert [type(one) for one in rest] == [DatabaseError, DatabaseError]

"""The clock process: what it enqueues, and when."""

import threading
from datetime import UTC, datetime
from importlib import import_module

import pytest
from django.db import connection

from otklik.kernel import claims, clock, jobs, ticking
from otklik.schedule import PERIODIC, RECEIVERS
from tests.kernel import chores

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def enqueued():
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name FROM procrastinate_jobs ORDER BY id")
        return [name for (name,) in cursor.fetchall()]


def test_everything_in_the_schedule_exists():
    for every, task in PERIODIC:
        assert task in jobs.TASKS
        assert ticking.following(every, NOON) > NOON
    for path in RECEIVERS.values():
        module, name = path.split(":")
        assert callable(getattr(import_module(module), name))


def test_seconds_and_cron_expressions_name_the_next_instant():
    assert ticking.following(15, NOON) == NOON.replace(second=15)
    assert ticking.following("30 3 * * *", NOON) == NOON.replace(day=3, hour=3, minute=30)


@pytest.mark.django_db
def test_a_due_tick_enqueues_its_task_once_while_it_waits():
    ticks = [ticking.Tick(60, chores.hourly.name, NOON), ticking.Tick("0 3 * * *", chores.nightly.name, NOON)]
    with clock.at(NOON):
        ticking.strike_due(ticks)
    with clock.at(NOON.replace(second=59)):
        ticking.strike_due(ticks)
    with clock.at(NOON.replace(minute=1)):
        ticking.strike_due(ticks)
    assert enqueued() == [chores.hourly.name, chores.nightly.name]
    assert [tick.due for tick in ticks] == [NOON.replace(minute=2), NOON.replace(day=3, hour=3)]


@pytest.mark.django_db
def test_f24_a_second_clock_waits_for_the_first():
    stop = threading.Event()
    stop.set()
    with claims.take("clock"):
        ticking.run([(1, chores.hourly.name)], stop)
    assert enqueued() == []

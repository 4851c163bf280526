"""A real worker process at a real database: what it runs, and what happens when it is killed."""

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import connection

from otklik.kernel import clock, jobs
from otklik.kernel.jobs import FailedJob
from tests.kernel import chores
from tests.serving import database_url

WORKER = """
import django
django.setup()
import tests.kernel.chores
from otklik.kernel import jobs
jobs.run_worker(concurrency=1)
"""

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def worker():
    url = database_url(connection.settings_dict["NAME"])
    environment = {**os.environ, "DATABASE_URL": url, "OTKLIK_PROCESS": "worker"}
    process = subprocess.Popen([sys.executable, "-c", WORKER], env=environment, stdout=subprocess.PIPE, text=True)
    yield process
    process.kill()
    process.communicate()


def hear(worker):
    return worker.stdout.readline().strip()


def test_a_worker_runs_what_it_is_woken_for_and_stops_when_asked(worker):
    jobs.later(chores.fail_aloud, word="b")
    jobs.later(chores.say, word="first")
    assert hear(worker) == "first"
    jobs.later(chores.say, at=clock.now() + timedelta(milliseconds=300), word="third")
    jobs.later(chores.say, word="second")
    assert [hear(worker), hear(worker)] == ["second", "third"]
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(20) == 0
    assert "ValueError: b" in FailedJob.objects.get().error
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT count(*) FROM procrastinate_workers")
        assert cursor.fetchone() == (0,)


def test_f25_a_job_of_a_killed_worker_is_run_by_another(worker):
    jobs.later(chores.hang, word="hanging")
    assert hear(worker) == "hanging"
    worker.kill()
    worker.wait()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '21 seconds'")
    jobs.rescue()
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, status::text, attempts FROM procrastinate_jobs")
        assert cursor.fetchall() == [("tests.kernel.chores.hang", "todo", 1)]


def test_a_worker_that_lost_its_connections_goes_on_or_ends_to_be_started_anew(worker):
    jobs.later(chores.say, word="before")
    assert hear(worker) == "before"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
            "AND datname = current_database()"
        )
    jobs.later(chores.say, word="after")
    assert hear(worker) == "after" or worker.wait(20) != 0


def test_f25_a_worker_that_cannot_settle_a_job_ends_so_that_the_job_is_rescued(worker):
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'kept'; END $$;"
            "CREATE TRIGGER keep BEFORE DELETE ON procrastinate_jobs EXECUTE FUNCTION keep()"
        )
    jobs.later(chores.say, word="done")
    assert hear(worker) == "done"
    assert worker.wait(20) != 0
    jobs.rescue()
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text, attempts FROM procrastinate_jobs")
        assert cursor.fetchall() == [("todo", 1)]

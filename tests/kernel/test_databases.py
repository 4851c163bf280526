"""F21: how each kind of process connects."""

import threading
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from django.db.backends.postgresql.base import DatabaseWrapper

from otklik.kernel import databases
from tests.serving import database_url

DATA = Path("/nowhere")


def settings(process):
    return databases.configure(database_url(connection.settings_dict["NAME"]), DATA, process)


def test_f21_only_the_web_pools():
    web, worker = settings("web"), settings("worker")
    assert web["OPTIONS"]["pool"]["max_size"] == databases.threads() + 1
    assert web["CONN_MAX_AGE"] == 0
    assert "pool" not in worker["OPTIONS"]
    assert worker["CONN_MAX_AGE"] is None
    assert web["CONN_HEALTH_CHECKS"] is worker["CONN_HEALTH_CHECKS"] is True


def test_a_url_says_everything_that_libpq_understands():
    place = databases.configure("postgresql://o%40k:p%2Fw@db.example:6432/desk?sslmode=require", DATA, "worker")
    assert (place["HOST"], place["PORT"], place["NAME"]) == ("db.example", "6432", "desk")
    assert (place["USER"], place["PASSWORD"]) == ("o@k", "p/w")
    assert place["OPTIONS"]["sslmode"] == "require"
    socket = databases.configure("postgresql://postgres@/desk?host=%2Frun%2Fpg", DATA, "worker")
    assert socket["HOST"] == "/run/pg"


def test_without_a_url_it_is_the_server_of_the_data_directory():
    place = databases.configure(None, DATA, "clock")
    assert (place["HOST"], place["NAME"], place["USER"]) == ("/nowhere/run", "otklik", "otklik")


@pytest.mark.django_db
def test_f21_when_every_pooled_connection_has_died_the_next_request_does_not_notice():
    web = {**connection.settings_dict, **settings("web"), "NAME": connection.settings_dict["NAME"]}
    wrappers = [DatabaseWrapper(web, alias="pooled") for _ in range(databases.threads() + 1)]
    for wrapper in wrappers:
        wrapper.ensure_connection()
    lost = [wrapper.connection.info.backend_pid for wrapper in wrappers]
    for wrapper in wrappers:
        wrapper.close()
    with psycopg.connect(database_url(connection.settings_dict["NAME"])) as ours:
        ours.execute("SELECT pg_terminate_backend(pid, 5000) FROM unnest(%s::int[]) AS pid", [lost])
    with wrappers[0].cursor() as cursor:
        cursor.execute("SELECT 42")
        assert cursor.fetchone() == (42,)
    wrappers[0].close()
    wrappers[0].close_pool()


@pytest.mark.django_db
def test_f21_a_unit_of_work_replaces_a_connection_that_died():
    answers = []

    def work():
        for _ in range(2):
            with databases.unit_of_work(), connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                answers.append(cursor.fetchone()[0])
            with psycopg.connect(database_url(connection.settings_dict["NAME"])) as ours:
                ours.execute("SELECT pg_terminate_backend(%s, 5000)", [answers[-1]])
        connection.close()

    connection.settings_dict["CONN_MAX_AGE"] = None
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert len(set(answers)) == 2

"""What the replica is read for, and when it is not."""

import pytest
from django.db import OperationalError, connection, connections
from psycopg.errors import QueryCanceled

from otklik.kernel import replica
from otklik.kernel.checks.database import follower
from otklik.kernel.settings import SettingValue
from otklik.people.models import Person
from otklik.tickets.models import Ticket
from tests import databases
from tests.replicas import pair
from tests.tickets.acting import opened
from tests.waiting import until


@pytest.fixture
def second(django_db_setup, db, monkeypatch):
    """A second database with the same cast, called the replica and taken for fresh: who reads it can be told."""
    name = f"{django_db_setup.name}_second"
    databases.clone(django_db_setup.fresh, name)
    connections.settings[replica.ALIAS] = {**connection.settings_dict, "NAME": name}
    monkeypatch.setattr(connections[replica.ALIAS], "ensure_connection", lambda: connect(connections[replica.ALIAS]))
    monkeypatch.setattr(replica, "lag", lambda primary, standby: 0.0)
    replica.forget()
    yield connections[replica.ALIAS]
    connections[replica.ALIAS].close()
    del connections[replica.ALIAS]
    del connections.settings[replica.ALIAS]
    replica.forget()
    databases.drop(name)


def connect(wrapper):
    """What Django's test case would forbid for a database that it did not know when the test began."""
    if wrapper.connection is None:
        with wrapper.wrap_database_errors:
            wrapper.connect()


def rename_there(second, person, name):
    with second.cursor() as cursor:
        cursor.execute("UPDATE people_person SET name = %s WHERE id = %s", [name, person.pk])


@replica.reading
def name_of(person):
    return Person.objects.get(pk=person.pk).name


def test_only_a_reading_function_asks_the_replica(second, cast):
    rename_there(second, cast.anna, "Анна оттуда")
    assert name_of(cast.anna) == "Анна оттуда"
    assert Person.objects.get(pk=cast.anna.pk).name == cast.anna.name


def test_a_row_that_came_from_the_replica_is_saved_in_the_primary(second, cast):
    rename_there(second, cast.anna, "Анна оттуда")
    there = replica.reading(Person.objects.get)(pk=cast.anna.pk)
    there.save()
    assert Person.objects.get(pk=cast.anna.pk).name == "Анна оттуда"
    assert there.role == cast.anna.role


def test_sql_written_by_hand_goes_where_the_function_reads(second):
    assert replica.reading(lambda: replica.line().alias)() == "replica"
    assert replica.line().alias == "default"


def test_settings_are_never_read_from_the_replica(second, db):
    SettingValue.objects.create(name="test.here", value=1)
    assert replica.reading(lambda: SettingValue.objects.filter(name="test.here").exists())()


def test_a_replica_that_lags_more_than_the_bound_is_not_read(second, cast, monkeypatch, settings):
    rename_there(second, cast.anna, "Анна оттуда")
    settings.REPLICA_LAG = 5.0
    monkeypatch.setattr(replica, "lag", lambda primary, standby: 5.1)
    assert name_of(cast.anna) == cast.anna.name
    replica.forget()
    monkeypatch.setattr(replica, "lag", lambda primary, standby: 4.9)
    assert name_of(cast.anna) == "Анна оттуда"


def test_a_replica_that_is_down_is_left_alone_and_the_primary_answers(second, cast):
    rename_there(second, cast.anna, "Анна оттуда")
    assert name_of(cast.anna) == "Анна оттуда"
    second.close()
    second.settings_dict["NAME"] = "otklik_no_such_database"
    assert name_of(cast.anna) == cast.anna.name
    assert not replica.is_fresh()


def test_a_question_that_was_too_slow_is_not_asked_twice(second):
    asked = []

    @replica.reading
    def slow():
        asked.append(replica.line().alias)
        raise OperationalError from QueryCanceled()

    with pytest.raises(OperationalError):
        slow()
    assert asked == ["replica"]


def test_a_search_reads_the_replica_but_not_for_whoever_has_just_written(second, cast, signed_in, settings):
    settings.MIDDLEWARE = ["otklik.kernel.replica.pin_writers", *settings.MIDDLEWARE]
    anna = signed_in(cast.anna)
    ticket = opened(cast.vera, subject="Жирафы на складе")
    assert "Жирафы на складе" not in anna.get("/desk/search/?q=жирафы").content.decode()
    anna.post("/desk/presence/", {"place": f"ticket-{ticket.number}", "doing": "reading"})
    assert "Жирафы" in anna.get("/desk/search/?q=жирафы").content.decode()
    del anna.cookies[replica.COOKIE]
    assert "Жирафы на складе" not in anna.get("/desk/search/?q=жирафы").content.decode()


def test_a_list_of_requests_reads_the_primary(second, cast, signed_in):
    opened(cast.vera, subject="Жирафы на складе")
    assert "Жирафы на складе" in signed_in(cast.anna).get("/desk/open/").content.decode()
    assert Ticket.objects.using("replica").filter(subject="Жирафы на складе").count() == 0


def test_the_report_of_violations_is_made_from_the_replica(second, cast, signed_in):
    asked = []

    def listen(execute, sql, *rest):
        asked.append(sql)
        return execute(sql, *rest)

    boris = signed_in(cast.boris)
    with second.execute_wrapper(listen):
        assert boris.get("/desk/violations/report/").status_code == 200
        assert boris.get("/desk/shift/first-words/").status_code == 200
    for table in ("clocks_share", "tickets_span", "routing_expectation"):
        assert any(table in sql for sql in asked), table


@pytest.mark.servers
def test_how_far_a_real_replica_is_behind(db):
    """Nothing, what it has not replayed, nothing again, and no replica once it was promoted."""
    with pair() as servers:
        servers.follow()
        with servers.connect("primary") as primary, servers.connect("replica") as standby:
            primary.execute("CREATE TABLE said (number int)")
            until(lambda: replica.lag(primary, standby) == 0)
            standby.execute("SELECT pg_wal_replay_pause()")
            primary.execute("INSERT INTO said VALUES (1)")
            until(lambda: 0 < replica.lag(primary, standby) < 30)
            standby.execute("SELECT pg_wal_replay_resume()")
            until(lambda: replica.lag(primary, standby) == 0)
            assert standby.execute("SELECT count(*) FROM said").fetchone() == (1,)
            standby.execute("SELECT pg_promote()")
            with pytest.raises(replica.Unusable):
                until(lambda: replica.lag(primary, standby) < 0)


def test_the_check_says_how_far_the_replica_is_behind(second, monkeypatch):
    monkeypatch.setattr(replica, "lag", lambda primary, standby: 7.25)
    (said,) = follower()
    assert (said.what, said.level, said.said[:6]) == ("replica", "warning", "7.2 s ")
    monkeypatch.undo()
    second.ensure_connection = lambda: connect(second)
    (said,) = follower()
    assert said.level == "warning"
    assert "is no replica" in said.said

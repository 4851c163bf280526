"""The live line, tried with a real server (F2)."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from urllib.parse import urlencode

import psycopg
import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.db import connection

from otklik import live
from otklik.kernel import clock
from otklik.live.models import Name
from otklik.live.publishing import Said, publisher
from tests import databases
from tests.live.listening import Stream, cookie_of, somebody
from tests.serving import database_url, serving


@pytest.fixture(scope="module")
def _server(django_db_setup, django_db_blocker, tmp_path_factory):
    name = f"{django_db_setup.name}_live"
    with django_db_blocker.unblock():
        databases.clone(django_db_setup.fresh, name)
        try:
            with serving("tests.settings", tmp_path_factory.mktemp("data"), name) as server:
                server.database = name
                yield server
        finally:
            databases.drop(name)


@pytest.fixture
def server(_server, django_db_blocker):
    """The running server; inside the test Django's connection leads to its database, and commits."""
    with django_db_blocker.unblock(), databases.connected_to(_server.database):
        yield _server
        get_user_model().objects.all().delete()


@pytest.fixture
def anna(server):
    return somebody("anna")


@pytest.fixture
def line(server, anna):
    with Stream(server, cookie_of(anna)) as stream:
        yield stream.joined()


def say(name, *people):
    live.touch(name, to=[f"person-{person.pk}" for person in people])


def test_a_name_reaches_those_who_may_hear_it_and_nobody_else(server, anna, line):
    vera = somebody("vera")
    with Stream(server, cookie_of(vera)) as hers:
        hers.joined()
        say("ticket-1", anna)
        say("ticket-2", anna, vera)
        assert hers.heard() == ["ticket-2"]
    assert [*line.heard(), *line.heard()] == ["ticket-1", "ticket-2"]


def test_an_open_line_says_when_to_come_back_and_is_never_kept_by_a_cache(line):
    assert 2000 <= int(line.retry) <= 5000
    assert line.response.headers["Content-Type"] == "text/event-stream"
    assert line.response.headers["Cache-Control"] == "no-store"


def test_a_stranger_is_told_not_to_come_back(server):
    for cookie in ["", "otklik_session=", "otklik_session=forged"]:
        with Stream(server, cookie) as stream:
            assert stream.status == 204
    assert server.client.post("/events").status_code == 405


def test_who_was_switched_off_or_changed_the_password_is_a_stranger(server, anna):
    cookie = cookie_of(anna)
    get_user_model().objects.filter(pk=anna.pk).update(is_active=False)
    with Stream(server, cookie) as stream:
        assert stream.status == 204
    get_user_model().objects.filter(pk=anna.pk).update(is_active=True, password="another")
    with Stream(server, cookie) as stream:
        assert stream.status == 204


def test_three_hundred_browsers_hear_the_same_name(server, anna):
    cookie = cookie_of(anna)
    with ExitStack() as stack:
        streams = [stack.enter_context(Stream(server, cookie)) for _ in range(300)]
        for stream in streams:
            stream.joined()
        say("desk", anna)
        assert [stream.heard() for stream in streams] == [["desk"]] * 300


def test_what_was_said_while_a_browser_was_away_is_said_again_once(server, anna, line):
    say("ticket-1", anna)
    line.heard()
    say("ticket-2", anna)
    say("ticket-3", anna)
    say("ticket-3", anna)
    say("elsewhere", somebody("vera"))
    with Stream(server, cookie_of(anna), position=line.position) as again:
        assert sorted(again.heard()) == ["ticket-2", "ticket-3"]
        say("ticket-4", anna)
        assert again.heard() == ["ticket-4"]
    with Stream(server, cookie_of(anna), address=f"/events?after={line.position}") as first:
        assert sorted(first.heard()) == ["ticket-2", "ticket-3", "ticket-4"]


@pytest.mark.parametrize("forgotten", ["all", "the past", "the future"])
def test_a_browser_that_cannot_catch_up_is_told_to_fetch_everything(server, anna, line, forgotten):
    position = line.position
    for number in range(3):
        say(f"ticket-{number}", anna)
        line.heard()
    if forgotten == "the past":
        Name.objects.filter(id__lte=position + 1).delete()
    if forgotten == "all":
        Name.objects.all().delete()
    if forgotten == "the future":
        position += 1000
    with Stream(server, cookie_of(anna), position=position) as again:
        assert again.heard() == ["resync"]


@pytest.mark.parametrize("told", ["", "x", "-1", "٣", "9" * 40, "1; drop table"])
def test_a_position_that_makes_no_sense_is_ignored(server, anna, told):
    with Stream(server, cookie_of(anna), address=f"/events?{urlencode({'after': told})}") as stream:
        stream.joined()


def hang_up(server):
    """Cut the hub's connection off."""
    with psycopg.connect(database_url(server.database)) as ours:
        ours.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name = 'otklik live hub'"
        )


def test_nothing_is_lost_when_the_listening_connection_is(server, anna, line):
    hang_up(server)
    say("ticket-1", anna)
    assert line.heard() == ["ticket-1"]
    say("ticket-2", anna)
    assert line.heard() == ["ticket-2"]


def test_a_lost_notification_is_healed_by_the_next_one(server, anna, line):
    Name.objects.create(at=clock.now(), topics=f"person-{anna.pk}", name="unheard")
    say("heard", anna)
    assert line.heard() == ["unheard", "heard"]


def test_after_a_crash_that_lost_the_log_everybody_fetches_everything(server, anna, line):
    say("ticket-1", anna)
    line.heard()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE live_name RESTART IDENTITY")
    hang_up(server)
    assert line.heard() == ["resync"]
    say("ticket-2", anna)
    assert line.heard() == ["ticket-2"]


def test_a_name_for_very_many_topics_is_heard(anna, line):
    live.touch("news", to=[f"person-{anna.pk}", *(f"person-{number}" for number in range(10**6, 10**6 + 1000))])
    assert line.heard() == ["news"]


def test_ids_follow_the_order_of_commits(anna, line):
    def publish(who):
        for number in range(25):
            publisher.say([Said(f"person-{anna.pk}", f"ticket-{who}-{number}")])

    with ThreadPoolExecutor(4) as publishers:
        for who in range(4):
            publishers.submit(publish, who)
        heard, positions = [], []
        while len(heard) < 100:
            heard += line.heard()
            positions.append(line.position)
    assert len(set(heard)) == 100
    assert positions == sorted(set(positions))


def test_a_sign_out_ends_the_line(server, anna, line):
    cookie = cookie_of(anna)
    Session.objects.all().delete()
    live.kick(anna.pk)
    assert line.ended()
    with Stream(server, cookie) as again:
        assert again.status == 204


def test_a_server_that_ends_closes_its_lines_and_says_the_rest(server, anna, tmp_path):
    settings = "tests.kernel.door_settings"
    with serving(settings, tmp_path, server.database) as other, Stream(other, cookie_of(anna)) as stream:
        stream.joined()
        other.client.get("/say?name=last-word")
        other.leave()
        assert stream.ended()
        assert other.ended() == 0
    assert Name.objects.filter(name="last-word").exists()

"""Redis as the bell of live names: two nodes, and Redis lost and found (REDIS_URL)."""

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured

from otklik import live
from otklik.live import redis as bells
from otklik.live.hub import Hub
from tests import databases
from tests.live.listening import Stream, cookie_of, somebody
from tests.servers import bell
from tests.serving import database_url, serving


@pytest.fixture(scope="module")
def redis():
    try:
        with bell.running() as server:
            yield server
    except bell.Missing as reason:
        pytest.skip(str(reason))


@pytest.fixture
def nodes(redis, django_db_setup, django_db_blocker, tmp_path_factory, settings, monkeypatch):
    """Two web nodes with one database and one Redis; the test itself is a third process."""
    name = f"{django_db_setup.name}_bell"
    settings.REDIS_URL = redis.url
    monkeypatch.setattr("otklik.live.publishing.bell", bells.Bell())
    with django_db_blocker.unblock():
        databases.clone(django_db_setup.fresh, name)
        try:
            first, second = (tmp_path_factory.mktemp(place) for place in ("first", "second"))
            with (
                serving("tests.settings", first, name, REDIS_URL=redis.url) as one,
                serving("tests.settings", second, name, REDIS_URL=redis.url) as other,
                databases.connected_to(name),
            ):
                yield one, other
        finally:
            databases.drop(name)


@pytest.mark.servers
def test_names_cross_nodes_by_redis_and_by_the_log_while_redis_is_away(nodes, redis, settings):
    anna = somebody("bell-anna")
    cookie = cookie_of(anna)

    def say(name):
        live.touch(name, to=[f"person-{anna.pk}"])

    with (
        Stream(nodes[0], cookie) as first,
        Stream(nodes[1], cookie) as second,
        psycopg.connect(database_url(settings.DATABASES["default"]["NAME"]), autocommit=True) as listening,
    ):
        listening.execute("LISTEN otklik_live")
        first.joined()
        second.joined()
        say("ticket-1")
        assert (first.heard(), second.heard()) == (["ticket-1"], ["ticket-1"])
        redis.kill()
        say("ticket-2")
        assert (first.heard(), second.heard()) == (["ticket-2"], ["ticket-2"])
        redis.start()
        say("ticket-3")
        assert (first.heard(), second.heard()) == (["ticket-3"], ["ticket-3"])
        assert list(listening.notifies(timeout=0)) == [], "PostgreSQL was not asked to tell anybody"


def test_a_forged_message_is_only_a_reason_to_look_into_the_log():
    hub = Hub()
    mailbox = hub.join(["staff"])
    for forged in ["", "x|staff|desk", "-1|staff|desk", "٣|staff|desk", "7|staff|desk", "1"]:
        hub._hear(forged)
    assert mailbox.take() == []
    assert hub._missed


def test_installations_that_share_a_redis_have_channels_of_their_own(settings):
    from otklik.kernel.keys import Keys

    settings.KEYS = Keys(session="one")
    one = bells.channel()
    settings.KEYS = Keys(session="other")
    assert one != bells.channel()


def test_an_address_of_redis_without_its_client_is_said_at_the_start(settings, monkeypatch):
    monkeypatch.setattr(bells, "redis", None)
    bells.usable()
    settings.REDIS_URL = "redis://localhost"
    with pytest.raises(ImproperlyConfigured, match="requirements/redis"):
        bells.usable()

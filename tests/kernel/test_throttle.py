from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection

from otklik.kernel import clock, throttle
from otklik.kernel.throttle import Fleeting

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def test_f5_the_limit_is_the_last_one_allowed(time):
    time.stands(clock.now())
    assert [bool(throttle.hit("vera", 2, MINUTE)) for _ in range(3)] == [True, True, False]


def test_one_is_told_when_to_come_back(time):
    time.stands(clock.now())
    throttle.hit("vera", 1, MINUTE)
    time.passes(seconds=20)
    verdict = throttle.hit("vera", 1, MINUTE)
    assert verdict.retry_after == timedelta(seconds=40)
    time.passes(seconds=40)
    assert throttle.hit("vera", 1, MINUTE).left == 0


def test_keys_do_not_disturb_each_other():
    throttle.hit("vera", 1, MINUTE)
    assert throttle.hit("boris", 1, MINUTE)


def test_success_forgives():
    throttle.hit("vera", 1, MINUTE)
    throttle.forgive("vera")
    assert throttle.hit("vera", 1, MINUTE)


def test_what_has_expired_is_swept(time):
    time.stands(clock.now())
    throttle.hit("vera", 1, MINUTE)
    throttle.hit("boris", 1, 2 * MINUTE)
    time.passes(minutes=1)
    assert throttle.sweep() == 1


def test_f28_the_table_holds_no_address():
    throttle.hit("login:vera@romashka.ru", 1, MINUTE)
    assert "vera" not in Fleeting.objects.get().key


def test_f5_the_table_is_unlogged():
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence::text FROM pg_class WHERE oid = 'kernel_fleeting'::regclass")
        assert cursor.fetchone() == ("u",)


def test_the_cache_gives_back_what_was_put():
    cache.set("list", [1.5, "ё", None, {"a": True}])
    assert cache.get("list") == [1.5, "ё", None, {"a": True}]
    cache.set("number", -7)
    assert cache.get("number") == -7
    cache.set("flag", True)
    assert cache.get("flag") is True
    assert cache.get("nothing", "default") == "default"
    assert cache.get_many(["list", "number", "nothing"]) == {"list": [1.5, "ё", None, {"a": True}], "number": -7}


def test_a_cached_value_expires(time):
    time.stands(clock.now())
    cache.set("a", 1, 60)
    cache.set("b", 1, None)
    cache.set("c", 1, 60)
    assert cache.touch("c", 120)
    time.passes(seconds=60)
    assert (cache.get("a"), cache.get("b"), cache.get("c")) == (None, 1, 1)
    assert not cache.touch("a")


def test_of_two_who_add_only_the_first_succeeds(time):
    time.stands(clock.now())
    assert cache.add("lock", 1, 10)
    assert not cache.add("lock", 2, 10)
    assert cache.get("lock") == 1
    time.passes(seconds=10)
    assert cache.add("lock", 3, 10)


def test_counters_go_up_and_down():
    cache.set("n", 1)
    assert cache.incr("n") == 2
    assert cache.decr("n", 5) == -3
    with pytest.raises(ValueError):
        cache.incr("missing")


def test_what_was_deleted_is_gone():
    cache.set("a", 1)
    assert cache.delete("a")
    assert not cache.delete("a")
    cache.set_many({"b": 1, "c": 2})
    cache.delete_many(["b"])
    assert not cache.has_key("b")
    assert "c" in cache


def test_clearing_the_cache_keeps_the_throttles():
    throttle.hit("vera", 1, MINUTE)
    cache.set("a", 1)
    cache.clear()
    assert cache.get("a") is None
    assert not throttle.hit("vera", 1, MINUTE)

import threading
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection, transaction

from otklik.kernel import clock
from otklik.kernel.once import Answer, forget_old, once, token
from otklik.kernel.verbs import Refused

vera, boris = SimpleNamespace(pk=1), SimpleNamespace(pk=2)


class Writing:
    def __init__(self):
        self.times = 0

    def __call__(self):
        self.times += 1
        return {"ticket": self.times}


@pytest.fixture
def write():
    return Writing()


@pytest.mark.django_db
def test_f12_a_repeat_gets_the_first_answer(write):
    assert once("k", by=vera, verb="write", act=write) == {"ticket": 1}
    assert once("k", by=vera, verb="write", act=write) == {"ticket": 1}
    assert write.times == 1


@pytest.mark.django_db
def test_people_do_not_share_keys(write):
    once("k", by=vera, verb="write", act=write)
    once("k", by=boris, verb="write", act=write)
    once("k", by=None, verb="write", act=write)
    once("k", by=None, verb="write", act=write)
    assert write.times == 3


@pytest.mark.django_db
def test_what_was_refused_may_be_tried_again(write):
    def refuse():
        raise Refused("no")

    with pytest.raises(Refused):
        once("k", by=vera, verb="write", act=refuse)
    assert once("k", by=vera, verb="write", act=write) == {"ticket": 1}


@pytest.mark.django_db
def test_a_key_belongs_to_one_verb(write):
    once("k", by=vera, verb="write", act=write)
    with pytest.raises(Refused, match=r"once\.reused"):
        once("k", by=vera, verb="close", act=write)


@pytest.mark.django_db
def test_a_form_without_a_key_is_simply_done(write):
    once("", by=vera, verb="write", act=write)
    once("", by=vera, verb="write", act=write)
    assert write.times == 2


@pytest.mark.django_db
def test_a_hostile_key_is_only_a_key(write):
    once("\0'" + "x" * 10_000 + "\ud800", by=vera, verb="write", act=write)
    assert write.times == 1


@pytest.mark.django_db
@pytest.mark.parametrize("swept", [True, False])
def test_f12_an_answer_is_kept_for_48_hours(write, swept):
    now = clock.now()
    with clock.at(now):
        once("k", by=vera, verb="write", act=write)
    with clock.at(now + timedelta(hours=47)):
        forget_old()
        once("k", by=vera, verb="write", act=write)
        assert write.times == 1
    with clock.at(now + timedelta(hours=49)):
        if swept:
            assert forget_old() == 1
        assert once("k", by=vera, verb="write", act=write) == {"ticket": 2}


@pytest.mark.django_db(transaction=True)
def test_f12_a_repeat_that_comes_too_early_waits_for_the_first_answer(write):
    answers = []

    def repeat():
        answers.append(once("k", by=vera, verb="write", act=write))
        connection.close()

    second = threading.Thread(target=repeat)
    with transaction.atomic():
        answers.append(once("k", by=vera, verb="write", act=write))
        second.start()
        _until_somebody_waits()
    second.join()
    assert answers == [{"ticket": 1}, {"ticket": 1}]
    assert Answer.objects.count() == 1


def _until_somebody_waits():
    with connection.cursor() as cursor:
        while True:
            cursor.execute("SELECT pg_stat_clear_snapshot(), count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[1]:
                return


def test_tokens_differ():
    assert token() != token()

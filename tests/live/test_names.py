"""What is said is said after the commit, once, to those who may hear it (F2)."""

import pytest
from django.db import transaction

from otklik import live
from otklik.live import jobs
from otklik.live.models import Name
from otklik.live.publishing import Publisher, Said

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def silence(db):
    Name.objects.all().delete()


def said() -> list[tuple[str, str]]:
    return list(Name.objects.order_by("id").values_list("name", "topics"))


def test_a_name_is_said_when_the_transaction_has_committed():
    with transaction.atomic():
        live.touch("ticket-4831", to=["staff", "person-12"])
        assert said() == []
    assert said() == [("ticket-4831", "person-12,staff")]


def test_nothing_is_said_when_the_transaction_is_rolled_back():
    with transaction.atomic():
        live.touch("ticket-4831", to=["staff"])
        transaction.set_rollback(True)
    assert said() == []


def test_a_name_is_said_once_for_each_transaction_and_audience():
    with transaction.atomic():
        live.touch("desk", "ticket-1", to=["staff", "person-3"])
        with transaction.atomic():
            live.touch("desk", to=["person-3", "staff"])
        live.touch("desk", to=["person-4"])
    assert said() == [("desk", "person-3,staff"), ("ticket-1", "person-3,staff"), ("desk", "person-4")]


def test_a_name_from_an_undone_part_of_a_transaction_is_not_said_unless_it_is_touched_again():
    with transaction.atomic():
        with transaction.atomic():
            live.touch("undone", "repeated", to=["staff"])
            transaction.set_rollback(True)
        live.touch("repeated", to=["staff"])
    assert said() == [("repeated", "staff")]


@pytest.mark.parametrize("name", ["", "Ticket", "a b", "a\nb", "a|b", "a,b", "тема"])
def test_a_name_that_could_break_the_line_is_refused(name):
    with pytest.raises(ValueError, match="live name"):
        live.touch(name, to=["staff"])


def test_a_process_publishes_from_a_thread_and_says_everything_before_it_ends(settings):
    settings.PROCESS = "web"
    publisher = Publisher()
    for number in range(50):
        publisher.say([Said("staff", f"ticket-{number}")])
    publisher.close()
    assert [name for name, _ in said()] == [f"ticket-{number}" for number in range(50)]


def test_names_are_kept_for_an_hour(time):
    live.touch("old", to=["staff"])
    time.passes(minutes=30)
    live.touch("young", to=["staff"])
    time.passes(minutes=31)
    jobs.forget_said()
    assert said() == [("young", "staff")]

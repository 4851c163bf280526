"""F8: what happened is read by whom it is for."""

from datetime import timedelta

import pytest

from otklik.kernel import clock
from otklik.people import staffing
from otklik.people.models import Line
from otklik.tickets import history, reminding
from tests.tickets.acting import opened

SOON = timedelta(hours=1)


def seen(person, ticket=None):
    """The codes of what the person may read, in order."""
    events = history.visible_to(person)
    if ticket is not None:
        events = events.filter(ticket_id=ticket.pk)
    return list(events.order_by("id").values_list("code", flat=True))


@pytest.fixture
def ticket(cast, time):
    fresh = opened(cast.vera)
    fresh.accept(by=cast.anna)
    fresh.note(by=cast.anna, body="Клиент сложный")
    fresh.note_privately(by=cast.pavel, body="Между нами")
    fresh.reply(by=cast.anna, body="Смотрю")
    time.passes(minutes=1)
    return fresh


def test_customers_read_what_is_for_them(cast, ticket):
    theirs = ["ticket.opened", "ticket.accepted", "ticket.noted_privately", "ticket.replied"]
    assert seen(cast.vera) == seen(cast.pavel) == theirs


def test_staff_read_everything_but_what_a_company_says_to_itself(cast, ticket):
    ours = ["ticket.opened", "ticket.accepted", "ticket.noted", "ticket.replied"]
    for name in ("anna", "misha", "boris", "gleb"):
        assert seen(getattr(cast, name), ticket) == ours


@pytest.mark.parametrize("who", ["rival", "stranger", "zoya", "dana"])
def test_who_does_not_see_the_request_reads_nothing_of_it(cast, ticket, who):
    assert seen(getattr(cast, who), ticket) == []


def test_whose_access_was_closed_reads_nothing(cast, ticket):
    staffing.deactivate(cast.anna, by=cast.gleb)
    assert seen(cast.anna) == seen(None) == []


def test_a_customer_learns_of_an_answer_when_it_has_left_and_never_of_one_taken_back(cast, ticket, time):
    kept, other = (ticket.reply(by=cast.anna, body=body) for body in ("Так", "Не так"))
    ticket.take_back(other, by=cast.anna)
    assert seen(cast.vera).count("ticket.replied") == 1
    time.stands(kept.visible_at + timedelta(seconds=1))
    assert seen(cast.vera).count("ticket.replied") == 2


def test_who_came_late_reads_nothing_of_before(cast, ticket, time):
    ticket.write(by=cast.stranger, body="Мне тоже интересно")
    assert seen(cast.stranger) == ["ticket.written"]


def test_a_private_request_is_read_of_by_its_author_alone(cast):
    opened(cast.zoya, is_private=True)
    assert (seen(cast.zoya), seen(cast.vera)) == (["ticket.opened"], [])


def test_r3_no_customer_reads_of_what_we_asked_each_other(cast, ticket):
    line = Line.objects.get(code="second")
    wait = ticket.await_other(whom="2-я", what="?", again_at=clock.now() + SOON, by=cast.anna, department=line)
    assert seen(cast.vera, wait.child) == []
    assert seen(cast.anna, wait.child) == ["ticket.opened"]


def test_r19_a_reminder_is_its_owners_alone(cast, ticket, time):
    reminder = reminding.remind(ticket, at=clock.now() + SOON, by=cast.anna)
    time.passes(hours=2)
    reminding.come(reminder)
    assert "reminder.came" in seen(cast.anna)
    assert not any("reminder.came" in seen(getattr(cast, name)) for name in ("boris", "gleb", "misha", "vera"))


def test_roles_and_access_are_for_administrators_to_read(cast):
    staffing.deactivate(cast.misha, by=cast.gleb)
    assert "person.deactivated" in seen(cast.gleb)
    assert not any("person.deactivated" in seen(getattr(cast, name)) for name in ("anna", "boris", "vera"))

"""A request to another department (R3) is ours alone: its customer is a colleague, and no customer meets it."""

from datetime import timedelta

import pytest
from django.db import connection

from otklik.channels.models import Delivery
from otklik.kernel import clock, jobs
from otklik.people.models import Line
from otklik.tickets import attaching
from otklik.tickets.kinds import Closing, Kind, Turn
from otklik.tickets.models import Attachment, Message, Ticket
from tests.tickets.acting import opened

SOON = timedelta(hours=3)
CUSTOMERS = ("vera", "pavel", "zoya", "rival", "stranger")


@pytest.fixture
def parent(cast):
    ticket = opened(cast.vera)
    ticket.reply(by=cast.anna, body="Спросим бухгалтерию")
    return ticket


@pytest.fixture
def child(cast, parent):
    accounting = Line.objects.create(code="accounting", name={"ru": "Бухгалтерия"}, is_department=True)
    wait = parent.await_other(
        whom="Бухгалтерия", what="Где возврат?", again_at=clock.now() + SOON, by=cast.anna, department=accounting
    )
    return wait.child


def answered(parent, child, cast):
    child.propose(by=cast.oleg, body="Вернули вчера")
    jobs.run_due()
    parent.refresh_from_db()


def test_r3_the_answer_wakes_whoever_asked(cast, parent, child):
    answered(parent, child, cast)
    assert (parent.kind, parent.turn, parent.running_wait()) == (Kind.IN_WORK, Turn.OURS, None)


def test_r3_closing_it_is_an_answer_too(cast, parent, child):
    child.close(Closing.SOLVED, by=cast.oleg)
    jobs.run_due()
    parent.refresh_from_db()
    assert parent.kind == Kind.IN_WORK


def test_r3_an_answer_that_comes_too_late_changes_nothing(cast, parent, child):
    child.propose(by=cast.oleg, body="Вернули вчера")
    parent.propose(by=cast.anna, body="Деньги у Вас")
    jobs.run_due()
    parent.refresh_from_db()
    assert parent.kind == Kind.SOLUTION_PROPOSED


def test_r3_the_answer_wakes_the_request_that_took_the_asking_one_in(cast, parent, child):
    from otklik.tickets import merging

    other = opened(cast.vera)
    other.need_no_reply(by=cast.anna)
    other.postpone(until=clock.now() + SOON, why="Потом", by=cast.anna)
    merging.merge(parent, into=other, by=cast.anna)
    answered(other, child, cast)
    assert other.kind == Kind.IN_WORK


@pytest.mark.parametrize("who", CUSTOMERS)
def test_r3_no_customer_meets_it_in_any_list(cast, parent, child, who):
    child.reply(by=cast.oleg, body="Ищем", files=[attaching.attach(b"x", "акт.pdf", by=cast.oleg)])
    person = getattr(cast, who)
    assert not Ticket.objects.visible_to(person).filter(pk=child.pk).exists()
    assert not Message.objects.visible_to(person).filter(ticket=child).exists()
    assert not Attachment.objects.visible_to(person).exists()


def test_r3_not_even_one_who_was_invited_into_it(cast, child):
    child.join(person=cast.vera)
    assert not Ticket.objects.visible_to(cast.vera).filter(pk=child.pk).exists()


def test_r3_it_leaves_by_no_channel_and_waits_for_no_undo(cast, child):
    message = child.reply(by=cast.oleg, body="Ищем")
    assert not message.is_pending
    assert not Delivery.objects.filter(message__ticket=child).exists()


def test_r3_no_customer_hears_its_name_on_the_live_line(cast, parent, child):
    connection.run_on_commit = []
    child.reply(by=cast.oleg, body="Ищем")
    said = [one for _, hook, _ in connection.run_on_commit if hasattr(hook, "said") for one in hook.said]
    assert {topic for one in said for topic in one.topics.split(",") if one.name == child.live_name} == {"staff"}


def test_r3_whoever_asked_accepts_the_answer_and_nobody_else_on_their_side(cast, child):
    child.propose(by=cast.oleg, body="Вернули вчера")
    assert child.accept_solution(by=cast.anna)
    assert child.kind == Kind.CLOSED

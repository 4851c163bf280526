"""Undo send (B9): what was taken back was never said, whatever else happened meanwhile."""

from datetime import timedelta

import pytest
from django.db import connection

from otklik.channels.models import Delivery, DeliveryState
from otklik.kernel import clock, jobs
from otklik.kernel.verbs import Refused, Stale
from otklik.tickets import attaching, merging
from otklik.tickets.kinds import End, Kind, Turn
from otklik.tickets.models import Attachment, Message, Solution
from otklik.tickets.opening import open_ticket
from tests.tickets.acting import opened

SOON = timedelta(hours=3)


@pytest.fixture
def ticket(cast, time):
    """Vera wrote an hour ago, and nobody answered yet."""
    fresh = opened(cast.vera)
    time.passes(hours=1)
    return fresh


def taken(message, by):
    """Take it back two seconds after it was said."""
    with clock.at(message.created_at + timedelta(seconds=2)):
        message.ticket.take_back(message, by=by)
    message.ticket.refresh_from_db()
    return message.ticket


def test_r1_the_debt_is_as_old_as_the_first_unanswered_message(cast, ticket, time):
    began = ticket.reply_owed_since
    reply = ticket.reply(by=cast.anna, body="Смотрю")
    time.passes(seconds=1)
    ticket.write(by=cast.vera, body="Ау?")
    assert taken(reply, cast.anna).reply_owed_since == began


@pytest.mark.parametrize("how", ["ask", "propose"])
def test_a_colleagues_note_does_not_keep_the_turn_with_the_customer(cast, ticket, time, how):
    ticket.accept(by=cast.anna)
    ticket.need_no_reply(by=cast.anna)
    if how == "ask":
        message = ticket.reply(by=cast.anna, body="Какой тариф?", end=End.ASKED)
    else:
        message = ticket.propose(by=cast.anna, body="Готово").message
    time.passes(seconds=1)
    ticket.note(by=cast.oleg, body="Не спеши")
    after = taken(message, cast.anna)
    assert (after.kind, after.turn, after.open_solution()) == (Kind.IN_WORK, Turn.OURS, None)


def test_a_solution_taken_back_after_the_customer_wrote_is_no_solution_to_wait_for(cast, ticket, time):
    began = ticket.reply_owed_since
    message = ticket.propose(by=cast.anna, body="Готово").message
    time.passes(seconds=1)
    ticket.write(by=cast.vera, body="И ещё вопрос")
    after = taken(message, cast.anna)
    assert (after.kind, after.turn, after.reply_owed_since) == (Kind.NEW, Turn.OURS, began)


def test_r1_a_question_taken_back_after_the_customer_answered_something_leaves_the_work_on(cast, ticket, time):
    ticket.postpone(until=clock.now() + SOON, why="До вечера", by=cast.anna)
    message = ticket.propose(by=cast.anna, body="Готово").message
    time.passes(seconds=1)
    ticket.write(by=cast.vera, body="И ещё вопрос")
    after = taken(message, cast.anna)
    assert (after.kind, after.wake_at, after.running_wait()) == (Kind.IN_WORK, None, None)


@pytest.mark.parametrize("how", ["postpone", "other"])
def test_a_waiting_that_the_message_ended_goes_on_with_its_timer(cast, ticket, how):
    at = clock.now() + SOON
    if how == "postpone":
        wait = ticket.postpone(until=at, why="До вечера", by=cast.anna)
    else:
        wait = ticket.await_other(whom="ДЦ", what="Стойка", again_at=at, by=cast.anna)
    before = ticket.kind, ticket.turn_since, ticket.status_since
    question = ticket.reply(by=cast.anna, body="Какой тариф?", end=End.ASKED)
    assert ticket.running_wait() is None
    after = taken(question, cast.anna)
    assert (after.kind, after.turn_since, after.status_since) == before
    assert (after.wake_at, after.running_wait()) == (at, wait)


def test_two_answers_taken_back_one_after_the_other_leave_the_debt(cast, ticket, time):
    began, status = ticket.reply_owed_since, ticket.status
    first = ticket.reply(by=cast.anna, body="Смотрю")
    time.passes(seconds=1)
    second = ticket.reply(by=cast.oleg, body="Я тоже смотрю")
    after = taken(first, cast.anna)
    assert after.reply_owed_since is None  # Oleg's answer stands
    after = taken(second, cast.oleg)
    assert (after.reply_owed_since, after.status, after.responsible) == (began, status, None)


def test_two_solutions_taken_back_leave_the_one_before_them(cast, ticket, time):
    oldest = ticket.propose(by=cast.anna, body="Перезапустили")
    time.passes(minutes=5)
    middle = ticket.propose(by=cast.anna, body="Заменили диск")
    time.passes(seconds=1)
    newest = ticket.propose(by=cast.oleg, body="Заменили стойку")
    assert taken(middle.message, cast.anna).open_solution() == newest
    after = taken(newest.message, cast.oleg)
    assert (after.open_solution(), after.kind) == (oldest, Kind.SOLUTION_PROPOSED)


def test_what_the_customer_closed_meanwhile_stays_closed_and_owes_nothing(cast, ticket, time):
    reply = ticket.reply(by=cast.anna, body="Смотрю")
    time.passes(seconds=1)
    ticket.withdraw(by=cast.vera)
    after = taken(reply, cast.anna)
    assert (after.kind, after.reply_owed_since) == (Kind.CLOSED, None)


def test_an_answer_taken_back_accepts_nothing(cast, ticket):
    after = taken(ticket.reply(by=cast.anna, body="Смотрю"), cast.anna)
    assert (after.responsible, after.accepted_at) == (None, None)


def test_what_a_colleague_took_over_meanwhile_stays_theirs(cast, ticket, time):
    reply = ticket.reply(by=cast.anna, body="Смотрю")
    time.passes(seconds=1)
    ticket.assign(to=cast.oleg, by=cast.boris)
    assert taken(reply, cast.anna).responsible == cast.oleg


def test_the_promise_is_the_one_before(cast, ticket):
    promised = clock.now() + SOON
    ticket.reply(by=cast.anna, body="Смотрю", next_word_by=promised)
    again = ticket.reply(by=cast.anna, body="Ещё смотрю", next_word_by=promised + SOON)
    assert taken(again, cast.anna).next_word_by == promised


def test_an_answer_in_a_request_that_was_merged_meanwhile_is_taken_back_too(cast, ticket, time):
    other = opened(cast.vera)
    other.reply(by=cast.anna, body="Смотрю")
    time.passes(minutes=1)
    question = ticket.reply(by=cast.anna, body="Какой тариф?", end=End.ASKED)
    time.passes(seconds=1)
    merging.merge(ticket, into=other, by=cast.anna)
    with clock.at(question.created_at + timedelta(seconds=2)):
        ticket.take_back(question, by=cast.anna)
    other.refresh_from_db()
    assert other.turn == Turn.OURS
    assert not other.messages.public().filter(pk=question.pk).exists()


def test_the_record_of_a_call_is_not_taken_back(cast):
    ticket = open_ticket(customer=cast.vera, created_by=cast.anna, channel="phone", body="Не работает касса")
    with pytest.raises(Refused, match=r"undo\.first"):
        ticket.take_back(ticket.messages.get(), by=cast.anna)


def test_nobody_takes_back_the_words_of_another(cast, ticket):
    reply = ticket.reply(by=cast.anna, body="Смотрю")
    with pytest.raises(Stale):
        ticket.take_back(reply, by=cast.boris)


def test_what_was_taken_back_reaches_the_customer_by_no_way(cast, ticket, time):
    file = attaching.attach(b"secret", "ключ.txt", by=cast.anna)
    reply = ticket.reply(by=cast.anna, body="Смотрю", files=[file], copies=[cast.pavel])
    solution = ticket.propose(by=cast.anna, body="Готово")
    for message in (reply, solution.message):
        taken(message, cast.anna)
    time.passes(minutes=1)
    jobs.run_due()
    assert not Message.objects.visible_to(cast.vera).filter(pk__in=[reply.pk, solution.message_id]).exists()
    assert not Attachment.objects.visible_to(cast.vera).exists()
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.WITHDRAWN}
    assert not Solution.objects.exists()


def test_the_customers_page_is_told_of_an_answer_when_it_has_left_and_of_a_withdrawn_one_never(cast, ticket, time):
    kept = ticket.reply(by=cast.anna, body="Смотрю")
    taken(ticket.reply(by=cast.anna, body="Не то"), cast.anna)
    touched = touches(jobs.run_due)
    assert touched == set()
    time.stands(kept.visible_at + timedelta(seconds=1))
    assert f"person-{cast.vera.pk}" in touches(jobs.run_due)


def touches(act):
    """The topics that hear of something while `act` runs."""
    connection.run_on_commit = []  # what waits already is not said twice
    act()
    hooks = [hook for _, hook, _ in connection.run_on_commit if hasattr(hook, "said")]
    return {topic for hook in hooks for said in hook.said for topic in said.topics.split(",")}


def test_nobody_decides_on_a_solution_that_they_have_not_seen(cast, ticket, time):
    solution = ticket.propose(by=cast.anna, body="Готово")
    with pytest.raises(Stale):
        ticket.accept_solution(by=cast.vera, number=solution.number)
    with pytest.raises(Stale):
        ticket.reject_solution(by=cast.vera, reason="Нет", number=solution.number)
    time.passes(seconds=11)
    assert ticket.accept_solution(by=cast.vera, number=solution.number)

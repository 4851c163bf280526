"""Promises of more kinds: a next word, a first answer to the point, news from development (D1, R4, R5, R30)."""

from datetime import timedelta

import pytest

from otklik.clocks import answers, waking
from otklik.clocks.models import Breach, Deadline
from otklik.clocks.promising import Moment, Said, next_words, updates
from otklik.tickets import merging
from otklik.tickets.kinds import End, MessageKind
from otklik.tickets.models import Ticket
from tests.clocks.test_norms import moscow
from tests.clocks.test_promises import due, promise
from tests.tickets.acting import opened

HOUR = timedelta(hours=1)
NINE = moscow(2026, 11, 16, 9)


def broken(ticket):
    """Kinds and true times of what was not kept."""
    found = Breach.objects.filter(ticket=ticket, withdrawn_at__isnull=True).order_by("broken_at", "kind")
    return list(found.values_list("kind", "broken_at"))


@pytest.fixture
def held(cast, time):
    """Opened on Monday at 9:00; at 9:30 Anna says that she looks and writes again by 11:00."""
    time.stands(NINE)
    ticket = opened(cast.vera)
    time.passes(minutes=30)
    ticket.reply(by=cast.anna, body="Смотрю", next_word_by=moscow(2026, 11, 16, 11))
    return ticket


# The next word


def test_r4_a_next_word_that_somebody_promised_is_watched_without_any_policy(cast, time, held):
    row = Deadline.objects.get(ticket=held, kind="next_word")
    assert (row.began_at, row.due_at, row.is_firm) == (moscow(2026, 11, 16, 9, 30), moscow(2026, 11, 16, 11), True)
    time.stands(moscow(2026, 11, 16, 12))
    assert waking.wake() == 1
    breach = Breach.objects.get()
    assert (breach.kind, breach.broken_at, breach.person, breach.promise) == (
        "next_word",
        moscow(2026, 11, 16, 11),
        cast.anna,
        None,
    )
    assert waking.wake() == 0


def test_r4_a_word_in_time_keeps_it_and_may_promise_another(cast, time, held):
    time.stands(moscow(2026, 11, 16, 10, 59))
    held.reply(by=cast.oleg, body="Ещё смотрим", next_word_by=moscow(2026, 11, 16, 15))
    assert due(held, "next_word") == moscow(2026, 11, 16, 15)
    time.stands(moscow(2026, 11, 16, 16))
    waking.wake()
    assert broken(held) == [("next_word", moscow(2026, 11, 16, 15))]
    assert Breach.objects.get().person == cast.oleg


def test_r4_a_word_that_came_late_is_still_a_breach_and_stops_running(cast, time, held):
    time.stands(moscow(2026, 11, 16, 11, 20))
    held.propose(by=cast.anna, body="Готово")
    assert broken(held) == [("next_word", moscow(2026, 11, 16, 11))]
    assert due(held, "next_word") is None


def test_r4_a_word_that_was_taken_back_promised_nothing(cast, time, held):
    time.passes(minutes=30)
    message = held.reply(by=cast.anna, body="Смотрю дальше", next_word_by=moscow(2026, 11, 16, 18))
    assert due(held, "next_word") == moscow(2026, 11, 16, 18)
    held.take_back(message, by=cast.anna)
    assert due(held, "next_word") == moscow(2026, 11, 16, 11)


def test_r6_postponing_and_others_do_not_stop_a_next_word(cast, time, held):
    held.await_other(whom="ДЦ", what="?", again_at=moscow(2026, 11, 18, 9), by=cast.anna)
    assert due(held, "next_word") == moscow(2026, 11, 16, 11)


def test_a_closing_before_it_was_due_ends_a_next_word_without_a_breach(cast, time, held):
    held.withdraw(by=cast.vera)
    time.stands(moscow(2026, 11, 17, 12))
    waking.wake()
    assert broken(held) == []
    assert due(held, "next_word") is None


def test_r11_a_merged_request_has_the_earliest_word(cast, time, held):
    other = opened(cast.vera)
    other.reply(by=cast.anna, body="Смотрю и это", next_word_by=moscow(2026, 11, 16, 10))
    merging.merge(Ticket.objects.get(pk=other.pk), into=held, by=cast.anna)
    held.refresh_from_db()
    assert due(held, "next_word") == moscow(2026, 11, 16, 10)
    assert due(other, "next_word") is None


# The first answer to the point


def test_r4_a_holding_message_is_a_first_word_and_no_answer_to_the_point(cast, time):
    """Both in two hours from 9:00. The holding message comes at 9:30, the answer at 12:00, an hour late."""
    promise(substance=2 * HOUR)
    time.stands(NINE)
    ticket = opened(cast.vera)
    time.passes(minutes=30)
    ticket.reply(by=cast.anna, body="Смотрю", next_word_by=moscow(2026, 11, 16, 18))
    assert due(ticket, "first_reply") is None
    assert due(ticket, "substance") == moscow(2026, 11, 16, 11)
    time.stands(moscow(2026, 11, 16, 12))
    ticket.propose(by=cast.anna, body="Готово")
    assert broken(ticket) == [("substance", moscow(2026, 11, 16, 11))]
    assert due(ticket, "substance") is None


@pytest.mark.parametrize(
    ("end", "word", "holds"), [("ours", True, True), ("ours", False, False), ("asked", True, False)]
)
def test_r4_what_counts_as_holding(cast, time, end, word, holds):
    time.stands(NINE)
    ticket = opened(cast.vera)
    ticket.reply(by=cast.anna, body="Слово", end=End(end), next_word_by=NINE + HOUR if word else None)
    assert [one.holds for one in answers.said(ticket)] == [holds]


# Who may keep a promise of a first reply


def test_no_robot_no_automatic_answer_and_no_note_is_a_first_reply(cast, time):
    promise(substance=2 * HOUR)
    time.stands(NINE)
    ticket = opened(cast.vera)
    ticket.note(by=cast.anna, body="Для своих")
    ticket.overhear(by=cast.vera, body="Я в отпуске", channel="email")
    robot = ticket.say(by=None, kind=MessageKind.REPLY, body="Мы получили Ваше письмо")
    ticket._record("ticket.replied", by=None, message=robot.pk, end="ours")
    reminder = ticket.say(by=None, kind=MessageKind.REMINDER, body="Напоминаем", channel="silence")
    ticket._record("ticket.reminded", by=None, message=reminder.pk)
    assert due(ticket, "first_reply") == due(ticket, "substance") == moscow(2026, 11, 16, 11)
    ticket.reply(by=cast.anna, body="Здравствуйте")
    assert due(ticket, "first_reply") is due(ticket, "substance") is None


# News from development


def test_r5_a_customer_hears_something_every_day_while_developers_have_it(cast, time):
    """Eight working hours: from Monday 10:00 to Tuesday 10:00 (lunch 13–14). A word at 9:00 on Tuesday begins the next
    eight: until 18:00. Nothing more comes, so it is broken then, once.
    """
    promise(first_reply=None, next_reply=None, update=8 * HOUR)
    time.stands(moscow(2026, 11, 16, 10))
    ticket = opened(cast.vera)
    ticket.accept(by=cast.anna)
    assert due(ticket, "update") is None
    ticket.develop(key="OT-7", due=moscow(2026, 11, 30, 9), by=cast.anna)
    assert due(ticket, "update") == moscow(2026, 11, 17, 10)
    time.stands(moscow(2026, 11, 17, 9))
    ticket.reply(by=cast.anna, body="Нашли причину, чиним")
    assert due(ticket, "update") == moscow(2026, 11, 17, 18)
    time.stands(moscow(2026, 11, 19, 12))
    waking.wake()
    waking.wake()
    assert broken(ticket) == [("update", moscow(2026, 11, 17, 18))]
    ticket.release()
    assert due(ticket, "update") is None


# Pure


def moment(start, end, *, developing=True, over=False):
    return Moment(start, end, theirs=False, owed=False, over=over, solved=False, developing=developing)


def test_a_change_of_hands_in_development_does_not_begin_the_news_anew():
    found = updates([moment(NINE, NINE + HOUR), moment(NINE + HOUR, None)], [])
    assert found == [[(NINE, NINE + HOUR), (NINE + HOUR, None)]]


def test_a_word_at_the_instant_of_a_change_begins_the_news_anew():
    found = updates([moment(NINE, NINE + HOUR), moment(NINE + HOUR, None)], [NINE + HOUR])
    assert found == [[(NINE, NINE + HOUR)], [(NINE + HOUR, None)]]


def test_a_word_that_is_due_at_the_very_instant_of_the_next_one_is_kept():
    said = [Said(NINE, True, NINE + HOUR, 1), Said(NINE + HOUR, False, None, 1)]
    assert [one.broken_at for one in next_words(said, [], NINE + 5 * HOUR)] == [None]

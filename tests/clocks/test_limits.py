"""R29: 8 and 24 hours around the clock, for every message that nobody has answered."""

from datetime import date, timedelta

from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from otklik.clocks import arranging, limits, reckoning, waking
from otklik.clocks.freezing import Day, DayKind
from otklik.clocks.models import Bound, Calendar, Limit, Overrun
from otklik.kernel import clock
from otklik.kernel import settings as options
from otklik.kernel.models import Event
from otklik.tickets.kinds import TRACELESS, Closing, End, Kind
from otklik.tickets.models import Message, Span, Ticket
from tests.clocks.test_norms import moscow
from tests.tickets.acting import opened
from tests.tickets.test_spans import DOINGS, World

HOUR = timedelta(hours=1)


def overruns(ticket):
    return list(Overrun.objects.standing().filter(ticket=ticket).order_by("id").values_list("degree", "passed_at"))


def told(ticket):
    return Event.objects.filter(code="limit.passed", ticket_id=ticket.pk).count()


def test_a_friday_evening_message_over_a_weekend(cast, time):
    """Friday 20 November 2026, 18:30. Nobody works on Saturday, and the limits run all the same: 8 h is Saturday 02:30,
    24 h is Saturday 18:30.
    """
    time.stands(moscow(2026, 11, 20, 18, 30))
    ticket = opened(cast.vera)
    assert Limit.objects.get().due_at == moscow(2026, 11, 21, 2, 30)
    time.stands(moscow(2026, 11, 23, 9))
    waking.wake()
    waking.wake()
    assert overruns(ticket) == [(1, moscow(2026, 11, 21, 2, 30)), (2, moscow(2026, 11, 21, 18, 30))]
    assert told(ticket) == 2
    assert (Limit.objects.get().due_at, Limit.objects.get().degree) == (None, Bound.OUTER)


def test_a_public_holiday_pauses_the_limits_and_a_day_off_beside_it_does_not(cast, time):
    """Written on Friday 8 May 2026 at 20:00. Saturday 9 May is a public holiday of Russia; Monday 11 May is off instead
    of it, which is a weekend. 4 hours until midnight, then Sunday from 0:00: 8 h is Sunday 04:00, 24 h Sunday 20:00.
    """
    time.stands(moscow(2026, 5, 8, 20))
    opened(cast.vera)
    assert Limit.objects.get().due_at == moscow(2026, 5, 10, 4)
    time.stands(moscow(2026, 5, 10, 5))
    waking.wake()
    assert Limit.objects.get().due_at == moscow(2026, 5, 10, 20)


def test_hours_that_a_person_declared_closed_pause_them_and_only_those(cast, time):
    """Written on Tuesday 17 November at 8:00; that day is closed from 13:00 to 15:00: 5 hours before it, 3 after it,
    so 8 h is 18:00 and 24 h is Wednesday 10:00.
    """
    time.stands(moscow(2026, 11, 16, 9))
    shut = Day(date(2026, 11, 17), DayKind.OFF, "Учения", shut=(13 * 60, 15 * 60))
    arranging.set_day(Calendar.objects.usual(), shut, by=cast.boris)
    time.stands(moscow(2026, 11, 17, 8))
    opened(cast.vera)
    assert Limit.objects.get().due_at == moscow(2026, 11, 17, 18)
    time.stands(moscow(2026, 11, 17, 18))
    waking.wake()
    assert Limit.objects.get().due_at == moscow(2026, 11, 18, 10)


def test_a_day_that_a_person_declared_closed_pauses_them(cast, time):
    """Written on Tuesday at 20:00, Wednesday is closed: 4 hours on Tuesday, 4 on Thursday."""
    time.stands(moscow(2026, 11, 17, 20))
    arranging.set_day(Calendar.objects.get(), Day(date(2026, 11, 18), DayKind.OFF, "Переезд"), by=cast.boris)
    opened(cast.vera)
    assert Limit.objects.get().due_at == moscow(2026, 11, 19, 4)


def test_an_answer_ends_the_wait_and_the_next_message_begins_another(cast, time):
    time.stands(moscow(2026, 11, 16, 9))
    ticket = opened(cast.vera)
    ticket.note(by=cast.anna, body="Смотрю")  # no answer
    assert Limit.objects.get().began_at == moscow(2026, 11, 16, 9)
    ticket.reply(by=cast.anna, body="Какой тариф?", end=End.ASKED)
    assert not Limit.objects.exists()
    time.passes(hours=3)
    ticket.write(by=cast.vera, body="Базовый")
    time.passes(hours=1)
    ticket.write(by=cast.vera, body="Ау")
    assert Limit.objects.get().due_at == moscow(2026, 11, 16, 20)


def test_what_waits_for_others_is_watched_too(cast, time):
    """R6: postponing stops nothing while the customer waits for a word."""
    time.stands(moscow(2026, 11, 16, 9))
    ticket = opened(cast.vera)
    ticket.await_other(whom="ДЦ", what="?", again_at=moscow(2026, 11, 18, 9), by=cast.anna)
    assert Limit.objects.get().due_at == moscow(2026, 11, 16, 17)


def test_an_answer_after_the_limit_while_the_clock_was_down_still_leaves_an_overrun(cast, time):
    time.stands(moscow(2026, 11, 16, 9))
    ticket = opened(cast.vera)
    time.passes(hours=9)
    ticket.reply(by=cast.anna, body="Смотрю")
    row = Overrun.objects.get()
    assert (row.passed_at, row.answered_at) == (moscow(2026, 11, 16, 17), moscow(2026, 11, 16, 18))
    assert told(ticket) == 1


def test_the_clock_was_down_for_a_day_and_raises_everything_once_with_true_times(cast, time):
    time.stands(moscow(2026, 11, 16, 9))
    first = opened(cast.vera)
    time.passes(hours=2)
    second = opened(cast.zoya)
    time.stands(moscow(2026, 11, 17, 10))
    assert waking.wake() == 2
    assert waking.wake() == 0
    assert overruns(first) == [(1, moscow(2026, 11, 16, 17)), (2, moscow(2026, 11, 17, 9))]
    assert overruns(second) == [(1, moscow(2026, 11, 16, 19))]
    assert (told(first), told(second)) == (2, 1)


def test_r8_spam_leaves_no_trace_until_it_comes_back(cast, time):
    time.stands(moscow(2026, 11, 16, 9))
    ticket = opened(cast.vera)
    time.passes(hours=9)
    waking.wake()
    ticket = Ticket.objects.get(pk=ticket.pk)
    ticket.close(Closing.SPAM, by=cast.anna)
    assert overruns(ticket) == []
    assert not Limit.objects.exists()
    ticket.reopen(by=cast.anna)
    assert overruns(ticket) == [(1, moscow(2026, 11, 16, 17))]


def test_a_shorter_limit_holds_from_the_next_reckoning_on(cast, time):
    time.stands(moscow(2026, 11, 16, 9))
    ticket = opened(cast.vera)
    options.change("clocks.first_limit", 2 * HOUR, by=cast.gleb)
    reckoning.reckon_open()
    assert Limit.objects.get(ticket=ticket).due_at == moscow(2026, 11, 16, 11)


def test_only_leads_read_the_overruns(cast, time):
    time.stands(moscow(2026, 11, 16, 9))
    opened(cast.vera)
    time.passes(hours=9)
    waking.wake()
    seen = [Overrun.objects.visible_to(one).count() for one in (cast.boris, cast.anna, cast.vera, None)]
    assert seen == [1, 0, 0, 0]


PLAIN = sorted(set(DOINGS) - {"merge", "unmerge", "split", "unsplit", "undo", "undo the one before", "pass on"})
"""What neither moves messages between requests nor unsays them: then debts are exactly the spans."""


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(doings=st.lists(st.tuples(st.sampled_from(PLAIN), st.integers(0, 900)), min_size=3, max_size=10))
@example(doings=[("ask", 0), ("accept", 475), ("answered", 5)])
def test_what_is_recorded_is_what_the_debts_of_the_spans_say(cast, doings):
    """Whatever happens: an overrun for each debt that lasted, and none that did not."""
    at = moscow(2026, 11, 2, 9)
    with transaction.atomic():
        with clock.at(at):
            world = World(cast)
        for name, minutes in doings:
            at += timedelta(minutes=minutes, seconds=1)
            with clock.at(at):
                world.do(name, 0)
        with clock.at(at):
            waking.wake()
            check(Ticket.objects.get(pk=world.tickets[0].pk))
        transaction.set_rollback(True)


def check(ticket):
    """Debts are runs of spans that owe a reply; «I have answered this» reaches back to the question (R13)."""
    asked = {event.at: event.data["message"] for event in Event.objects.filter(code="ticket.answered_already")}
    debts = []
    for span in Span.objects.filter(ticket=ticket).select_related("status").order_by("started_at", "id"):
        if not span.debt or span.status.kind == Kind.CLOSED:
            continue
        if debts and debts[-1][1] == span.started_at:
            debts[-1][1] = span.ended_at
        else:
            question = asked.get(span.started_at)
            since = Message.objects.get(pk=question).created_at if question else span.started_at
            debts.append([since, span.ended_at])
    hours = limits.hours(Calendar.objects.get())
    passed = [
        (one.degree.value, one.at)
        for start, end in debts
        for one in limits.passing(start, hours)
        if (one.at <= clock.now() if end is None else one.at < end)
    ]
    assert sorted(overruns(ticket)) == ([] if ticket.closing_kind in TRACELESS else sorted(passed))

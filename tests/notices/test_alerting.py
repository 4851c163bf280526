"""D3: alerts before and at each threshold, to whoever holds it, then to the lead; none outside working time."""

from datetime import time as clock_time
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection

from otklik.clocks import waking
from otklik.kernel import jobs
from otklik.kernel import settings as options
from otklik.kernel.models import Event
from otklik.notices import alerting, choosing, mailing
from otklik.notices.models import Alert, Notice, Reason
from otklik.people.models import Line, LineMembership
from otklik.routing import away, hours, shifts
from otklik.tickets.models import Ticket
from tests.clocks.test_norms import moscow, norm
from tests.clocks.test_promises import promise
from tests.tickets.acting import opened

MONDAY = moscow(2026, 11, 16, 9)
DAY = [[(540, 1080)]] * 5 + [[], []]


@pytest.fixture
def monday(cast, time):
    """Everybody works by the usual calendar, 9 to 13 and 14 to 18; Boris, the lead, is on shift."""
    time.stands(MONDAY)
    shifts.enter(cast.boris, by=cast.boris)
    return time


def run():
    """One turn of the clock and one of alerts."""
    waking.wake()
    alerting.warn()
    alerting.tell()


def heard(person):
    told = Notice.objects.filter(person=person).exclude(reason__in=["assigned", "written"])
    return list(told.order_by("id").values_list("reason", flat=True))


def held(cast, customer=None):
    ticket = opened(customer or cast.vera)
    ticket.accept(by=cast.anna)
    return ticket


def test_the_holder_hears_ahead_then_at_the_threshold_and_the_lead_five_minutes_later(cast, monday):
    """Two hours from 9:00: ahead at 10:30 (a quarter of 2 h, 30 min), broken at 11:00, the lead at 11:05."""
    norm("in_work", 2, 8)
    held(cast)
    monday.stands(moscow(2026, 11, 16, 10, 29))
    run()
    assert heard(cast.anna) == []
    monday.passes(minutes=1)
    run()
    run()
    assert (heard(cast.anna), heard(cast.boris)) == ([Reason.NEAR], [])
    monday.stands(moscow(2026, 11, 16, 11))
    run()
    assert (heard(cast.anna), heard(cast.boris)) == ([Reason.NEAR, Reason.BROKEN], [])
    monday.stands(moscow(2026, 11, 16, 11, 5))
    run()
    run()
    assert (heard(cast.anna), heard(cast.boris)) == ([Reason.NEAR, Reason.BROKEN], [Reason.BROKEN])
    assert heard(cast.oleg) == heard(cast.vera) == []


def test_a_short_clock_warns_in_its_last_quarter_only(cast, monday):
    norm("in_work", 0.5)
    held(cast)
    monday.passes(minutes=22)
    run()
    assert heard(cast.anna) == []
    monday.passes(seconds=30)
    run()
    assert heard(cast.anna) == [Reason.NEAR]


def test_no_warning_ahead_when_it_is_switched_off(cast, monday):
    options.change("notices.ahead", timedelta(), by=cast.gleb)
    norm("in_work", 2)
    held(cast)
    monday.stands(moscow(2026, 11, 16, 10, 59))
    run()
    assert not Alert.objects.exists()


def test_nothing_is_said_of_what_was_answered_meanwhile(cast, monday):
    promise()
    ticket = held(cast)
    monday.stands(moscow(2026, 11, 16, 10, 45))
    alerting.warn()
    ticket.reply(by=cast.anna, body="Смотрю")
    run()
    assert heard(cast.anna) == []
    assert not Alert.objects.waiting().exists()
    monday.stands(moscow(2026, 11, 16, 12))
    run()
    assert (heard(cast.anna), heard(cast.boris)) == ([], [])


def test_the_lead_hears_nothing_when_the_holder_answers_within_five_minutes(cast, monday):
    promise()
    ticket = held(cast)
    monday.stands(moscow(2026, 11, 16, 11))
    run()
    monday.passes(minutes=4)
    ticket.reply(by=cast.anna, body="Смотрю")
    monday.passes(minutes=2)
    run()
    assert heard(cast.boris) == []


def test_nobody_holds_it_so_those_on_shift_of_its_line_hear_and_without_them_the_lead(cast, monday):
    norm("new", 1)
    shifts.enter(cast.oleg, by=cast.oleg)
    first = opened(cast.vera)
    monday.stands(moscow(2026, 11, 16, 10))
    run()
    assert [heard(one) for one in (cast.oleg, cast.anna, cast.misha)] == [[Reason.BROKEN], [], []]
    shifts.leave(cast.oleg, by=cast.oleg)
    second = opened(cast.zoya)
    monday.stands(moscow(2026, 11, 16, 11))
    run()
    assert heard(cast.oleg) == [Reason.BROKEN]
    told = Notice.objects.filter(person=cast.boris).order_by("id").values_list("ticket", flat=True)
    assert list(told) == [first.pk, second.pk]  # each once, though the lead is of the line too


def test_somebody_on_another_line_is_left_alone(cast, monday):
    norm("new", 1)
    shifts.enter(cast.oleg, by=cast.oleg)
    LineMembership.objects.filter(person=cast.oleg).update(line=Line.objects.get(code="second"))
    opened(cast.vera)
    monday.stands(moscow(2026, 11, 16, 10))
    run()
    assert (heard(cast.oleg), heard(cast.boris)) == ([], [Reason.BROKEN])


def test_nobody_is_told_outside_their_hours_and_hears_it_when_they_come(cast, monday):
    """Broken at 10:00; Anna works from noon. A quarter of an hour is the most she waits, or her coming on shift."""
    norm("in_work", 1)
    ticket = held(cast)
    hours.set_week(cast.anna, [[(720, 1200)]] * 5 + [[], []], by=cast.boris)
    monday.stands(moscow(2026, 11, 16, 10))
    run()
    assert heard(cast.anna) == []
    monday.stands(moscow(2026, 11, 16, 10, 5))
    run()
    assert (heard(cast.anna), heard(cast.boris)) == ([], [Reason.BROKEN])
    monday.stands(moscow(2026, 11, 16, 10, 10))
    shifts.enter(cast.anna, by=cast.anna)
    run()
    assert heard(cast.anna) == [Reason.BROKEN]
    assert Notice.objects.filter(person=cast.anna, reason=Reason.BROKEN).get().ticket_id == ticket.pk


def test_who_is_away_is_not_told(cast, monday):
    norm("in_work", 1)
    held(cast)
    away.plan(cast.anna, "sick", since=MONDAY, until=moscow(2026, 11, 18, 9), by=cast.boris)
    monday.stands(moscow(2026, 11, 16, 12))
    run()
    assert (heard(cast.anna), heard(cast.boris)) == ([], [Reason.BROKEN])


def test_after_a_day_without_the_clock_each_person_gets_one_notice_of_everything(cast, monday):
    """Five requests break degrees I (10:00), II (11:00) and III (12:00) and the first limit (17:00) unseen."""
    norm("in_work", 1, 2, 3)
    tickets = [held(cast) for _ in range(5)]
    monday.stands(moscow(2026, 11, 17, 9, 10))
    run()
    run()
    notice = Notice.objects.exclude(reason="assigned").get(person=cast.anna)
    assert sorted([notice.ticket.number, *notice.also]) == sorted(one.number for one in tickets)
    assert Notice.objects.filter(person=cast.boris).count() == 1
    told = Event.objects.filter(code="norm.broken", ticket_id=tickets[0].pk).order_by("id")
    assert [event.data["at"][11:16] for event in told] == ["07:00", "08:00", "09:00"]  # true times, UTC
    assert not Alert.objects.waiting().filter(tell_at__lte=moscow(2026, 11, 17, 9, 10)).exists()


def test_what_comes_within_five_minutes_joins_the_notice_that_nobody_has_read(cast, monday):
    norm("in_work", 1)
    first = held(cast)
    monday.passes(minutes=3)
    second = held(cast, cast.zoya)
    monday.stands(moscow(2026, 11, 16, 10))
    run()
    monday.passes(minutes=3)
    run()
    notice = Notice.objects.get(person=cast.anna)
    assert (notice.ticket_id, notice.also) == (first.pk, [second.number])


def test_r29_limits_alert_the_lead_at_once(cast, monday):
    held(cast)
    monday.stands(moscow(2026, 11, 16, 16, 31))
    shifts.enter(cast.boris, by=cast.boris)
    run()
    assert (heard(cast.anna), heard(cast.boris)) == ([Reason.NEAR], [Reason.NEAR])
    monday.stands(moscow(2026, 11, 16, 17))
    run()
    assert (heard(cast.anna), heard(cast.boris)) == ([Reason.NEAR, Reason.LIMIT], [Reason.NEAR, Reason.LIMIT])


def test_a_limit_at_night_waits_for_whoever_comes_first(cast, time):
    """Friday 18:30; the limits pass on Saturday at 2:30 and 18:30, when nobody works. On Monday one notice."""
    time.stands(moscow(2026, 11, 20, 18, 30))
    opened(cast.vera)
    time.stands(moscow(2026, 11, 21, 12))
    run()
    assert not Notice.objects.exists()
    time.stands(moscow(2026, 11, 23, 9))
    shifts.enter(cast.boris, by=cast.boris)
    run()
    assert heard(cast.boris) == [Reason.LIMIT]
    assert heard(cast.anna) == []


def test_each_person_chooses_by_which_route_and_may_choose_none(cast, monday):
    wanted = dict(choosing.chosen(cast.anna))
    choosing.choose(cast.anna, {**wanted, Reason.BROKEN: []})
    norm("in_work", 1)
    held(cast)
    monday.stands(moscow(2026, 11, 16, 10, 5))
    run()
    assert heard(cast.anna) == []
    assert heard(cast.boris) == [Reason.BROKEN]


def test_a_letter_names_everything_that_the_notice_holds(cast, monday):
    norm("in_work", 1)
    numbers = [held(cast).number for _ in range(3)]
    monday.stands(moscow(2026, 11, 16, 10))
    run()
    monday.passes(minutes=6)
    mailing.mail(cast.anna)
    (letter,) = mail.outbox
    assert all(f"№ {number}" in letter.body for number in numbers)


def test_two_clocks_at_once_tell_once(cast, monday):
    """A job that is run again, or beside itself, finds what is settled."""
    norm("in_work", 1)
    held(cast)
    monday.stands(moscow(2026, 11, 16, 10))
    waking.wake()
    for _ in range(3):
        jobs.run_due()
        alerting.tell()
    assert heard(cast.anna) == [Reason.BROKEN]


def test_a_pass_asks_the_same_few_questions_whatever_is_open(cast, monday, django_assert_max_num_queries):
    norm("in_work", 2)
    for _ in range(12):
        held(cast)
    with django_assert_max_num_queries(6):
        alerting.warn()
    monday.stands(moscow(2026, 11, 16, 10, 30))
    alerting.warn()
    with django_assert_max_num_queries(40):
        alerting.tell()
    assert Notice.objects.get(person=cast.anna).also
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        sql, values = Alert.objects.waiting().filter(tell_at__lte=MONDAY).query.sql_with_params()
        cursor.execute(f"EXPLAIN {sql}", values)
        assert "alert_waiting" in "\n".join(row[0] for row in cursor.fetchall())


def test_closing_settles_what_waits(cast, monday):
    norm("in_work", 1)
    ticket = held(cast)
    hours.set_week(cast.anna, DAY, by=cast.boris)
    monday.stands(moscow(2026, 11, 16, 10))
    waking.wake()
    Ticket.objects.get(pk=ticket.pk).close("solved", by=cast.boris)
    run()
    assert heard(cast.anna) == []


@pytest.fixture
def saturday(cast, time):
    """A request of Friday, 18:30, that nobody answers: Saturday 18:30, the outer limit has just passed."""
    time.stands(moscow(2026, 11, 20, 18, 30))
    opened(cast.vera)
    time.stands(moscow(2026, 11, 21, 18, 30))
    return time


def reach(person, *routes):
    choosing.choose(person, {**choosing.chosen(person), Reason.NIGHT: routes})


def test_r29_a_lead_who_chose_so_is_reached_at_night_by_the_outer_limit_alone(cast, time):
    reach(cast.boris, "desk", "mail")
    choosing.rest(cast.boris, begins=clock_time(20), ends=clock_time(8), weekends=True)
    time.stands(moscow(2026, 11, 20, 18, 30))
    opened(cast.vera)
    time.stands(moscow(2026, 11, 21, 18, 29))  # the first limit passed at 2:30
    run()
    assert heard(cast.boris) == []
    time.passes(minutes=1)
    run()
    run()
    assert [heard(one) for one in (cast.boris, cast.gleb, cast.anna)] == [[Reason.NIGHT], [], []]
    time.passes(minutes=6)
    assert mailing.mail(cast.boris) == 1  # in quiet hours: they were chosen for everything else
    assert "в нерабочее время" in mail.outbox[-1].subject


def test_r29_at_night_nobody_is_reached_who_is_no_lead_or_on_leave_and_the_shift_of_monday_still_hears(cast, saturday):
    for person in (cast.anna, cast.boris):
        reach(person, "mail")
    away.plan(cast.boris, "sick", since=moscow(2026, 11, 21, 9), until=moscow(2026, 11, 22, 9), by=cast.gleb)
    run()
    assert not Notice.objects.filter(reason=Reason.NIGHT).exists()
    saturday.stands(moscow(2026, 11, 23, 9))
    shifts.enter(cast.gleb, by=cast.gleb)
    run()
    assert (heard(cast.gleb), heard(cast.boris)) == ([Reason.LIMIT], [])


def test_a_letter_in_quiet_hours_holds_only_what_may_disturb(cast, saturday):
    reach(cast.boris, "mail")
    choosing.rest(cast.boris, begins=clock_time(20), ends=clock_time(8), weekends=True)
    run()
    told = Notice.objects.get(person=cast.boris)
    other = Notice.objects.create(
        person=cast.boris, event=Event.objects.earliest("id"), ticket=told.ticket, reason=Reason.BROKEN, at=told.at
    )
    saturday.passes(minutes=6)
    assert mailing.mail(cast.boris) == 1
    other.refresh_from_db()
    assert other.mailed_at is None


def test_the_profile_offers_to_be_reached_at_night(cast, signed_in):
    boris = signed_in(cast.boris)
    assert 'name="night"' in boris.get("/manage/me/").content.decode()
    boris.post("/manage/me/notices/", {"night": ["mail"], "weekends": "on"})
    assert choosing.chosen(cast.boris)[Reason.NIGHT] == frozenset({"mail"})

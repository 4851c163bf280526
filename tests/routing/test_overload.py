"""C7, R29, R30: the mode of overload is measured, suggested, switched by a lead, told openly, cleared by a plan."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import connection
from django.db.models import Q
from hypothesis import given
from hypothesis import strategies as st

from otklik.clocks import excusing, reckoning, shelving, waking
from otklik.clocks.arithmetic import ALWAYS
from otklik.clocks.models import Breach, Deadline, Fault, Limit, Overload, Overrun, Shelved, Violation
from otklik.clocks.rules import Rules
from otklik.kernel import clock, jobs
from otklik.kernel import settings as options
from otklik.kernel.models import Event
from otklik.kernel.verbs import Forbidden, Refused, Stale
from otklik.people.models import Line
from otklik.problems import founding
from otklik.routing import jobs as routing
from otklik.routing import shifts
from otklik.routing.models import Load, Offer
from otklik.routing.overload import measuring, planning, switching, telling
from otklik.routing.overload import shelving as mode_of
from otklik.tickets import silence
from otklik.tickets.kinds import End
from otklik.tickets.models import Ticket
from otklik.tickets.models.ticket import Urgency
from tests.clocks.test_norms import moscow, norm
from tests.clocks.test_promises import promise
from tests.routing.floor import automatic, offered_to
from tests.tickets.acting import codes, opened

MONDAY = moscow(2026, 11, 16, 9)
HOUR = timedelta(hours=1)
OWN = Q(kind__in=["norm", "first_reply"])
"""The date that a customer was given has a clock of its own: the next word."""
TEXT = {"ru": "Сейчас много обращений", "uk": "Зараз багато звернень", "en": "We are very busy"}


@pytest.fixture
def monday(cast, time):
    """Two people on shift, six answers an hour each until more is known."""
    time.stands(MONDAY)
    shifts.enter(cast.anna, by=cast.anna)
    shifts.enter(cast.oleg, by=cast.oleg)
    return time


def on(cast, hours=4, **more):
    mode = switching.start(TEXT, check_at=clock.now() + hours * HOUR, by=cast.boris, **more)
    jobs.run_due()
    return mode


def fresh(ticket):
    return Ticket.objects.get(pk=ticket.pk)


def off(mode, cast):
    switching.end(mode, by=cast.boris)
    jobs.run_due()


@pytest.mark.parametrize(
    ("waiting", "arriving", "people", "pace", "wanted"),
    [(24, 0, 2, 6, 100), (24, 6, 2, 6, 150), (0, 12, 2, 6, 100), (5, 5, 0, 6, None), (6, 3, 1, 4.0, 150)],
)
def test_the_load_is_two_hours_of_work_against_what_the_shift_carries(waiting, arriving, people, pace, wanted):
    """24 wait and 6 an hour come: 36 in two hours; two people give 6 answers an hour each, so 24: 150 %."""
    assert measuring.percent(waiting, arriving, people, pace) == wanted


def test_the_mode_is_suggested_after_ten_minutes_and_not_while_it_flickers(cast, monday):
    """One person, 6 an hour, so 12 in two hours; 7 waiting + 7 arriving an hour × 2 = 21: 175 %."""
    shifts.leave(cast.oleg, by=cast.oleg)
    tickets = [opened(cast.vera) for _ in range(7)]
    load = measuring.measure()
    assert (load.waiting, load.arriving, load.people, load.percent) == (7, 7, 1, 175)
    assert not measuring.is_suggested(load)
    monday.passes(minutes=10)
    assert measuring.is_suggested(measuring.measure())
    tickets[0].reply(by=cast.anna, body="Смотрю")
    tickets[1].reply(by=cast.anna, body="Смотрю")
    tickets[2].reply(by=cast.anna, body="Смотрю")
    load = measuring.measure()  # 4 + 14 = 18 of 12: 150 %, but fewer than five wait
    assert (load.percent, load.strained_since) == (150, None)
    assert not measuring.is_suggested(load)


def test_nothing_is_suggested_while_it_is_on_and_an_old_reading_says_nothing(cast, monday):
    for _ in range(12):
        opened(cast.vera)
    options.change("routing.overload", 50, by=cast.gleb)
    measuring.measure()
    monday.passes(minutes=10)
    measuring.measure()
    assert measuring.is_suggested(measuring.load())
    mode = on(cast)
    assert mode.load == measuring.load().percent
    assert not measuring.is_suggested(measuring.load())
    monday.passes(minutes=11)
    assert measuring.load() is None


def test_the_pace_is_measured_on_four_weeks_of_shifts(cast, monday):
    """20 hours on shift, 30 answers: 1.5 an hour. Before that the setting holds."""
    assert measuring.learn() == 6
    for _ in range(30):
        opened(cast.vera).reply(by=cast.anna, body="Смотрю", end=End.ASKED)
    monday.passes(hours=10)
    shifts.leave(cast.anna, by=cast.anna)
    assert measuring.learn() == 6
    shifts.leave(cast.oleg, by=cast.oleg)
    assert measuring.learn() == 1.5
    assert Load.objects.get().pace == 1.5


def test_everything_but_what_is_critical_waits_and_each_customer_has_a_date_of_their_own(cast, monday):
    """Check at 13:00; two people give 12 an hour, the backlog gets 6: after lunch from 14:00 one each ten minutes, so
    14:10, 14:20, 14:30, 14:40, rounded up to half an hour.
    """
    critical = opened(cast.vera)
    critical.urge(2, by=cast.anna)
    usual = [opened(one) for one in (cast.vera, cast.zoya, cast.pavel, cast.rival)]
    mode = on(cast)
    dates = [fresh(one).next_word_by for one in usual]
    assert dates == [moscow(2026, 11, 16, 14, 30)] * 3 + [moscow(2026, 11, 16, 15)]
    assert fresh(critical).next_word_by is None
    assert mode.shelved.count() == 4
    assert codes(usual[0])[-1] == "ticket.shelved"


def test_norms_and_soft_promises_stand_still_and_go_on_where_they_stood(cast, monday):
    """Norm of 2 h, promise of 3 h. 30 minutes pass, 3 hours of overload (10:00 to 13:00 less nothing), plan: the date.
    Opened at 9:30; on at 10:00 with 30 min spent. Off at 12:00; the date is 12:30, from when 1:30 of the norm are left:
    12:30–13:00 is 30 min, then after lunch 14:00–15:00: degree I at 15:00. Of the promise 2:30 are left: 16:00.
    """
    norm("new", 2)
    promise(first_reply=3 * HOUR)
    monday.passes(minutes=30)
    ticket = opened(cast.vera)
    monday.passes(minutes=30)
    mode = on(cast)
    assert not Deadline.objects.filter(OWN, ticket=ticket, due_at__isnull=False).exists()
    monday.passes(hours=2)
    waking.wake()
    assert not Violation.objects.exists()
    off(mode, cast)
    assert fresh(ticket).next_word_by == moscow(2026, 11, 16, 12, 30)
    due = dict(Deadline.objects.filter(OWN, ticket=ticket).values_list("kind", "due_at"))
    assert due == {"norm": moscow(2026, 11, 16, 15), "first_reply": moscow(2026, 11, 16, 16)}
    assert codes(ticket)[-1] == "ticket.rescheduled"


def test_a_contract_is_not_replaced_and_may_be_kept_on_the_clock(cast, monday):
    promise(first_reply=3 * HOUR, is_contract=True)
    norm("new", 2)
    ticket = opened(cast.vera)
    mode = on(cast, keeps_contracts=True)
    assert mode.shelved.count() == 0
    off(mode, cast)
    mode = on(cast)
    assert mode.shelved.count() == 1
    assert Deadline.objects.get(ticket=ticket, kind="first_reply").due_at == moscow(2026, 11, 16, 12)
    monday.passes(hours=3)
    waking.wake()
    assert Breach.objects.get().kind == "first_reply"
    assert not Violation.objects.exists()


def test_r29_eight_hours_hold_in_overload_too(cast, monday):
    ticket = opened(cast.vera)
    on(cast, hours=8)
    assert Limit.objects.get(ticket=ticket).due_at == moscow(2026, 11, 16, 17)
    monday.passes(hours=8)
    waking.wake()
    assert Overrun.objects.get().ticket_id == ticket.pk


def test_what_comes_while_it_lasts_waits_too_until_it_is_answered_or_critical(cast, monday):
    norm("new", 1)
    norm("in_work", 1)
    on(cast)
    first, second = opened(cast.vera), opened(cast.zoya)
    assert [fresh(one).next_word_by for one in (first, second)] == [moscow(2026, 11, 16, 14, 30)] * 2
    assert not Deadline.objects.filter(OWN, due_at__isnull=False).exists()
    monday.passes(minutes=10)
    first.reply(by=cast.anna, body="Какой тариф?", end=End.ASKED)
    second.urge(2, by=cast.anna)
    assert set(Shelved.objects.values_list("until", flat=True)) == {moscow(2026, 11, 16, 9, 10)}
    assert Deadline.objects.get(OWN, ticket=second).due_at == moscow(2026, 11, 16, 10, 10)
    monday.passes(minutes=10)
    first.write(by=cast.vera, body="Базовый")
    assert mode_of.shelved(first).since == moscow(2026, 11, 16, 9, 20)


def test_a_problem_that_threatens_the_whole_service_takes_its_requests_back_on_the_clock(cast, monday):
    tickets = [opened(cast.vera), opened(cast.rival)]
    problem = founding.found("503 на всех узлах", tickets, by=cast.boris)
    on(cast)
    assert all(mode_of.shelved(one) for one in tickets)
    founding.change(problem, by=cast.boris, severity=Urgency.CRITICAL)
    assert not any(mode_of.shelved(one) for one in tickets)
    later = opened(cast.pavel)
    assert mode_of.shelved(later)
    founding.join(problem, later, by=cast.anna)
    assert not mode_of.shelved(later)
    founding.change(problem, by=cast.boris, severity=Urgency.RAISED)
    assert all(mode_of.shelved(one) for one in (*tickets, later))


def test_a_word_that_a_person_gave_stays(cast, monday):
    """R30: what a person promised is hard."""
    ticket = opened(cast.vera)
    ticket.reply(by=cast.anna, body="Смотрю", end=End.OURS, next_word_by=moscow(2026, 11, 16, 11))
    on(cast)
    assert fresh(ticket).next_word_by == moscow(2026, 11, 16, 11)


def test_only_the_lines_that_were_named_wait(cast, monday):
    second = Line.objects.get(code="second")
    ticket, other = opened(cast.vera), opened(cast.zoya)
    other.move_to_line(second, by=cast.anna)
    mode = on(cast, lines=[second])
    assert list(mode.shelved.values_list("ticket", flat=True)) == [other.pk]
    assert (telling.silence_rests(fresh(ticket)), telling.silence_rests(fresh(other))) == (False, True)
    assert telling.for_everybody() is None
    assert telling.for_letters(fresh(other), "en") == TEXT["en"]


def test_the_second_of_two_leads_is_told_that_somebody_was_faster(cast, monday):
    mode = on(cast)
    with pytest.raises(Stale):
        switching.start(TEXT, check_at=clock.now() + HOUR, by=cast.gleb)
    switching.end(mode, by=cast.gleb)
    for late in (lambda: switching.end(mode, by=cast.boris), lambda: _changed(mode, cast)):
        with pytest.raises(Stale):
            late()
    assert Overload.objects.count() == 1


def _changed(mode, cast):
    switching.change(mode, TEXT, check_at=clock.now() + HOUR, by=cast.boris)


def test_who_may_what(cast, monday):
    def start(by, hours=4, text=TEXT):
        return switching.start(text, check_at=clock.now() + hours * HOUR, by=by)

    with pytest.raises(Forbidden):
        start(cast.anna)
    with pytest.raises(Refused, match=r"overload\.text"):
        start(cast.boris, text={"ru": "  "})
    with pytest.raises(Refused, match=r"overload\.soon"):
        start(cast.boris, hours=0.1)
    with pytest.raises(Refused, match=r"overload\.long"):
        start(cast.boris, hours=24 * 8)
    assert not Overload.objects.exists()


def test_leads_are_reminded_at_the_time_to_check_once_and_the_mode_never_ends_by_itself(cast, monday):
    mode = on(cast, hours=1)
    assert switching.remind() == 0
    monday.passes(hours=1)
    assert switching.remind() == 1
    assert switching.remind() == 0
    assert Event.objects.filter(code="overload.to_check").count() == 1
    assert Overload.objects.running().exists()
    switching.change(mode, TEXT, check_at=clock.now() + HOUR, by=cast.boris)
    monday.passes(hours=1)
    assert switching.remind() == 1


def test_the_plan_spreads_the_backlog_oldest_promise_first_and_is_what_is_applied(cast, monday):
    """Two people, the backlog gets 6 an hour: from 10:00 on 10:10 … 11:10, so 10:30 three times, 11:00 three, 11:30."""
    tickets = [opened(cast.vera) for _ in range(7)]
    mode = on(cast)
    monday.passes(hours=1)
    rows, count, last = planning.plan(mode, cast.boris)
    assert [row.ticket.pk for row in rows] == [one.pk for one in tickets]
    wanted = [moscow(2026, 11, 16, 10, 30)] * 3 + [moscow(2026, 11, 16, 11)] * 3 + [moscow(2026, 11, 16, 11, 30)]
    assert [row.at for row in rows] == wanted
    assert (count, last) == (7, wanted[-1])
    off(mode, cast)
    assert [fresh(one).next_word_by for one in tickets] == wanted
    jobs.run_due()
    assert mode_of.spread(Overload.objects.get()) == 0  # twice changes nothing


def test_a_spread_that_was_killed_halfway_goes_on(cast, monday):
    tickets = [opened(cast.vera) for _ in range(4)]
    mode = on(cast)
    switching.end(mode, by=cast.boris)
    row = mode.shelved.order_by("id").first()
    Shelved.objects.filter(pk=row.pk).update(until=clock.now() + HOUR)  # what the killed job had done
    jobs.run_due()
    assert not Shelved.objects.filter(until__isnull=True).exists()
    assert all(fresh(one).next_word_by for one in tickets[1:])


def test_r10_silence_rests_and_days_of_overload_do_not_count(cast, monday):
    """Asked on Monday; the mode lasts from Tuesday to Wednesday: the first working day of the customer is Thursday."""
    options.change("tickets.close_by_silence", True, by=cast.gleb)
    ticket = opened(cast.vera)
    ticket.reply(by=cast.anna, body="Какой тариф?", end=End.ASKED)
    monday.stands(moscow(2026, 11, 17, 9))
    mode = on(cast, hours=8)
    monday.stands(moscow(2026, 11, 17, 13))
    assert silence.step(fresh(ticket)) == ""
    monday.stands(moscow(2026, 11, 18, 11))
    off(mode, cast)
    monday.stands(moscow(2026, 11, 18, 13))
    assert silence.step(fresh(ticket)) == ""
    monday.stands(moscow(2026, 11, 19, 13))
    assert silence.step(fresh(ticket)) == "reminded"


def test_what_broke_just_before_is_excused_in_one_action(cast, monday):
    norm("new", 0.5)
    ticket = opened(cast.vera)
    monday.passes(hours=1)
    waking.wake()
    on(cast)
    rows = list(Violation.objects.visible_to(cast.boris).at_fault())
    assert excusing.excuse_all(rows, fault=Fault.OVERLOAD, reason="Перегрузка", by=cast.boris) == 1
    assert not Violation.objects.at_fault().filter(ticket=ticket).exists()


def test_recomputing_gives_what_was_recorded(cast, monday):
    """Norm of 1 and 2 h; opened 9:00, 45 min later overload for an hour, then planned, then broken."""
    norm("new", 1, 2)
    ticket = opened(cast.vera)
    monday.passes(minutes=45)
    mode = on(cast)
    monday.passes(hours=1)
    off(mode, cast)
    monday.passes(hours=7)
    waking.wake()
    recorded = list(Violation.objects.values_list("began_at", "degree", "first_at", "reached_at"))
    found = reckoning.stretches(fresh(ticket), Rules())
    assert recorded == [(one.began_at, one.degree, one.steps[0].at, one.steps[-1].at) for one in found]
    # 10:45 ends the mode, the date is 11:00; 15 min of the first hour are left: 11:15, II at 12:15
    assert recorded == [(MONDAY, 2, moscow(2026, 11, 16, 11, 15), moscow(2026, 11, 16, 12, 15))]
    reckoning.reckon(fresh(ticket), anew=True)
    assert list(Violation.objects.values_list("began_at", "degree", "first_at", "reached_at")) == recorded


def test_an_event_without_any_overload_asks_one_small_question(cast, monday, django_assert_num_queries):
    ticket = opened(cast.vera)
    event = Event.objects.filter(ticket_id=ticket.pk).last()
    with django_assert_num_queries(1):
        mode_of.follow(event)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM clocks_shelved")
        assert cursor.fetchone() == (0,)


minutes = st.integers(0, 600)


@given(st.lists(st.tuples(minutes, minutes), max_size=4), st.lists(minutes, min_size=2, max_size=6, unique=True))
def test_what_is_cut_out_is_exactly_what_was_shelved(shelved, ends):
    """Minute by minute: our time that is left is our time that was not shelved."""
    at = lambda minute: MONDAY + timedelta(minutes=minute)  # noqa: E731
    marks = sorted(ends)
    parts = [(at(a), at(b)) for a, b in pairwise(marks)]
    intervals = sorted((at(min(pair)), at(max(pair))) for pair in shelved if pair[0] != pair[1])
    joined = []
    for start, end in intervals:
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((start, end))
    left = sum((ALWAYS.elapsed(start, end) for start, end in shelving.without(parts, joined)), timedelta())
    wanted = sum(
        any(a <= at(minute) < b for a, b in parts) and not any(a <= at(minute) < b for a, b in joined)
        for minute in range(600)
    )
    assert left == timedelta(minutes=wanted)


def test_what_waits_openly_is_offered_to_nobody_and_whoever_was_asked_is_free_again(cast, monday):
    """C1, C7: hands are for what cannot wait."""
    automatic()
    asked = opened(cast.vera)
    routing.distribute()
    assert offered_to(asked) in (cast.anna, cast.oleg)
    on(cast)
    later, critical = opened(cast.rival), opened(cast.pavel)
    critical.urge(2, by=cast.anna)
    for _ in range(2):
        routing.mind()
        routing.distribute()
    assert (offered_to(asked), offered_to(later)) == (None, None)
    assert Offer.objects.get(ticket=asked).ended_how == "moot"
    assert offered_to(critical) in (cast.anna, cast.oleg)


def test_after_the_mode_what_waited_is_offered_again_ahead_of_its_date(cast, monday):
    """The plan gave each a date by which it is answered, so nobody waits for that date to come."""
    automatic()
    mode = on(cast)
    waited = opened(cast.vera)
    routing.distribute()
    assert offered_to(waited) is None
    off(mode, cast)
    routing.distribute()
    assert offered_to(waited) in (cast.anna, cast.oleg)


def test_half_an_hour_before_its_date_what_waits_openly_is_offered_though_the_mode_lasts(cast, monday):
    automatic()
    on(cast, hours=8)
    waited = opened(cast.vera)
    word_by = Shelved.objects.get(ticket=waited).word_by
    monday.stands(word_by - timedelta(minutes=31))
    routing.mind()
    routing.distribute()
    assert offered_to(waited) is None
    monday.stands(word_by - timedelta(minutes=30))
    routing.mind()
    routing.distribute()
    assert offered_to(waited) in (cast.anna, cast.oleg)

"""Norms in the hours of whoever holds the request: weekly hours less absences, hand to hand (D2, R23)."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from otklik.clocks import arranging, explaining, policies, waking
from otklik.clocks.arithmetic import ALWAYS, Openings
from otklik.clocks.freezing import Day, DayKind
from otklik.clocks.models import Calendar, Counting, Deadline, Violation
from otklik.kernel import clock, jobs
from otklik.kernel.verbs import Refused
from otklik.people import staffing
from otklik.routing import away, hours, owning
from otklik.routing.models import Absence, WorkWeek
from tests.clocks.histories import histories
from tests.clocks.test_norms import check, moscow, norm, shares, steps
from tests.tickets.acting import opened
from tests.tickets.test_spans import World

HOUR = timedelta(hours=1)
MORNING = [[(360, 720)]] * 5 + [[], []]  # 6–12
EVENING = [[(840, 1320)]] * 5 + [[], []]  # 14–22
NONE: list[list[tuple[int, int]]] = [[]] * 7


@pytest.fixture
def shifts(cast, time):
    """Anna works in the morning, Oleg in the evening, and a request in work has a norm of 1 h and 4 h of theirs."""
    time.stands(moscow(2026, 11, 9, 9))
    hours.set_week(cast.anna, MORNING, by=cast.boris)
    hours.set_week(cast.oleg, EVENING, by=cast.boris)
    norm("in_work", 1, 4, counting=Counting.OWN)
    time.stands(moscow(2026, 11, 16, 11))
    return time


@pytest.fixture
def ticket(cast, shifts):
    ticket = opened(cast.vera)
    ticket.accept(by=cast.anna)
    return ticket


def due():
    return Deadline.objects.get().due_at


def test_a_request_goes_from_a_morning_person_to_an_evening_person(cast, shifts, ticket):
    """Monday. 11:00 anna accepts: she works until 12, so 1 h would be there at 12:00 sharp, and 4 h on Tuesday at 9:00.
    11:30 to oleg, who comes at 14:00: anna's 0:30 and his 0:30 make I at 14:30, his 3:30 make II at 17:30.
    """
    assert due() == moscow(2026, 11, 16, 12)
    shifts.passes(minutes=30)
    ticket.assign(to=cast.oleg, by=cast.boris)
    assert due() == moscow(2026, 11, 16, 14, 30)
    shifts.stands(moscow(2026, 11, 17, 0))
    waking.wake()
    assert steps(ticket) == [(1, moscow(2026, 11, 16, 14, 30)), (2, moscow(2026, 11, 16, 17, 30))]
    assert shares(Violation.objects.get()) == {"anna": 0.5 * HOUR, "oleg": 3.5 * HOUR}
    parts = explaining.explain(Violation.objects.get())
    assert [(part.holder, part.counted) for part in parts[-2:]] == [
        (cast.anna.pk, HOUR / 2),
        (cast.oleg.pk, 3.5 * HOUR),
    ]


def test_in_nobodys_hands_and_of_whom_nothing_is_known_the_hours_of_the_line_count(cast, shifts, ticket):
    """11:00 anna · 11:30 returned to the line, which is open until 13 · 12:00 boris, of whom nothing is known:
    0:30 + 0:30 of a new status without a norm = 1 h at noon, and 3 h more are 12–13 and 14–16.
    """
    shifts.passes(minutes=30)
    ticket.return_to_pool(by=cast.anna, why="Не моё")
    shifts.passes(minutes=30)
    ticket.accept(by=cast.boris)
    waking.wake()
    assert steps(ticket) == [(1, moscow(2026, 11, 16, 12))]
    assert due() == moscow(2026, 11, 16, 16)


def test_an_absence_moves_what_is_due_and_its_end_moves_it_back(cast, shifts, ticket):
    """oleg has it from 11:30 with anna's 0:30. At 14:10 he falls ill until Tuesday 16:00: 0:20 are left, Tuesday 16:20.
    He is back at 15:00 on Monday: 15:20.
    """
    shifts.passes(minutes=30)
    ticket.assign(to=cast.oleg, by=cast.boris)
    shifts.stands(moscow(2026, 11, 16, 14, 10))
    ill = away.plan(cast.oleg, "sick", since=clock.now(), until=moscow(2026, 11, 17, 16), by=cast.oleg)
    jobs.run_due()
    assert due() == moscow(2026, 11, 17, 16, 20)
    shifts.stands(moscow(2026, 11, 16, 15))
    away.call_off(ill, by=cast.oleg)
    jobs.run_due()
    assert due() == moscow(2026, 11, 16, 15, 20)


def test_other_hours_move_what_is_to_come_and_nothing_that_has_passed(cast, shifts, ticket):
    """At 11:40 anna has 0:40 of 1 h behind her. From now on she works in the evening: 14:20."""
    shifts.passes(minutes=40)
    hours.set_week(cast.anna, EVENING, by=cast.boris)
    jobs.run_due()
    assert due() == moscow(2026, 11, 16, 14, 20)
    shifts.passes(minutes=10)
    hours.set_week(cast.anna, NONE, by=cast.boris)  # nothing is known: the line's, open until 13
    jobs.run_due()
    assert due() == moscow(2026, 11, 16, 12, 10)


def test_a_person_who_moves_to_another_zone_keeps_their_hours_on_the_wall(cast, shifts, ticket):
    """At 11:20 anna, with 0:20, moves to Yekaterinburg, two hours ahead: her 6–12 end at 10 of Moscow. On Tuesday she
    begins at 4:00, and has 0:40 more: 4:40.
    """
    shifts.passes(minutes=20)
    staffing.change(cast.anna, by=cast.anna, time_zone="Asia/Yekaterinburg")
    jobs.run_due()
    assert due() == moscow(2026, 11, 17, 4, 40)
    staffing.change(cast.anna, by=cast.anna, position="Инженер")
    assert WorkWeek.objects.filter(person=cast.anna).count() == 2


def test_a_holiday_of_the_line_is_off_for_the_person_too(cast, shifts, ticket):
    """Tuesday is closed. oleg takes it at 18:00 on Monday with anna's 1 h of 11–12: 3 h of 4 are left. He is away from
    20:00 on: 2 h on Monday, nothing on Tuesday, 1 h on Wednesday from 14: 15:00.
    """
    closed = Day(moscow(2026, 11, 17, 9).date(), DayKind.OFF, "Переезд")
    arranging.set_day(Calendar.objects.get(), closed, by=cast.boris)
    shifts.stands(moscow(2026, 11, 16, 18))
    away.plan(cast.oleg, "other", since=moscow(2026, 11, 16, 20), until=moscow(2026, 11, 16, 22), by=cast.oleg)
    ticket.assign(to=cast.oleg, by=cast.boris)
    assert (steps(ticket), due()) == ([(1, moscow(2026, 11, 16, 12))], moscow(2026, 11, 18, 15))


def test_saving_the_same_hours_again_keeps_one_week(cast, shifts):
    hours.set_week(cast.anna, MORNING, by=cast.boris)
    assert WorkWeek.objects.filter(person=cast.anna).count() == 1


def test_a_promise_never_counts_somebodys_hours(cast):
    with pytest.raises(Refused) as refused:
        policies.add_promise(name={"ru": "Все"}, first_reply=HOUR, counting=Counting.OWN, by=cast.boris)
    assert refused.value.code == "promise.counting"


def test_a_zone_that_was_renamed_leaves_the_hours_of_the_line(cast, shifts, caplog):
    WorkWeek.objects.filter(person=cast.anna).update(time_zone="Mars/Olympus")
    found = owning.hours(cast.anna.pk, Calendar.objects.get())
    assert found.elapsed(moscow(2026, 11, 16, 9), moscow(2026, 11, 16, 18)) == 8 * HOUR
    assert "Mars/Olympus" in caplog.text


def test_hours_that_were_there_before_this_release_are_taken_to_have_held(cast, shifts):
    WorkWeek.objects.all().delete()
    import_module("otklik.routing.migrations.0004_work_week").note_weeks(apps, None)
    row = WorkWeek.objects.get(person=cast.anna)
    assert (row.week, row.time_zone) == ([[list(one) for one in day] for day in MORNING], cast.anna.time_zone)


def test_what_nobody_knows_is_not_known(cast, time):
    assert owning.hours(cast.boris.pk, None) is None
    now = time.stands(moscow(2026, 11, 16, 9))
    Absence.objects.create(person=cast.boris, kind="sick", since=now, until=now + HOUR, made_by=cast.boris)
    found = owning.hours(cast.boris.pk, None)
    assert found.elapsed(now, now + 3 * HOUR) == 2 * HOUR == ALWAYS.elapsed(now, now + 2 * HOUR)


INTERVALS = st.lists(st.integers(0, 60), min_size=2, max_size=12, unique=True).map(
    lambda ends: list(zip(sorted(ends)[::2], sorted(ends)[1::2], strict=False))
)
PAIRS = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)), max_size=6).map(
    lambda pairs: sorted((start, start + length) for start, length in pairs)
)


@given(INTERVALS, PAIRS)
def test_what_is_left_without_absences_is_what_a_walk_finds(intervals, gone):
    left = list(owning.minus(intervals, gone))
    walked = [
        at for at in range(90) if any(a <= at < b for a, b in intervals) and not any(a <= at < b for a, b in gone)
    ]
    assert [at for at in range(90) if any(a <= at < b for a, b in left)] == walked
    Openings(left)  # in order


def _week(cast, which):
    hours.set_week((cast.anna, cast.oleg)[which % 2], (MORNING, EVENING, NONE)[which], by=cast.boris)


def _leave(cast, which):
    now = clock.now()
    person = (cast.anna, cast.oleg, cast.misha)[which]
    away.plan(person, "sick", since=now - HOUR, until=now + 5 * HOUR, by=cast.boris)


def _come_back(cast, which):
    for absence in Absence.objects.ahead(clock.now())[which : which + 1]:
        away.call_off(absence, by=cast.boris)


STAFF = {"~ week": _week, "~ leave": _leave, "~ come back": _come_back}


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(doings=histories(STAFF))
def test_recomputing_violations_in_changing_hours_gives_the_recorded_ones(cast, doings):
    at = moscow(2026, 11, 2, 9)
    with transaction.atomic():
        for code in ("new", "in_work", "reopened", None):
            norm(code, 0.5, 1.5, 3, counting=Counting.OWN)
        with clock.at(at):
            world = World(cast)
        for name, which, minutes in doings:
            at += timedelta(minutes=minutes, seconds=1)
            with clock.at(at):
                STAFF[name](cast, which) if name in STAFF else world.do(name, which)
                jobs.run_due()
                waking.wake()
        with clock.at(at):
            for ticket in world.tickets:
                check(ticket)
        transaction.set_rollback(True)

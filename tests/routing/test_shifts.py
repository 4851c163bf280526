"""R20: the states of a shift; it ends by itself after the hours of the week, and that can be undone."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from otklik.kernel import clock
from otklik.kernel.models import Event
from otklik.kernel.verbs import Forbidden, Refused, Stale
from otklik.routing import hours, jobs, shifts, staff
from otklik.routing.models import Duty
from tests.tickets.acting import opened

MOSCOW = ZoneInfo("Europe/Moscow")
WEEK = [[(540, 780), (840, 1080)]] * 5 + [[], []]
FRIDAY = datetime(2026, 11, 20, 9, tzinfo=MOSCOW)


@pytest.fixture
def friday(time, cast):
    hours.set_week(cast.anna, WEEK, by=cast.boris)
    time.stands(FRIDAY)
    return time


def _states(person):
    return list(Duty.objects.filter(person=person).order_by("id").values_list("state", flat=True))


def test_r20_each_state_is_an_interval_of_one_shift(cast, friday):
    shifts.enter(cast.anna, by=cast.anna)
    friday.passes(hours=4)
    shifts.enter(cast.anna, "lunch", by=cast.anna)
    assert not staff.is_on_shift(cast.anna)
    friday.passes(hours=1)
    shifts.enter(cast.anna, "on", by=cast.anna)
    shifts.enter(cast.anna, "on", by=cast.anna)
    assert staff.is_on_shift(cast.anna)
    assert _states(cast.anna) == ["on", "lunch", "on"]
    assert {duty.began_at for duty in Duty.objects.all()} == {FRIDAY}
    codes = Event.objects.filter(code__startswith="shift.").order_by("id").values_list("data__state", flat=True)
    assert list(codes) == ["on", "lunch", "on"]


def test_a_shift_ends_by_itself_some_time_after_the_hours_and_can_be_taken_up_again(cast, friday):
    shifts.enter(cast.anna, by=cast.anna)
    friday.stands(FRIDAY + timedelta(hours=9, minutes=14))
    jobs.end_shifts()
    assert shifts.running(cast.anna)
    friday.passes(minutes=1)
    jobs.end_shifts()
    jobs.end_shifts()
    assert shifts.running(cast.anna) is None
    assert Event.objects.get(code="shift.left").data == {"person": cast.anna.pk, "by_hours": True, "left": 0}
    friday.passes(minutes=20)
    shifts.resume(cast.anna, by=cast.anna)
    assert _states(cast.anna) == ["on"]
    assert shifts.running(cast.anna).ends_at == clock.now() + timedelta(hours=1)


def test_what_was_over_long_ago_or_was_ended_by_hand_is_not_taken_up(cast, friday):
    shifts.enter(cast.anna, by=cast.anna)
    shifts.leave(cast.anna, by=cast.anna)
    with pytest.raises(Stale):
        shifts.resume(cast.anna, by=cast.anna)
    shifts.enter(cast.anna, by=cast.anna)
    friday.passes(hours=10)
    jobs.end_shifts()
    friday.passes(hours=3)
    with pytest.raises(Stale):
        shifts.resume(cast.anna, by=cast.anna)


def test_who_has_no_hours_leaves_after_the_longest_shift(cast, friday):
    assert shifts.enter(cast.oleg, by=cast.oleg).ends_at == FRIDAY + timedelta(hours=12)


def test_leaving_says_how_much_was_left_in_hand(cast, friday):
    opened(cast.vera).accept(by=cast.anna)
    shifts.enter(cast.anna, by=cast.anna)
    shifts.leave(cast.anna, by=cast.anna)
    assert Event.objects.get(code="shift.left").data["left"] == 1


def test_only_a_lead_changes_the_shift_and_hours_of_others(cast, friday):
    shifts.enter(cast.anna, by=cast.boris)
    for act in (lambda: shifts.leave(cast.anna, by=cast.oleg), lambda: hours.set_week(cast.anna, WEEK, by=cast.anna)):
        with pytest.raises(Forbidden):
            act()
    assert shifts.running(cast.anna)


@pytest.mark.parametrize("week", [[[(600, 540)]] + [[]] * 6, [[(540, 700), (600, 720)]] + [[]] * 6, [[]]])
def test_hours_that_make_no_sense_are_refused(cast, week):
    with pytest.raises(Refused):
        hours.set_week(cast.anna, week, by=cast.boris)


def test_a_ceiling_of_ones_own_stands_before_the_usual_one(cast):
    assert staff.room_for(cast.anna) == 15
    hours.set_ceiling(cast.anna, 2, by=cast.boris)
    for _ in range(3):
        opened(cast.vera).accept(by=cast.anna)
    assert staff.room_for(cast.anna) == -1
    hours.set_ceiling(cast.anna, None, by=cast.boris)
    assert staff.room_for(cast.anna) == 12

"""Business time against a walk of minute by minute (D5)."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otklik.clocks.arithmetic import ALWAYS, Openings, OutOfReach, instant, micros
from otklik.clocks.unrolling import unroll
from tests.clocks.naive import Naive

ZONES = ("Europe/Moscow", "Europe/Kyiv", "America/New_York")
SINCE, UNTIL = date(2019, 1, 1), date(2029, 1, 1)
OFFICE = [[(540, 780), (840, 1080)]] * 5 + [[(600, 840)], []]
NIGHT = [[(0, 150), (1320, 1440)]] * 7
"""Ends at 02:30, inside the hour that the wall skips in spring and shows twice in autumn."""
WEEKS = {"office": OFFICE, "night": NIGHT, "always": [[(0, 1440)]] * 7}
DAYS = {date(2024, 4, 29): (), date(2024, 4, 27): ((540, 780), (840, 1020)), date(2025, 3, 30): ((60, 240),)}
CHANGES = [
    datetime(2024, 3, 31, 0, tzinfo=UTC),
    datetime(2024, 10, 27, 0, tzinfo=UTC),
    datetime(2024, 11, 3, 5, tzinfo=UTC),
]

MINUTES = int((datetime(2028, 11, 1, tzinfo=UTC) - datetime(2019, 1, 1, tzinfo=UTC)).total_seconds() // 60)
starts = st.one_of(
    st.integers(0, MINUTES).map(lambda minute: datetime(2019, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)),
    st.tuples(st.sampled_from(CHANGES), st.integers(-600, 600)).map(lambda at: at[0] + timedelta(minutes=at[1])),
)


@cache
def both(week: str, zone: str) -> tuple[Openings, Naive]:
    return Openings(unroll(WEEKS[week], DAYS, ZoneInfo(zone), SINCE, UNTIL)), Naive(WEEKS[week], DAYS, ZoneInfo(zone))


@settings(max_examples=60)
@given(st.sampled_from(sorted(WEEKS)), st.sampled_from(ZONES), starts, st.integers(0, 4000))
def test_open_time_is_what_a_walk_of_minutes_counts(week, zone, start, minutes):
    quick, slow = both(week, zone)
    end = start + timedelta(minutes=minutes)
    assert quick.elapsed(start, end) == slow.elapsed(start, end)


@settings(max_examples=60)
@given(st.sampled_from(sorted(WEEKS)), st.sampled_from(ZONES), starts, st.integers(0, 700))
def test_a_deadline_is_where_a_walk_of_minutes_ends(week, zone, start, minutes):
    quick, slow = both(week, zone)
    length = timedelta(minutes=minutes)
    assert quick.after(start, length) == slow.after(start, length)


@given(st.sampled_from(sorted(WEEKS)), st.sampled_from(ZONES), starts, st.integers(0, 10**13))
def test_exactly_so_much_open_time_lies_before_a_deadline(week, zone, start, length):
    quick, _ = both(week, zone)
    length = timedelta(microseconds=length)
    try:
        end = quick.after(start, length)
    except OutOfReach:
        return
    assert quick.elapsed(start, end) == length


@pytest.mark.parametrize(
    ("week", "day", "hours"),
    [
        ("always", date(2024, 3, 31), 23),  # Kyiv skips 03:00–04:00
        ("always", date(2024, 10, 27), 25),  # and shows 03:00–04:00 twice
        ("night", date(2024, 3, 31), 4.5),  # 0–2:30 and 22–24
    ],
)
def test_a_day_is_as_long_as_the_wall_says(week, day, hours):
    quick, _ = both(week, "Europe/Kyiv")
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo("Europe/Kyiv"))
    tomorrow = midnight + timedelta(days=1)  # wall time
    assert quick.elapsed(midnight.astimezone(UTC), tomorrow.astimezone(UTC)) == timedelta(hours=hours)


def test_night_hours_that_the_wall_shows_twice_are_open_twice():
    week = [[(180, 210)]] * 7  # 03:00–03:30
    openings = Openings(unroll(week, {}, ZoneInfo("Europe/Kyiv"), date(2024, 10, 27), date(2024, 10, 28)))
    assert [instant(at).strftime("%H:%M") for at in openings.starts] == ["00:00", "01:00"]


def test_open_days_that_touch_are_one_interval():
    assert len(unroll(WEEKS["always"], {}, ZoneInfo("Europe/Kyiv"), SINCE, UNTIL)) == 1


def test_a_clock_that_jumps_back_has_counted_nothing():
    quick, _ = both("office", "Europe/Moscow")
    noon = datetime(2024, 6, 3, 9, tzinfo=UTC)
    assert quick.elapsed(noon, noon - timedelta(hours=2)) == timedelta()
    assert ALWAYS.elapsed(noon, noon - timedelta(hours=2)) == timedelta()


def test_more_time_than_there_is_is_out_of_reach():
    quick, _ = both("office", "Europe/Moscow")
    with pytest.raises(OutOfReach):
        quick.after(datetime(2028, 12, 31, tzinfo=UTC), timedelta(hours=100))
    with pytest.raises(OutOfReach):
        Openings([]).after(datetime(2024, 1, 1, tzinfo=UTC), timedelta(seconds=1))


@pytest.mark.parametrize("intervals", [[(5, 5)], [(7, 3)], [(0, 10), (9, 12)], [(20, 30), (0, 10)]])
def test_intervals_out_of_order_are_refused(intervals):
    with pytest.raises(ValueError, match="in order"):
        Openings(intervals)


def test_instants_survive_microseconds():
    at = datetime(2026, 11, 22, 13, 14, 15, 123456, tzinfo=UTC)
    assert instant(micros(at)) == at

"""Calendars: holidays frozen, hours in SQL, and everything that is refused where it is entered (D5)."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from otklik.clocks import arranging, keeping, seed
from otklik.clocks.arithmetic import OutOfReach
from otklik.clocks.freezing import Day, DayKind, freeze, transfers_known_until
from otklik.clocks.models import Calendar, CalendarDay
from otklik.clocks.models.calendar import without
from otklik.kernel.audit import AuditEntry
from otklik.kernel.verbs import Forbidden, Refused
from otklik.people.models import Line

FIVE_TO_NINE = [[(540, 1080)]] * 5 + [[], []]


@pytest.fixture
def calendar(cast):
    return Calendar.objects.usual()


def moscow(day, hour, minute=0):
    return datetime(2026, 11, day, hour - 3, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("year", "days", "hours"),
    [(2022, 247, 1973), (2023, 247, 1973), (2024, 248, 1979), (2025, 247, 1972), (2026, 247, 1972), (2027, 247, 1972)],
)
def test_frozen_days_make_the_official_working_hours_of_the_year(year, days, hours):
    """The yearly norms of a 40-hour week in Russia (research/workforce.md)."""
    special = {day.date: day for day in freeze("RU", [year])}
    dates = [date(year, 1, 1) + timedelta(days=shift) for shift in range(366)]
    worked = [
        day
        for day in dates
        if day.year == year
        and (special[day].kind in (DayKind.WORK, DayKind.SHORT) if day in special else day.weekday() < 5)
    ]
    assert len(worked) == days
    assert sum(8 * 60 - (special[day].shorter_by if day in special else 0) for day in worked) == hours * 60


def test_a_working_saturday_is_as_long_as_the_day_it_was_swapped_with():
    """2 November 2024 was worked instead of Tuesday 30 April, the eve of a holiday."""
    saturday = next(day for day in freeze("RU", [2024]) if day.date == date(2024, 11, 2))
    assert (saturday.kind, saturday.like, saturday.shorter_by) == (DayKind.WORK, 1, 60)


def test_what_the_package_does_not_know_is_said():
    assert transfers_known_until("RU") >= 2027
    assert transfers_known_until("DE") is None
    assert freeze("XX", [2026]) == []


def test_every_installation_starts_with_a_calendar(calendar):
    seed.seed_calendar()
    assert Calendar.objects.get() == calendar
    assert calendar.days.filter(date=date(2026, 1, 1), kind=DayKind.HOLIDAY, name="Новогодние каникулы").exists()
    hours = keeping.hours(calendar)
    assert hours.elapsed(moscow(20, 8), moscow(20, 19)) == timedelta(hours=8)  # Friday, with lunch
    assert hours.elapsed(moscow(21, 8), moscow(22, 19)) == timedelta()  # the weekend


def test_sql_and_python_agree(calendar):
    hours, chance = keeping.hours(calendar), random.Random(4)
    first = datetime(2024, 1, 1, tzinfo=UTC)
    cases = [
        (first + timedelta(seconds=chance.uniform(0, 10**8)), timedelta(microseconds=chance.randrange(10**12)))
        for _ in range(200)
    ]
    with connection.cursor() as cursor:
        for start, length in cases:
            cursor.execute(
                "SELECT clocks_after(%s, %s, %s), clocks_elapsed(%s, %s, %s)",
                [calendar.pk, start, length.total_seconds(), calendar.pk, start, start + length],
            )
            after, elapsed = cursor.fetchone()
            assert abs(after - hours.after(start, length)) <= timedelta(microseconds=1)
            assert elapsed == pytest.approx(hours.elapsed(start, start + length).total_seconds(), abs=1e-6)


def test_sql_says_nothing_beyond_the_years_that_are_unrolled(calendar):
    with connection.cursor() as cursor:
        cursor.execute("SELECT clocks_after(%s, %s, %s)", [calendar.pk, moscow(20, 12), 10.0**9])
        assert cursor.fetchone() == (None,)
    with pytest.raises(OutOfReach):
        keeping.hours(calendar).after(moscow(20, 12), timedelta(seconds=10**9))


@pytest.mark.parametrize(
    ("week", "code"),
    [
        ([[]] * 7, "calendar.closed"),
        ([[(540, 1080), (1000, 1200)], *[[]] * 6], "calendar.overlap"),
        ([[(600, 540)], *[[]] * 6], "calendar.period"),
        ([[(540, 1500)], *[[]] * 6], "calendar.period"),
        ([[(540, 1080)]], "calendar.period"),
    ],
)
def test_a_week_that_cannot_be_is_refused_where_it_is_entered(cast, week, code):
    with pytest.raises(Refused) as refused:
        arranging.add_calendar({"ru": "Странный"}, time_zone="Europe/Moscow", week=week, by=cast.boris)
    assert refused.value.code == code


def test_an_unknown_zone_or_country_is_refused(cast):
    for more, code in (({"time_zone": "Europe/Atlantis"}, "zone"), ({"time_zone": "UTC", "country": "XX"}, "country")):
        with pytest.raises(Refused) as refused:
            arranging.add_calendar({"ru": "Странный"}, week=FIVE_TO_NINE, by=cast.boris, **more)
        assert refused.value.code == f"calendar.{code}"


def test_a_zone_that_was_renamed_leaves_the_old_hours_standing(cast, calendar, time, caplog):
    before = keeping.hours(calendar)
    Calendar.objects.update(time_zone="Europe/Atlantis")
    time.passes(days=400)
    keeping.move_on()
    assert "unknown time zone Europe/Atlantis" in caplog.text
    assert keeping.hours(Calendar.objects.get()) is before


def test_a_new_year_moves_the_window_on(calendar, time):
    until = calendar.opens_until
    time.passes(days=365)
    keeping.move_on()
    calendar.refresh_from_db()
    assert calendar.opens_until == date(until.year + 1, 1, 1)
    assert calendar.days.filter(date__year=until.year).exists()
    version = calendar.version
    keeping.move_on()
    calendar.refresh_from_db()
    assert calendar.version == version


def test_a_day_that_somebody_edited_survives_new_holidays(cast, calendar, time):
    time.stands(datetime(2025, 12, 1, tzinfo=UTC))
    day = Day(date(2026, 1, 5), DayKind.WORK, "Дежурим", like=0)
    arranging.set_day(calendar, day, by=cast.boris)
    arranging.freeze_years(calendar, [2026], by=cast.boris)
    row = calendar.days.get(date=day.date)
    assert (row.kind, row.edited_by, row.source) == (DayKind.WORK, cast.boris, "")
    hours = keeping.hours(Calendar.objects.get())
    start = datetime(2026, 1, 5, tzinfo=UTC)
    assert hours.elapsed(start, start + timedelta(days=1)) == timedelta(hours=8)
    arranging.remove_day(row, by=cast.boris)
    assert not CalendarDay.objects.filter(date=day.date).exists()


def test_a_short_day_loses_its_last_hour(cast, calendar, time):
    time.stands(moscow(16, 9))
    arranging.set_day(calendar, Day(date(2026, 11, 20), DayKind.SHORT, shorter_by=300), by=cast.boris)
    hours = keeping.hours(Calendar.objects.get())
    assert hours.elapsed(moscow(20, 8), moscow(20, 19)) == timedelta(hours=3)
    with pytest.raises(Refused):
        arranging.set_day(calendar, Day(date(2026, 11, 20), DayKind.SHORT), by=cast.boris)


def test_hours_declared_closed_are_taken_out_of_the_day(cast, calendar, time):
    """Friday 20 November is 9–13 and 14–18; closed from 12 to 15: 3 hours before, 3 after."""
    time.stands(moscow(16, 9))
    arranging.set_day(calendar, Day(date(2026, 11, 20), DayKind.OFF, "Учения", shut=(720, 900)), by=cast.boris)
    hours = keeping.hours(Calendar.objects.get())
    assert hours.elapsed(moscow(20, 8), moscow(20, 19)) == timedelta(hours=6)
    assert hours.after(moscow(20, 11), timedelta(hours=1)) == moscow(20, 12)
    assert hours.after(moscow(20, 11), timedelta(hours=2)) == moscow(20, 16)


@pytest.mark.parametrize(
    ("kind", "shut", "code"),
    [
        (DayKind.HOLIDAY, (720, 900), "calendar.shut"),
        (DayKind.OFF, (900, 720), "calendar.period"),
        (DayKind.OFF, (720, 1500), "calendar.period"),
    ],
)
def test_closed_hours_that_cannot_be_are_refused(cast, calendar, time, kind, shut, code):
    time.stands(moscow(16, 9))
    with pytest.raises(Refused) as refused:
        arranging.set_day(calendar, Day(date(2026, 11, 20), kind, shut=shut), by=cast.boris)
    assert refused.value.code == code


@given(
    st.lists(st.tuples(st.integers(0, 1439), st.integers(1, 1440)).filter(lambda one: one[0] < one[1]), max_size=4),
    st.tuples(st.integers(0, 1439), st.integers(1, 1440)).filter(lambda one: one[0] < one[1]),
)
def test_what_is_left_of_a_day_is_every_open_minute_but_the_closed_ones(periods, shut):
    def minutes(found):
        return sorted(minute for start, end in found for minute in range(start, end))

    expected = [minute for minute in minutes(periods) if not shut[0] <= minute < shut[1]]
    assert minutes(without(periods, *shut)) == expected


def test_a_line_goes_by_one_calendar(cast, calendar):
    line = Line.objects.get(code="second")
    night = arranging.add_calendar({"ru": "Ночь"}, time_zone="UTC", week=[[(0, 1440)]] * 7, by=cast.boris)
    arranging.use_for(calendar, lines=[line], organizations=[cast.company("warm")], by=cast.boris)
    arranging.use_for(night, lines=[line], by=cast.boris)
    assert Line.objects.get(code="second").works_by.calendar == night
    assert cast.company("warm").served_by.calendar == calendar


def test_changes_of_calendars_are_audited_and_guarded(cast, calendar):
    arranging.change_calendar(calendar, {"ru": "Без обеда"}, time_zone="UTC", week=FIVE_TO_NINE, by=cast.boris)
    entry = AuditEntry.objects.get(code="calendar.changed")
    assert (entry.before["time_zone"], entry.after["time_zone"]) == ("Europe/Moscow", "UTC")
    arranging.prefer_calendar(calendar, by=cast.boris)
    with pytest.raises(Forbidden):
        arranging.prefer_calendar(calendar, by=cast.anna)

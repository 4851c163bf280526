"""What cannot be is refused where it is entered, what has passed is not counted anew, and the clock goes on (D5)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from otklik.clocks import arranging, keeping, norming, policies, reckoning, waking
from otklik.clocks.drafts import Draft
from otklik.clocks.freezing import Day, DayKind
from otklik.clocks.keeping import _joined
from otklik.clocks.models import Breach, Calendar, Deadline
from otklik.kernel.verbs import Refused
from otklik.tickets.models import Status
from tests.clocks.test_norms import moscow
from tests.clocks.test_promises import due, promise
from tests.tickets.acting import opened

HOUR = timedelta(hours=1)
NINE_TO_SIX = [[(540, 1080)]] * 5 + [[], []]


@pytest.fixture
def usual(cast):
    return Calendar.objects.usual()


def refused(act, *args, **about):
    with pytest.raises(Refused) as stopped:
        act(*args, **about)
    return stopped.value.code


# Refused where it is entered


def test_thresholds_out_of_order_are_refused(cast, time):
    draft = Draft(Status.objects.of("in_work"), None, (2 * HOUR, HOUR))
    assert refused(norming.set_norm, draft, by=cast.boris) == "norm.order"


@pytest.mark.parametrize("limit", [timedelta(days=30_000), timedelta(days=99_999_999)])
def test_a_promise_longer_than_its_calendar_ever_offers_is_refused(cast, time, limit):
    about = {"name": {"ru": "Долгое"}, "solution": limit}
    assert refused(policies.add_promise, by=cast.boris, **about) == "promise.reach"
    row = promise()
    assert refused(policies.change_promise, row, by=cast.boris, solution=limit) == "promise.reach"


def test_a_zone_that_was_renamed_is_said_when_the_calendar_is_changed(cast, usual, time):
    Calendar.objects.filter(pk=usual.pk).update(time_zone="Europe/Atlantis")
    usual.refresh_from_db()
    before = usual.openings.count()
    holiday = Day(date(2027, 3, 9), DayKind.OFF)
    assert refused(arranging.set_day, usual, holiday, by=cast.boris) == "calendar.zone"
    assert usual.openings.count() == before


def test_the_page_of_a_calendar_says_that_a_day_has_passed(cast, usual, time, signed_in):
    time.stands(moscow(2026, 11, 18, 9))
    sent = {"date": "2026-11-17", "kind": "off"}
    answer = signed_in(cast.boris).post(f"/manage/calendars/{usual.pk}/days/", sent)
    assert answer.status_code == 422
    assert "уже прошёл" in answer.content.decode()
    assert not usual.days.filter(date="2026-11-17").exists()


# The past stays


def test_other_hours_hold_from_now_on_and_no_past_time_is_counted_anew(cast, usual, time):
    """Monday, 9–13 and 14–18. At noon the company begins to work 13–20 as well: by noon three hours were counted and
    stay three; from noon to 20:00 are 8 hours instead of 5 (lunch is gone), so 6 hours from 9:00 end at 15:00.
    """
    time.stands(moscow(2026, 11, 16, 9))
    hours = keeping.hours(usual)
    assert hours.after(moscow(2026, 11, 16, 9), 6 * HOUR) == moscow(2026, 11, 16, 16)
    time.stands(moscow(2026, 11, 16, 12))
    arranging.change_calendar(usual, usual.name, time_zone="Europe/Moscow", week=[[(600, 1200)]] * 7, by=cast.boris)
    hours = keeping.hours(Calendar.objects.usual())
    assert hours.elapsed(moscow(2026, 11, 16, 0), moscow(2026, 11, 16, 12)) == 3 * HOUR
    assert hours.elapsed(moscow(2026, 11, 15, 0), moscow(2026, 11, 16, 0)) == timedelta()
    assert hours.elapsed(moscow(2026, 11, 16, 12), moscow(2026, 11, 17, 0)) == 8 * HOUR
    assert hours.after(moscow(2026, 11, 16, 9), 6 * HOUR) == moscow(2026, 11, 16, 15)


def test_a_breach_of_yesterday_survives_a_change_of_the_calendar(cast, usual, time):
    """Two hours from Monday 9:00 were over at 11:00. On Tuesday the week is emptied but for Sundays."""
    promise()
    time.stands(moscow(2026, 11, 16, 9))
    ticket = opened(cast.vera)
    time.stands(moscow(2026, 11, 17, 12))
    waking.wake()
    sundays = [[]] * 6 + [[(540, 1080)]]
    arranging.change_calendar(usual, usual.name, time_zone="Europe/Moscow", week=sundays, by=cast.boris)
    reckoning.reckon(ticket, anew=True)
    breach = Breach.objects.get()
    assert (breach.broken_at, breach.withdrawn_at) == (moscow(2026, 11, 16, 11), None)


def test_a_new_holiday_moves_what_is_still_to_come(cast, usual, time):
    """Monday 17:00 and two hours: Tuesday 10:00, unless Tuesday is declared off: then Wednesday 10:00."""
    promise()
    time.stands(moscow(2026, 11, 16, 17))
    ticket = opened(cast.vera)
    assert due(ticket, "first_reply") == moscow(2026, 11, 17, 10)
    arranging.set_day(usual, Day(date(2026, 11, 17), DayKind.OFF), by=cast.boris)
    reckoning.reckon_open()
    assert due(ticket, "first_reply") == moscow(2026, 11, 18, 10)


@pytest.mark.parametrize(
    ("old", "fresh", "now", "joined"),
    [
        ([(0, 10)], [(0, 10)], 5, [(0, 10)]),
        ([(0, 10)], [], 5, [(0, 5)]),
        ([], [(0, 10)], 5, [(5, 10)]),
        ([(0, 4), (8, 9)], [(2, 12)], 6, [(0, 4), (6, 12)]),
        ([(0, 10)], [(0, 20)], 10, [(0, 20)]),
    ],
)
def test_old_intervals_end_now_and_fresh_ones_begin_now(old, fresh, now, joined):
    assert _joined(old, fresh, now) == joined


# The clock goes on


def test_a_calendar_whose_days_are_all_off_stops_clocks_and_nothing_else(cast, usual, time):
    promise()
    time.stands(moscow(2026, 11, 16, 9))
    usual.openings.all().delete()
    Calendar.objects.filter(pk=usual.pk).update(version=usual.version + 1000)
    ticket = opened(cast.vera)
    assert due(ticket, "first_reply") is None
    time.passes(days=30)
    assert waking.wake() >= 0
    assert not Breach.objects.exists()


def test_a_clock_that_jumps_back_raises_nothing_twice_and_withdraws_no_word(cast, time):
    """Due at 11:00 and broken by 12:00; then the machine's clock shows 10:00 again for a while."""
    time.stands(moscow(2026, 11, 16, 9))
    ticket = opened(cast.vera)
    ticket.reply(by=cast.anna, body="Смотрю", next_word_by=moscow(2026, 11, 16, 11))
    time.stands(moscow(2026, 11, 16, 12))
    waking.wake()
    time.stands(moscow(2026, 11, 16, 10))
    assert waking.wake() == 0
    time.stands(moscow(2026, 11, 16, 13))
    waking.wake()
    assert list(Breach.objects.values_list("broken_at", "withdrawn_at")) == [(moscow(2026, 11, 16, 11), None)]


def test_an_hour_that_the_wall_shows_twice_counts_twice(cast, time):
    """Berlin, open around the clock. 25 October 2026, 3:00 becomes 2:00: from Saturday 22:00 (20:00 UTC) ten hours of
    work end at 7:00 on the wall, which is 6:00 UTC.
    """
    always = arranging.add_calendar({"ru": "Берлин"}, time_zone="Europe/Berlin", week=[[(0, 1440)]] * 7, by=cast.boris)
    arranging.use_for(always, organizations=[cast.company("warm")], by=cast.boris)
    promise(first_reply=10 * HOUR)
    time.stands(datetime(2026, 10, 24, 20, tzinfo=UTC))
    ticket = opened(cast.vera)
    assert due(ticket, "first_reply") == datetime(2026, 10, 25, 6, tzinfo=UTC)
    assert Deadline.objects.get(ticket=ticket, kind="first_reply").is_firm is False


def test_an_hour_that_the_wall_skips_is_not_there(cast, time):
    """Berlin, 1:00–7:00. On 28 March 2026 (a Saturday night to the 29th) 2:00 becomes 3:00: of 1–7 only five hours are
    left, so six hours from Sunday 1:00 (0:00 UTC) end an hour into Monday's: 2:00 on the wall, 0:00 UTC.
    """
    nights = arranging.add_calendar({"ru": "Ночь"}, time_zone="Europe/Berlin", week=[[(60, 420)]] * 7, by=cast.boris)
    arranging.use_for(nights, organizations=[cast.company("warm")], by=cast.boris)
    promise(first_reply=6 * HOUR)
    time.stands(datetime(2026, 3, 29, 0, tzinfo=UTC))
    assert due(opened(cast.vera), "first_reply") == datetime(2026, 3, 30, 0, tzinfo=UTC)

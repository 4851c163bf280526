"""A person's week as instants."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from otklik.routing import working

MOSCOW = ZoneInfo("Europe/Moscow")
LUNCH = [(540, 780), (840, 1080)]
FIVE_DAYS = [LUNCH] * 5 + [[], []]
NIGHTS = [[(0, 360), (1320, 1440)]] * 7


def _at(day, hour, minute=0, zone=MOSCOW):
    return datetime(2026, 11, day, hour, minute, tzinfo=zone)


@pytest.mark.parametrize(
    ("at", "wanted"),
    [
        (_at(20, 10), (_at(20, 9), _at(20, 18))),
        (_at(20, 13, 30), (_at(20, 9), _at(20, 18))),  # lunch is a part of the shift
        (_at(20, 7), (_at(20, 9), _at(20, 18))),  # came early
        (_at(20, 5), None),
        (_at(20, 18), None),
        (_at(21, 10), None),
    ],
)
def test_a_shift_is_what_one_goes_to_work_for_once(at, wanted):
    assert working.shift_at(FIVE_DAYS, MOSCOW, at) == wanted


def test_what_meets_at_midnight_is_one_night():
    assert working.shift_at(NIGHTS, MOSCOW, _at(21, 2)) == (_at(20, 22), _at(21, 6))
    assert working.shift_at(NIGHTS, MOSCOW, _at(20, 23)) == (_at(20, 22), _at(21, 6))


def test_after_friday_comes_monday():
    assert working.next_shift(FIVE_DAYS, MOSCOW, _at(20, 12)) == (_at(23, 9), _at(23, 18))
    assert working.next_shift([[]] * 7, MOSCOW, _at(20, 12)) is None


def test_hours_are_those_of_the_persons_zone():
    assert working.works_at(FIVE_DAYS, MOSCOW, datetime(2026, 11, 20, 6, tzinfo=UTC))
    assert not working.works_at(FIVE_DAYS, MOSCOW, datetime(2026, 11, 20, 15, tzinfo=UTC))
    assert not working.works_at(FIVE_DAYS, MOSCOW, _at(20, 13, 30))


def test_a_night_over_a_change_of_clocks_is_an_hour_longer():
    berlin = ZoneInfo("Europe/Berlin")
    start, end = working.shift_at(NIGHTS, berlin, datetime(2026, 10, 25, 1, tzinfo=berlin))
    assert end.astimezone(UTC) - start.astimezone(UTC) == working.timedelta(hours=9)

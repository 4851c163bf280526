"""Dates, durations and numbers as DESIGN §5 writes them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as any_

from otklik.ui.formats import NBSP, Words, browser_words
from tests.ui.pages import render

NOW = datetime(2026, 11, 21, 11, 34, tzinfo=UTC)  # a Saturday, 14:34 in Moscow


@dataclass
class Reader:
    language: str = "ru"
    time_zone: str = "Europe/Moscow"


def words(language="ru", zone="Europe/Moscow", now=NOW):
    return Words(Reader(language, zone), now=now)


def plain(text):
    return text.replace(NBSP, " ")


def moscow(*parts):
    return datetime(*parts, tzinfo=ZoneInfo("Europe/Moscow"))


@pytest.mark.parametrize(
    ("at", "ru", "uk", "en"),
    [
        (moscow(2026, 11, 21, 14, 5), "14:05", "14:05", "14:05"),
        (moscow(2026, 11, 20, 23, 59), "вчера", "вчора", "yesterday"),
        (moscow(2026, 11, 22, 9, 0), "завтра", "завтра", "tomorrow"),
        (moscow(2026, 11, 19, 12, 0), "19 ноя", "19 лис", "19 Nov"),
        (moscow(2026, 5, 3, 12, 0), "3 мая", "3 тра", "3 May"),
        (moscow(2025, 11, 19, 12, 0), "19 ноя 2025", "19 лис 2025", "19 Nov 2025"),
    ],
)
def test_a_list_says_the_time_today_then_the_day(at, ru, uk, en):
    assert plain(words("ru").short(at)) == ru
    assert plain(words("uk").short(at)) == uk
    assert plain(words("en").short(at)) == en


@pytest.mark.parametrize(
    ("at", "ru", "uk", "en"),
    [
        (moscow(2026, 11, 21, 14, 5), "сегодня в 14:05", "сьогодні о 14:05", "today at 14:05"),
        (moscow(2026, 11, 20, 11, 5), "вчера в 11:05", "вчора об 11:05", "yesterday at 11:05"),
        (moscow(2026, 11, 24, 9, 0), "24 ноября в 09:00", "24 листопада о 09:00", "24 November at 09:00"),
        (moscow(2027, 1, 1, 9, 0), "1 января 2027 в 09:00", "1 січня 2027 о 09:00", "1 January 2027 at 09:00"),
    ],
)
def test_a_sentence_says_the_day_and_the_time(at, ru, uk, en):
    assert plain(words("ru").sentence(at)) == ru
    assert plain(words("uk").sentence(at)) == uk
    assert plain(words("en").sentence(at)) == en


def test_beside_a_message_of_today_stands_only_the_time():
    assert words().moment(moscow(2026, 11, 21, 13, 58)) == "13:58"
    assert plain(words().moment(moscow(2026, 11, 20, 16, 42))) == "вчера в 16:42"


def test_each_person_reads_the_time_of_their_own_zone():
    at = moscow(2026, 11, 21, 0, 30)
    assert words(zone="Europe/Moscow").short(at) == "00:30"
    assert words(zone="Europe/Kaliningrad").short(at) == "вчера"
    assert words(zone="Asia/Vladivostok").short(at) == "07:30"


def test_the_full_date_names_the_day_of_the_week():
    assert plain(words().full(NOW)) == "суббота, 21 ноября 2026, 14:34"
    assert plain(words("uk").full(NOW)) == "субота, 21 листопада 2026, 14:34"


def test_between_the_days_of_a_conversation_stands_the_day():
    assert plain(words().day_heading(NOW)) == "Сегодня, суббота 21 ноября"
    assert plain(words().day_heading(NOW - timedelta(days=1))) == "Вчера, пятница 20 ноября"
    assert plain(words().day_heading(NOW - timedelta(days=9))) == "Четверг, 12 ноября"


def test_a_time_element_gets_its_text_its_instant_and_its_title():
    stamp = words().stamp(NOW)
    assert stamp.text == "14:34"
    assert stamp.iso == "2026-11-21T11:34:00Z"
    assert plain(stamp.title) == "суббота, 21 ноября 2026, 14:34"


def test_a_range_of_hours_is_joined_by_a_dash():
    assert words().hours(moscow(2026, 11, 24, 3, 0), moscow(2026, 11, 24, 4, 0)) == "03:00–04:00"


@pytest.mark.parametrize(
    ("seconds", "ru", "uk", "en"),
    [
        (20, "1 мин", "1 хв", "1 min"),
        (300, "5 мин", "5 хв", "5 min"),
        (3600, "1 ч", "1 год", "1 h"),
        (6000, "1 ч 40 мин", "1 год 40 хв", "1 h 40 min"),
        (86400 * 2 + 3600 * 19 + 59, "2 д 19 ч", "2 д 19 год", "2 d 19 h"),
        (86400 * 2 + 120, "2 д", "2 д", "2 d"),
    ],
)
def test_a_row_says_a_length_of_time_in_its_two_largest_units(seconds, ru, uk, en):
    assert plain(words("ru").duration(seconds)) == ru
    assert plain(words("uk").duration(seconds)) == uk
    assert plain(words("en").duration(timedelta(seconds=seconds))) == en


@pytest.mark.parametrize(
    ("minutes", "ru", "uk"),
    [
        (1, "1 минуту", "1 хвилину"),
        (3, "3 минуты", "3 хвилини"),
        (5, "5 минут", "5 хвилин"),
        (21, "21 минуту", "21 хвилину"),
        (112, "1 час 52 минуты", "1 годину 52 хвилини"),
        (1440 * 5, "5 дней", "5 днів"),
    ],
)
def test_a_sentence_declines_a_length_of_time(minutes, ru, uk):
    assert plain(words("ru").long_duration(minutes * 60)) == ru
    assert plain(words("uk").long_duration(minutes * 60)) == uk


def test_a_clock_says_what_is_left_or_how_late_it_is():
    assert plain(words().left(18 * 60)) == "ещё 18 мин"
    assert plain(words().left(-12 * 60)) == "+12 мин"
    assert plain(words("uk").left(18 * 60)) == "ще 18 хв"


@given(any_.integers(min_value=60, max_value=10**8))
def test_no_length_of_time_is_overstated_or_off_by_a_unit(seconds):
    number = {"d": 86400, "h": 3600, "min": 60}
    parts = [part.split(NBSP) for part in words("en").duration(seconds).split(" ")]
    said = sum(int(count) * number[unit] for count, unit in parts)
    assert 0 <= seconds - said < number[parts[-1][1]] * (1 if len(parts) == 2 or seconds < 3600 else 60)


@given(any_.dates(min_value=date(1990, 1, 1), max_value=date(2090, 1, 1)), any_.integers(0, 1439))
def test_two_instants_of_one_day_are_never_called_by_two_days(day, minute):
    midnight = moscow(day.year, day.month, day.day)
    at = midnight + timedelta(minutes=minute)
    assert words().day(at) == words().day(midnight)
    if at.date() != words().today:
        assert words().short(at) == words().short(midnight)


def test_numbers_are_grouped_by_spaces_that_do_not_break():
    assert words().number(18400) == f"18{NBSP}400"
    assert words().number(4.4) == "4,4"
    assert words().number(-3) == "−3"
    assert words().percent(0.82) == f"82{NBSP}%"
    assert words("en").number(18400) == "18,400"


@pytest.mark.parametrize(
    ("count", "says"), [(900, "900 Б"), (14 * 1024, "14 КБ"), (212 * 1024, "212 КБ"), (1258291, "1,2 МБ")]
)
def test_a_file_is_as_heavy_as_people_say(count, says):
    assert plain(words().size(count)) == says


def test_the_number_of_a_ticket_never_leaves_its_sign():
    assert words().ticket(4812) == f"№{NBSP}4812"
    assert words("en").ticket(14812) == f"No.{NBSP}14812"


def test_a_template_may_format_the_odd_value_itself():
    with translation.override("ru"):
        assert render("{{ size|as_size }} {{ n|as_number }}", size=2048, n=1234) == f"2{NBSP}КБ 1{NBSP}234"


def test_the_browser_gets_the_same_words():
    with translation.override("uk"):
        assert {name: plain(text) for name, text in browser_words().items()} == {
            "min": "%(count)s хв",
            "hour": "%(count)s год",
            "day": "%(count)s д",
            "left": "ще %(duration)s",
            "kb": "%(count)s КБ",
            "mb": "%(count)s МБ",
        }

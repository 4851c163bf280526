"""A first word and a first answer to the point are two figures, and each opens into its requests (R4)."""

import re
from datetime import date, timedelta
from importlib import import_module

import pytest
from django.db import connection

from otklik.clocks import answers
from otklik.routing import firsts
from otklik.routing.models import Expectation
from otklik.tickets.kinds import Closing, End
from otklik.tickets.models import Ticket
from tests.clocks.test_norms import moscow
from tests.tickets.acting import opened

PAGE = "/desk/shift/first-words/"
WEEK = date(2026, 11, 16)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def week(cast, time):
    """Monday. 9:00 a first request: «looking into it» at 9:10, a question at 11:00. 12:00 a second: solved at 12:30.
    13:00 a third, which nobody answers; 13:05 a fourth, which is only held at 13:25; 13:30 spam.
    """
    time.stands(moscow(2026, 11, 16, 9))
    first = opened(cast.vera, body="Первое")
    time.passes(minutes=10)
    first.reply(by=cast.anna, body="Смотрю", next_word_by=moscow(2026, 11, 16, 15))
    time.stands(moscow(2026, 11, 16, 11))
    first.reply(by=cast.anna, body="Какой тариф?", end=End.ASKED)
    time.stands(moscow(2026, 11, 16, 12))
    second = opened(cast.vera, body="Второе")
    time.passes(minutes=30)
    second.propose(by=cast.anna, body="Готово")
    time.stands(moscow(2026, 11, 16, 13))
    opened(cast.vera, body="Третье")
    time.passes(minutes=5)
    fourth = opened(cast.vera, body="Четвёртое")
    time.passes(minutes=20)
    fourth.reply(by=cast.anna, body="Смотрю", next_word_by=moscow(2026, 11, 17, 15))
    time.passes(minutes=5)
    opened(cast.zoya, body="Казино").close(Closing.SPAM, by=cast.anna)
    return fourth


@pytest.fixture
def boris(signed_in, cast):
    return signed_in(cast.boris)


def test_a_word_and_an_answer_to_the_point_are_counted_apart(cast, week):
    """Words came after 10, 20, 30 minutes: half within 20, 80 % within 30. Answers after 30 and 120."""
    [one] = firsts.weeks(cast.boris)
    assert (one.begins, one.count, one.silent, one.held) == (WEEK, 4, 1, 1)
    assert (one.word, one.word_most) == (20 * MINUTE, 30 * MINUTE)
    assert (one.point, one.point_most) == (30 * MINUTE, 120 * MINUTE)


def test_what_was_taken_back_was_never_said(cast, week, time):
    message = week.reply(by=cast.anna, body="Перезапустите")
    assert firsts.weeks(cast.boris)[0].held == 0
    time.passes(seconds=5)
    week.take_back(message, by=cast.anna)
    row = Expectation.objects.get(ticket=week)
    assert (row.answered_at, row.substance_at) == (moscow(2026, 11, 16, 13, 25), None)


def test_a_week_begins_on_monday_in_the_zone_of_the_company(cast, time):
    """Sunday 23:30 in Moscow is the week before, though the next one has begun in Vladivostok."""
    time.stands(moscow(2026, 11, 22, 23, 30))
    opened(cast.vera)
    time.passes(hours=1)
    opened(cast.vera)
    assert [(one.begins, one.count) for one in firsts.weeks(cast.boris)] == [(date(2026, 11, 23), 1), (WEEK, 1)]
    assert firsts.found(cast.boris, WEEK).count() == 1


def test_each_figure_opens_into_what_it_counts(boris, week):
    page = boris.get(PAGE).content.decode()
    links = re.findall(r'<td[^>]* class="num"><a href="([^"]+)">(\d+)</a></td>', page)
    assert [count for _url, count in links] == ["4", "1", "1"]
    for url, count in links:
        found = boris.get(url.replace("&amp;", "&")).content.decode()
        assert found.count('<th scope="row">') == int(count)
    silent, held = (boris.get(url.replace("&amp;", "&")).content.decode() for url, _count in links[1:])
    assert ("Третье" in silent, "Четвёртое" in silent, "Казино" in silent) == (True, False, False)
    assert ("Третье" in held, "Четвёртое" in held) == (False, True)
    assert "20 мин" in held.replace("\N{NO-BREAK SPACE}", " ")


def test_the_weeks_are_a_file_too(boris, week):
    response = boris.get(f"{PAGE}table/")
    rows = response.content.decode("utf-8-sig").splitlines()
    assert rows[1] == "2026-11-16;4;1;1;20,0;30,0;30,0;120,0"
    assert "first-words-2026-11-16.csv" in response["Content-Disposition"]


@pytest.mark.parametrize("asked", ["?week=soon", "?week=0001-01-01", "?week=9999-12-31"])
def test_a_week_that_cannot_be_shows_all_weeks(boris, week, asked):
    assert "По сути: половина" in boris.get(PAGE + asked).content.decode()


def test_an_empty_week_and_no_weeks_say_so(boris, cast, time):
    time.stands(moscow(2026, 11, 16, 9))
    assert "За 8 недель ничего не приходило" in boris.get(PAGE).content.decode()
    assert "Такого в этой неделе нет" in boris.get(f"{PAGE}?week=2026-11-09").content.decode()


def test_a_long_week_asks_no_more_than_a_short_one(boris, week, cast, django_assert_max_num_queries):
    for _number in range(60):
        opened(cast.vera, body="Ещё одно")
    with django_assert_max_num_queries(30):
        page = boris.get(f"{PAGE}?week=2026-11-16").content.decode()
    assert page.count('<th scope="row">') == 50
    assert 'rel="next"' in page


def test_what_was_answered_before_this_release_is_filled_from_the_history(cast, week):
    wanted = dict(Expectation.objects.values_list("ticket", "substance_at"))
    Expectation.objects.update(substance_at=None)
    with connection.cursor() as cursor:
        cursor.execute(import_module("otklik.routing.migrations.0005_substance").FILL)
    assert dict(Expectation.objects.values_list("ticket", "substance_at")) == wanted
    first = Ticket.objects.order_by("pk").first()
    assert wanted[first.pk] == next(one.at for one in answers.said(first) if not one.holds)

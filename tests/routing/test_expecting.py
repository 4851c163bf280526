"""D6: an honest expectation, from the same hour of the week, the queue and the shift now; and how it turned out."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from otklik.kernel import clock, settings
from otklik.routing import expecting, honesty, jobs, shifts
from otklik.routing.models import Expectation, UsualReply
from otklik.tickets.kinds import Closing
from tests.tickets.acting import opened

MOSCOW = ZoneInfo("Europe/Moscow")
MONDAY = datetime(2026, 11, 16, 10, 30, tzinfo=MOSCOW)
MINUTE = timedelta(minutes=1)


def _past(cast, time, minutes, *, channel="form"):
    """Requests of the same hour a week ago, answered after so many minutes each."""
    for length in minutes:
        time.stands(MONDAY - timedelta(weeks=1))
        ticket = opened(cast.vera, channel=channel)
        time.passes(minutes=length)
        ticket.reply(by=cast.anna, body="Смотрим")
        ticket.propose(by=cast.anna, body="Готово")
    time.stands(MONDAY)
    jobs.learn()


@pytest.mark.parametrize(
    ("exact", "said"), [(0.2, 1), (3.4, 4), (10, 10), (11, 15), (59, 60), (61, 90), (170, 180), (200, 240)]
)
def test_lengths_are_said_as_people_do_and_never_too_short(exact, said):
    assert expecting.rounded(timedelta(minutes=exact)) == said * MINUTE


@pytest.mark.parametrize(
    ("waiting", "people", "said"), [(3, 2, 20), (7, 2, 40), (0, 2, 10), (3, 4, 10), (999, 1, 90), (3, 0, None)]
)
def test_d6_more_who_wait_and_fewer_who_answer_make_it_longer(waiting, people, said):
    """Usual: 20 minutes with two waiting for each person."""
    wanted = None if said is None else said * MINUTE
    assert expecting.foresee(20 * MINUTE, 2.0, waiting, people) == wanted


def test_d6_four_of_five_replies_of_the_hour_came_so_soon(cast, time):
    _past(cast, time, range(1, 11))
    assert UsualReply.objects.get(hour=10).soon == 8 * MINUTE
    assert set(UsualReply.objects.values_list("hour", flat=True)) == {9, 10, 11}
    shifts.enter(cast.anna, by=cast.anna)
    assert expecting.look().soon == 8 * MINUTE


def test_d6_little_is_not_enough_to_speak_of(cast, time):
    _past(cast, time, range(1, 10))
    shifts.enter(cast.anna, by=cast.anna)
    assert expecting.look().soon is None


def test_d6_spam_teaches_nothing(cast, time):
    _past(cast, time, range(1, 11))
    ticket = Expectation.objects.latest("pk").ticket
    ticket.close(Closing.SPAM, by=cast.anna)
    jobs.learn()
    assert not UsualReply.objects.exists()


def test_d6_an_installation_with_a_past_learns_from_it(cast, time):
    _past(cast, time, range(1, 11))
    Expectation.objects.all().delete()
    jobs.learn()
    jobs.learn()
    assert Expectation.objects.count() == 10
    assert UsualReply.objects.get(hour=10).soon == 8 * MINUTE


def test_d6_what_was_shown_is_kept_and_only_for_whom_it_was_shown(cast, time):
    _past(cast, time, range(1, 11))
    shifts.enter(cast.anna, by=cast.anna)
    jobs.look()
    seen, written = opened(cast.vera, channel="form"), opened(cast.vera, channel="email")
    assert expecting.told(seen) == 8 * MINUTE
    assert expecting.told(written) is None
    assert Expectation.objects.get(ticket=seen).people == 1
    time.passes(minutes=11)
    assert Expectation.objects.get(ticket=opened(cast.vera, channel="form")).shown is None  # nobody has looked lately


def test_d6_the_first_answer_of_a_person_counts_and_one_taken_back_does_not(cast, time):
    time.stands(MONDAY)
    settings.change("tickets.undo_send", timedelta(seconds=10), by=cast.gleb)
    ticket = opened(cast.vera)
    time.passes(minutes=5)
    message = ticket.reply(by=cast.anna, body="Смотрим")
    assert Expectation.objects.get().answered_at == clock.now()
    ticket.take_back(message, by=cast.anna)
    assert Expectation.objects.get().answered_at is None


def test_d6_honesty_is_the_share_who_heard_in_time(cast, time):
    _past(cast, time, range(1, 11))
    shifts.enter(cast.anna, by=cast.anna)
    jobs.look()
    tickets = [opened(cast.vera, channel="form") for _ in range(4)]
    time.passes(minutes=8)
    tickets[0].reply(by=cast.anna, body="Смотрим")
    assert [(week.told, week.kept) for week in honesty.weeks()] == [(1, 1)]
    time.passes(minutes=1)
    tickets[1].reply(by=cast.anna, body="Смотрим")
    assert [(week.told, week.kept) for week in honesty.weeks()] == [(4, 1)]


def test_r10_silence_is_a_figure_of_its_own_by_person_and_line(cast, time):
    time.stands(MONDAY)
    for is_silent in (True, False, False):
        ticket = opened(cast.vera)
        ticket.propose(by=cast.anna, body="Готово")
        time.passes(minutes=1)
        if is_silent:
            assert ticket.close_by_silence()
        else:
            ticket.accept_solution(by=cast.vera)
    assert [(one.person, one.closed, one.silent) for one in honesty.silence(cast.boris)] == [("Анна Белова", 3, 1)]


def test_d6_when_nobody_is_there_it_is_known_when_somebody_will_be(cast, time):
    time.stands(datetime(2026, 11, 13, 20, tzinfo=MOSCOW))
    assert expecting.look().opens_at == datetime(2026, 11, 16, 9, tzinfo=MOSCOW)
    time.stands(MONDAY)
    assert expecting.look().opens_at is None

"""Who hears of what, and by which route."""

from datetime import time as clock_time
from datetime import timedelta
from typing import Any

from django.core import mail

from otklik.kernel import clock, jobs
from otklik.notices import mailing, telling
from otklik.notices.models import Choice, Notice, Quiet, Reason
from otklik.tickets.kinds import End
from tests.cast import Cast
from tests.tickets.acting import opened


def heard(person: Any) -> list[str]:
    """The reasons for which the person was told, in order, after all jobs ran."""
    jobs.run_due()
    return list(Notice.objects.filter(person=person).order_by("id").values_list("reason", flat=True))


def test_the_responsible_hears_that_the_customer_wrote_and_nobody_hears_of_their_own_deeds(cast: Cast) -> None:
    ticket = opened(cast.vera)
    ticket.accept(by=cast.anna)
    ticket.write(by=cast.vera, body="Ещё не работает")
    ticket.note(by=cast.anna, body="Смотрю", notify=[cast.anna])
    assert heard(cast.anna) == [Reason.WRITTEN]
    assert heard(cast.oleg) == []


def test_b4_exactly_the_chosen_people_hear_of_a_note(cast: Cast) -> None:
    ticket = opened(cast.vera)
    ticket.note(by=cast.anna, body="Посмотри", notify=[cast.oleg])
    assert (heard(cast.oleg), heard(cast.boris)) == ([Reason.CHOSEN], [])


def test_a_customer_is_never_told_through_notices_of_staff(cast: Cast) -> None:
    ticket = opened(cast.vera)
    ticket.reply(by=cast.anna, body="Смотрю", copies=[cast.pavel])
    assert heard(cast.pavel) == []


def test_both_the_author_of_a_solution_and_the_responsible_hear_of_its_fate(cast: Cast, time: Any) -> None:
    ticket = opened(cast.vera)
    ticket.accept(by=cast.anna)
    ticket.propose(by=cast.oleg, body="Готово")
    time.passes(minutes=1)
    ticket.reject_solution(by=cast.vera, reason="Так же")
    assert (heard(cast.anna), heard(cast.oleg)) == ([Reason.DECIDED], [Reason.DECIDED])


def test_a_job_that_runs_twice_tells_once(cast: Cast) -> None:
    ticket = opened(cast.vera)
    ticket.assign(to=cast.oleg, by=cast.boris)
    heard(cast.oleg)
    notice = Notice.objects.get(person=cast.oleg)
    assert telling.tell(notice.event) == [notice]
    assert Notice.objects.filter(person=cast.oleg).count() == 1


def test_a_letter_gathers_what_stayed_unread(cast: Cast, time: Any) -> None:
    for _ in range(2):
        opened(cast.vera).assign(to=cast.oleg, by=cast.boris)
    jobs.run_due()
    assert mailing.waiting() == []
    time.passes(minutes=6)
    assert mailing.waiting() == [cast.oleg.pk]
    assert mailing.mail(cast.oleg) == 2
    assert mailing.mail(cast.oleg) == 0
    (letter,) = mail.outbox
    assert letter.to == ["oleg@otklik.example"]


def test_what_was_read_on_the_desk_is_not_mailed(cast: Cast, time: Any) -> None:
    opened(cast.vera).assign(to=cast.oleg, by=cast.boris)
    jobs.run_due()
    assert telling.read(cast.oleg) == 1
    time.passes(minutes=6)
    assert mailing.waiting() == []


def test_in_quiet_hours_the_letter_waits(cast: Cast, time: Any) -> None:
    Quiet.objects.create(person=cast.oleg, begins=clock_time(0), ends=clock_time(23, 59, 59))
    opened(cast.vera).assign(to=cast.oleg, by=cast.boris)
    jobs.run_due()
    time.passes(minutes=6)
    assert mailing.mail(cast.oleg) == 0
    Quiet.objects.all().delete()
    assert mailing.mail(cast.oleg) == 1


def test_each_person_chooses_their_routes(cast: Cast) -> None:
    Choice.objects.create(person=cast.oleg, reason=Reason.ASSIGNED, routes=[])
    opened(cast.vera).assign(to=cast.oleg, by=cast.boris)
    assert heard(cast.oleg) == []


def test_a_woken_request_is_told_to_its_responsible(cast: Cast, time: Any) -> None:
    ticket = opened(cast.vera)
    ticket.reply(by=cast.anna, body="Какой тариф?", end=End.ASKED)
    ticket.postpone(until=clock.now() + timedelta(hours=1), why="Позже", by=cast.anna)
    time.passes(hours=2)
    ticket.wake()
    assert heard(cast.anna) == [Reason.WOKEN]

"""A repeated request counts, and moves up once, only beyond its promise (C5, R31)."""

from datetime import timedelta

import pytest

from otklik.kernel import clock, jobs
from otklik.problems import repeating
from otklik.problems.models import Again, Repetition
from otklik.tickets.models import Link
from otklik.tickets.models.ticket import Urgency
from tests.problems.crowd import OTHER, OUTAGE, writes
from tests.tickets.acting import codes, opened

pytestmark = pytest.mark.django_db


def _late(ticket):
    """Its next word was promised an hour ago."""
    type(ticket).objects.filter(pk=ticket.pk).update(next_word_by=clock.now() - timedelta(hours=1))
    ticket.refresh_from_db()


def test_another_request_about_the_same_is_tied_and_raises_what_stands_unanswered(cast):
    first = writes(cast.vera, OUTAGE[0])
    _late(first)
    again = writes(cast.vera, OUTAGE[1])
    repetition = Repetition.objects.get()
    assert (repetition.ticket, repetition.previous, repetition.how) == (again, first, Again.ASKED)
    assert Link.objects.filter(first=first, second=again).exists()
    assert first.locked().urgency == Urgency.RAISED
    assert again.locked().urgency == Urgency.USUAL
    assert "ticket.repeated" in codes(again)


def test_it_moves_up_once_however_often_one_repeats_oneself(cast):
    first = writes(cast.vera, OUTAGE[0])
    _late(first)
    for body in OUTAGE[1:]:
        writes(cast.vera, body)
    assert first.locked().urgency == Urgency.RAISED
    assert Repetition.objects.exclude(raised=None).count() == 1


def test_nothing_moves_while_the_promise_holds(cast):
    first = writes(cast.vera, OUTAGE[0])
    writes(cast.vera, OUTAGE[1])
    assert first.locked().urgency == Urgency.USUAL
    assert Repetition.objects.get().raised is None


def test_something_else_or_somebody_else_is_no_repetition(cast):
    writes(cast.vera, OUTAGE[0])
    writes(cast.vera, OTHER)
    writes(cast.pavel, OUTAGE[1])
    assert not Repetition.objects.exists()


def test_an_old_request_is_not_repeated(cast, time):
    writes(cast.vera, OUTAGE[0])
    time.passes(days=10)
    writes(cast.vera, OUTAGE[1])
    assert not Repetition.objects.exists()


def test_a_request_that_an_employee_passes_on_is_tied_too(cast):
    writes(cast.vera, OUTAGE[0])
    writes(cast.vera, OUTAGE[1], created_by=cast.anna, channel="phone")
    assert Repetition.objects.get().how == Again.PASSED


def test_writing_again_unanswered_moves_the_request_up_once(cast, time):
    ticket = opened(cast.vera)
    time.passes(minutes=10)
    ticket.write(by=cast.vera, body="Ау, есть кто живой?")
    jobs.run_due()
    assert ticket.locked().urgency == Urgency.USUAL
    _late(ticket)
    for body in ("Жду ответа", "И ещё раз: жду"):
        time.passes(minutes=10)
        ticket.write(by=cast.vera, body=body)
        jobs.run_due()
    assert ticket.locked().urgency == Urgency.RAISED
    assert codes(ticket).count("ticket.insisted") == 1


def test_looking_twice_changes_nothing(cast):
    writes(cast.vera, OUTAGE[0])
    again = writes(cast.vera, OUTAGE[1])
    assert repeating.asked(again) is None
    assert Repetition.objects.count() == 1

"""Many people and a dying worker at one problem: nothing counts twice, nobody is written to twice (C4, F11, F12)."""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from otklik.channels.models import Delivery
from otklik.kernel.events import Event
from otklik.kernel.verbs import Stale
from otklik.problems import founding, suspecting, telling
from otklik.problems.models import CopyState, Joining, Suspicion, What
from otklik.tickets.models import Message
from otklik.tickets.models.ticket import Urgency
from tests.channels import child
from tests.channels.test_kills import rescue, take_back
from tests.problems.crowd import OUTAGE, customer
from tests.tickets.acting import opened

pytestmark = pytest.mark.django_db(transaction=True)
RU = ("ru", "polite")
TICKETS, DEEDS, THREADS = 6, 90, 10


def _at_once(deeds, threads=THREADS):
    """Each on a connection of its own; how many were done and how many came too late."""

    def run(deed):
        try:
            deed()
        except Stale as late:
            return late.code
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(threads) as pool:
        return Counter(pool.map(run, deeds))


def _deeds(problems, tickets, by, chance):
    """Join, leave, and change the severity, each at random."""

    def join():
        problem, ticket = chance.choice(problems), chance.choice(tickets)
        return lambda: founding.join(problem, ticket, by=by)

    def leave():
        problem, ticket = chance.choice(problems), chance.choice(tickets)
        return lambda: founding.leave(problem, ticket, by=by)

    def change():
        problem, severity = chance.choice(problems), chance.choice(Urgency.values)
        return lambda: founding.change(problem, by=by, severity=severity)

    kinds = [join, leave, change, join]
    return [kinds[place % len(kinds)]() for place in range(DEEDS)]


def test_whoever_joins_leaves_and_raises_at_once_leaves_each_request_in_one_problem_and_as_urgent_as_it(cast):
    tickets = [opened(customer(f"many{place}")) for place in range(TICKETS)]
    problems = [founding.found(f"Сбой {place}", [], by=cast.anna) for place in range(2)]
    deeds = _deeds(problems, tickets, cast.anna, random.Random(23))
    said = _at_once(deeds)
    assert said.keys() <= {"done", "problem.joined", "problem.elsewhere", "problem.left"}
    joined = Event.objects.filter(code="problem.joined").count()
    assert joined == Joining.objects.count() > 0
    assert Event.objects.filter(code="problem.left").count() == Joining.objects.exclude(left_at=None).count()
    for ticket in tickets:
        inside = founding.current(ticket)
        assert ticket.locked().urgency == (inside.problem.severity if inside else Urgency.USUAL)


def test_one_request_is_put_into_a_problem_once_however_many_press_at_once(cast):
    ticket = opened(cast.vera)
    problems = [founding.found(f"Сбой {place}", [], by=cast.anna) for place in range(4)]
    said = _at_once([lambda one=one: founding.join(one, ticket, by=cast.anna) for one in problems * 2], threads=8)
    assert said["done"] == 1
    assert said["problem.joined"] == 1
    assert said["problem.elsewhere"] == 6
    assert Joining.objects.count() == 1


def test_three_requests_compared_at_once_make_one_suspicion_of_three_people(cast):
    tickets = [opened(customer(f"same{place}"), body=OUTAGE[place]) for place in range(3)]
    _at_once([lambda one=one: suspecting.look(one) for one in tickets], threads=3)
    suspicion = Suspicion.objects.get()
    assert (suspicion.people, suspicion.suspects.count()) == (3, 3)


def test_two_people_decide_on_a_suspicion_at_once_and_one_problem_is_found(cast):
    for place in range(3):
        suspecting.look(opened(customer(f"same{place}"), body=OUTAGE[place]))
    suspicion = Suspicion.objects.get()
    said = _at_once([lambda by=by: suspecting.confirm(suspicion, "503", by=by) for by in (cast.anna, cast.boris)], 2)
    assert said == {"done": 1, "suspicion.decided": 1}
    assert Suspicion.objects.get().problem.joinings.count() == 3


@pytest.mark.parametrize("point", ["say.written", "say.committed"])
def test_a_worker_killed_in_the_middle_of_words_to_all_has_written_to_each_exactly_once(point, cast):
    tickets = [opened(customer(f"one{place}")) for place in range(4)]
    problem = founding.found("Ошибка 503", tickets, by=cast.anna)
    said = telling.say(problem, What.REPLY, {RU: "Чиним"}, by=cast.anna)
    for written in (1, 2):
        assert child.run("work", kill_at=point) == -9
        assert said.copies.filter(state=CopyState.SAID).count() == (written if point == "say.committed" else 0)
        take_back()
    rescue()
    assert {one.state for one in said.copies.all()} == {CopyState.SAID}
    replies = Message.objects.filter(kind="reply")
    assert Counter(replies.values_list("ticket", flat=True)) == {one.pk: 1 for one in tickets}
    assert Counter(Delivery.objects.filter(message__in=replies).values_list("message", flat=True)) == {
        one.pk: 1 for one in replies
    }

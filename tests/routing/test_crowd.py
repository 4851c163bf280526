"""Two hundred people and workers at fifty requests at once: real threads, a connection each, one responsible person."""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections

from otklik.kernel.events import Event
from otklik.kernel.verbs import Stale
from otklik.people.models import Line, LineMembership, Person, Role
from otklik.routing import offering, placing, shifts
from otklik.routing.models import Offer, Placement
from otklik.tickets.models import Span, Ticket
from tests.routing.floor import automatic
from tests.tickets.acting import opened

PEOPLE, TICKETS, DEEDS, THREADS = 12, 50, 200, 16


def _crew(cast):
    line, role = Line.objects.get(code="first"), Role.objects.get(code="agent")
    crew = []
    for number in range(PEOPLE):
        one = Person.objects.create(login=f"crew{number}", name=f"Дежурный {number}", role=role)
        LineMembership.objects.create(line=line, person=one)
        shifts.enter(one, by=one)
        crew.append(one)
    return crew


def _deeds(crew, tickets, chance):
    """What two hundred do at once: accept, pass on, distribute, find late offers, go."""

    def accept():
        one, ticket = chance.choice(crew), chance.choice(tickets)
        return lambda: Ticket.objects.get(pk=ticket.pk).accept(by=Person.objects.get(pk=one.pk))

    def pass_on():
        place = chance.random()

        def act():
            offers = list(Offer.objects.open().select_related("to", "ticket"))
            if offers:
                offer = offers[int(place * len(offers))]
                offering.pass_on(offer, by=offer.to)

        return act

    def go():
        one = chance.choice(crew[:3])
        return lambda: offering.give_back(Person.objects.get(pk=one.pk))

    kinds = [accept] * 4 + [pass_on] * 2 + [lambda: placing.distribute] * 2 + [lambda: offering.pass_late] + [go]
    return [kinds[number % len(kinds)]() for number in range(DEEDS)]


@pytest.mark.django_db(transaction=True)
def test_two_hundred_at_once_leave_one_responsible_person_each_and_lose_nothing(cast):
    automatic(rounds=20, offer_for=timedelta(minutes=1))
    crew, chance = _crew(cast), random.Random(25)
    tickets = [opened(cast.vera) for _ in range(TICKETS)]
    placing.distribute()
    assert Offer.objects.open().count() == TICKETS

    def run(deed):
        try:
            deed()
        except Stale:
            return "too late"
        finally:
            connections.close_all()
        return "done"

    deeds = _deeds(crew, tickets, chance)
    chance.shuffle(deeds)
    with ThreadPoolExecutor(THREADS) as pool:
        said = Counter(pool.map(run, deeds))
    assert said.total() == DEEDS
    assert said["done"] > TICKETS

    _is_whole(tickets)
    while offers := list(Offer.objects.open().select_related("ticket", "to")):
        for offer in offers:
            offer.ticket.accept(by=offer.to)
        placing.distribute()
    _is_whole(tickets)
    assert not Ticket.objects.unaccepted().exists()
    assert not Placement.objects.exists()


def _is_whole(tickets):
    """Each request has one responsible person or one search; whoever accepted it first is who has it."""
    for ticket in Ticket.objects.filter(pk__in=[one.pk for one in tickets]):
        accepted = Event.objects.filter(ticket_id=ticket.pk, code="ticket.accepted")
        stands = Offer.objects.open().filter(ticket=ticket)
        span = Span.objects.get(ticket=ticket, ended_at__isnull=True)
        assert span.holder_id == (ticket.responsible_id or ticket.offered_to_id)
        if ticket.responsible_id is None:
            assert Placement.objects.filter(ticket=ticket).exists()
            assert [one.to_id for one in stands] == ([ticket.offered_to_id] if ticket.offered_to_id else [])
            assert not accepted.exists()
        else:
            assert not Placement.objects.filter(ticket=ticket).exists()
            assert not stands
            assert [event.actor_id for event in accepted] == [ticket.responsible_id]
            assert ticket.offered_to_id is None


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_do_not_fill_the_same_hands_twice(cast):
    from otklik.routing import hours

    automatic()
    crew = _crew(cast)[:2]
    for one in crew:
        hours.set_ceiling(one, 3, by=cast.boris)
    LineMembership.objects.exclude(person__in=crew).delete()
    for _ in range(20):
        opened(cast.vera)
    connection.close()

    def work(_):
        try:
            return placing.distribute()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(work, range(4))) == 6
    assert Counter(Offer.objects.open().values_list("to", flat=True)) == {one.pk: 3 for one in crew}

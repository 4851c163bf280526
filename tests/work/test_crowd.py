"""Many people bill and log time on one approved estimate at once: real threads, a connection each (R15, C9)."""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from django.db.models import Sum

from otklik.kernel.events import Event
from otklik.kernel.verbs import Refused
from otklik.people.models import Person
from otklik.tickets.models import Ticket
from otklik.work import billing, estimating, timing
from otklik.work.models import Charge, Entry, Estimate, State
from tests.tickets.acting import opened

APPROVED, EACH, THREADS = 1_000_000, 70_000, 12
BILLS, CORRECTIONS, HOURS = 40, 20, 40


def _approved(cast, amount=APPROVED):
    """A request of Vera's whose estimate she has approved."""
    ticket = opened(cast.vera)
    ticket.accept(by=cast.anna)
    estimate = estimating.draft(ticket, amount, "RUB", "Перенос сайтов", by=cast.anna)
    estimating.send(estimate, by=cast.anna)
    type(estimate.ticket.last_public_message).objects.update(visible_at=Ticket.objects.get(pk=ticket.pk).changed_at)
    estimating.approve(Estimate.objects.get(pk=estimate.pk), by=cast.vera)
    return ticket


def _at_once(deeds):
    """What became of each: done, or why not."""
    connection.close()

    def run(deed):
        try:
            deed()
        except Refused as refused:
            return refused.code
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(THREADS) as pool:
        return Counter(pool.map(run, deeds))


def _billed(ticket):
    return Charge.objects.filter(ticket=ticket).aggregate(sum=Sum("amount"))["sum"] or 0


def _agent(chance):
    return Person.objects.get(login=chance.choice(("anna", "oleg", "boris")))


@pytest.mark.django_db(transaction=True)
def test_many_bill_at_once_and_no_more_than_was_approved_though_all_of_it(cast):
    ticket, chance = _approved(cast), random.Random(39)

    def bill(number):
        return lambda: billing.bill(Ticket.objects.get(pk=ticket.pk), EACH, "RUB", f"Часть {number}", by=_agent(chance))

    said = _at_once([bill(number) for number in range(BILLS)])
    assert said == {"done": APPROVED // EACH, "bill.over": BILLS - APPROVED // EACH}
    assert _billed(ticket) == APPROVED // EACH * EACH
    assert Event.objects.filter(ticket_id=ticket.pk, code="work.billed").count() == said["done"]
    billing.bill(Ticket.objects.get(pk=ticket.pk), APPROVED - _billed(ticket), "RUB", "Остаток", by=cast.anna)
    assert _billed(ticket) == APPROVED


@pytest.mark.django_db(transaction=True)
def test_bills_corrections_and_hours_in_any_order_lose_nothing_and_overrun_nothing(cast):
    ticket, chance = _approved(cast), random.Random(15)
    first = [
        billing.bill(Ticket.objects.get(pk=ticket.pk), EACH, "RUB", f"Начало {number}", by=cast.anna)
        for number in range(APPROVED // EACH)
    ]

    def bill(number):
        return lambda: billing.bill(Ticket.objects.get(pk=ticket.pk), EACH, "RUB", f"Ещё {number}", by=_agent(chance))

    def correct(number):
        wrong = first[number % (CORRECTIONS // 2)]
        return lambda: billing.unbill(Charge.objects.get(pk=wrong.pk), "Ошибка", by=_agent(chance))

    def log(number):
        return lambda: timing.log(Ticket.objects.get(pk=ticket.pk), 15, f"Работа {number}", by=_agent(chance))

    deeds = [bill(one) for one in range(BILLS)] + [correct(one) for one in range(CORRECTIONS)]
    deeds += [log(one) for one in range(HOURS)]
    chance.shuffle(deeds)
    said = _at_once(deeds)

    assert said.total() == len(deeds)
    assert set(said) <= {"done", "bill.over", "bill.corrected"}
    assert said["bill.corrected"] == CORRECTIONS // 2
    assert Charge.objects.filter(ticket=ticket, corrects__isnull=False).count() == CORRECTIONS // 2
    again = Charge.objects.filter(ticket=ticket, what__startswith="Ещё").count()
    assert again == BILLS - said["bill.over"]
    assert 0 < again <= CORRECTIONS // 2
    assert _billed(ticket) == (len(first) - CORRECTIONS // 2 + again) * EACH <= APPROVED
    assert Entry.objects.filter(ticket=ticket).aggregate(sum=Sum("minutes"))["sum"] == HOURS * 15
    assert billing.left(ticket)["RUB"] == APPROVED - _billed(ticket)


@pytest.mark.django_db(transaction=True)
def test_two_heads_approve_at_once_and_it_counts_once(cast):
    ticket = opened(cast.vera)
    ticket.accept(by=cast.anna)
    estimate = estimating.draft(ticket, APPROVED, "RUB", "Перенос сайтов", by=cast.anna)
    estimating.send(estimate, by=cast.anna)
    type(ticket.last_public_message).objects.update(visible_at=Ticket.objects.get(pk=ticket.pk).changed_at)

    def approve():
        estimating.approve(Estimate.objects.get(pk=estimate.pk), by=Person.objects.get(login="vera"))

    def withdraw():
        estimating.withdraw(Estimate.objects.get(pk=estimate.pk), by=Person.objects.get(login="anna"))

    said = _at_once([approve, approve, withdraw, approve, withdraw, approve])
    state = Estimate.objects.get(pk=estimate.pk).state
    approved = Event.objects.filter(ticket_id=ticket.pk, code="estimate.approved").count()
    assert said.total() == 6
    assert (state, approved) in {(State.APPROVED, 1), (State.WITHDRAWN, 0)}
    assert billing.left(ticket) == ({"RUB": APPROVED} if approved else {})

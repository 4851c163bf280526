"""A year-old archive: a thousand closed requests, of which only their rows in lists are ever looked at."""

from datetime import timedelta

from otklik.kernel import clock
from otklik.people.models import Person
from otklik.tickets.kinds import Closing, Kind, Turn
from otklik.tickets.models import Status, Ticket
from tests.cast import everybody

SIZE = 1000
FIRST_NUMBER = 100_001
SUBJECTS = (
    "Не приходит счёт",
    "Сервер не отвечает после переезда, ".capitalize() * 6,
    "А",
    "Слово" * 40,
    "Пароль от почты",
)
NAMES = ("Ли", "Константин Константинопольский-Преображенский " * 3)


def gather() -> None:
    """Put them into the list, behind everything that tests talk about."""
    people = [Person.objects.create(name=name.strip()) for name in NAMES]
    anna, closed = everybody().anna, Status.objects.get(kind=Kind.CLOSED, is_default=True)
    then = clock.now() - timedelta(days=400)
    Ticket.objects.bulk_create(_archived(place, people[place % 2], anna, closed, then) for place in range(SIZE))


def _archived(place, customer, responsible, status, then):
    at = then - timedelta(minutes=place)
    moments = dict.fromkeys(("opened_at", "changed_at", "closed_at", "turn_since", "status_since", "accepted_at"), at)
    return Ticket(
        number=FIRST_NUMBER + place,
        subject=SUBJECTS[place % len(SUBJECTS)][:255],
        customer=customer,
        created_by=customer,
        responsible=responsible,
        channel="form",
        status=status,
        kind=Kind.CLOSED,
        turn=Turn.NOBODY,
        closing_kind=Closing.SOLVED,
        **moments,
    )

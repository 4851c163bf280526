"""Customers who write about one outage, each in their own words."""

from otklik.kernel import jobs
from otklik.people import identifying
from otklik.people.models import Person
from otklik.tickets.opening import open_ticket

OUTAGE = (
    "Сайт не открывается, пишет ошибку 503",
    "здраствуйте, ошбика 503 на сайте, не открывается магазин!!",
    "Добрий день! Не відкривається сайт, помилка 503",
    "503 на всех страницах сайта, ничего не открывается",
)
OTHER = "Пришлите, пожалуйста, акт сверки за третий квартал"


def customer(login: str, language: str = "ru", tone: str = "polite") -> Person:
    """A customer with an address."""
    person: Person = Person.objects.create(login=login, name=f"{login.title()} Клиентов", language=language, tone=tone)
    identifying.verify(identifying.add(person, "email", f"{login}@many.example", by=None))
    return person


def writes(person: Person, body: str, **more):
    """A request, and everything that follows from it."""
    ticket = open_ticket(customer=person, body=body, **more)
    jobs.run_due()
    return ticket


def crowd(count: int = 3):
    """So many people write about the outage."""
    return [writes(customer(f"client{place}"), OUTAGE[place % len(OUTAGE)]) for place in range(count)]

"""Customers and their requests are found among tens of thousands by reading a few pages, not all of them."""

import pytest
from django.db import connection

from otklik.desk import customers, finding
from otklik.people.models import Identity, Person
from tests.plans import buffers, copies
from tests.tickets.acting import opened

MANY = 20_000
PART, AFTER_PART = 150, 1500
"""Pages that a rare word may cost, and one that everybody has; all of them have some tens of thousands."""


@pytest.fixture
def crowd(cast):
    """Twenty thousand customers called Novikov, each with an address and a request, and one Hare."""
    some = Person.objects.create(name="Новиков")
    copies(some, MANY, login="'c' || n", name="'Новиков' || n || ' Пётр'", sort_key="'новиков' || n")
    hare = Person.objects.create(name="Заяц-Ушастиков Фома")
    rare = {"value": "foma@hedge.example", "normalised": "foma@hedge.example"}
    address = Identity.objects.create(person=hare, kind="email", **rare)
    ticket = opened(hare, subject="Капуста не доставлена")
    theirs = f"(SELECT min(id) + mod(n, {MANY}) FROM people_person WHERE login = 'c1')"
    said = "'p' || n || '@crowd.example'"
    copies(address, MANY, person_id=theirs, value=said, normalised=said, is_primary="false")
    copies(ticket, MANY, number="900000 + n", customer_id=theirs, subject="'Оплата заказа ' || n")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE people_person, people_identity, tickets_ticket")
        for index in ("person_name_parts", "identity_parts", "ticket_subject_parts"):
            cursor.execute("SELECT gin_clean_pending_list(%s::regclass)", [index])
    return ticket


def test_a_customer_is_found_without_reading_all_of_them(crowd, cast):
    for typed in ("Ушастиков", "заяц-ушастиков фома", "hedge", "за", "foma@hedge.example"):
        assert [one.name for one in customers.found(typed, cast.anna)] == ["Заяц-Ушастиков Фома"]
        assert buffers(lambda typed=typed: customers.found(typed, cast.anna)) < PART, typed
    for typed in ("новиков", "но", "crowd.example"):
        assert len(customers.found(typed, cast.anna)) == customers.MOST
        assert buffers(lambda typed=typed: customers.found(typed, cast.anna)) < AFTER_PART, typed


def test_the_palette_reads_a_few_pages_for_requests_too(crowd, signed_in, cast):
    anna = signed_in(cast.anna)
    for typed, most in (("капуст", PART), ("ушастиков", PART), ("оплата", AFTER_PART), ("новиков", AFTER_PART)):
        assert buffers(lambda typed=typed: finding.found(f"#{typed}", cast.anna)) < most, typed
    page = anna.get("/desk/palette/", {"q": "ушастиков"}).content.decode()
    assert f"/desk/tickets/{crowd.number}/" in page

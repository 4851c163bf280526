"""A category may name its developer (R5)."""

import pytest

from otklik.development import passing
from otklik.development.passing import Bug
from otklik.kernel.events import Event
from otklik.tickets.models import Category
from tests.tickets.acting import opened


@pytest.fixture
def mail(cast):
    return Category.objects.create(name={"ru": "Почта"}, developer=cast.dana)


def passed_on(cast, category, key="OT-1"):
    ticket = opened(cast.vera)
    ticket.accept(by=cast.anna)
    if category:
        ticket.categorise(category, by=cast.anna)
    passing.pass_on(ticket, Bug(key=key), by=cast.anna)
    return ticket


def developers(ticket):
    return list(ticket.participants.filter(part="developer", left_at__isnull=True).values_list("person", flat=True))


def test_the_developer_of_the_category_takes_part_and_hears_of_it(cast, mail):
    ticket = passed_on(cast, mail)
    assert developers(ticket) == [cast.dana.pk]
    assert Event.objects.get(code="participant.added", ticket_id=ticket.pk).data["person"] == cast.dana.pk


def test_the_nearest_category_above_that_names_one_decides(cast, mail):
    part = Category.objects.create(name={"ru": "DKIM"}, parent=Category.objects.create(name={"ru": "DNS"}, parent=mail))
    assert developers(passed_on(cast, part)) == [cast.dana.pk]
    part.developer = cast.oleg
    part.save()
    assert developers(passed_on(cast, part, "OT-2")) == [cast.oleg.pk]


def test_nobody_is_brought_in_twice_or_after_they_left_the_firm(cast, mail):
    ticket = passed_on(cast, mail)
    passing.pass_on(ticket, Bug(key="OT-2"), by=cast.anna)
    assert developers(ticket) == [cast.dana.pk]
    type(cast.dana).objects.filter(pk=cast.dana.pk).update(is_active=False)
    assert developers(passed_on(cast, mail, "OT-3")) == []
    assert developers(passed_on(cast, None, "OT-4")) == []

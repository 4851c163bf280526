"""What a person may hear of on the live line, and when that is asked again (F2, R15)."""

import pytest

from otklik.kernel.events import Event
from otklik.live import ask
from otklik.people import staffing
from otklik.people.models import Organization, Person, Role

pytestmark = pytest.mark.django_db


def someone(login):
    return Person.objects.get(login=login)


@pytest.mark.parametrize("login", ["anna", "boris", "gleb", "misha", "dana"])
def test_staff_hear_of_the_desk_and_of_themselves(login):
    person = someone(login)
    assert sorted(ask.topics_of([person.pk])[person.pk]) == [f"person-{person.pk}", "staff"]


@pytest.mark.parametrize(("login", "company"), [("vera", True), ("pavel", True), ("zoya", False), ("stranger", False)])
def test_a_customer_hears_of_the_company_whose_requests_they_may_see(login, company):
    person, warm = someone(login), Organization.objects.get(name="Тёплый дом")
    theirs = [f"organization-{warm.pk}"] if company else []
    assert sorted(ask.topics_of([person.pk])[person.pk]) == [*theirs, f"person-{person.pk}"]


def test_who_was_switched_off_hears_of_nobody_else():
    anna = someone("anna")
    staffing.deactivate(anna, by=someone("gleb"))
    assert ask.topics_of([anna.pk])[anna.pk] == [f"person-{anna.pk}"]


def test_a_change_of_rights_ends_the_lines_of_that_person(django_capture_on_commit_callbacks):
    anna, gleb = someone("anna"), someone("gleb")
    with django_capture_on_commit_callbacks() as hooks:
        staffing.give_role(anna, Role.objects.get(code="lead"), by=gleb)
    assert Event.objects.filter(code="person.role_given", noun_id=anna.pk).exists()
    assert f"kick-{anna.pk}" in {said.topics for hook in hooks for said in getattr(hook, "said", ())}

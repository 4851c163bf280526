"""F9: one person, many addresses; a domain joins only those who proved that they read there."""

import pytest

from otklik.kernel.verbs import Forbidden, Refused
from otklik.people import identifying, merging, staffing
from otklik.people.models import Identity, Membership, Organization, Person, Role
from otklik.people.models.organization import CompanyRole
from otklik.tickets.models import Ticket
from tests.cast import Cast
from tests.tickets.acting import opened


def test_the_same_address_in_other_letters_is_the_same_person(cast: Cast) -> None:
    person, identity = identifying.known("email", "  VERA@Warm.Example ")
    assert person == cast.vera
    assert identity.value == "vera@warm.example"


def test_a10_a_stranger_becomes_a_person_with_an_unverified_address(db: None) -> None:
    person, identity = identifying.known("email", "New.One@Somewhere.example", name="Новый\0 Человек")
    assert (person.name, identity.verified_at, identity.value) == ("Новый Человек", None, "New.One@Somewhere.example")
    assert person.role is None
    assert not person.has_usable_password()


def test_what_is_no_address_is_refused_with_a_sentence(db: None) -> None:
    with pytest.raises(Refused):
        identifying.known("email", "не адрес")


def test_an_unverified_address_joins_no_company(cast: Cast) -> None:
    person, identity = identifying.known("email", "newcomer@warm.example")
    assert not Membership.objects.filter(person=person).exists()
    identifying.verify(identity)
    assert Membership.objects.get(person=person).role == CompanyRole.OWN


def test_a_public_provider_is_nobodys_company(cast: Cast) -> None:
    with pytest.raises(Refused):
        staffing.add_domain(cast.company("warm"), "GMAIL.com")


def test_a_domain_belongs_to_one_company(cast: Cast) -> None:
    with pytest.raises(Refused):
        staffing.add_domain(cast.company("warm"), "cold.example")


def test_an_address_of_another_person_is_not_added(cast: Cast) -> None:
    with pytest.raises(Refused):
        identifying.add(cast.vera, "email", "ruslan@cold.example", by=cast.anna)


def test_removing_the_primary_address_makes_the_next_one_primary_and_the_last_one_stays(cast: Cast) -> None:
    identifying.add(cast.vera, "email", "vera@home.example", by=cast.anna)
    identifying.remove(Identity.objects.get(value="vera@warm.example"), by=cast.anna)
    assert cast.vera.identities.get(is_primary=True).value == "vera@home.example"
    with pytest.raises(Refused):
        identifying.remove(cast.vera.identities.get(), by=cast.anna)


def test_merged_records_share_addresses_and_requests_and_come_apart_again(cast: Cast) -> None:
    ticket = opened(cast.stranger)
    done = merging.merge(cast.stranger, into=cast.vera, by=cast.boris)
    assert identifying.find("email", "stranger@mail.example") == cast.vera
    assert Ticket.objects.visible_to(cast.vera).filter(pk=ticket.pk).exists()
    merging.unmerge(done, by=cast.boris)
    assert identifying.find("email", "stranger@mail.example") == cast.stranger
    assert not Ticket.objects.visible_to(cast.vera).filter(pk=ticket.pk).exists()
    with pytest.raises(Refused):
        merging.unmerge(done, by=cast.boris)


@pytest.mark.parametrize(("source", "into"), [("anna", "vera"), ("vera", "anna"), ("vera", "vera")])
def test_staff_are_never_merged_and_nobody_with_themselves(cast: Cast, source: str, into: str) -> None:
    with pytest.raises(Refused):
        merging.merge(getattr(cast, source), into=getattr(cast, into), by=cast.gleb)


def test_the_last_administrator_stays_one(cast: Cast) -> None:
    with pytest.raises(Refused):
        staffing.give_role(cast.gleb, None, by=cast.gleb)
    with pytest.raises(Refused):
        staffing.deactivate(cast.gleb, by=cast.gleb)
    staffing.give_role(cast.boris, Role.objects.get(code="admin"), by=cast.gleb)
    staffing.give_role(cast.gleb, None, by=cast.boris)
    assert not Person.objects.get(pk=cast.gleb.pk).is_staff_member


def test_only_an_administrator_gives_roles(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        staffing.give_role(cast.misha, Role.objects.get(code="admin"), by=cast.boris)


def test_a_customer_changes_only_their_own_record(cast: Cast) -> None:
    staffing.change(cast.vera, by=cast.vera, called="Вера Павловна")
    assert cast.vera.first_name == "Вера Павловна"
    with pytest.raises(Forbidden):
        staffing.change(cast.pavel, by=cast.vera, name="Другой")


def test_people_and_companies_that_a_customer_may_know(cast: Cast) -> None:
    def known(name: str) -> set[str]:
        return set(Person.objects.visible_to(getattr(cast, name)).values_list("login", flat=True))

    assert known("vera") == {"vera", "pavel", "zoya"}
    assert known("zoya") == {"zoya"}
    assert known("stranger") == {"stranger"}
    assert list(Organization.objects.visible_to(cast.rival)) == [cast.company("cold")]
    assert Person.objects.visible_to(None).count() == 0


def test_names_sort_as_in_the_alphabet(db: None) -> None:
    for name in ("Ёлкин", "Жуков", "Еремин", "Єгоров"):
        Person.objects.create(name=name, password="!")
    names = [
        n
        for n in Person.objects.by_name().values_list("name", flat=True)
        if n[1:] in ("лкин", "уков", "ремин", "горов")
    ]
    assert names.index("Еремин") < names.index("Ёлкин") < names.index("Жуков")

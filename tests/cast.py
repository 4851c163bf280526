"""The cast: the same people in tests, demo data and screenshots.

anna and oleg answer, boris leads, gleb administers, misha learns, dana develops. vera heads «Тёплый дом», where pavel
works and zoya sees only her own requests; stranger belongs to nobody; rival is the head of another company.
"""

from functools import cache
from typing import Any

from otklik.people import identifying, projecting, staffing
from otklik.people.models import Identity, Line, LineMembership, Organization, Person, Role
from otklik.people.models.organization import CompanyRole

STAFF = {
    "anna": ("Анна Белова", "agent"),
    "oleg": ("Олег Дёмин", "agent"),
    "boris": ("Борис Королёв", "lead"),
    "gleb": ("Глеб Ершов", "admin"),
    "misha": ("Миша Орлов", "trainee"),
    "dana": ("Дана Тимченко", "developer"),
}
CUSTOMERS: dict[str, tuple[str, str, str | None, CompanyRole | None]] = {
    "vera": ("Вера Соколова", "vera@warm.example", "warm", CompanyRole.HEAD),
    "pavel": ("Павел Синицын", "pavel@warm.example", "warm", CompanyRole.MEMBER),
    "zoya": ("Зоя Лукина", "zoya@warm.example", "warm", CompanyRole.OWN),
    "rival": ("Руслан Ибрагимов", "ruslan@cold.example", "cold", CompanyRole.HEAD),
    "stranger": ("Степан Чужой", "stranger@mail.example", None, None),
}
COMPANIES = {"warm": "Тёплый дом", "cold": "Холодный склад"}
PASSWORD = "correct horse battery"


def assemble() -> None:
    """Bring everybody in, once, into the database that every test starts from."""
    from otklik.clocks import seed as clocks_seed
    from otklik.people import seed as people_seed
    from otklik.tickets import seed as tickets_seed

    people_seed.seed()
    tickets_seed.seed()
    clocks_seed.seed_calendar()
    for login, (name, post) in STAFF.items():
        person = Person(login=login, name=name, role=Role.objects.get(code=post))
        person.set_password(PASSWORD)
        person.save()
        identity = identifying.add(person, "email", f"{login}@otklik.example", by=None)
        identifying.verify(identity)
        LineMembership.objects.create(line=Line.objects.get(code="first"), person=person)
    companies = {code: staffing.found(name, by=None, domains=[f"{code}.example"]) for code, name in COMPANIES.items()}
    for login, (name, address, company, role) in CUSTOMERS.items():
        _customer(login, name, address, companies.get(company or ""), role)


def _customer(login: str, name: str, address: str, company: Organization | None, role: Any) -> None:
    person = Person(login=login, name=name)
    person.set_unusable_password()
    person.save()
    identity = Identity.objects.create(person=person, kind="email", value=address, normalised=address, is_primary=True)
    if company is not None:
        staffing.place(person, company, role, by=None)
    identifying.verify(identity)
    projecting.project(person)


class Cast:
    """`cast.anna` is Anna, fresh from the database."""

    def __getattr__(self, login: str) -> Person:
        if login not in STAFF and login not in CUSTOMERS:
            raise AttributeError(login)
        person: Person = Person.objects.select_related("role").get(login=login)
        return person

    def company(self, code: str) -> Organization:
        """One of the two client companies."""
        return Organization.objects.get(name=COMPANIES[code])


@cache
def everybody() -> Cast:
    """The one cast."""
    return Cast()


def roles() -> dict[str, Person]:
    """Who walks as whom (F8); a stranger who has not signed in needs nobody."""
    people = everybody()
    return {
        "customer": people.vera,
        "neighbour": people.rival,
        "trainee": people.misha,
        "agent": people.anna,
        "lead": people.boris,
        "admin": people.gleb,
        "developer": people.dana,
    }

"""Companies, customers and colleagues of the large history."""

from __future__ import annotations

from collections import defaultdict
from random import Random

from django.db import connection, models

from bench.volume.stamping import DOMAIN, quoted, run
from otklik.people import staffing
from otklik.people.models import Identity, Membership, Organization, Person, Role

NAMES = "Анна Олег Вера Павел Зоя Марат Нина Кирилл Ольга Артём Елена Иван Софья Глеб Дарья Руслан Тарас Олена".split()
SURNAMES = "Белов Демин Соколов Синицын Лукин Сафин Жуков Дроздов Неверов Власов Ёлкин Марченко Гриценко Орлов".split()


class Population:
    """Whom a copy may be about: customers of one company, or single ones, and colleagues."""

    def __init__(self, customers: int, companies: int, colleagues: int, seed: int) -> None:
        self.chance = Random(seed)
        self._customers(customers, companies)
        self._colleagues(colleagues)
        self.identity_of = dict(Identity.objects.filter(kind="email", is_primary=True).values_list("person", "pk"))

    def _customers(self, count: int, companies: int) -> None:
        first_company = _after(Organization)
        _insert(
            Organization,
            Organization.objects.order_by("id").first(),
            companies,
            {"name": "'Компания ' || n", "sort_key": "'компания ' || n"},
        )
        pattern = Person.objects.filter(role=None, merged_into=None).order_by("id").first()
        first = _after(Person)
        given, family = (f"(ARRAY[{_list(words)}])" for words in (NAMES, SURNAMES))
        name = f"{given}[1 + n %% {len(NAMES)}] || ' ' || {family}[1 + n / 7 %% {len(SURNAMES)}]"
        _insert(
            Person, pattern, count, {"login": "'volume' || n", "name": name, "sort_key": f"lower({name})", "note": "''"}
        )
        address = f"'client' || {first - 1} + n || '@{DOMAIN}'"
        mine = {"person_id": f"{first - 1} + n", "value": address, "normalised": address, "is_primary": "true"}
        _insert(Identity, Identity.objects.filter(person=pattern, kind="email").first(), count, mine)
        self.single = range(first + count * 3 // 5, first + count)
        self.company_of: dict[int, list[int]] = defaultdict(list)
        places = []
        for person in range(first, first + count * 3 // 5):
            company = first_company + min(int(self.chance.paretovariate(0.7)), companies) - 1
            self.company_of[company].append(person)
            places.append((person, company))
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMP TABLE place (n bigserial, person bigint, company bigint)")
            with cursor.cursor.copy("COPY place (person, company) FROM STDIN") as stream:
                for row in places:
                    stream.write_row(row)
        known = {"person_id": "place.person", "organization_id": "place.company", "left_at": "NULL"}
        _insert(Membership, Membership.objects.order_by("id").first(), len(places), known, "JOIN place USING (n)")
        self.crowded = [company for company, people in self.company_of.items() if len(people) >= 4]
        self.weights = [len(self.company_of[company]) for company in self.crowded]

    def _colleagues(self, count: int) -> None:
        gleb, role = Person.objects.get(login="gleb"), Role.objects.get(pk=Person.objects.get(login="anna").role_id)
        for number in range(count):
            name = f"{self.chance.choice(NAMES)} {self.chance.choice(SURNAMES)} {number}"
            staffing.invite(name=name, email=f"agent{number}@{DOMAIN}", role=role, language="ru", by=gleb)
        self.staff = list(Person.objects.filter(role=role).values_list("pk", flat=True))

    def some(self, count: int, *, company: bool) -> tuple[int | None, list[int]]:
        """So many customers, of one company or single, all different."""
        if not company:
            return None, self.chance.sample(self.single, count)
        [chosen] = self.chance.choices(self.crowded, self.weights)
        return chosen, self.chance.sample(self.company_of[chosen], count)


def _list(words: list[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)


def _after(model: type[models.Model]) -> int:
    return (model._base_manager.aggregate(last=models.Max("pk"))["last"] or 0) + 1


def _insert(
    model: type[models.Model], pattern: models.Model | None, count: int, own: dict[str, str], more: str = ""
) -> None:
    """`count` rows like `pattern`, with ids after the last; `own` gives SQL for columns, where n counts from 1."""
    assert pattern is not None
    table, first = model._meta.db_table, _after(model)
    columns = [field.attname for field in model._meta.concrete_fields if not isinstance(field, models.GeneratedField)]
    said = ", ".join(f"{first - 1} + n" if c == "id" else own.get(c, f'p."{c}"') for c in columns)
    run(
        f"INSERT INTO {table} ({quoted(columns)}) OVERRIDING SYSTEM VALUE SELECT {said}"
        f" FROM generate_series(1, %s) AS n CROSS JOIN {table} AS p {more} WHERE p.id = %s".replace("AS n", "AS g(n)"),
        count,
        pattern.pk,
    )
    run(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")

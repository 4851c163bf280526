"""How fast a crowd of waiting requests is distributed: `bin/bench routing [REQUESTS] [PEOPLE]`.

On a fresh database so many requests of as many customers wait on one automatic line, and so many people come on shift,
with ceilings from 5 to 15, half of them with a language of their own. Told are the time and the statements of an offer,
how evenly hands are filled, whether the choices agree with the rule, and the plan of the query that reads the queue.
"""

from __future__ import annotations

import argparse
import os
import time
from collections import Counter

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from django.db import connection
from django.test.utils import CaptureQueriesContext

from otklik.kernel import clock
from otklik.people.models import Line, LineMembership, Person, Role
from otklik.routing import placing, planning
from otklik.routing.models import Ceiling, Duty, LinePlan, Offer, Placement, Skill, SkillKind
from otklik.tickets.models import Status, Ticket
from tests.cast import everybody
from tests.databases import Databases

STATEMENTS = 300
"""Offers whose statements are counted."""


def main() -> None:
    """Make a database, fill it, distribute, tell."""
    parser = argparse.ArgumentParser()
    parser.add_argument("requests", type=int, nargs="?", default=10_000)
    parser.add_argument("people", type=int, nargs="?", default=200)
    asked = parser.parse_args()
    databases = Databases("bench_routing")
    databases.make()
    try:
        people = gather(asked.people)
        wait(asked.requests)
        report(people)
    finally:
        databases.drop()


def gather(count: int) -> list[Person]:
    """People on shift on the first line."""
    line, role, now = Line.objects.get(code="first"), Role.objects.get(code="agent"), clock.now()
    people = [Person(login=f"b{number}", name=f"Дежурный {number}", role=role) for number in range(count)]
    for one in people:
        one.save()
    members = LineMembership.objects.bulk_create([LineMembership(line=line, person=one) for one in people])
    Ceiling.objects.bulk_create([Ceiling(person=one, most=5 + place % 11) for place, one in enumerate(people)])
    Skill.objects.bulk_create(
        [
            Skill(membership=one, kind=SkillKind.LANGUAGE, code=("ru", "uk")[place % 4 // 2])
            for place, one in enumerate(members)
            if place % 2
        ]
    )
    ends = now + planning.MOST_OFFER
    Duty.objects.bulk_create(
        [Duty(person=one, state="on", began_at=now, started_at=now, ends_at=ends) for one in people]
    )
    planning.set_plan(line, mode="automatic", by=everybody().boris)
    return people


def wait(count: int) -> None:
    """Requests that nobody has, of a customer each: rows as the verbs leave them."""
    line, status, now = Line.objects.get(code="first"), Status.objects.of("new"), clock.now()
    customers = [Person(name=f"Клиент {number}", sort_key=f"{number:06}") for number in range(count)]
    customers = Person.objects.bulk_create(customers, batch_size=2000)
    rows = [
        Ticket(
            number=1_000_000 + place,
            subject=f"Вопрос {place}",
            customer=one,
            created_by=one,
            channel=("form", "email", "phone")[place % 3],
            language=("ru", "uk", "ru", "en")[place % 4],
            status=status,
            kind="new",
            turn="ours",
            line=line,
            reply_owed_since=now,
            turn_since=now,
            status_since=now,
            opened_at=now,
            changed_at=now,
        )
        for place, one in enumerate(customers)
    ]
    Ticket.objects.bulk_create(rows, batch_size=2000)
    began = time.perf_counter()
    print(f"queued     {placing.begin_missing()} requests in {time.perf_counter() - began:.2f} s")


def report(people: list[Person]) -> None:
    """Distribute until hands are full, and tell."""
    plan = LinePlan.objects.get(line__code="first")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    with CaptureQueriesContext(connection) as told:
        counted = sum(placing._step(plan.pk) for _ in range(STATEMENTS // placing.STEP))
    print(f"statements {len(told) / max(counted, 1):.1f} an offer, over {counted} offers")
    began = time.perf_counter()
    made = placing.distribute()
    seconds = time.perf_counter() - began
    room = sum(Ceiling.objects.values_list("most", flat=True))
    print(f"offered    {made} in {seconds:.1f} s, {seconds / max(made, 1) * 1000:.1f} ms each; room for {room} in all")
    began = time.perf_counter()
    placing.distribute()
    look = (time.perf_counter() - began) * 1000
    print(f"full hands {look:.1f} ms a look; {Placement.objects.filter(stage='waiting').count()} wait")
    held = Counter(Offer.objects.open().values_list("to", flat=True))
    most = dict(Ceiling.objects.filter(person__in=people).values_list("person", "most"))
    filled = [held[pk] / ceiling for pk, ceiling in most.items()]
    print(f"fairness   hands filled between {min(filled):.0%} and {max(filled):.0%}")
    print(placing._due(plan)[: placing.STEP].explain(analyze=True, buffers=True))


if __name__ == "__main__":
    main()

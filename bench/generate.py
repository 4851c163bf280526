"""A history of up to a million requests: `DATABASE_URL=… bin/bench generate --tickets 1000000`.

Into an empty database: migrations, seeds, the demo, patterns told by the verbs of the product, then copies of them
stamped out in SQL, with a rhythm of hours and weekdays, growing over two years. At the end indexes, keys and other
constraints come back (PostgreSQL checks them all), and a sample is recomputed from its events. Prints a table and JSON.
"""

import argparse
import json
import os
import sys
import time
from bisect import bisect
from datetime import datetime, timedelta
from itertools import accumulate
from random import Random

HOURS = [1, 1, 1, 1, 1, 1, 2, 4, 8, 12, 14, 13, 11, 12, 13, 12, 11, 9, 7, 5, 4, 3, 2, 1]
DAYS = [1.2, 1.1, 1.0, 1.0, 0.9, 0.35, 0.25]
CHUNK = 20_000


def main() -> None:
    parser = argparse.ArgumentParser(prog="bin/bench generate")
    parser.add_argument("--tickets", type=int, default=10_000)
    parser.add_argument("--open", type=int, default=5_000, help="how many of them are open (a fifth at most)")
    parser.add_argument("--customers", type=int, default=0, help="one for every five requests unless given")
    parser.add_argument("--colleagues", type=int, default=60)
    parser.add_argument("--seed", type=int, default=4812)
    asked = parser.parse_args()
    if "DATABASE_URL" not in os.environ:
        parser.error("name the database in DATABASE_URL")
    began = time.perf_counter()
    _house()
    _history(asked, began)


def _house() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "otklik.settings")
    import django

    django.setup()
    from django.core.management import call_command

    from otklik import cli, demo
    from otklik.people.models import Person

    call_command("migrate", verbosity=0)
    cli._sow()
    if Person.objects.exists():
        sys.exit("This database is not empty.")
    demo.build()


def _history(asked: argparse.Namespace, began: float) -> None:
    from bench.volume import patterns, population, stamping, stories, words

    _say("an empty house", began)
    stories.tell(asked.seed)
    _say("stories told", began)
    found = patterns.Patterns()
    bodies = words.bodies(min(100_000, max(asked.tickets, 5_000)), asked.seed)
    subjects = words.subjects(min(50_000, max(asked.tickets, 5_000)), asked.seed)
    _say("words", began)
    stamping.prepare(found, bodies, subjects)
    _say("patterns", began)
    customers = max(asked.customers or asked.tickets // 5, 500)
    people = population.Population(customers, max(customers // 40, 20), asked.colleagues, asked.seed)
    _say("people", began)
    written: dict[str, int] = {}
    plan = _plan(asked, found, people)
    with stamping.bare(found):
        for done in range(0, len(plan), CHUNK):
            counts = {"bodies": len(bodies), "subjects": len(subjects)}
            stamping.run("TRUNCATE volume.copies")
            stamping.copy_in("volume.copies", iter(plan[done : done + CHUNK]))
            for table, count in stamping.stamp(found, counts).items():
                written[table] = written.get(table, 0) + count
            _say(f"{min(done + CHUNK, len(plan))} of {len(plan)} requests", began)
    _say("indexes and constraints", began)
    _settle(found, plan)
    stories.tell_long(asked.seed)
    _say("a request of a thousand messages", began)
    _say("statistics and sequences", began)
    checked = _check(asked.seed)
    for table, count in written.items():
        print(f"{table:34}{count:12}")
    known = {
        "bench": "generate",
        "tickets": asked.tickets,
        "seconds": round(time.perf_counter() - began),
        "rows": sum(written.values()),
    }
    print(json.dumps({**known, "bytes": patterns.raw_size(), "checked": checked}))


def _say(what: str, began: float) -> None:
    print(f"{time.perf_counter() - began:8.1f} s  {what}", file=sys.stderr, flush=True)


def _plan(asked: argparse.Namespace, found, people) -> list[tuple]:
    """What each copy is: pattern, number, shift in time, first ids, people."""
    from otklik.kernel import clock
    from otklik.tickets.kinds import Kind
    from otklik.tickets.models import Ticket

    chance, now = Random(asked.seed), clock.now()
    told = {t.pk: t for t in Ticket.objects.filter(pk__in=found.sizes)}
    lasts = {pk: max(t.changed_at, t.closed_at or t.changed_at) for pk, t in told.items()}
    closed = [pk for pk, t in told.items() if t.kind == Kind.CLOSED]
    still_open = [pk for pk, t in told.items() if t.kind != Kind.CLOSED]
    share = min(asked.open, asked.tickets // 5)
    shifts = [(timedelta(days=-min(chance.expovariate(0.4), 25)), chance.choice(still_open)) for _ in range(share)]
    for at in _arrivals(chance, now, asked.tickets - share):
        pattern = chance.choice(closed)
        shifts.append((min(at - told[pattern].opened_at, now - lasts[pattern]), pattern))
    shifts.sort(key=lambda one: told[one[1]].opened_at + one[0])
    return list(_copies(found, people, shifts, told, chance))


def _arrivals(chance: Random, now: datetime, count: int):
    """Moments of the last two years: more by day, fewer at weekends, twice as many at the end as at the beginning."""
    hours = list(accumulate(day * hour for day in DAYS for hour in HOURS))
    monday = (now - timedelta(days=now.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
    weeks = list(accumulate(1 + week / 104 for week in range(104)))
    for _ in range(count):
        week = 104 - bisect(weeks, chance.random() * weeks[-1])
        hour = bisect(hours, chance.random() * hours[-1])
        yield monday - timedelta(weeks=week) + timedelta(hours=hour, seconds=chance.random() * 3600)


def _copies(found, people, shifts, told, chance: Random):
    from bench.volume.stamping import run
    from otklik.people.models import Person

    firsts = [
        run(f"SELECT coalesce(max({m._meta.pk.column}), 0) + 1 FROM {m._meta.db_table}")[0][0] for m in found.tables
    ]
    [(number,)] = run("SELECT nextval('ticket_number')")
    staff = set(Person.objects.exclude(role=None).values_list("pk", flat=True))
    for k, (shift, pattern) in enumerate(shifts):
        slots = found.slots[pattern]
        outside = [place for place, person in enumerate(slots) if person not in staff]
        company, customers = people.some(len(outside), company=told[pattern].organization_id is not None)
        chosen = chance.sample(people.staff, len(slots))
        for place, person in zip(outside, customers, strict=True):
            chosen[place] = person
        identities = [people.identity_of.get(person) for person in chosen]
        yield k, pattern, number + k, shift, list(firsts), chosen, identities, company
        for place, size in enumerate(found.sizes[pattern]):
            firsts[place] += size


def _settle(found, plan) -> None:
    from bench.volume.stamping import run

    run("DROP SCHEMA volume CASCADE")
    run("SELECT setval('ticket_number', %s)", plan[-1][2] + 1)
    for table in [m._meta.db_table for m in found.tables if m._meta.pk.related_model is None] + [
        "people_person",
        "people_identity",
        "people_organization",
        "people_membership",
    ]:
        run(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
    run("VACUUM ANALYZE")


def _check(seed: int) -> int:
    """A sample is recomputed from its events; how many requests."""
    from otklik.tickets.models import Ticket
    from tests.tickets.test_spans import check_history

    last = Ticket.objects.order_by("-pk").values_list("pk", flat=True)[0]
    sample = Ticket.objects.filter(pk__in=Random(seed).sample(range(1, last + 1), min(300, last)))
    for ticket in sample:
        check_history(ticket)
    return len(sample)


if __name__ == "__main__":
    main()

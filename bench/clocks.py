"""How fast business time is: `python bench/clocks.py` prints rates in Python and SQL, and ratios to a walk of minutes.

An argument is how many deadlines are computed instead of a million.

Needs a migrated database (`DATABASE_URL` or the embedded one); it writes in a transaction that is rolled back,
and locks the tables of clocks until then.
"""

import os
import random
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "otklik.settings")

import django

django.setup()

from django.db import connection, transaction

from otklik.clocks import keeping, seed
from otklik.clocks.arithmetic import Openings
from otklik.clocks.models import Calendar, Deadline, Limit
from otklik.clocks.unrolling import unroll
from otklik.kernel import clock
from tests.clocks.naive import Naive

DEADLINES = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
WALKS = 300
SINCE = datetime(2024, 1, 1, tzinfo=UTC)


def cases(count: int) -> list[tuple[datetime, timedelta]]:
    """Starts over three years, norms from five minutes to forty open hours; whole minutes."""
    chance = random.Random(1)
    return [
        (SINCE + timedelta(minutes=chance.randrange(1_500_000)), timedelta(minutes=chance.randrange(5, 2400)))
        for _ in range(count)
    ]


def python(openings: Openings, asked: list[tuple[datetime, timedelta]]) -> float:
    began = time.perf_counter()
    for start, length in asked:
        openings.after(start, length)
    return len(asked) / (time.perf_counter() - began)


def naive(walker: Naive, openings: Openings, asked: list[tuple[datetime, timedelta]]) -> float:
    began = time.perf_counter()
    found = [walker.after(start, length) for start, length in asked]
    rate = len(asked) / (time.perf_counter() - began)
    assert found == [openings.after(start, length) for start, length in asked]
    return rate


def sql(calendar: Calendar, asked: list[tuple[datetime, timedelta]]) -> float:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE asked (start timestamptz, seconds double precision)")
        with cursor.copy("COPY asked FROM STDIN") as copy:
            for start, length in asked:
                copy.write_row((start, length.total_seconds()))
        cursor.execute("ANALYZE asked; ANALYZE clocks_opening")
        began = time.perf_counter()
        cursor.execute("SELECT count(clocks_after(%s, start, seconds)) FROM asked", [calendar.pk])
        assert cursor.fetchone() == (len(asked),)
        return len(asked) / (time.perf_counter() - began)


ROWS = {
    "clocks_deadline": "INSERT INTO clocks_deadline"
    " (ticket_id, kind, began_at, since, due_at, degree, is_running, is_firm)"
    " SELECT -n, 'norm', at, at, at + make_interval(secs => n - 10), 0, true, false",
    "clocks_limit": "INSERT INTO clocks_limit (ticket_id, began_at, due_at, degree)"
    " SELECT -n, at, at + make_interval(secs => n - 10), 0",
}


def waking(open_tickets: int) -> None:
    """The two questions of the clock every few seconds, with so many open requests, each with a running deadline and a
    limit, of which ten are due; their plans must touch as many pages for many as for few.
    """
    at = clock.now()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # rows without requests: only the index matters
        for table, insert in ROWS.items():
            cursor.execute(f"TRUNCATE {table}")  # until all is rolled back; a deleted row would still be looked at
            cursor.execute(
                f"{insert} FROM (SELECT %s::timestamptz AS at) AS once, generate_series(1, %s) AS n", [at, open_tickets]
            )
            cursor.execute(f"ANALYZE {table}")
    for name, rows in (("deadlines", Deadline.objects), ("limits of 8 and 24 hours", Limit.objects)):
        due = rows.due(at).values_list("ticket", flat=True)[:500]
        print(f"--- the wake-up, {open_tickets:,} running {name}, ten due")
        print(due.explain(analyze=True, buffers=True))


def main() -> None:
    for open_tickets in (1_000, 100_000):
        waking(open_tickets)
    seed.seed_calendar()
    calendar = Calendar.objects.usual()
    assert calendar is not None
    began = time.perf_counter()
    unroll(calendar.week(), calendar.different(), ZoneInfo(calendar.time_zone), date(2019, 1, 1), date(2029, 1, 1))
    print(f"ten years unrolled in {(time.perf_counter() - began) * 1000:.0f} ms")
    openings = keeping.hours(calendar)
    assert isinstance(openings, Openings)
    asked = cases(DEADLINES)
    walker = Naive(calendar.week(), calendar.different(), ZoneInfo(calendar.time_zone))
    slow = naive(walker, openings, asked[:WALKS])
    for name, rate in (("Python", python(openings, asked)), ("SQL", sql(calendar, asked))):
        print(f"{name:<7} {rate:>10,.0f} deadlines/s, {rate / slow:>8,.0f} times a walk of minutes")
    print(f"walk    {slow:>10,.0f} deadlines/s")


if __name__ == "__main__":
    with transaction.atomic():
        main()
        transaction.set_rollback(True)

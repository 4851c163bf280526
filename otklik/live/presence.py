"""Who looks at a place and who types there, at the moment (B9): `presence.mark(anna.pk, "ticket-4831", "types")`.

A browser marks every half a minute; after TTL without a mark the person has gone. Staff hear `presence-<place>` when
the set changes, not at each mark.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from otklik.kernel import clock
from otklik.live.models import Presence
from otklik.live.names import touch

TTL = timedelta(seconds=60)
KEPT = timedelta(minutes=10)
GONE = ""


@dataclass(frozen=True)
class Present:
    """A person at a place, and what they do there: "looks" or "types"."""

    person_id: int
    doing: str
    seen_at: datetime


@transaction.atomic
def mark(person_id: int, place: str, doing: str) -> None:
    """Note that the person is at `place`; `GONE` when they have left it."""
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH was AS (SELECT doing FROM live_presence WHERE place = %(place)s::text"
            " AND person_id = %(person)s::bigint AND seen_at > %(since)s::timestamptz)"
            " INSERT INTO live_presence (person_id, place, doing, seen_at)"
            " VALUES (%(person)s::bigint, %(place)s::text, %(doing)s::text, %(now)s::timestamptz)"
            " ON CONFLICT (place, person_id) DO UPDATE SET doing = excluded.doing, seen_at = excluded.seen_at"
            " RETURNING coalesce((SELECT doing FROM was), '')",
            {"person": person_id, "place": place, "doing": doing, "now": now, "since": now - TTL},
        )
        if cursor.fetchone() != (doing,):
            _changed(place)


def at(place: str) -> list[Present]:
    """Who is there now, in the order of their coming into the table."""
    here = Presence.objects.filter(place=place, seen_at__gt=clock.now() - TTL).exclude(doing=GONE).order_by("id")
    return [Present(one.person_id, one.doing, one.seen_at) for one in here]


@transaction.atomic
def forget_gone() -> None:
    """Note who has gone without saying so, and forget who went long ago."""
    now = clock.now()
    silent = Presence.objects.filter(seen_at__lte=now - TTL).exclude(doing=GONE)
    for place in set(silent.values_list("place", flat=True)):
        _changed(place)
    silent.update(doing=GONE)
    Presence.objects.filter(seen_at__lte=now - KEPT).delete()


def _changed(place: str) -> None:
    touch(f"presence-{place}", to=["staff"])

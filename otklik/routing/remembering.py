"""What an installation knew before expectations were kept: first replies of its own past (D6)."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F, Min, Q

from otklik.kernel import clock
from otklik.kernel.events import Side
from otklik.kernel.verbs import verb
from otklik.routing.expecting import HUMAN, WEEKS, hour_of
from otklik.routing.models import Expectation
from otklik.tickets.models import Ticket

MOST = 5000
"""Requests in one go; the next hour goes on."""


@verb
def remember() -> int:
    """Add what is missing of the last weeks; nothing was shown then, and who was there is not known."""
    since = clock.now() - timedelta(weeks=WEEKS)
    human = Q(messages__kind__in=HUMAN, messages__side=Side.SUPPORT, messages__withdrawn_at__isnull=True)
    past = (
        Ticket.objects.filter(changed_at__gte=since, opened_at__gte=since, expectation__isnull=True)
        .filter(created_by=F("customer"), parent__isnull=True)
        .annotate(answered=Min("messages__created_at", filter=human))
        .order_by("pk")
    )
    rows = [
        Expectation(ticket_id=pk, at=at, hour=hour_of(at), waiting=0, people=0, answered_at=answered)
        for pk, at, answered in past.values_list("pk", "opened_at", "answered")[:MOST]
    ]
    Expectation.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)

"""What the report of violations costs: bounded by its period, not by how much there is (R25)."""

from datetime import timedelta

import pytest
from django.db import connection

from otklik.clocks import reporting
from otklik.clocks.models import Share, Violation
from otklik.clocks.reporting import Scope
from otklik.kernel.models import Event
from otklik.tickets.models import Span
from tests.clocks.test_norms import moscow, norm
from tests.plans import copies, plans
from tests.tickets.acting import opened

SINCE, UNTIL = moscow(2026, 11, 1, 0), moscow(2026, 12, 1, 0)
TICKETS, SPANS, VIOLATIONS = 2000, 20_000, 4000


@pytest.fixture
def years(cast, time):
    """Four years of requests, each of many spans, violations every nine hours."""
    time.stands(moscow(2026, 12, 1, 0))
    ticket = opened(cast.vera)
    ticket.accept(by=cast.anna)
    copies(ticket, TICKETS, number="900000 + n")
    span = Span.objects.filter(ticket=ticket).order_by("-pk").first()
    ago = f"like_it.started_at - n * interval '{4 * 365 * 24 * 60 // SPANS} minutes'"
    copies(
        span,
        SPANS,
        ticket_id=f"{ticket.pk} + 1 + mod(n, {TICKETS - 1})",
        started_at=ago,
        ended_at=f"{ago} + interval '9 minutes'",
    )
    at = span.started_at
    broken = Violation.objects.create(
        ticket=ticket,
        began_at=at,
        first_at=at,
        reached_at=at,
        degree=1,
        status=span.status,
        line=span.line,
        norm=norm("in_work", 1),
    )
    step = f"- n * interval '{4 * 365 * 24 // VIOLATIONS} hours'"
    copies(
        broken,
        VIOLATIONS,
        began_at=f"like_it.began_at {step}",
        reached_at=f"like_it.reached_at {step}",
        degree="1 + mod(n, 3)",
    )
    share = Share.objects.create(violation=broken, holder=cast.anna, time=timedelta(hours=1))
    copies(share, VIOLATIONS, violation_id="like_it.violation_id + n")
    event = Event.objects.get(ticket_id=ticket.pk, code="ticket.accepted")
    copies(event, SPANS, at=f"like_it.at - n * interval '{4 * 365 * 24 * 60 // SPANS} minutes'")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE tickets_span, tickets_ticket, clocks_violation, clocks_share, kernel_event")


def test_a_month_of_years_is_read_through_indexes(cast, years):
    """Shares, and the spans before those of the month, are left to the planner: so few pages are sooner read whole."""
    scope = Scope(SINCE, UNTIL)
    violations = Violation.objects.visible_to(cast.boris).standing().reached(SINCE, UNTIL)
    for deed in (
        lambda: reporting.by_person(violations, scope),
        lambda: reporting.by_status(violations, scope),
        lambda: reporting.by_person(violations.filter(degree=2), scope),
        lambda: reporting.leniency(violations),
    ):
        for told in plans(deed):
            for table in ("tickets_span span", "tickets_ticket", "clocks_violation", "kernel_event"):
                assert f"Seq Scan on {table}" not in told, told

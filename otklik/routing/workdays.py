"""On which days a customer works: by the calendar of their company, else by the usual one (D5)."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from otklik.clocks.models import Calendar
from otklik.routing.overload.telling import was_overloaded
from otklik.tickets.ask import Works, weekdays
from otklik.tickets.models import Ticket


def of_customer(ticket: Ticket) -> Works:
    """The customer’s working days, less those of an overload (R10); Monday to Friday where no calendar has hours."""
    calendar = Calendar.objects.filter(of_organizations__organization=ticket.organization_id or 0).first()
    calendar = calendar or Calendar.objects.usual()
    if calendar is None:
        return weekdays
    week, different = calendar.week(), calendar.different()
    if not any(week):
        return weekdays

    overloaded = was_overloaded(ticket.line_id, ZoneInfo(ticket.customer.time_zone))

    def works(day: date) -> bool:
        return bool(different[day] if day in different else week[day.weekday()]) and not overloaded(day)

    return works

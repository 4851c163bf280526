"""What everybody is told while the mode lasts: in the portal, and below the letters of people; nobody is written to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q

from otklik.clocks.models import Overload
from otklik.people.models import Line
from otklik.routing.overload import shelving
from otklik.tickets.models import Ticket


def for_letters(ticket: Ticket, language: str) -> str:
    """What stands below a person's letter about a request that the mode holds for."""
    mode = shelving.running_for(ticket.line_id)
    return mode.text.to(language) if mode else ""


def for_everybody() -> Overload | None:
    """The mode as the first page of the portal tells it: when it holds everywhere, or where requests come in."""
    usual = Line.objects.filter(is_default=True).values_list("pk", flat=True).first()
    return shelving.running_for(usual)


def silence_rests(ticket: Ticket) -> bool:
    """Nobody is reminded or closed while we ourselves keep others waiting (R10)."""
    return shelving.running_for(ticket.line_id) is not None


def was_overloaded(line: int | None, zone: ZoneInfo) -> Callable[[date], bool]:
    """Whether the mode lasted on a date, for requests of a line; one question, then dates are cheap."""
    found = Overload.objects.filter(Q(lines__isnull=True) | Q(lines=line)).distinct()
    modes: list[tuple[datetime, datetime | None]] = list(found.order_by("-since").values_list("since", "ended_at")[:50])

    def lasted(day: date) -> bool:
        begins = datetime.combine(day, time(), zone)
        return any(since < begins + timedelta(days=1) and (end is None or end > begins) for since, end in modes)

    return lasted

"""Who is to hear an alert: whoever holds the request, the people of its line, the lead of the shift (D3, R23).

Nobody is told outside their working time, but for leads who chose to be, of the outer limit. Holders who are not at
work are not replaced before the threshold; after it the lead hears as well.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import cached_property

from otklik.notices import telling
from otklik.notices.models import Alert, Audience, Choice, Reason
from otklik.people import rights
from otklik.people.models import LineMembership
from otklik.routing import staff
from otklik.routing.models import State


def at_night(line: int | None) -> set[int]:
    """The leads who chose to be reached while they are not at work, of the line or, where it has none, of all."""
    wanted = Choice.objects.filter(reason=Reason.NIGHT, person__in=telling.leads(line)).exclude(routes=[])
    return set(wanted.values_list("person", flat=True))


class Ears:
    """Who is at work at an instant: a few questions for as many alerts as are told together."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def of(self, alert: Alert) -> Collection[int]:
        """Who hears it now; nobody when none of them is at work, or none is left to hear."""
        ticket = alert.ticket
        if alert.to == Audience.NIGHT:
            return self._off_duty(ticket.line_id)
        if alert.to == Audience.LEAD:
            return self.leads(ticket.line_id, but=ticket.responsible_id) or self._holder_leads(ticket.responsible_id)
        holder = ticket.responsible_id or ticket.nominee_id
        if holder is not None:
            return {holder} & self.at_work
        return self.of_line(ticket.line_id) or self.leads(ticket.line_id)

    def of_line(self, line: int | None) -> set[int]:
        """Who is on shift for a line and takes requests."""
        return self._answering & self._members.get(line, set())

    def leads(self, line: int | None, *, but: int | None = None) -> set[int]:
        """The leads on shift, those of the line first; without any, the leads who are at work by their hours."""
        for there in (self._on_shift, self.at_work):
            present = (self._all_leads & there) - {but}
            if present:
                return present & self._members.get(line, set()) or present
        return set()

    def _off_duty(self, line: int | None) -> set[int]:
        """The leads who chose to be reached at night, and are neither at work nor on leave."""
        people = at_night(line) - self.at_work
        return people - staff.away(list(people)).keys()

    def _holder_leads(self, holder: int | None) -> set[int]:
        """The only lead at work holds the request: they have heard as its holder, and count as told."""
        return {holder} & self._all_leads & self.at_work if holder is not None else set()

    @cached_property
    def at_work(self) -> set[int]:
        """Everybody who may be told something now."""
        return staff.at_work(self.now)

    @cached_property
    def _duties(self) -> dict[int, str]:
        return {duty.person_id: duty.state for duty in staff.on_shift()}

    @property
    def _on_shift(self) -> set[int]:
        return set(self._duties)

    @property
    def _answering(self) -> set[int]:
        return {person for person, state in self._duties.items() if state == State.ON}

    @cached_property
    def _all_leads(self) -> set[int]:
        return set(staff.holding(rights.ASSIGN_OTHERS))

    @cached_property
    def _members(self) -> dict[int | None, set[int]]:
        found: dict[int | None, set[int]] = {}
        for line, person in LineMembership.objects.values_list("line", "person"):
            found.setdefault(line, set()).add(person)
        return found

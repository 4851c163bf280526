"""«Передать руководителю»: one key, no explanation, and nothing is charged to whoever passed it on (C10).

It goes to a lead of its line who is on shift, else to any lead on shift: to whoever got the fewest such requests in the
last day, then carries the least. When no lead is there it leaves the agents' hands all the same: nobody is offered it,
and the leads find it on their list.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, Max, OuterRef, QuerySet
from django.utils.translation import gettext as _

from otklik import live
from otklik.kernel import clock
from otklik.kernel.events import Event
from otklik.kernel.verbs import Refused, verb
from otklik.people import rights
from otklik.people.models import LineMembership, Person
from otklik.routing import placing, staff
from otklik.routing.models import Offer, Outcome, Relief, State
from otklik.routing.models.relief import ReliefQuerySet
from otklik.tickets.kinds import Cause, Kind
from otklik.tickets.models import Ticket
from otklik.tickets.remarking import remark

FAIR = timedelta(days=1)
"""For so long it counts who got the last ones."""
_LOCK = 7_205_002


@verb
def pass_up(ticket: Ticket, *, by: Person) -> Relief:
    """Give it to a lead. A second press while the leads have it changes nothing. Raises Refused("relief.closed")."""
    rights.require(by, rights.MOVE)
    ticket = ticket.locked()
    if not ticket.is_open:
        raise Refused("relief.closed", _("The request is closed."))
    before = standing(ticket).first()
    if before is not None and ticket.responsible_id != by.pk:
        return before
    if ticket.responsible_id not in (None, by.pk):
        rights.require(by, rights.ASSIGN_OTHERS)
    standing(ticket).update(ended_at=clock.now())
    lead = _choose(ticket, by)
    if lead is None:
        _let_go(ticket, by)
    made = Relief.objects.create(ticket=ticket, by=by, at=clock.now(), to=lead)
    if lead is not None:
        ticket.assign(to=lead, by=by)
    _forget_offers(ticket)
    remark(ticket, "ticket.passed_up", by=by, to=lead.pk if lead else None)
    live.touch("conduct", "shift", to=["staff"])
    return made


def standing(ticket: Ticket | OuterRef) -> ReliefQuerySet:
    """That it is the leads' now, if it is; also as a part of another question."""
    return Relief.objects.standing().filter(ticket=ticket)


def settle(event: Event) -> None:
    """Follow a request that goes back to a line: it is everybody's again. Safe to call twice."""
    Relief.objects.standing().filter(ticket=event.ticket_id or 0).update(ended_at=event.at)


def waiting_tickets() -> QuerySet[Relief, Any]:
    """The ids of requests that wait for a lead, for the query of whoever takes the next one."""
    return Relief.objects.waiting().values("ticket")


def relieved(ticket: int) -> Mapping[int, datetime]:
    """Who passed the request on, and when last: what they held before is not charged to them."""
    found = Relief.objects.filter(ticket=ticket).order_by().values_list("by").annotate(last=Max("at"))
    return dict(found)


def _choose(ticket: Ticket, by: Person) -> Person | None:
    """The lead who gets it. Whoever chooses waits for who chooses now, or both would choose the same."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s::bigint)", [_LOCK])
    gone = staff.away()
    there = [
        duty.person
        for duty in staff.on_shift()
        if duty.state == State.ON and _leads(duty.person) and duty.person_id not in (by.pk, *gone)
    ]
    theirs = LineMembership.objects.filter(line=ticket.line_id or 0, person__in=there)
    of_line = set(theirs.values_list("person", flat=True))
    return _fairest([one for one in there if one.pk in of_line] or there)


def _leads(person: Person) -> bool:
    return person.may(rights.ASSIGN_OTHERS) and person.may(rights.ACCEPT)


def _fairest(leads: Sequence[Person]) -> Person | None:
    if not leads:
        return None
    people = [one.pk for one in leads]
    recent = Relief.objects.filter(to__in=people, at__gt=clock.now() - FAIR).order_by().values_list("to")
    given, carried = dict(recent.annotate(Count("pk"))), staff.in_hand(people)
    return min(leads, key=lambda one: (given.get(one.pk, 0), carried.get(one.pk, 0), one.pk))


def _let_go(ticket: Ticket, by: Person) -> None:
    """Nobody is responsible; a new one, which cannot be returned, has nobody already."""
    if ticket.responsible_id is not None and ticket.kind != Kind.NEW:
        ticket.ready(Cause.RETURN, by)
        ticket.return_to_pool(by=by)


def _forget_offers(ticket: Ticket) -> None:
    """No agent is asked any more."""
    placing.forget(ticket.pk)
    for offer in Offer.objects.open().filter(ticket=ticket):
        Offer.objects.filter(pk=offer.pk).update(ended_at=clock.now(), ended_how=Outcome.MOOT)
        ticket.end_offer(Outcome.MOOT.value)
        live.touch("offers", to=[f"person-{offer.to_id}"])

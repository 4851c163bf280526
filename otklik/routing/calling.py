"""«Позвать на помощь»: a person says that they cannot go on alone; the lead hears, and it ends by itself (R20)."""

from __future__ import annotations

from django.db.models import OuterRef
from django.utils.translation import gettext as _

from otklik import live
from otklik.kernel import clock
from otklik.kernel.events import Event
from otklik.kernel.verbs import Refused, verb
from otklik.people import rights
from otklik.people.models import Person
from otklik.routing.models import Answered, HelpCall
from otklik.routing.models.call import HelpCallQuerySet
from otklik.tickets.models import Ticket
from otklik.tickets.remarking import remark

SAID = ("ticket.noted", "ticket.replied", "solution.proposed", "ticket.accepted", "ticket.assigned", "ticket.taken_up")
"""By a colleague, each of these is the help that was called for."""
PARTED = ("ticket.replied", "solution.proposed", "ticket.assigned", "ticket.returned", "ticket.line_changed")
"""By whoever called, each of these says that they went on without help, or gave the request away."""
OVER = ("ticket.closed", "ticket.closed_by_silence", "ticket.withdrawn", "ticket.merged_away")
ENDING = tuple(dict.fromkeys((*SAID, *PARTED, *OVER)))
"""What may end a call."""


@verb
def call(ticket: Ticket, *, by: Person) -> HelpCall:
    """Call for help; a second call while one stands changes nothing. Raises Refused("help.closed")."""
    rights.require(by, rights.NOTE)
    ticket = ticket.locked()
    if not ticket.is_open:
        raise Refused("help.closed", _("The request is closed."))
    standing = HelpCall.objects.open().filter(ticket=ticket).first()
    if standing is not None:
        return standing
    made = HelpCall.objects.create(ticket=ticket, by=by, at=clock.now())
    remark(ticket, "ticket.help_called", by=by)
    live.touch("shift", to=["staff"])
    return made


@verb
def withdraw(ticket: Ticket, *, by: Person) -> bool:
    """It is not needed any more: says whoever called, or a lead. False if no call stands."""
    ticket = ticket.locked()
    standing = HelpCall.objects.open().filter(ticket=ticket).first()
    if standing is None:
        return False
    if standing.by_id != by.pk:
        rights.require(by, rights.ASSIGN_OTHERS)
    _end(standing, ticket, Answered.WITHDRAWN, by)
    return True


def standing(ticket: Ticket | OuterRef) -> HelpCallQuerySet:
    """The call that stands on a request, if there is one; also as a part of another question."""
    return HelpCall.objects.open().filter(ticket=ticket)


def settle(event: Event) -> None:
    """Somebody stepped in, or help is not needed any more; follows in the same transaction, safe to call twice."""
    standing = HelpCall.objects.open().filter(ticket=event.ticket_id or 0).first()
    how = _ending(event, standing) if standing is not None else None
    if standing is not None and how is not None:
        helper = event.actor if how == Answered.ANSWERED else None
        _end(standing, Ticket.objects.get(pk=standing.ticket_id), how, helper)


def _ending(event: Event, standing: HelpCall) -> Answered | None:
    if event.code in OVER:
        return Answered.MOOT
    if event.actor_id is None or event.side != "support":
        return None
    if event.actor_id == standing.by_id:
        return Answered.MOOT if event.code in PARTED else None
    return Answered.ANSWERED if event.code in SAID or event.code in PARTED else None


def _end(standing: HelpCall, ticket: Ticket, how: Answered, by: Person | None) -> None:
    standing.ended_at, standing.ended_how = clock.now(), how
    standing.answered_by = by if how == Answered.ANSWERED else None
    standing.save(update_fields=["ended_at", "ended_how", "answered_by"])
    remark(ticket, "ticket.help_ended", by=by, how=how.value)
    live.touch("shift", to=["staff"])

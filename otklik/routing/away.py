"""Absences: from when, until when; meanwhile nothing is given to the person, and what is theirs can be moved (R17)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from otklik import live
from otklik.kernel import clock, events
from otklik.kernel.verbs import Refused, verb
from otklik.people import rights
from otklik.people.models import Person
from otklik.routing import staff
from otklik.routing.models import Absence, Away
from otklik.tickets.kinds import Turn
from otklik.tickets.models import Ticket


@verb
def plan(person: Person, kind: str, *, since: datetime, until: datetime, by: Person) -> Absence:
    """Say that the person will be away. Raises Refused("absence.…")."""
    _require(person, by)
    if kind not in Away:
        raise Refused("absence.kind", _("Choose why the person is away."))
    if until <= since or until <= clock.now():
        raise Refused("absence.times", _("The return comes after the beginning, and in the future."))
    absence = Absence.objects.create(person=person, kind=kind, since=since, until=until, made_by=by)
    events.record("absence.planned", by=by, noun=absence, person=person.pk, until=until.isoformat())
    live.touch("shift", to=["staff"])
    return absence


@verb
def call_off(absence: Absence, *, by: Person) -> None:
    """The person is back, or does not go; safe to call twice."""
    _require(absence.person, by)
    if Absence.objects.standing().filter(pk=absence.pk).update(cancelled_at=clock.now()):
        events.record("absence.cancelled", by=by, noun=absence, person=absence.person_id)
        live.touch("shift", to=["staff"])


@verb
def relieve(person: Person, *, by: Person, why: str = "") -> int:
    """Return everything of the person that is in our turn to its line; they stay as observers. How many moved (R17).

    What waits for others stays, and goes to the line when it becomes our turn.
    """
    if by.pk != person.pk:
        rights.require(by, rights.ASSIGN_OTHERS)
    theirs = list(Ticket.objects.of(person).ours().order_by("pk"))
    for ticket in theirs:
        ticket.observe(person=person, by=by)
        ticket.return_to_pool(by=by, why=why)
    return len(theirs)


@verb
def pass_by(ticket_id: int) -> bool:
    """Somebody wrote to a person who is away: the request goes to the line. Safe to call twice (R17)."""
    ticket = Ticket.objects.open().select_related("responsible").filter(pk=ticket_id, turn=Turn.OURS).first()
    if ticket is None or ticket.responsible is None or staff.is_available(ticket.responsible):
        return False
    ticket.observe(person=ticket.responsible, by=None)
    ticket.return_to_pool(by=None)
    return True


def _require(person: Person, by: Person) -> None:
    """One plans one's own; a lead plans anybody's."""
    rights.require(by, rights.DESK if by.pk == person.pk else rights.ASSIGN_OTHERS)

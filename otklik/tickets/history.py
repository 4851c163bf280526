"""What happened, for those who may read it (F8): the only way from a person to events."""

from __future__ import annotations

from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from otklik.kernel.events import KINDS, Event, SeenBy
from otklik.people import rights
from otklik.people.models import Person
from otklik.tickets.models import Message, Participant, Ticket

_RIGHTS = {SeenBy.STAFF: rights.DESK, SeenBy.LEAD: rights.ASSIGN_OTHERS, SeenBy.ADMIN: rights.SEE_AUDIT}


def visible_to(person: Person | None) -> QuerySet[Event]:
    """Events of requests that the person sees, of codes for them to read, about messages that they may read.

    Staff also read what happened to people and companies. One's own reminders are nobody else's (R19).
    """
    if person is None or not person.is_authenticated or not person.is_active:
        return Event.objects.none()
    codes = [code for code, kind in KINDS.items() if _may_read(person, kind.seen_by)]
    readable = Message.objects.visible_to(person).filter(pk=OuterRef("said"))
    return (
        Event.objects.filter(_about(person), code__in=codes)
        .exclude(Q(code="reminder.came") & ~Q(data__person=person.pk))
        .alias(said=Cast(KT("data__message"), BigIntegerField()))
        .filter(Q(said__isnull=True) | Exists(readable))
    )


def _may_read(person: Person, seen_by: SeenBy) -> bool:
    return seen_by == SeenBy.CUSTOMER or person.may(_RIGHTS[seen_by])


def _about(person: Person) -> Q:
    if person.may(rights.SEE_ALL):
        return Q()
    seen = Q(ticket_id__in=Ticket.objects.visible_to(person).values("pk"))
    if person.may(rights.DESK):
        return seen | Q(ticket_id__isnull=True)
    late = Participant.objects.filter(person=person, ticket=OuterRef("ticket_id"), sees_from__gt=OuterRef("at"))
    return seen & ~Q(Exists(late))

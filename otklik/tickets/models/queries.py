from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Case, Q, Value, When
from django.db.models.expressions import RawSQL

from otklik.people import rights
from otklik.people.models import Membership, Person
from otklik.tickets.kinds import OPEN, Kind, Turn
from otklik.tickets.models.participant import Participant

if TYPE_CHECKING:
    from otklik.tickets.models.ticket import Ticket


_TIED = """
SELECT second_id FROM tickets_link WHERE first_id = %s UNION ALL SELECT first_id FROM tickets_link WHERE second_id = %s
UNION ALL SELECT id FROM tickets_ticket WHERE parent_id = %s
UNION ALL SELECT id FROM tickets_ticket WHERE merged_into_id = %s
UNION ALL SELECT id FROM tickets_ticket WHERE continues_id = %s UNION ALL SELECT unnest(%s::bigint[])
"""


def sees_every_request(person: Person | None) -> bool:
    """Whether permission leaves no request out, so that a query need not ask the table of requests for it (F8)."""
    return person is not None and person.is_authenticated and person.is_active and person.may(rights.SEE_ALL)


def among(ids: models.QuerySet[Any, Any]) -> Q:
    """Whether a request is one of these, as a set into which PostgreSQL looks row by row in the order of the list.

    `pk__in` alone is joined: then all of them are read and sorted for every page, and for the size of every group.
    """
    yes = When(pk__in=ids, then=Value(True))
    return Q(Case(yes, default=Value(False), output_field=models.BooleanField()))


class TicketQuerySet(models.QuerySet["Ticket"]):
    """The vocabulary of requests: sentences such as `visible_to(anna).unaccepted().oldest_first()`."""

    def visible_to(self, person: Person | None) -> TicketQuerySet:
        """What the person may fetch (F8): staff by their rights, a customer their own and their company's (R15)."""
        if person is None or not person.is_authenticated or not person.is_active:
            return self.none()
        if sees_every_request(person):
            return self
        if person.is_staff_member:
            mine = Participant.objects.present().filter(person=person).values("ticket")
            developing = [Kind.IN_DEVELOPMENT] if person.may(rights.SEE_DEVELOPMENT) else []
            return self.filter(Q(pk__in=mine) | Q(responsible=person) | Q(kind__in=developing))
        return self._visible_to_customer(person)

    def _visible_to_customer(self, person: Person) -> TicketQuerySet:
        everybody = Person.objects.filter(Q(pk=person.pk) | Q(merged_into=person)).values("pk")
        companies = Membership.objects.current().sees_company().filter(person=person).values("organization")
        takes_part = Participant.objects.present().filter(person=person).values("ticket")
        return self.filter(
            Q(customer__in=everybody) | Q(organization__in=companies, is_private=False) | Q(pk__in=takes_part)
        ).filter(parent__isnull=True)

    def open(self) -> TicketQuerySet:
        """Not closed; served by the partial indexes (F13)."""
        return self.filter(kind__in=[kind.value for kind in OPEN])

    def closed(self) -> TicketQuerySet:
        """Closed ones, whatever the closing kind."""
        return self.filter(kind=Kind.CLOSED)

    def unaccepted(self) -> TicketQuerySet:
        """Open and nobody is responsible (B3)."""
        return self.open().filter(responsible__isnull=True)

    def of(self, person: Person) -> TicketQuerySet:
        """Open ones that the person answers for."""
        return self.open().filter(responsible=person)

    def ours(self) -> TicketQuerySet:
        """Open ones in support's turn, debts included."""
        return self.open().filter(turn=Turn.OURS)

    def awaiting_customer(self) -> TicketQuerySet:
        """Open ones in the customer's turn."""
        return self.open().filter(turn=Turn.CUSTOMER)

    def tied_to(self, ticket: Ticket) -> TicketQuerySet:
        """Linked, merged, child and continued requests, and those that it came from.

        One index each: a condition with OR over them reads every request there is.
        """
        above = [pk for pk in (ticket.parent_id, ticket.continues_id, ticket.merged_into_id) if pk]
        tied = RawSQL(_TIED, [*[ticket.pk] * 5, above])  # noqa: S611  no part of it comes from outside
        return self.filter(pk__in=tied).exclude(pk=ticket.pk)

    def due_to_wake(self, at: object) -> TicketQuerySet:
        """Those whose timer ran out."""
        return self.filter(wake_at__lte=at, kind__in=[Kind.POSTPONED, Kind.AWAITING_OTHER])

    def oldest_first(self) -> TicketQuerySet:
        """By how long the present turn lasts."""
        return self.order_by("turn_since", "id")

    def newest_first(self) -> TicketQuerySet:
        """By the last change."""
        return self.order_by("-changed_at", "-id")

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, cast

from django.utils.translation import gettext as _

from otklik.kernel import clock
from otklik.kernel.events import Side
from otklik.kernel.verbs import Forbidden, Refused, verb
from otklik.people import rights
from otklik.people.models import Identity, Person
from otklik.people.models.organization import CompanyRole
from otklik.tickets.kinds import OUTGOING
from otklik.tickets.models.message import Message
from otklik.tickets.models.participant import Part, Participant

if TYPE_CHECKING:
    from otklik.tickets.models.ticket import Ticket


class Participating:
    """Who takes part, who watches, who decides for the customer."""

    def observe(self, *, person: Person, by: Person | None) -> Participant | None:
        """Make the person an observer (B3); nobody who took part is silently dropped."""
        return self._take_part(person, Part.OBSERVER, by) if person.is_staff_member else None

    def is_shown_to(self, person: Person) -> bool:
        """Whether the person may see the request at all."""
        ticket = cast("Ticket", self)
        return type(ticket).objects.visible_to(person).filter(pk=ticket.pk).exists()

    def _require_sight(self, by: Person) -> None:
        if not self.is_shown_to(by):
            raise Forbidden("ticket.unseen", _("You do not see this request."))

    def _require_customer_side(self, by: Person) -> None:
        """Staff speak as a customer only where they are one: in what they asked of a department (R3)."""
        if by.is_staff_member and by.pk != cast("Ticket", self).customer_id:
            raise Forbidden("ticket.side", _("This is for customers to say."))
        self._require_sight(by)

    @verb
    def follow(self, *, by: Person) -> None:
        """Watch the request and hear what happens in it."""
        cast("Ticket", self).locked()._require_sight(by)
        participant = self._take_part(by, Part.OBSERVER if by.is_staff_member else Part.CUSTOMER, by)
        Participant.objects.filter(pk=participant.pk).update(follows=True)

    @verb
    def step_in(self, *, by: Person) -> Participant:
        """Take part without being told of everything (C3); whoever takes part already goes on as they were."""
        ticket = cast("Ticket", self).locked()
        known = ticket.participants.filter(person=by, left_at__isnull=True).first()
        if known is not None:
            return known
        participant = ticket.invite(by, by=by)
        Participant.objects.filter(pk=participant.pk).update(follows=False)
        return participant

    @verb
    def unfollow(self, *, by: Person) -> None:
        """Hear no more; a chosen notice or a mention still arrives."""
        cast("Ticket", self).locked().participants.filter(person=by).update(follows=False)

    @verb
    def invite(self, person: Person, *, by: Person, part: str = Part.OBSERVER) -> Participant:
        """Bring somebody in: a colleague, a developer (B5), or another person of the customer's side, who then reads
        the conversation.
        """
        ticket = cast("Ticket", self).locked()
        rights.require(by, rights.REPLY if part == Part.CUSTOMER else rights.NOTE)
        ticket._require_sight(by)
        if part not in Part or (part == Part.CUSTOMER) == person.is_staff_member:
            raise Refused("participant.side", _("%(name)s is on the other side.") % {"name": person.name})
        participant = self._take_part(person, part, by)
        ticket._record("participant.added", by=by, person=person.pk, part=part)
        return participant

    def join(self, *, person: Person, is_flagged: bool = False, sees_from: datetime | None = None) -> None:
        """Whoever writes from the customer's side takes part from then on; a stranger is flagged and sees no
        history.
        """
        ticket = cast("Ticket", self)
        if person.pk == ticket.customer_id or person.is_staff_member:
            return
        Participant.objects.get_or_create(
            ticket=ticket,
            person=person,
            defaults={"part": Part.CUSTOMER, "is_flagged": is_flagged, "sees_from": sees_from, "added_at": clock.now()},
        )

    def let_in(self, person: Person) -> None:
        """Whoever writes takes part. Who could not see the request is a stranger, and reads what follows only."""
        ticket = cast("Ticket", self)
        if person.pk == ticket.customer_id:
            return
        is_stranger = not self.is_shown_to(person)
        ticket.join(person=person, is_flagged=is_stranger, sees_from=clock.now() if is_stranger else None)

    @verb
    def let_go(self, person: Person, *, by: Person) -> None:
        """Take somebody out; they may leave themselves."""
        ticket = cast("Ticket", self).locked()
        if by.pk != person.pk:
            rights.require(by, rights.MOVE)
        gone = ticket.participants.filter(person=person, left_at__isnull=True).update(left_at=clock.now())
        if gone:
            ticket._record("participant.left", by=by, person=person.pk)

    @verb
    def pass_on(self, heir: Person, *, by: Person | None) -> None:
        """The request belongs to another customer from now on, a colleague of the former one (R15)."""
        ticket = cast("Ticket", self).locked()
        if by is not None and not self.may_decide(by):
            rights.require(by, rights.MOVE)
        if heir.is_staff_member or (ticket.organization_id and heir.membership_in(ticket.organization_id) is None):
            raise Refused("ticket.heir", _("The request passes on to somebody of the same company."))
        was, ticket.customer = ticket.customer_id, heir
        ticket.reply_to = heir.identities.filter(kind="email").order_by("-is_primary", "id").first()
        ticket._record("ticket.customer_changed", by=by, was=was, to=heir.pk)

    @verb
    def answer_at(self, address: Identity, *, by: Person) -> None:
        """From now on replies go to another address of the customer."""
        ticket = cast("Ticket", self).locked()
        rights.require(by, rights.REPLY)
        if address.person_id != ticket.customer_id:
            raise Refused("address.whose", _("This is not an address of the customer."))
        type(ticket).objects.filter(pk=ticket.pk).update(reply_to=address)
        ticket.reply_to = address

    def may_decide(self, person: Person) -> bool:
        """The author and the company's head accept and close; others' word is a suggestion (R15)."""
        ticket = cast("Ticket", self)
        if person.pk in (ticket.customer_id, ticket.customer.merged_into_id):
            return True
        if person.is_staff_member:
            return False
        place = person.membership_in(ticket.organization_id)
        return place is not None and place.role == CompanyRole.HEAD and not ticket.is_private

    @verb
    def react(self, message: Message, kind: str, *, by: Person) -> bool:
        """Add a reaction to an answer, or take it back; True if it stands now (B8)."""
        from otklik.tickets.models.facts import Reaction, ReactionKind

        ticket = cast("Ticket", self).locked()
        ticket._require_customer_side(by)
        if kind not in ReactionKind:
            raise Refused("reaction.kind", _("There is no such reaction."))
        is_answer = message.kind in OUTGOING and message.is_public and message.side == Side.SUPPORT
        if message.ticket_id != ticket.pk or not is_answer or message.is_pending:
            raise Refused("reaction.what", _("Only an answer of support can be reacted to."))
        removed, _rows = Reaction.objects.filter(message=message, person=by, kind=kind).delete()
        if not removed:
            Reaction.objects.create(message=message, person=by, kind=kind, at=clock.now())
        ticket._record("message.reacted", by=by, side=Side.CUSTOMER, message=message.pk, kind=kind, on=not removed)
        return not removed

    def _take_part(self, person: Person, part: str, by: Person | None) -> Participant:
        participant, is_new = Participant.objects.get_or_create(
            ticket=cast("Ticket", self), person=person, defaults={"part": part, "added_by": by, "added_at": clock.now()}
        )
        if not is_new and participant.left_at is not None:
            participant.left_at, participant.part = None, part
            participant.save(update_fields=["left_at", "part"])
        return participant

"""Two requests about one thing become one, and come apart again within 30 days (R11)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from otklik.kernel import clock
from otklik.kernel.verbs import Refused, verb
from otklik.people import rights
from otklik.people.models import Person
from otklik.tickets import ask
from otklik.tickets.absorbing import absorb, both_locked, release
from otklik.tickets.models import Merge, Ticket
from otklik.tickets.models.participant import Part


@verb
def merge(source: Ticket, *, into: Ticket, by: Person, agreed: bool = False) -> Merge:
    """Let `into` absorb `source`: its messages, people, tags; the strongest turn, the debt, the earliest promise (R11).

    Different customers are never merged, except colleagues of one company after `agreed`: somebody has seen who will
    read what. The absorbed request is closed as a duplicate: neither solved nor rated nor paid.
    """
    rights.require(by, rights.MERGE)
    source, into = both_locked(source, into)
    _refuse_nonsense(source, into)
    _refuse_strangers(source, into, agreed)
    moved = absorb(source, into, by=by)
    done = Merge.objects.create(source=source, target=into, by=by, at=clock.now(), moved=moved)
    source._record("ticket.merged_away", by=by, into=into.number, merge=done.pk)
    into._record("ticket.merged_in", by=by, source=source.number, merge=done.pk)
    return done


@verb
def unmerge(done: Merge, *, by: Person) -> None:
    """Give back what still lies where the merge put it; what was said since stays in the target."""
    rights.require(by, rights.MERGE)
    source, into = both_locked(done.source, done.target)
    done.refresh_from_db()
    if done.undone_at is not None:
        raise Refused("merge.undone", _("The merge is undone already."))
    if clock.now() - done.at > ask.MERGE_UNDO:
        raise Refused("merge.old", _("A merge can be undone for 30 days."))
    if into.merged_into_id is not None:
        raise Refused("merge.later", _("№ %(number)s was merged further. Undo that first.") % {"number": into.number})
    release(source, into, done.moved)
    done.undone_at, done.undone_by = clock.now(), by
    done.save(update_fields=["undone_at", "undone_by"])
    source._record("ticket.unmerged", by=by, merge=done.pk, other=into.number)
    into._record("ticket.unmerged", by=by, merge=done.pk, other=source.number)


def _refuse_nonsense(source: Ticket, into: Ticket) -> None:
    if source.pk == into.pk:
        raise Refused("merge.same", _("This is one and the same request."))
    if source.merged_into_id or into.merged_into_id:
        raise Refused("merge.merged", _("One of the requests is merged already."))
    if source.parent_id or into.parent_id:
        raise Refused("merge.child", _("A request to a department is not merged: it answers one request of ours."))


def _refuse_strangers(source: Ticket, into: Ticket, agreed: bool) -> None:
    """Nobody begins to read what was not meant for them."""
    same_customer, organization = source.customer_id == into.customer_id, into.organization_id
    if not same_customer and (source.organization_id is None or source.organization_id != organization):
        raise Refused("merge.customers", _("Requests of different customers are never merged: make them one problem."))
    if source.organization_id and organization and source.organization_id != organization:
        raise Refused("merge.customers", _("Requests of different customers are never merged: make them one problem."))
    if (source.is_private and not into.is_private) or (into.is_private and not same_customer):
        raise Refused("merge.private", _("One of the requests is visible to its author only."))
    joins_company = organization is not None and source.organization_id is None and not into.is_private
    if not agreed and (not same_customer or joins_company or _guests(source) != _guests(into)):
        raise Refused("merge.ask", _("People of the customer’s side will read what they could not read before."))


def _guests(ticket: Ticket) -> set[int]:
    """Who reads it beside the customer and the company."""
    return set(ticket.participants.present().filter(part=Part.CUSTOMER).values_list("person_id", flat=True))

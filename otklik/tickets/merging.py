"""Two requests about one thing become one, and come apart again within 30 days (R11)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from otklik.kernel import clock
from otklik.kernel.verbs import Refused, verb
from otklik.people import rights
from otklik.people.models import Person
from otklik.tickets import ask
from otklik.tickets.kinds import Closing, Kind, Turn
from otklik.tickets.models import Merge, Message, Status, Ticket
from otklik.tickets.models.facts import Closing as ClosingFact

_STRENGTH = {Turn.OURS: 3, Turn.OTHER: 2, Turn.CUSTOMER: 1, Turn.NOBODY: 0}


@verb
def merge(source: Ticket, *, into: Ticket, by: Person, agreed: bool = False) -> Merge:
    """Let `into` absorb `source`: its messages, people, tags; the strongest turn, the debt, the earliest promise (R11).

    Different customers are never merged, except colleagues of one company after `agreed`: somebody has seen who will
    read what. The absorbed request is closed as a duplicate: neither solved nor rated nor paid.
    """
    rights.require(by, rights.MERGE)
    source, into = _both_locked(source, into)
    _refuse_nonsense(source, into, agreed)
    moved = _move_everything(source, into)
    moved["before"] = {"source": _kept(source), "target": _kept(into)}
    done = Merge.objects.create(source=source, target=into, by=by, at=clock.now(), moved=moved)
    _take_over(source, into)
    source.merged_into = into
    source.closed_at, source.closing_kind = clock.now(), Closing.DUPLICATE
    source.responsible, source.reply_owed_since, source.wake_at = None, None, None
    source._end_wait("merged")
    if not ClosingFact.objects.filter(ticket=source, reopened_at__isnull=True).exists():
        ClosingFact.objects.create(ticket=source, kind=Closing.DUPLICATE, by=by, at=clock.now())
    source._become(Kind.CLOSED)
    source._record("ticket.merged_away", by=by, into=into.number, merge=done.pk)
    into._record("ticket.merged_in", by=by, source=source.number, merge=done.pk)
    return done


@verb
def unmerge(done: Merge, *, by: Person) -> None:
    """Give back what still lies where the merge put it; what was said since stays in the target."""
    rights.require(by, rights.MERGE)
    source, into = _both_locked(done.source, done.target)
    done.refresh_from_db()
    if done.undone_at is not None:
        raise Refused("merge.undone", _("The merge is undone already."))
    if clock.now() - done.at > ask.MERGE_UNDO:
        raise Refused("merge.old", _("A merge can be undone for 30 days."))
    Message.objects.filter(pk__in=done.moved["messages"], ticket=into).update(ticket=source)
    into.ticket_tags.filter(tag_id__in=done.moved["tags"]).delete()
    into.participants.filter(pk__in=done.moved["participants"]).update(ticket=source)
    into.solutions.filter(pk__in=done.moved["solutions"]).update(ticket=source)
    source.merged_into = None
    _give_back(source, done.moved["before"]["source"])
    ClosingFact.objects.filter(ticket=source, kind=Closing.DUPLICATE, at=done.at).delete()
    for ticket in (source, into):
        ticket.point_to_last()
    done.undone_at, done.undone_by = clock.now(), by
    done.save(update_fields=["undone_at", "undone_by"])
    source._record("ticket.unmerged", by=by, merge=done.pk, other=into.number)
    into._record("ticket.unmerged", by=by, merge=done.pk, other=source.number)


def _both_locked(source: Ticket, into: Ticket) -> tuple[Ticket, Ticket]:
    rows = {t.pk: t for t in Ticket.objects.select_for_update().filter(pk__in=[source.pk, into.pk]).order_by("pk")}
    return rows[source.pk], rows[into.pk]


def _refuse_nonsense(source: Ticket, into: Ticket, agreed: bool) -> None:
    if source.pk == into.pk:
        raise Refused("merge.same", _("This is one and the same request."))
    if source.merged_into_id or into.merged_into_id:
        raise Refused("merge.merged", _("One of the requests is merged already."))
    if source.customer_id != into.customer_id:
        if source.organization_id is None or source.organization_id != into.organization_id:
            raise Refused(
                "merge.customers", _("Requests of different customers are never merged: make them one problem.")
            )
        if source.is_private or into.is_private:
            raise Refused("merge.private", _("One of the requests is visible to its author only."))
        if not agreed:
            raise Refused("merge.ask", _("Two colleagues of one company will read each other's messages."))


def _move_everything(source: Ticket, into: Ticket) -> dict[str, object]:
    present = set(into.participants.values_list("person_id", flat=True)) | {into.customer_id}
    tags = sorted(
        set(source.ticket_tags.values_list("tag_id", flat=True))
        - set(into.ticket_tags.values_list("tag_id", flat=True))
    )
    moved: dict[str, object] = {
        "messages": list(source.messages.values_list("pk", flat=True)),
        "participants": list(source.participants.exclude(person__in=present).values_list("pk", flat=True)),
        "tags": tags,
        "solutions": [],
    }
    source.messages.update(ticket=into)
    source.participants.exclude(person__in=present).update(ticket=into)
    for tag in tags:
        into.ticket_tags.create(tag_id=tag)
    if source.customer_id != into.customer_id:
        into.join(person=source.customer)
    return moved


def _take_over(source: Ticket, into: Ticket) -> None:
    """The strongest turn, the earliest unmet promise, the debt (R11)."""
    into.reply_owed_since = _earliest(into.reply_owed_since, source.reply_owed_since)
    into.next_word_by = _earliest(into.next_word_by, source.next_word_by)
    stronger = _STRENGTH[Turn(source.turn)] > _STRENGTH[Turn(into.turn)]
    if source.is_open and stronger and not into.reply_owed_since:
        into._end_wait("merged")
        into.wake_at = None
        into._become(Kind.IN_WORK if into.responsible_id else Kind.NEW)
    elif source.is_open and not into.is_open:
        into._note_reopening(None)
        into._become(Kind.REOPENED)
    else:
        into._become(Kind(into.kind))
    into.point_to_last()


def _earliest(*instants: datetime | None) -> datetime | None:
    return min((at for at in instants if at is not None), default=None)


def _kept(ticket: Ticket) -> dict[str, object]:
    return {
        "status": ticket.status_id,
        "responsible": ticket.responsible_id,
        "closing_kind": ticket.closing_kind,
        "closed_at": ticket.closed_at.isoformat() if ticket.closed_at else None,
        "owed": ticket.reply_owed_since.isoformat() if ticket.reply_owed_since else None,
    }


def _give_back(ticket: Ticket, kept: dict[str, str]) -> None:
    status = Status.objects.get(pk=kept["status"])
    ticket.responsible_id = int(kept["responsible"]) if kept["responsible"] else None
    ticket.closing_kind = kept["closing_kind"]
    ticket.closed_at = datetime.fromisoformat(kept["closed_at"]) if kept["closed_at"] else None
    ticket.reply_owed_since = datetime.fromisoformat(kept["owed"]) if kept["owed"] else None
    ticket._become(Kind(status.kind), status)

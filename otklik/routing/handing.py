"""Handing over a shift: to a colleague, to the line, or kept while the promise allows it (R17).

A request stays its giver's until the colleague accepts; who gets no answer in time sees it go to the line.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Min
from django.utils.translation import gettext as _

from otklik import live
from otklik.clocks.models import Deadline, Norm
from otklik.kernel import clock, events
from otklik.kernel.verbs import Forbidden, Refused, Stale, verb
from otklik.people import rights
from otklik.people.models import Person
from otklik.routing import options, staff, working
from otklik.routing.models import End, Handover, Way
from otklik.routing.models.hours import week_of
from otklik.tickets import handing
from otklik.tickets.kinds import MessageKind, Turn
from otklik.tickets.models import Ticket
from otklik.tickets.models.queries import TicketQuerySet

QUARTER = 4
"""The receiver has at least this part of the norm (R17)."""


def mine(person: Person) -> TicketQuerySet:
    """What the person has to hand over: theirs, in our turn, and not settled yet; the most urgent first."""
    waiting = Ticket.objects.of(person).ours().exclude(pk__in=Handover.objects.open().values("ticket"))
    return waiting.order_by("-urgency", "turn_since", "id")


@verb
def hand_over(
    ticket: Ticket, way: str, *, by: Person, to: Person | None = None, known: str = "", todo: str = ""
) -> Handover:
    """Hand over one request. `known` and `todo` become a note; a lead hands over for anybody. Raises Refused("…")."""
    ticket = ticket.locked()
    giver = ticket.responsible
    if giver is None or not ticket.is_open:
        raise Stale("handover.gone", _("Nobody is responsible for this request any more."))
    if giver.pk != by.pk:
        rights.require(by, rights.ASSIGN_OTHERS)
    rights.require(by, rights.MOVE)
    _check(ticket, giver, way, to)
    _end_open(ticket, End.MOOT, by=by)
    note = ticket.say(by=by, kind=MessageKind.NOTE, body=_brief(known, todo)) if known.strip() or todo.strip() else None
    handover = Handover.objects.create(
        ticket=ticket,
        giver=giver,
        way=way,
        to=to if way == Way.PERSON else None,
        note=note,
        offered_at=clock.now(),
        answer_by=answer_by(ticket) if way == Way.PERSON else None,
    )
    events.record("handover.offered", by=by, noun=handover, ticket_id=ticket.pk, way=str(way), to=handover.to_id)
    _begin(handover, ticket, by)
    _tell(handover)
    return handover


@verb
def accept(handover: Handover, *, by: Person) -> None:
    """The colleague takes it: only now it counts. Raises Stale when it was settled otherwise."""
    rights.require(by, rights.ACCEPT)
    handover = _locked(handover)
    if handover.to_id != by.pk:
        raise Forbidden("handover.whose", _("This was offered to somebody else."))
    ticket = handover.ticket.locked()
    if ticket.responsible_id != handover.giver_id or not ticket.is_open:
        _end(handover, End.MOOT, by=by)
        return
    _end(handover, End.ACCEPTED, by=by)
    if handover.giver.may(rights.MOVE):
        ticket.assign(to=by, by=handover.giver)
        return
    ticket.return_to_pool(by=None)  # the giver works here no more
    ticket.accept(by=by)


@verb
def decline(handover: Handover, *, by: Person) -> None:
    """The colleague cannot: the request stays the giver's, and the lead sees it."""
    handover = _locked(handover)
    if handover.to_id != by.pk:
        rights.require(by, rights.ASSIGN_OTHERS)
    _withdraw_nomination(handover)
    _end(handover, End.DECLINED, by=by)


@verb
def take_back(handover: Handover, *, by: Person) -> None:
    """The giver goes on with it after all, while nobody has taken it."""
    handover = _locked(handover)
    if handover.giver_id != by.pk:
        rights.require(by, rights.ASSIGN_OTHERS)
    _withdraw_nomination(handover)
    _end(handover, End.MOOT, by=by)


def pass_late() -> None:
    """Send to the line what nobody took in time."""
    late = Handover.objects.open().filter(answer_by__lte=clock.now()).order_by("pk")
    for pk in late.values_list("pk", flat=True):
        _pass_late(pk)


@verb
def _pass_late(pk: int) -> None:
    handover = Handover.objects.open().select_for_update(of=("self",)).filter(pk=pk).first()
    if handover is None:
        return
    ticket = handover.ticket.locked()
    _withdraw_nomination(handover)
    _end(handover, End.LATE, by=None)
    if ticket.is_open and ticket.responsible_id == handover.giver_id:
        ticket.observe(person=handover.giver, by=None)
        ticket.return_to_pool(by=None)


@verb
def settle(event: events.Event) -> None:
    """Somebody accepted the request, or it is closed: what was offered is settled. Safe to call twice."""
    open_one = Handover.objects.open().filter(ticket=event.ticket_id or 0).first()
    if open_one is None:
        return
    ticket = open_one.ticket
    if not ticket.is_open:
        _end(open_one, End.MOOT, by=None)
    elif ticket.responsible_id not in (None, open_one.giver_id) or event.code == "ticket.accepted":
        _end(open_one, End.ACCEPTED, by=ticket.responsible)


def answer_by(ticket: Ticket) -> datetime:
    """Until when the colleague may answer: a quarter of the norm, and some minutes at least."""
    norms = Norm.objects.in_force(clock.now()).filter(status=ticket.status_id, level=None)
    limits = [norm.limits[0] for norm in norms if norm.limits and norm.line_id in (None, ticket.line_id)]
    quarter = max(limits, default=timedelta()) / QUARTER
    return clock.now() + max(options.ANSWER_IN.value, quarter)


def may_keep(ticket: Ticket, person: Person) -> bool:
    """Whether every promise of the request can still be kept when the person is back (R17)."""
    due = promised_by(ticket)
    span = working.next_shift(week_of(person), ZoneInfo(person.time_zone), clock.now())
    return due is None or (span is not None and span[0] <= due)


def promised_by(ticket: Ticket) -> datetime | None:
    """The nearest promise or deadline of the request."""
    nearest = Deadline.objects.running().filter(ticket=ticket).aggregate(at=Min("due_at"))["at"]
    return min((at for at in (ticket.next_word_by, nearest) if at is not None), default=None)


def _check(ticket: Ticket, giver: Person, way: str, to: Person | None) -> None:
    if way not in Way:
        raise Refused("handover.way", _("Choose what becomes of the request."))
    if way == Way.KEPT and not may_keep(ticket, giver):
        raise Refused("handover.kept", _("It cannot be kept: its promise ends before your next shift."))
    if way != Way.PERSON:
        return
    if to is None or to.pk == giver.pk:
        raise Refused("handover.to", _("Choose a colleague."))
    if not to.may(rights.ACCEPT):
        raise Refused("assign.role", _("%(name)s cannot be responsible.") % {"name": to.name})
    if not staff.is_available(to):
        raise Refused("handover.away", _("%(name)s is away.") % {"name": to.name})


def _begin(handover: Handover, ticket: Ticket, by: Person) -> None:
    """A colleague is asked softly; on the line it is everybody's at once."""
    if handover.way == Way.PERSON and handover.to is not None:
        ticket.nominate(to=handover.to, by=by)
    elif handover.way == Way.LINE:
        ticket.observe(person=handover.giver, by=by)
        ticket.return_to_pool(by=by)


def _brief(known: str, todo: str) -> str:
    return handing.brief(known=known, tried="", asks=todo or _("Go on with it."))


def _locked(handover: Handover) -> Handover:
    found = Handover.objects.open().select_for_update(of=("self",)).filter(pk=handover.pk).first()
    if found is None:
        raise Stale("handover.over", _("This hand-over is settled already."))
    return found


def _withdraw_nomination(handover: Handover) -> None:
    theirs = Ticket.objects.filter(pk=handover.ticket_id, nominee=handover.to_id, turn=Turn.OURS)
    if handover.to_id is not None:
        theirs.update(nominee=None, nominated_at=None)


def _end_open(ticket: Ticket, how: End, *, by: Person | None) -> None:
    for one in Handover.objects.open().filter(ticket=ticket):
        _end(one, how, by=by)


def _end(handover: Handover, how: End, *, by: Person | None) -> None:
    handover.ended_at, handover.ended_how = clock.now(), how
    handover.accepted_by = by if how == End.ACCEPTED else None
    handover.save(update_fields=["ended_at", "ended_how", "accepted_by"])
    events.record("handover.ended", by=by, noun=handover, ticket_id=handover.ticket_id, how=str(how))
    _tell(handover)


def _tell(handover: Handover) -> None:
    live.touch("shift", to=["staff"])

"""What becomes of an offer: accepted, passed on, late, given back, taken by somebody quicker (C1, B3)."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from otklik import live
from otklik.kernel import clock
from otklik.kernel.events import Event
from otklik.kernel.verbs import Forbidden, Stale, verb
from otklik.people import company
from otklik.people.models import Person
from otklik.routing import options, placing
from otklik.routing.models import Handover, LinePlan, Mode, Offer, Outcome, Placement, Stage
from otklik.tickets.models import Message, Ticket

MOST = 500
_GIVEN = """
INSERT INTO routing_given (person_id, day, points, count, last_at)
VALUES (%s::bigint, %s::date, %s::int, 1, %s::timestamptz)
ON CONFLICT (person_id, day) DO UPDATE SET points = routing_given.points + excluded.points,
count = routing_given.count + 1, last_at = excluded.last_at
"""


@verb
def pass_on(offer: Offer, *, by: Person) -> None:
    """«Не я»: it goes to the next at once, and no reason is asked for. Raises Stale when it is settled already."""
    if offer.to_id != by.pk:
        raise Forbidden("offer.whose", _("This was offered to somebody else."))
    if not _end(offer, Outcome.PASSED, by=by):
        raise Stale("offer.over", _("This offer is settled already."))


def pass_late() -> None:
    """Pass on what was not answered in time."""
    late = Offer.objects.open().filter(until__lte=clock.now()).order_by("until").select_related("ticket")
    for offer in late[:MOST]:
        _pass_late(offer)


@verb
def _pass_late(offer: Offer) -> None:
    _end(offer, Outcome.LATE)


@verb
def give_back(person: Person) -> int:
    """The person went, or pauses: what was offered to them goes to others; how many."""
    mine = Offer.objects.open().filter(to=person).order_by("ticket").select_related("ticket")
    return sum(_end(offer, Outcome.RETURNED) for offer in mine)


@verb
def return_unstarted(person: Person) -> int:
    """The shift is over: what came by itself and was not begun goes back to its line; how many.

    Begun is what the person has written a word in. What they handed over or kept on purpose stays as they said (R17).
    """
    said = Message.objects.filter(ticket=OuterRef("pk"), author=person)
    came = Offer.objects.filter(ticket=OuterRef("pk"), to=person, ended_how=Outcome.ACCEPTED)
    plans = LinePlan.objects.filter(mode=Mode.AUTOMATIC).values("line")
    idle = Ticket.objects.of(person).ours().filter(Exists(came), ~Exists(said), line__in=plans)
    idle = idle.exclude(pk__in=Handover.objects.open().values("ticket"))
    for ticket in idle.order_by("pk"):
        ticket.return_to_pool(by=None)
    return len(idle)


@verb
def _end(offer: Offer, how: Outcome, *, by: Person | None = None) -> bool:
    """End an offer that stands, and look for the next person at once; False when it is settled already."""
    ticket = offer.ticket.locked()
    ended = Offer.objects.open().filter(pk=offer.pk).update(ended_at=clock.now(), ended_how=how)
    if not ended:
        return False
    ticket.end_offer(how.value, by=by)
    again = Placement.objects.filter(ticket=ticket.pk)
    again.update(stage=Stage.WAITING, due_at=None)
    live.touch("offers", to=[f"person-{offer.to_id}"])
    return True


def settle(event: Event) -> None:
    """Follow what gives a request a responsible person, or takes it from our turn: nobody is looked for any more."""
    if not placing.forget(event.ticket_id or 0):
        return
    responsible = event.data["state"]["responsible"]
    for offer in Offer.objects.open().filter(ticket=event.ticket_id):
        how = Outcome.ACCEPTED if responsible == offer.to_id else Outcome.TAKEN if responsible else Outcome.MOOT
        Offer.objects.filter(pk=offer.pk).update(ended_at=event.at, ended_how=how)
        live.touch("offers", to=[f"person-{offer.to_id}"])


def rest(event: Event) -> None:
    """Follow a request that waits openly from now on (R30): whoever was asked is free again."""
    if not placing.rests(event) or not placing.forget(event.ticket_id or 0):
        return
    for offer in Offer.objects.open().filter(ticket=event.ticket_id).select_related("ticket"):
        Offer.objects.filter(pk=offer.pk).update(ended_at=event.at, ended_how=Outcome.MOOT)
        offer.ticket.end_offer(Outcome.MOOT.value)
        live.touch("offers", to=[f"person-{offer.to_id}"])


def move(event: Event) -> None:
    """Follow a request to another line: the search there begins anew."""
    settle(event)
    placing.begin(event)


def note_given(event: Event) -> None:
    """Follow what made somebody responsible: the day of each is compared by it."""
    ticket = Ticket.objects.only("line", "channel", "work_type").get(pk=event.ticket_id or 0)
    plan = LinePlan.objects.filter(line=ticket.line_id or 0).first() or LinePlan()
    person, day = event.data["state"]["responsible"], _day(event.at)
    with connection.cursor() as cursor:
        cursor.execute(_GIVEN, [person, day, plan.weight(ticket.channel, ticket.work_type), event.at])


def _day(at: datetime) -> date:
    return at.astimezone(ZoneInfo(company.TIME_ZONE.value)).date()


def end_nominations() -> None:
    """Let go of whoever would have done best and did not come (R18); a hand-over has a time of its own."""
    since = clock.now() - options.NOMINATION.value
    stale = Ticket.objects.unaccepted().filter(nominee__isnull=False, nominated_at__lte=since)
    stale = stale.exclude(pk__in=Handover.objects.open().values("ticket"))
    for ticket in stale.order_by("nominated_at")[:MOST]:
        ticket.end_nomination()

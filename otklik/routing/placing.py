"""Distribution (C1): unaccepted requests of automatic lines wait in a queue, and are offered to one person at a time.

Whoever distributes holds one lock for a step of at most `STEP` requests, so that two workers do not fill the same hands
twice; requests that somebody is accepting at that moment are skipped, never waited for. After the offers of a round are
used up, or when nobody is there, the request is open to all, and after a while the lead hears of it. What waits openly
while a mode of overload lasts (R30) is offered to nobody until its date is near: hands are for what cannot wait.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import Q

from otklik import live
from otklik.clocks.models import Shelved
from otklik.kernel import clock
from otklik.kernel.events import Event
from otklik.kernel.verbs import verb
from otklik.routing import choosing
from otklik.routing.choosing import Judged, Want
from otklik.routing.crew import Crew, wants
from otklik.routing.models import LinePlan, Mode, Offer, Placement, Stage, Why
from otklik.tickets.kinds import OPEN, Turn
from otklik.tickets.models import Ticket

STEP = 50
MOST_KEPT = 40
"""So many of those who could, and of those who could not, are kept with an offer."""
AGAIN = timedelta(seconds=15)
"""How soon somebody free is looked for again."""
BEFORE_WORD = timedelta(minutes=30)
"""How long before the date that its customer was given a request that waits openly is offered all the same."""
_LOCK = 7_205_001
_BEGIN = """
INSERT INTO routing_placement (ticket_id, line_id, stage, why, urgency, since, began_at, tries)
SELECT one.id, one.line_id, 'waiting', '', one.urgency, one.turn_since, %s::timestamptz, 0
FROM tickets_ticket AS one JOIN routing_lineplan AS plan ON plan.line_id = one.line_id AND plan.mode = 'automatic'
WHERE {which} AND one.responsible_id IS NULL AND one.turn = 'ours' AND one.kind = ANY(%s::text[])
AND NOT EXISTS (
    SELECT 1 FROM clocks_shelved AS shelved
    WHERE shelved.ticket_id = one.id AND shelved.until IS NULL AND shelved.word_by > %s::timestamptz
)
AND NOT EXISTS (SELECT 1 FROM routing_relief AS relief WHERE relief.ticket_id = one.id AND relief.ended_at IS NULL)
ON CONFLICT (ticket_id) DO NOTHING
"""
_ONE = _BEGIN.format(which="one.id = %s::bigint")
_MISSING = _BEGIN.format(which="NOT EXISTS (SELECT 1 FROM routing_placement AS placed WHERE placed.ticket_id = one.id)")


def begin(event: Event) -> None:
    """Follow what leaves a request unaccepted: on an automatic line the search for somebody begins; one statement."""
    state = event.data["state"]
    if state["responsible"] is None and state["turn"] == Turn.OURS and state["line"]:
        with connection.cursor() as cursor:
            cursor.execute(_ONE, [event.at, event.ticket_id, [kind.value for kind in OPEN], event.at + BEFORE_WORD])


def begin_again(event: Event) -> None:
    """Follow what ends the open waiting of a request (R30): it grew grave, or the mode is over and it has a date."""
    with connection.cursor() as cursor:
        cursor.execute(_ONE, [event.at, event.ticket_id, [kind.value for kind in OPEN], event.at + BEFORE_WORD])


def begin_missing() -> int:
    """Begin the search for whatever waits without one, as after a line became automatic, and end idle ones."""
    settled = Placement.objects.filter(~Q(ticket__responsible=None) | ~Q(ticket__turn=Turn.OURS))
    settled.filter(stage__in=[Stage.WAITING, Stage.OPEN]).delete()
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(_MISSING, [now, [kind.value for kind in OPEN], now + BEFORE_WORD])
        return int(cursor.rowcount)


def distribute() -> int:
    """Offer what waits while hands are free; how many offers were made. Two workers may do so at once."""
    made = 0
    for pk in LinePlan.objects.filter(mode=Mode.AUTOMATIC, line__is_active=True).values_list("pk", flat=True):
        while offered := _step(pk):
            made += offered
    return made


@verb
def _step(plan_pk: int) -> int:
    if not _due(LinePlan.objects.get(pk=plan_pk)).exists():
        return 0
    _take_turns()
    plan = LinePlan.objects.select_related("line").get(pk=plan_pk)
    crew = Crew(plan)
    if not crew.people:
        _open_all(plan)
        return 0
    if not crew.has_room:
        _due(plan).exclude(why=Why.NOBODY_FREE).update(why=Why.NOBODY_FREE)
        return 0
    locked = _due(plan).select_for_update(skip_locked=True, of=("self", "ticket"))
    waiting = list(locked.select_related("ticket__category")[:STEP])
    wanted = wants(plan, waiting)
    offers = [offer for one in waiting if (offer := _place(one, wanted[one.ticket_id], plan, crew))]
    Offer.objects.bulk_create(offers)
    Placement.objects.bulk_update([one for one in waiting if one.pk], ["stage", "why", "due_at", "tries"])
    if offers:
        live.touch("offers", to=[f"person-{one.to_id}" for one in offers])
    return len(offers)


def _due(plan: LinePlan) -> Any:
    """What of the line waits to be looked at, the most urgent first."""
    waiting = Placement.objects.filter(line=plan.line_id, stage=Stage.WAITING)
    return waiting.filter(Q(due_at=None) | Q(due_at__lte=clock.now())).order_by("-urgency", "since", "ticket")


def _place(one: Placement, want: Want, plan: LinePlan, crew: Crew) -> Offer | None:
    """Offer it, or note why it could not be. The request is locked: what it says is true until we commit."""
    if one.ticket.responsible_id is not None or one.ticket.turn != Turn.OURS:
        one.delete()
        return None
    if one.tries >= plan.rounds:
        _open(one, Why.NOBODY_TOOK, plan)
        return None
    judged = choosing.judge(crew.people.values(), want)
    chosen = choosing.best(judged)
    if chosen is None:
        why = _why_nobody(judged)
        if why == Why.NOBODY_FREE:
            one.why, one.due_at = why, clock.now() + AGAIN
        else:
            _open(one, why, plan)
        return None
    return _offer(one, want, judged, chosen.candidate.pk, plan, crew)


def _offer(one: Placement, want: Want, judged: Sequence[Judged], to: int, plan: LinePlan, crew: Crew) -> Offer:
    now = clock.now()
    until = now + plan.offer_for
    one.ticket.offer(to=crew.person(to), until=until)
    crew.take(to, want.weight)
    one.stage, one.why, one.due_at, one.tries = Stage.OFFERED, "", until, one.tries + 1
    return Offer(
        ticket=one.ticket,
        line_id=one.line_id,
        to_id=to,
        offered_at=now,
        until=until,
        weight=want.weight,
        judged=kept(judged),
    )


def kept(judged: Sequence[Judged]) -> dict[str, Any]:
    """What is remembered of the choice: ids, points and codes (`Offer.judged`)."""
    able = [[one.candidate.pk, one.score, *one.points] for one in judged if one.points]
    unable = [[one.candidate.pk, one.why_not] for one in judged if not one.points]
    more = max(0, len(able) - MOST_KEPT) + max(0, len(unable) - MOST_KEPT)
    return {"chosen": able[:MOST_KEPT], "left": unable[:MOST_KEPT], "more": more}


def _why_nobody(judged: Sequence[Judged]) -> Why:
    reasons = {one.why_not for one in judged}
    if "full" in reasons:
        return Why.NOBODY_FREE
    return Why.NOBODY_TOOK if "asked" in reasons else Why.NOBODY_FITS


def _open(one: Placement, why: Why, plan: LinePlan) -> None:
    """Everybody may take it; after a while the lead hears of it."""
    one.stage, one.why, one.due_at = Stage.OPEN, why, clock.now() + plan.lead_after
    one.ticket.open_to_all(why.value)


def _open_all(plan: LinePlan) -> None:
    """Nobody of the line is on shift: whatever waits is open to everybody at once, without a word on each request."""
    due_at = clock.now() + plan.lead_after
    _due(plan).update(stage=Stage.OPEN, why=Why.NOBODY_ON_SHIFT, due_at=due_at)
    live.touch("desk", "shift", to=["staff"])


def _take_turns() -> None:
    """One step at a time in the whole department; a worker that dies lets go."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s::bigint)", [_LOCK])


def come_back(event: Event) -> None:
    """Somebody came on shift: what was open because nobody was there is offered again."""
    if event.data.get("state") != "on":
        return
    lines = LinePlan.objects.filter(mode=Mode.AUTOMATIC, line__people=event.data["person"]).values("line")
    lost = Placement.objects.filter(stage=Stage.OPEN, why__in=[Why.NOBODY_ON_SHIFT, Why.NOBODY_FITS], line__in=lines)
    lost.update(stage=Stage.WAITING, why="", due_at=None, tries=0, began_at=event.at)


def follow_urgency(event: Event) -> None:
    """A request moved up: so does its place in the queue."""
    Placement.objects.filter(ticket=event.ticket_id).update(urgency=event.data["urgency"])


def rests(event: Event) -> bool:
    """Whether the request of the event waits openly, and its date is not near."""
    open_waiting = Shelved.objects.filter(ticket=event.ticket_id or 0, until__isnull=True)
    return open_waiting.filter(word_by__gt=event.at + BEFORE_WORD).exists()


def forget(ticket: int) -> bool:
    """The search is over; whether there was one."""
    return bool(Placement.objects.filter(ticket=ticket).delete()[0])


TELL_AGAIN = timedelta(hours=1)
"""How often the lead hears at most that a line leaves requests lying."""
MOST_TOLD = 200


def tell_leads() -> None:
    """Say of what nobody takes that nobody takes it: once an hour for each line, the first of them."""
    due = Placement.objects.filter(stage=Stage.OPEN, due_at__lte=clock.now()).order_by("due_at")
    for pk in due.values_list("pk", flat=True)[:MOST_TOLD]:
        _tell(pk)


@verb
def _tell(pk: int) -> None:
    ticket = Ticket.objects.get(pk=pk).locked()
    one = Placement.objects.filter(pk=pk, stage=Stage.OPEN, due_at__lte=clock.now()).first()
    if one is None:
        return
    Placement.objects.filter(pk=pk).update(due_at=None)
    quiet = Q(told_at=None) | Q(told_at__lte=clock.now() - TELL_AGAIN)
    if LinePlan.objects.filter(quiet, line=one.line_id).update(told_at=clock.now()):
        ticket.say_unplaced(one.why)

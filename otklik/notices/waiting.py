"""What is said of violations, norms, the overload mode and wishes, told once its reader is at work (C7, R24, R25, F16).

Nobody needs it at night: each word is noted for its readers in the transaction of the deed, and told at the next pass
in which they work. What is moot by then is dropped; what comes to one person within minutes is one notice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from otklik import live
from otklik.clocks import norming
from otklik.clocks.models import Acknowledgement, Norm, Objection, Overload, Violation
from otklik.kernel import clock
from otklik.kernel.events import Event
from otklik.kernel.verbs import verb
from otklik.knowledge.models import Article
from otklik.notices import routes, telling
from otklik.notices.models import Notice, Pending, Reason
from otklik.people.models import Person
from otklik.routing import staff
from otklik.tickets.models import Ticket
from otklik.wishes.models import Wish

MOST = 500
"""Of one pass; the next one follows in seconds."""
MOST_ALSO = 20
"""Numbers in one notice: whoever has more reads the table of violations."""


APART = (Reason.WISH, Reason.WISHES, Reason.ARTICLE)
"""Each is about something else, which no number of a request names: never joined to another one."""


def note(event: Event) -> None:
    """Note the event for everybody who should hear of it; follows in the same transaction."""
    reason, people = _heard(event)
    rows = [Pending(person_id=pk, event=event, reason=reason, at=event.at) for pk in people if pk != event.actor_id]
    Pending.objects.bulk_create(rows, ignore_conflicts=True)


def _heard(event: Event) -> tuple[Reason, Iterable[int]]:
    if event.code == "norm.set":
        return Reason.NORM, norming.readers()
    if event.code == "overload.to_check":
        return Reason.CHECK, telling.leads_of(Overload.objects.get(pk=event.noun_id).lines.values_list("pk", flat=True))
    if event.code == "article.due":
        return Reason.ARTICLE, Article.objects.filter(pk=event.noun_id).values_list("owner", flat=True)
    if event.code == "wish.reviewed":
        return Reason.WISHES, telling.leads(None)
    if event.code == "wish.released":
        return Reason.WISH, Wish.objects.filter(pk=event.noun_id, owner__isnull=False).values_list("owner", flat=True)
    violation = Violation.objects.get(pk=event.noun_id)
    if event.code == "violation.objected":
        return Reason.OBJECTED, telling.leads(violation.line_id)
    if event.code == "violation.upheld":
        answered = violation.objections.filter(answered_by=event.actor_id, answered_at=event.at)
        return Reason.JUDGED, answered.values_list("by", flat=True)
    return Reason.JUDGED, violation.shares.filter(holder__isnull=False).values_list("holder", flat=True)


@verb
def tell() -> int:
    """Tell what waits for those who are at work now; how many notices were made or grew."""
    now = clock.now()
    present = staff.at_work(now) if Pending.objects.exists() else set()
    due = Pending.objects.select_for_update(of=("self",), skip_locked=True).filter(person__in=present, at__lte=now)
    found = list(due.select_related("event").order_by("at", "id")[:MOST])
    gone = _moot(found)
    Pending.objects.filter(pk__in=[one.pk for one in found]).delete()
    heard: dict[tuple[int, str, int], list[Pending]] = {}
    for one in found:
        if one.pk not in gone:
            apart = one.event_id if one.reason in APART else 0
            heard.setdefault((one.person_id, one.reason, apart), []).append(one)
    people = Person.objects.staff().active().select_related("role").in_bulk({pk for pk, _reason, _apart in heard})
    return sum(_tell(people[pk], Reason(reason), rows) for (pk, reason, _apart), rows in heard.items() if pk in people)


def checked(event: Event) -> None:
    """Somebody has looked at the mode: nobody else needs to. Follows in the same transaction."""
    telling.read_of(Notice.objects.filter(reason=Reason.CHECK, event__noun_id=event.noun_id).unread())


def _moot(found: Sequence[Pending]) -> set[int]:
    """Objections that were answered, norms taken back or read of, a mode or an article looked at, a wish decided on."""
    asked = {one.event.noun_id for one in found if one.reason == Reason.OBJECTED}
    waiting = set(Objection.objects.open().filter(violation__in=asked).values_list("violation", flat=True))
    norms = {one.event.noun_id for one in found if one.reason == Reason.NORM}
    standing = set(Norm.objects.standing().filter(pk__in=norms).values_list("pk", flat=True))
    read = set(Acknowledgement.objects.filter(norm__in=norms).values_list("norm", "person"))
    modes = {one.event.noun_id for one in found if one.reason == Reason.CHECK}
    due = set(Overload.objects.running().filter(pk__in=modes, reminded_at__isnull=False).values_list("pk", flat=True))
    wishes = {one.event.noun_id for one in found if one.reason == Reason.WISH}
    open_ = set(Wish.objects.open().filter(pk__in=wishes).values_list("pk", flat=True))
    articles = {one.event.noun_id for one in found if one.reason == Reason.ARTICLE}
    old = set(Article.objects.to_review().filter(pk__in=articles).values_list("pk", "owner"))
    return {
        one.pk
        for one in found
        if (one.reason == Reason.ARTICLE and (one.event.noun_id, one.person_id) not in old)
        or (one.reason == Reason.WISH and one.event.noun_id not in open_)
        or (one.reason == Reason.CHECK and one.event.noun_id not in due)
        or (one.reason == Reason.OBJECTED and one.event.noun_id not in waiting)
        or (one.reason == Reason.NORM and one.event.noun_id not in standing)
        or (one.reason == Reason.NORM and (one.event.noun_id, one.person_id) in read)
    }


def _tell(person: Person, reason: Reason, rows: Sequence[Pending]) -> bool:
    """One notice of one reason for the person, of what they may see; whether it was made or grew."""
    if not routes.of(person, reason):
        return False
    seen = Ticket.objects.visible_to(person).filter(pk__in={one.event.ticket_id for one in rows if one.event.ticket_id})
    tickets = {ticket.pk: ticket for ticket in seen}
    rows = [one for one in rows if one.event.ticket_id is None or one.event.ticket_id in tickets]
    if not rows:
        return False
    numbers = [tickets[one.event.ticket_id].number for one in rows if one.event.ticket_id]
    if reason not in APART and (running := _running(person, reason)) is not None:
        return _grow(running, numbers)
    first = rows[0].event
    told = {"ticket": tickets.get(first.ticket_id or 0), "reason": reason, "at": clock.now()}
    also = list(dict.fromkeys(numbers[1:]))[:MOST_ALSO]
    _notice, is_new = Notice.objects.get_or_create(person=person, event=first, defaults={**told, "also": also})
    if is_new:
        telling.say(person, reason)
    return is_new


def _running(person: Person, reason: Reason) -> Notice | None:
    """An unread notice that has room for more: of norms any, of others a fresh one that was not mailed."""
    unread = Notice.objects.select_for_update(of=("self",)).unread().filter(person=person, reason=reason)
    if reason != Reason.NORM:
        unread = unread.filter(at__gt=clock.now() - telling.BATCH, mailed_at__isnull=True)
    return unread.select_related("ticket").order_by("-at", "-id").first()


def _grow(running: Notice, numbers: Iterable[int]) -> bool:
    own = running.ticket.number if running.ticket else None
    running.also = [one for one in dict.fromkeys([*running.also, *numbers]) if one != own][:MOST_ALSO]
    running.save(update_fields=["also"])
    live.touch("notices", to=[f"person-{running.person_id}"])
    return True

"""What a request will take (C6): set with one key, proved when the request closes, and shown when choosing.

What «решится само» needs no answer now: it is put off, comes back, and the customer is asked. A request proves to have
resolved itself when nobody of support said anything in it, to have needed a hint when two answers at most were enough
and no solution failed, and to have needed somebody otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from otklik.kernel import clock, events
from otklik.kernel.events import Event, Side
from otklik.kernel.verbs import Refused, verb
from otklik.people import rights
from otklik.people.models import Person
from otklik.people.models.person import Tone
from otklik.problems import options
from otklik.problems.models import Class, Joining, LeaderShare, Suspicion, Triage
from otklik.tickets.kinds import TRACELESS, End, Kind, MessageKind, Outcome
from otklik.tickets.models import Message, Ticket

RECENT = 100
"""The last proved requests of a class that its record speaks of."""
HINTS = 2
"""Answers that are still a hint."""
DAYS_AGAIN = 7
"""Days whose share is reckoned anew: a request may reach a leader a week after it began."""


@verb
def sort(ticket: Ticket, verdict: str, *, by: Person) -> Triage:
    """Say what it will take. «Решится само» puts it off until the check."""
    rights.require(by, rights.SORT)
    if verdict not in Class.values:
        raise Refused("triage.unknown", _("There is no such class."))
    ticket = ticket.locked()
    if not ticket.is_open:
        raise Refused("triage.closed", _("The request is closed."))
    now, known = clock.now(), Triage.objects.filter(ticket=ticket).first()
    was = known.verdict if known else ""
    check_at = now + options.CHECK.value if verdict == Class.SELF else None
    about = {"verdict": verdict, "by": by, "at": now, "check_at": check_at, "asked_at": None}
    triage, _fresh = Triage.objects.update_or_create(ticket=ticket, defaults=about)
    if check_at is not None:
        _put_off(ticket, check_at, by)
    events.record("triage.set", by=by, noun=triage, ticket_id=ticket.pk, verdict=verdict, was=was)
    return triage


@verb
def check(ticket: Ticket) -> Message | None:
    """The time has come: ask the customer whether it resolved itself. Safe to call twice."""
    ticket = ticket.locked()
    triage = Triage.objects.select_for_update().filter(ticket=ticket, check_at__lte=clock.now()).first()
    if triage is None or triage.verdict != Class.SELF:
        return None
    triage.check_at = None
    asks = ticket.kind in (Kind.NEW, Kind.IN_WORK) and ticket.reply_owed_since is None
    by = ticket.responsible or triage.by
    message = ticket.reply(by=by, body=_question(ticket), end=End.ASKED) if asks and by.may(rights.REPLY) else None
    triage.asked_at = clock.now() if message else None
    triage.save(update_fields=["check_at", "asked_at"])
    return message


@verb
def judge(ticket: Ticket) -> str:
    """The request is closed: what it took. A later closing judges it anew."""
    triage = Triage.objects.select_for_update().filter(ticket=ticket).first()
    if triage is None or ticket.is_open or ticket.closing_kind in TRACELESS:
        return ""
    proved = _proved(ticket, triage.asked_at)
    if triage.proved != proved:
        triage.proved, triage.proved_at = proved, clock.now()
        triage.save(update_fields=["proved", "proved_at"])
        events.record("triage.judged", by=None, noun=triage, ticket_id=ticket.pk, verdict=triage.verdict, proved=proved)
    return proved


def records() -> dict[str, tuple[int, int]]:
    """How often each class was right, of its last hundred; one query by an index."""
    arms = [_last(verdict) for verdict in Class]
    found = arms[0].union(*arms[1:], all=True)
    made = dict.fromkeys(Class.values, (0, 0))
    for verdict, proved in found:
        right, of = made[verdict]
        made[verdict] = right + (verdict == proved), of + 1
    return made


def suggested(ticket: Ticket) -> str:
    """Two people about the same need somebody (R28)."""
    if Joining.objects.current().filter(ticket=ticket).exists():
        return Class.NEED
    many = Suspicion.objects.open().filter(suspects__ticket=ticket).filter(Q(people__gte=2) | Q(problem__isnull=False))
    return Class.NEED if many.exists() else ""


@verb
def learn() -> None:
    """Reckon how many requests of each of the last days came to a leader (R28)."""
    today = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    leaders = list(
        Person.objects.staff().filter(role__rights__contains=[rights.ASSIGN_OTHERS]).values_list("pk", flat=True)
    )
    for back in range(DAYS_AGAIN):
        since = today - timedelta(days=back)
        opened = Event.objects.filter(code="ticket.opened", at__gte=since, at__lt=since + timedelta(days=1))
        came = Event.objects.filter(
            code__in=("ticket.accepted", "ticket.assigned"),
            at__gte=since,
            ticket_id__in=opened.values("ticket_id"),
            data__state__responsible__in=leaders,
        )
        counts = {"opened": opened.count(), "reached": came.values("ticket_id").distinct().count()}
        LeaderShare.objects.update_or_create(day=since.date(), defaults=counts)


def leaders_share(days: int = 30) -> tuple[int, int]:
    """How many requests of the last days came to a leader, of how many."""
    since = (clock.now() - timedelta(days=days)).date()
    rows = list(LeaderShare.objects.filter(day__gte=since).values_list("reached", "opened"))
    return sum(row[0] for row in rows), sum(row[1] for row in rows)


def _put_off(ticket: Ticket, until: datetime, by: Person) -> None:
    if ticket.reply_owed_since is not None:
        ticket.need_no_reply(by=by)
    ticket.postpone(until=until, why=_("It will resolve itself: we look again then"), by=by)


def _proved(ticket: Ticket, asked_at: datetime | None) -> str:
    said = Message.objects.filter(
        ticket=ticket,
        side=Side.SUPPORT,
        kind__in=(MessageKind.REPLY, MessageKind.SOLUTION, MessageKind.CALL),
        withdrawn_at__isnull=True,
    )
    if asked_at is not None:
        said = said.exclude(created_at=asked_at)
    answers = said.count()
    if not answers:
        return Class.SELF
    failed = ticket.solutions.filter(
        outcome__in=(Outcome.REJECTED, Outcome.PARTLY, Outcome.NOT_ENOUGH, Outcome.SUPERSEDED)
    ).exists()
    return Class.HINT if answers <= HINTS and not failed else Class.NEED


def _last(verdict: str) -> QuerySet[Triage, tuple[str, str]]:
    proved = Triage.objects.filter(verdict=verdict, proved_at__isnull=False).order_by("-proved_at")
    return proved.values_list("verdict", "proved")[:RECENT]


def _question(ticket: Ticket) -> str:
    with translation.override(ticket.language or ticket.customer.language):
        if ticket.customer.tone == Tone.INFORMAL:
            return pgettext(
                "informal", "Did what you wrote about resolve itself? If not, answer, and we will see to it."
            )
        return _("Did what you wrote about resolve itself? If not, please answer, and we will see to it.")


Record = Mapping[str, tuple[int, int]]

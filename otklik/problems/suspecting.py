"""Each fresh request is compared with those of other people; what looks the same becomes a suspicion (C4, R28)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Left
from django.utils.translation import gettext as _

from otklik import live
from otklik.kernel import clock, events
from otklik.kernel.events import Side
from otklik.kernel.verbs import Stale, verb
from otklik.people import rights
from otklik.people.models import Person
from otklik.problems import founding, options
from otklik.problems.likeness import LONGEST
from otklik.problems.models import How, Joining, Problem, Suspect, Suspicion, Verdict
from otklik.problems.noticing import Cluster, Near, Rules, Said, notice
from otklik.tickets import ask
from otklik.tickets.kinds import TRACELESS, Kind, MessageKind
from otklik.tickets.models import Message, Ticket

RECENT = 600
"""The newest requests that are looked at, however many there are in all: read by the primary key, backwards."""
MOST_SUSPECTS = 200
WIDTH = 200
_ONE_AT_A_TIME = (761_204, 1)
"""The advisory lock under which suspicions grow: two requests at once must not make two of them."""


@verb
def look(ticket: Ticket) -> Suspicion | None:
    """Compare a fresh request with those of others; safe to call twice."""
    if not _is_worth(ticket):
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s::int4, %s::int4)", _ONE_AT_A_TIME)
    fresh, others = _said(ticket)
    if fresh is None:
        return None
    cluster = _nearest(fresh, others)
    return _suspect(ticket, cluster) if cluster else None


def _nearest(fresh: Said, others: list[Said]) -> Cluster | None:
    """Those who say the same. Where some are in a known problem, those outside of it, if they are more like.

    A problem of many people shares a word with almost everybody; that alone must not hide that something new began.
    """
    cluster = notice(fresh, others, rules())
    if cluster is None:
        return None
    joined = Joining.objects.current().filter(ticket__in=[one.key for one in others])
    inside = set(joined.values_list("ticket", flat=True))
    known = [one.likeness for one in cluster.members[1:] if one.key in inside]
    apart = notice(fresh, [one for one in others if one.key not in inside], rules()) if known else None
    if apart is None or max(one.likeness for one in apart.members[1:]) <= max(known):
        return cluster
    return apart


def rules() -> Rules:
    """By what requests are compared now."""
    rarity = options.RARITY.value
    return Rules(options.WINDOW.value, options.LIKENESS.value / 100, float(10**-rarity) if rarity else 1.0)


@verb
def confirm(suspicion: Suspicion, title: str, *, by: Person) -> Problem:
    """«Это общая проблема»: a new problem of these requests; with `problem`, the request joins that one."""
    rights.require(by, rights.MERGE)
    suspicion = _open(suspicion)
    tickets = list(suspicion.tickets.order_by("pk")[:MOST_SUSPECTS])
    if suspicion.problem is not None:
        problem = suspicion.problem
        founding.lock_requests(one.pk for one in tickets)  # before the first of them locks the problem (F13)
        for ticket in tickets:
            founding.join(problem, ticket, by=by, how=How.NOTICED)
    else:
        problem = founding.found(title, tickets, by=by, noticed_at=suspicion.found_at, how=How.NOTICED)
    _decide(suspicion, Verdict.CONFIRMED, by, problem)
    return problem


@verb
def dismiss(suspicion: Suspicion, *, by: Person) -> None:
    """«Это разное»: remembered; these requests are never suggested together again."""
    rights.require(by, rights.MERGE)
    suspicion = _open(suspicion)
    _decide(suspicion, Verdict.DIFFERENT, by, suspicion.problem)
    events.record("suspicion.dismissed", by=by, noun=suspicion, tickets=suspicion.suspects.count())


def lapse() -> None:
    """Let go what nobody wrote about any more, and nobody decided on."""
    quiet = clock.now() - 8 * options.WINDOW.value
    if Suspicion.objects.open().filter(grown_at__lt=quiet).update(verdict=Verdict.LAPSED):
        live.touch("problems", to=["staff"])


def _is_worth(ticket: Ticket) -> bool:
    """Of people, about something that is not settled: no machines, no spam, no questions to departments."""
    if ticket.parent_id is not None or ticket.kind == Kind.CLOSED or ticket.merged_into_id is not None:
        return False
    if ask.is_begun_by_machine(ticket.pk) or Joining.objects.filter(ticket=ticket, is_current=True).exists():
        return False
    return not ticket.customer.is_staff_member


def _said(ticket: Ticket) -> tuple[Said | None, list[Said]]:
    """What the request says, and what those before it say: subject and first words."""
    first = Message.objects.filter(ticket=OuterRef("pk"), side=Side.CUSTOMER).exclude(kind=MessageKind.PRIVATE)
    said = first.order_by("created_at", "id").values(words=Left("body", LONGEST))[:1]
    rows = _comparable().filter(pk__lte=ticket.pk).order_by("-pk").annotate(words=Subquery(said))
    found = [
        Said(key, person, at, f"{subject}\n{words or ''}" if not (words or "").startswith(subject) else words or "")
        for key, person, at, subject, words in rows.values_list("pk", "customer", "opened_at", "subject", "words")[
            :RECENT
        ]
    ]
    mine = next((one for one in found if one.key == ticket.pk), None)
    return mine, [one for one in found if one.key != ticket.pk]


def _comparable() -> QuerySet[Ticket]:
    return Ticket.objects.filter(parent__isnull=True, merged_into__isnull=True).exclude(closing_kind__in=TRACELESS)


def _suspect(ticket: Ticket, cluster: Cluster) -> Suspicion | None:
    members = _undisputed(cluster.members)
    if problem := _known(members, ticket):
        return _resemble(problem, ticket, cluster)
    members = [one for one in members if one.key == ticket.pk or not ask.is_begun_by_machine(one.key)]
    open_keys = set(Ticket.objects.open().filter(pk__in=[one.key for one in members]).values_list("pk", flat=True))
    taken = set(Joining.objects.current().filter(ticket__in=open_keys).values_list("ticket", flat=True))
    members = [one for one in members if one.key in open_keys - taken]
    if len({one.person for one in members}) < 2:
        return None
    return _grow(members, cluster)


def _undisputed(members: Sequence[Near]) -> list[Near]:
    """Of requests that somebody called different things, one alone is counted."""
    keys = [one.key for one in members]
    said = Suspect.objects.filter(ticket__in=keys, suspicion__verdict=Verdict.DIFFERENT)
    apart: dict[int, set[int]] = {}
    for suspicion, ticket in said.values_list("suspicion", "ticket"):
        apart.setdefault(suspicion, set()).add(ticket)
    kept: list[Near] = []
    for one in members:
        here = {other.key for other in kept}
        if not any(one.key in group and group & here for group in apart.values()):
            kept.append(one)
    return kept


def _known(members: Iterable[Near], ticket: Ticket) -> Problem | None:
    """The open problem that the request is most like, unless somebody said that it is something else.

    None when requests outside of it are more like: what shares a few words with a known problem may be a new one.
    """
    others = [one for one in members if one.key != ticket.pk]
    joined = Joining.objects.current().filter(ticket__in=[one.key for one in others])
    of = dict(joined.values_list("ticket", "problem"))
    if not of:
        return None
    likeness: dict[int | None, float] = {}
    for one in others:
        problem = of.get(one.key)
        likeness[problem] = max(likeness.get(problem, 0.0), one.likeness)
    likely = max(likeness, key=lambda one: (likeness[one], one is not None, -(one or 0)))
    if likely is None:
        return None
    refused = Suspicion.objects.filter(problem=likely, tickets=ticket).exclude(verdict=Verdict.LAPSED).exists()
    return None if refused else Problem.objects.get(pk=likely)


def _resemble(problem: Problem, ticket: Ticket, cluster: Cluster) -> Suspicion:
    now = clock.now()
    suspicion = Suspicion.objects.create(
        found_at=now, grown_at=now, first_at=ticket.opened_at, people=1, words=_line(cluster.words), problem=problem
    )
    likeness = max(one.likeness for one in cluster.members[1:])
    Suspect.objects.create(
        suspicion=suspicion, ticket=ticket, likeness=round(likeness * 100), words=_line(cluster.members[0].words)
    )
    founding.tell(problem, ticket)
    return suspicion


def _grow(members: Sequence[Near], cluster: Cluster) -> Suspicion:
    """Add to the suspicion that some of them are in already, the oldest; or begin one."""
    now, keys = clock.now(), [one.key for one in members]
    known = Suspicion.objects.open().filter(problem__isnull=True, tickets__in=keys).distinct().order_by("pk")
    suspicions = [*known] or [Suspicion.objects.create(found_at=now, grown_at=now, first_at=now)]
    first: Suspicion = suspicions[0]
    for other in suspicions[1:]:
        _take_in(first, other)
    for one in members:
        words = {"likeness": round(one.likeness * 100), "words": _line(one.words)}
        Suspect.objects.get_or_create(suspicion=first, ticket_id=one.key, defaults=words)
    people = first.tickets.values("customer").distinct().count()
    is_new = people > first.people
    first.people, first.words = people, _line(cluster.words) or first.words
    first.first_at = min(first.first_at, *(one.at for one in members))
    first.grown_at, first.is_rare = now, cluster.is_rare if cluster.people >= people else first.is_rare
    first.save()
    if is_new:
        events.record("suspicion.raised", by=None, noun=first, people=people, tickets=first.suspects.count())
        names = [one.live_name for one in first.tickets.only("number")[:MOST_SUSPECTS]]
        live.touch("problems", *names, to=["staff"])
    return first


def _take_in(first: Suspicion, other: Suspicion) -> None:
    there = first.suspects.values("ticket")
    other.suspects.exclude(ticket__in=there).update(suspicion=first)
    first.first_at = min(first.first_at, other.first_at)
    other.delete()


def _open(suspicion: Suspicion) -> Suspicion:
    suspicion = Suspicion.objects.select_for_update(of=("self",)).select_related("problem").get(pk=suspicion.pk)
    if suspicion.verdict != Verdict.OPEN:
        raise Stale("suspicion.decided", _("Somebody has decided on this already."))
    return suspicion


def _decide(suspicion: Suspicion, verdict: Verdict, by: Person, problem: Problem | None) -> None:
    suspicion.verdict, suspicion.problem = verdict, problem
    suspicion.decided_by, suspicion.decided_at = by, clock.now()
    suspicion.save(update_fields=["verdict", "problem", "decided_by", "decided_at"])
    names = [one.live_name for one in suspicion.tickets.only("number")[:MOST_SUSPECTS]]
    live.touch("problems", *names, to=["staff"])


def _line(words: Iterable[str]) -> str:
    return ", ".join(words)[:WIDTH]

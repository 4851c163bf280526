"""Problems and suspicions as the desk shows them, each in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from otklik.kernel.models import Event
from otklik.people.models import Person
from otklik.problems import figures, founding, options, triage
from otklik.problems.models import Class, Copy, CopyState, Joining, Problem, Say, Suspect, Suspicion, Triage
from otklik.tickets import sentences
from otklik.tickets.models import Solution, Ticket
from otklik.tickets.models.ticket import Urgency
from otklik.ui.formats import Stamp, Words

MOST_SURGES, MOST_SHOWN, MOST_TICKETS = 3, 50, 200
LIKELY = 8


@dataclass(frozen=True, slots=True)
class Surge:
    """A likely common problem, said aloud on the desk."""

    pk: int
    title: str
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Mate:
    """Another request of the same; `words` say why, `note` what became of it."""

    number: int
    subject: str
    url: str
    turn: str
    status: str
    customer: str
    when: Stamp
    words: str = ""
    likeness: int = 0
    note: str = ""
    leave: str = ""


@dataclass(frozen=True, slots=True)
class Around:
    """What a request has to do with others: its problem, or a suspicion of one."""

    problem: Problem | None
    suspicion: Suspicion | None
    mark: str
    title: str
    mates: tuple[Mate, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """Words to all: how far they are."""

    pk: int
    what: str
    by: str
    when: Stamp
    text: str
    done: int
    all: int
    failed: tuple[tuple[Mate, str], ...]
    may_undo: bool
    may_retry: bool


def surges(person: Person) -> list[Surge]:
    """The loud suspicions, the most people first."""
    found = Suspicion.objects.visible_to(person).loud(options.PEOPLE.value).order_by("-people", "-grown_at")
    words = Words(person)
    return [surge(one, words) for one in found[:MOST_SURGES]]


def surge(one: Suspicion, words: Words) -> Surge:
    """«Похоже на общую проблему: 4 клиента за 40 минут.»"""
    return Surge(one.pk, title(one, words), one.words, reverse("desk:suspicion", args=[one.pk]))


def title(one: Suspicion, words: Words) -> str:
    """How many people within what time."""
    said = ngettext(
        "Looks like a common problem: %(count)s customer in %(time)s.",
        "Looks like a common problem: %(count)s customers in %(time)s.",
        one.people,
    )
    return said % {"count": one.people, "time": words.duration(one.grown_at - one.first_at)}


def around(ticket: Ticket, person: Person) -> Around:
    """The problem of a request, or what it looks like."""
    words = Words(person)
    if joining := founding.current(ticket):
        mates = tuple(_mates(_others(joining.problem, ticket, person), words))
        return Around(joining.problem, None, "", joining.problem.title, mates)
    suspicion = (
        Suspicion.objects.visible_to(person)
        .open()
        .filter(suspects__ticket=ticket)
        .select_related("problem")
        .order_by("problem", "-people")
        .first()
    )
    if suspicion is None:
        return Around(None, None, "", "", ())
    if suspicion.problem is not None:
        return Around(
            None, suspicion, _("looks like the problem %(number)s") % {"number": suspicion.problem_id}, "", ()
        )
    others = Ticket.objects.visible_to(person).filter(suspects__suspicion=suspicion).exclude(pk=ticket.pk)
    mark = pgettext("on a request", "two write of it") if suspicion.people == 2 else _("looks like a common problem")
    return Around(None, suspicion, mark, title(suspicion, words), tuple(_mates(others, words)))


def suspects(suspicion: Suspicion, person: Person) -> list[Mate]:
    """The requests of a suspicion with their reasons, the most alike first."""
    words = Words(person)
    seen = Ticket.objects.visible_to(person).select_related("status", "customer")
    rows = Suspect.objects.filter(suspicion=suspicion, ticket__in=seen).select_related(
        "ticket__status", "ticket__customer"
    )
    return [
        _mate(one.ticket, words, words_shared=one.words, likeness=one.likeness)
        for one in rows.order_by("-likeness", "ticket")[:MOST_TICKETS]
    ]


def joined(problem: Problem, person: Person, *, may_leave: bool) -> list[Mate]:
    """The requests of a problem, and what became of its solution in each."""
    words = Words(person)
    inside = Joining.objects.standing().filter(problem=problem)
    seen = Ticket.objects.visible_to(person).filter(pk__in=inside.values("ticket"))
    tickets = list(seen.select_related("status", "customer").order_by("-opened_at")[:MOST_TICKETS])
    proposed = Solution.objects.filter(ticket__in=tickets, proposed_at__gte=problem.founded_at).order_by("pk")
    last = {one.ticket_id: one for one in proposed}
    current = set(inside.filter(is_current=True).values_list("ticket", flat=True))
    rows = []
    for one in tickets:
        leave = reverse("desk:problem-departure", args=[problem.pk, one.number])
        note = _outcome(last.get(one.pk))
        rows.append(_mate(one, words, note=note, leave=leave if may_leave and one.pk in current else ""))
    return rows


def candidates(ticket: Ticket, person: Person) -> list[Problem]:
    """Open problems that a request could join; the one that it looks like first."""
    likely = (
        Suspicion.objects.visible_to(person)
        .open()
        .filter(suspects__ticket=ticket, problem__isnull=False)
        .values_list("problem", flat=True)
    )
    first = list(likely[:1])
    found = list(Problem.objects.visible_to(person).open().order_by("-founded_at")[:LIKELY])
    return sorted(found, key=lambda one: one.pk not in first)


def said(problem: Problem, person: Person) -> list[Said]:
    """What was written to all, the newest first."""
    words = Words(person)
    rows = Say.objects.filter(problem=problem).select_related("by").prefetch_related("texts").order_by("-at")[:10]
    return [told(one, person, words) for one in rows]


def history(problem: Problem, person: Person) -> list[tuple[Stamp, str, str]]:
    """What happened to it, the newest first."""
    words = Words(person)
    events = list(Event.objects.filter(noun="problem", noun_id=problem.pk).order_by("-pk")[:MOST_SHOWN])
    told = sentences.read(events, words)
    return [(words.stamp(one.at, words.moment), told[one.pk].text, told[one.pk].icon) for one in events]


def facts(problem: Problem, person: Person) -> list[tuple[str, str]]:
    """Its figures in words."""
    words, made = Words(person), figures.of(problem)
    lines = [
        (pgettext("of a problem", "Customers"), str(made.people)),
        (pgettext("of a problem", "Requests"), str(made.tickets)),
        (_("First request"), words.sentence(made.first) if made.first else ""),
        (_("Last request"), words.sentence(made.last) if made.last else ""),
        (_("Noticed in"), words.duration(made.noticed_in) if made.noticed_in is not None else ""),
        (_("Solved in"), words.duration(made.solved_in) if made.solved_in is not None else ""),
        (pgettext("of a problem", "Helped"), str(made.helped) if made.helped else ""),
        (_("Did not help"), str(made.rejected) if made.rejected else ""),
        (_("Not decided yet"), str(made.undecided) if made.undecided else ""),
    ]
    return [(name, value) for name, value in lines if value]


@dataclass(frozen=True, slots=True)
class Sorted:
    """One of the classes of triage: how often it was right, whether it is set or suggested."""

    code: str
    name: str
    record: str
    is_set: bool
    is_suggested: bool


def sorting(ticket: Ticket, near: Around) -> list[Sorted]:
    """The three classes with their record (C6); two people about the same suggest the last (R28)."""
    verdict = Triage.objects.filter(ticket=ticket).values_list("verdict", flat=True).first()
    records = triage.records()
    suggested = Class.NEED if near.problem or near.suspicion else ""
    return [
        Sorted(
            one.value, str(one.label), _record(*records[one.value]), one == verdict, one == suggested and not verdict
        )
        for one in Class
    ]


def _record(right: int, of: int) -> str:
    return _("right %(right)s of %(of)s") % {"right": right, "of": of} if of else ""


def severity(value: int) -> str:
    """In words."""
    return {
        Urgency.USUAL: pgettext("urgency", "usual"),
        Urgency.RAISED: pgettext("urgency", "raised"),
        Urgency.CRITICAL: pgettext("urgency", "critical"),
    }[Urgency(value)]


def _others(problem: Problem, ticket: Ticket, person: Person) -> QuerySet[Ticket]:
    inside = Joining.objects.current().filter(problem=problem).exclude(ticket=ticket).values("ticket")
    return Ticket.objects.visible_to(person).filter(pk__in=inside)


def _mates(tickets: QuerySet[Ticket], words: Words) -> Iterator[Mate]:
    for one in tickets.select_related("status", "customer").order_by("-opened_at")[:6]:
        yield _mate(one, words)


def _mate(
    one: Ticket, words: Words, *, words_shared: str = "", likeness: int = 0, note: str = "", leave: str = ""
) -> Mate:
    return Mate(
        number=one.number,
        subject=one.subject,
        url=reverse("desk:ticket", args=[one.number]),
        turn=one.turn if one.is_open else "nobody",
        status=str(one.status.name),
        customer=one.customer.name,
        when=words.stamp(one.opened_at),
        words=words_shared,
        likeness=likeness,
        note=note,
        leave=leave,
    )


def _outcome(solution: Solution | None) -> str:
    if solution is None:
        return ""
    return str(solution.get_outcome_display()) if solution.outcome else _("not decided yet")


WHY = {
    "reply.behind": lambda: _("Something was said meanwhile: read it first."),
    "say.gap": lambda: _("A gap was left in the words."),
    "ticket.closed": lambda: _("The request is closed."),
}


def told(one: Say, person: Person, words: Words) -> Said:
    """How far words to many are, and where they could not be written."""
    counts = dict(one.copies.values_list("state").annotate(Count("pk")).order_by())
    failed = one.copies.filter(state=CopyState.FAILED).select_related("ticket__status", "ticket__customer", "message")
    lost = tuple((_mate(copy.ticket, words), _why(copy)) for copy in failed[:20])
    pending = one.copies.filter(state=CopyState.SAID, message__visible_at__gt=words.now).exists()
    mine = one.by_id == person.pk
    return Said(
        pk=one.pk,
        what=str(one.get_what_display()),
        by=one.by.name,
        when=words.stamp(one.at, words.moment),
        text=_first(one.texts.all()),
        done=counts.get(CopyState.SAID, 0),
        all=sum(counts.values()) - counts.get(CopyState.TAKEN_BACK, 0),
        failed=lost,
        may_undo=mine and (pending or bool(counts.get(CopyState.WAITING))),
        may_retry=bool(lost),
    )


def _why(copy: Copy) -> str:
    return WHY[copy.why]() if copy.why in WHY else _("The request could not be written to.")


def _first(texts: Iterable[object]) -> str:
    return next((str(getattr(one, "body", "")) for one in texts), "")

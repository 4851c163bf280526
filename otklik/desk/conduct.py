"""Difficult customers as the desk shows them: a quiet mark, the record of one person, the leads' list (C10)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, Prefetch, QuerySet
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from otklik.conduct import taking
from otklik.conduct.models import Evidence, Kind, Measure, Note
from otklik.conduct.models.measure import OF_LEADS, ONCE, ORDER
from otklik.kernel import clock, keyset
from otklik.kernel.text import snippet
from otklik.people import rights
from otklik.people.models import Person
from otklik.routing.models import Relief
from otklik.style.coarse import is_abusive
from otklik.tickets.models import Message, Ticket
from otklik.ui.formats import Stamp, Words

SIZE, MOST, MOST_PASSED = 30, 100, 30
DOMAINS = ("standing", "limits", "all")


@dataclass(frozen=True, slots=True)
class Proof:
    """A message that a step was taken for; `is_hidden`: behind a click. `url` leads to it."""

    who: str
    when: Stamp
    text: str
    is_hidden: bool
    url: str


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that was taken; `ends` says until when it holds, `lifted` by whom and why it holds no more."""

    pk: int
    step: str
    name: str
    by: str
    when: Stamp
    why: str
    rule: str
    ends: str
    skips: bool
    number: int
    url: str
    record: str
    proofs: tuple[Proof, ...]
    lifted: str
    lift: str


@dataclass(frozen=True, slots=True)
class Rung:
    """A step of the ladder: `form` is where it is taken ("": not by this reader, or not now)."""

    code: str
    name: str
    text: str
    stands: bool
    form: str
    is_next: bool


@dataclass(frozen=True, slots=True)
class Passed:
    """A request that an agent passed on to the leads, and who has it now ("": nobody)."""

    number: int
    subject: str
    url: str
    by: str
    when: Stamp
    holder: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of steps, and the cursors of its neighbours ("": there are none)."""

    rows: tuple[Taken, ...]
    newer: str
    older: str


def mark_of(customer: OuterRef) -> QuerySet[Any, Any]:
    """The newest standing step as JSON, for the query of a request: it costs no statement of its own."""
    told = JSONObject(kind=F("kind"), at=F("at"), until=F("until"))
    return taking.newest(customer).values(told=told)


def mark(told: Mapping[str, Any] | None, words: Words) -> str:
    """The quiet mark beside the customer: the last step that stands, and since or until when."""
    if not told:
        return ""
    at, until = parse_datetime(told["at"]), parse_datetime(told["until"] or "")
    name = str(Kind(told["kind"]).label)
    if until is not None:
        return _ends(until > clock.now(), words.sentence(until))
    return _("%(step)s, %(when)s") % {"step": name.capitalize(), "when": words.short(at) if at else ""}


def listed(person: Person, which: str, cursor: str = "") -> Listed:
    """Steps by key, the newest first: the last that stands for each person, limits that run, or all."""
    words, found = Words(person), Measure.objects.visible_to(person)
    if which == "limits":
        found = found.limiting(clock.now())
    elif which != "all":
        found = found.last_of_each()
    page = keyset.page(_beside(found, person), order=["-at"], size=SIZE, cursor=cursor, view=f"conduct-{which}")
    return Listed(tuple(_taken(one, person, words) for one in page.rows), page.previous or "", page.next or "")


def taken(customer: Person, reader: Person) -> list[Taken]:
    """Every step towards a person, the newest first."""
    words, found = Words(reader), Measure.objects.visible_to(reader).of(customer)
    return [_taken(one, reader, words) for one in _beside(found, reader).newest_first()[:MOST]]


def ladder(ticket: Ticket, customer: Person, reader: Person) -> list[Rung]:
    """The five steps in order, which of them stand, and which the reader may take now."""
    there = set(Measure.objects.visible_to(reader).of(customer).standing().values_list("kind", flat=True))
    decides = reader.may(rights.DECIDE_CONDUCT)
    rungs, is_open = [], True
    for kind in ORDER:
        stands = kind in there
        may = decides or (kind not in OF_LEADS and is_open)
        form = reverse(f"desk:conduct-{kind}", args=[ticket.number]) if may and not (stands and kind in ONCE) else ""
        rungs.append(Rung(kind, str(kind.label).capitalize(), _about(kind), stands, form, is_open and not stands))
        is_open = is_open and stands
    return rungs


def passed(reader: Person) -> list[Passed]:
    """What agents passed on and is open, the newest first; one query."""
    words = Words(reader)
    found = Relief.objects.visible_to(reader).open().select_related("ticket__responsible", "by").order_by("-at", "-id")
    return [
        Passed(
            number=one.ticket.number,
            subject=one.ticket.subject,
            url=reverse("desk:ticket", args=[one.ticket.number]),
            by=one.by.name,
            when=words.stamp(one.at, words.moment),
            holder=one.ticket.responsible.name if one.ticket.responsible else "",
        )
        for one in found[:MOST_PASSED]
    ]


def note(customer: Person, reader: Person) -> tuple[str, str, Stamp] | None:
    """The note of conduct as it is now, by whom, since when; None where there is none."""
    words = Words(reader)
    one = Note.objects.visible_to(reader).of(customer).select_related("by").first()
    return (one.words, one.by.name, words.stamp(one.at, words.moment)) if one is not None and one.words else None


def _beside(found: QuerySet[Measure], reader: Person) -> Any:
    readable = Message.objects.visible_to(reader).select_related("author", "ticket")
    proofs = Evidence.objects.filter(message__in=readable).select_related("message__author", "message__ticket")
    beside = found.select_related("person", "by", "lifted_by", "ticket")
    return beside.prefetch_related(Prefetch("proofs", queryset=proofs.order_by("message"), to_attr="seen_proofs"))


def _taken(one: Measure, reader: Person, words: Words) -> Taken:
    proofs: Iterable[Evidence] = one.seen_proofs  # type: ignore[attr-defined]  # prefetched by _beside
    lifts = one.lifted_at is None and reader.may(rights.DECIDE_CONDUCT)
    return Taken(
        pk=one.pk,
        step=str(Kind(one.kind).label).capitalize(),
        name=one.person.name,
        by=one.by.name,
        when=words.stamp(one.at, words.moment),
        why=one.why,
        rule=one.rule,
        ends=_until(one.until > clock.now(), words.sentence(one.until)) if one.until else "",
        skips=one.skips,
        number=one.ticket.number,
        url=reverse("desk:ticket", args=[one.ticket.number]),
        record=reverse("desk:conduct-record", args=[one.ticket.number]),
        proofs=tuple(_proof(each.message, words) for each in proofs),
        lifted=_lifted(one, words),
        lift=reverse("desk:conduct-lifting", args=[one.pk]) if lifts else "",
    )


def _ends(is_running: bool, until: str) -> str:
    said = _("E-mail only until %(time)s") if is_running else _("E-mail only was until %(time)s")
    return said % {"time": until}


def _until(is_running: bool, until: str) -> str:
    said = _("until %(time)s") if is_running else _("was until %(time)s")
    return said % {"time": until}


def _lifted(one: Measure, words: Words) -> str:
    if one.lifted_at is None:
        return ""
    known = {"name": one.lifted_by.name if one.lifted_by else _("the system"), "when": words.moment(one.lifted_at)}
    if not one.lifted_why:
        return _("Taken back before it was sent: %(name)s, %(when)s") % known
    return _("Lifted: %(name)s, %(when)s. %(why)s") % {**known, "why": one.lifted_why}


def _proof(message: Message, words: Words) -> Proof:
    return Proof(
        who=message.author.name if message.author else "",
        when=words.stamp(message.created_at, words.moment),
        text=snippet(message.body, 240),
        is_hidden=is_abusive(message.body),
        url=reverse("desk:ticket", args=[message.ticket.number]) + f"#m-{message.pk}",
    )


def _about(kind: Kind) -> str:
    return {
        Kind.CALM: pgettext("conduct", "An answer without heat, with words to begin with."),
        Kind.WARNING: pgettext("conduct", "The customer reads what will not go on like this."),
        Kind.LEAD: pgettext("conduct", "A lead becomes responsible for the request."),
        Kind.LIMIT: pgettext("conduct", "Other channels say where to write; it ends by itself."),
        Kind.REFUSAL: pgettext("conduct", "By a rule, with the request closed as refused."),
    }[kind]

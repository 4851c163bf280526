"""The screen of handing over a shift: what is in hand, what is offered to me, what becomes of each (R17)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from otklik.kernel.verbs import Refused
from otklik.people import rights
from otklik.people.models import Person
from otklik.routing import handing, staff
from otklik.routing.models import Duty, Handover, State, Way
from otklik.routing.models.handover import HandoverQuerySet
from otklik.tickets.models import Ticket
from otklik.ui.formats import Stamp, Words
from otklik.ui.shapes import Age, Choice

MOST = 50
OTHERS = "person-"


@dataclass(frozen=True, slots=True)
class InHand:
    """A request to hand over, with what was typed for it; `error` says why it could not be."""

    number: int
    url: str
    subject: str
    customer: str
    since: Age
    promised: str
    ways: tuple[Choice, ...]
    known: str
    todo: str
    error: str


@dataclass(frozen=True, slots=True)
class Offered:
    """A hand-over that nobody has settled: by whom, to whom, until when."""

    pk: int
    number: int
    url: str
    subject: str
    giver: str
    to: str
    note: str
    answer_by: str
    offered: Stamp


def in_hand(
    person: Person,
    reader: Person,
    duties: Sequence[Duty],
    data: Mapping[str, str] | None = None,
    errors: Mapping[int, str] | None = None,
) -> list[InHand]:
    """What the person has to hand over, in the reader's words; `data` is what was typed."""
    words, typed = Words(reader), data or {}
    tickets = list(handing.mine(person).select_related("customer")[:MOST])
    others = _colleagues(person, reader, duties)
    return [_in_hand(ticket, words, others, typed, errors or {}) for ticket in tickets]


def _in_hand(
    ticket: Ticket,
    words: Words,
    others: Sequence[tuple[str, str]],
    typed: Mapping[str, str],
    errors: Mapping[int, str],
) -> InHand:
    number = ticket.number
    chosen = typed.get(f"way-{number}", "")
    options = [("", _("as above")), (Way.LINE.value, _("to the line")), (Way.KEPT.value, _("stays mine")), *others]
    return InHand(
        number=number,
        url=reverse("desk:ticket", args=[number]),
        subject=ticket.subject,
        customer=ticket.customer.name,
        since=Age(words.duration(words.now - ticket.turn_since), int(ticket.turn_since.timestamp())),
        promised=words.sentence(ticket.next_word_by) if ticket.next_word_by else "",
        ways=tuple(Choice(value, text, value == chosen) for value, text in options),
        known=typed.get(f"known-{number}", ""),
        todo=typed.get(f"todo-{number}", ""),
        error=errors.get(number, ""),
    )


def for_all(person: Person, reader: Person, duties: Sequence[Duty], chosen: str = "") -> list[Choice]:
    """What can become of everything at once."""
    options = [("", _("say for each")), (Way.LINE.value, _("to the line")), *_colleagues(person, reader, duties)]
    return [Choice(value, text, value == chosen) for value, text in options]


def _colleagues(person: Person, reader: Person, duties: Sequence[Duty]) -> list[tuple[str, str]]:
    """Who can take it: those on shift first; whoever is away is left out."""
    gone = staff.away()
    doing = {duty.person_id: str(State(duty.state).label) for duty in duties}
    people = Person.objects.visible_to(reader).staff().active().filter(role__rights__contains=[rights.ACCEPT])
    found = [one for one in people.exclude(pk=person.pk).by_name()[:MOST] if one.pk not in gone]
    found.sort(key=lambda one: one.pk not in doing)
    return [
        (f"{OTHERS}{one.pk}", f"{one.name}, {doing[one.pk]}" if one.pk in doing else str(one.name)) for one in found
    ]


def hand_over(person: Person, data: Mapping[str, str], *, by: Person) -> tuple[int, dict[int, str]]:
    """Do what was chosen for each; how many, and why others could not be, by number."""
    done, errors = 0, {}
    for ticket in handing.mine(person)[:MOST]:
        way = data.get(f"way-{ticket.number}") or data.get("all", "")
        if not way:
            continue
        try:
            _hand_over(ticket, way, data, by)
            done += 1
        except Refused as refused:
            errors[ticket.number] = str(refused.said)
    return done, errors


def _hand_over(ticket: Ticket, way: str, data: Mapping[str, str], by: Person) -> Handover:
    to = None
    if way.startswith(OTHERS):
        pk = way.removeprefix(OTHERS)
        to = Person.objects.visible_to(by).staff().active().filter(pk=pk).first() if pk.isdecimal() else None
        way = Way.PERSON.value
    known, todo = (data.get(f"{name}-{ticket.number}", "") for name in ("known", "todo"))
    return handing.hand_over(ticket, way, by=by, to=to, known=known, todo=todo)


def offered_to(person: Person) -> list[Offered]:
    """What the person is asked to take."""
    return _shown(Handover.objects.open().filter(to=person), person)


def waiting(person: Person) -> list[Offered]:
    """What the person has handed over or kept, and nobody has settled."""
    return _shown(Handover.objects.open().filter(giver=person), person)


def unsettled(reader: Person) -> list[Offered]:
    """What anybody was asked to take and has not answered."""
    return _shown(Handover.objects.open().filter(way=Way.PERSON), reader)


def _shown(found: HandoverQuerySet, reader: Person) -> list[Offered]:
    words = Words(reader)
    rows = found.filter(ticket__in=Ticket.objects.visible_to(reader))
    return [
        Offered(
            pk=one.pk,
            number=one.ticket.number,
            url=reverse("desk:ticket", args=[one.ticket.number]),
            subject=one.ticket.subject,
            giver=one.giver.name,
            to=one.to.name if one.to else str(Way(one.way).label),
            note=one.note.body if one.note else "",
            answer_by=words.short(one.answer_by) if one.answer_by else "",
            offered=words.stamp(one.offered_at),
        )
        for one in rows.select_related("ticket", "giver", "to", "note").order_by("offered_at", "pk")[:MOST]
    ]

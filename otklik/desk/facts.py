"""The right column of a request: the customer, who takes part, what it is about, what it is tied to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from otklik.desk import conduct, problems
from otklik.desk.card import Card, card, values
from otklik.desk.goals import Version, versions
from otklik.desk.identity import Confirmed, confirmed
from otklik.desk.points import Question, questions
from otklik.desk.secrets import Protected, protected
from otklik.desk.seen import Seen
from otklik.development import tracking
from otklik.development.tracking import Known
from otklik.people.models import CustomField, Person
from otklik.people.models.customfield import FieldNoun
from otklik.tickets.fields import WORK
from otklik.tickets.kinds import Turn, WaitKind
from otklik.tickets.models import Reminder, Ticket, Wait
from otklik.tickets.models.participant import Part, Participant
from otklik.ui.formats import Words
from otklik.ui.shapes import Face, face

LAST = 5
"""The customer's requests that are one key away (R19)."""

MOST_TIED = 30


@dataclass(frozen=True, slots=True)
class Companion:
    """Somebody who takes part; `leave` is the address by which they are let go."""

    face: Face
    name: str
    role: str
    kind: str = ""
    leave: str = ""
    is_flagged: bool = False


@dataclass(frozen=True, slots=True)
class Other:
    """Another request; `undo` is the address that removes the tie."""

    number: int
    url: str
    subject: str
    turn: str
    status: str
    tie: str = ""
    undo: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """For what the request stands still."""

    title: str
    name: str
    url: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A reminder of the reader's own."""

    text: str
    done: str


@dataclass(frozen=True, slots=True)
class Work:
    """A kind of work (C9); `is_next`: the one key sets it, so that a few presses go round."""

    code: str
    name: str
    is_set: bool
    is_next: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything of the right column."""

    card: Card
    last: tuple[Other, ...]
    people: tuple[Companion, ...]
    standing: Standing | None
    task: Known | None
    category: str
    tags: tuple[str, ...]
    fields: tuple[tuple[str, str], ...]
    has_fields: bool
    tied: tuple[Other, ...]
    identity: Confirmed
    conduct: str
    reminders: tuple[Note, ...]
    secrets: tuple[Protected, ...]
    goals: tuple[Version, ...]
    rating: str
    rating_words: str
    around: problems.Around
    sorting: list[problems.Sorted]
    work: tuple[Work, ...]
    questions: tuple[Question, ...]


def facts(seen: Seen) -> Facts:
    """The right column for one reader, in a fixed number of queries."""
    ticket, words = seen.ticket, seen.words
    fields = list(CustomField.objects.filter(is_active=True))
    rating = getattr(ticket, "rating", None)
    return Facts(
        card=card(ticket, seen.person, words, fields),
        last=tuple(_last(seen)),
        people=tuple(_people(seen)),
        standing=_standing(seen.wait, words) if seen.wait else None,
        task=tracking.of_ticket(ticket, words) if seen.wait and seen.wait.kind == WaitKind.DEVELOPMENT else None,
        category=_path(seen),
        tags=tuple(tag.name for tag in seen.tags),
        fields=tuple(values(fields, FieldNoun.TICKET, ticket.fields, words)),
        has_fields=any(field.noun == FieldNoun.TICKET for field in fields),
        tied=tuple(_tied(seen)),
        conduct=conduct.mark(seen.conduct, words),
        identity=confirmed(getattr(ticket, "proof", None), words),
        reminders=tuple(_reminders(seen)),
        secrets=tuple(protected(seen)),
        goals=tuple(versions(seen)),
        questions=tuple(questions(seen)),
        rating=_("%(score)s of 5") % {"score": rating.score} if rating else "",
        rating_words=rating.comment if rating else "",
        around=seen.around,
        work=tuple(_work(ticket.work_type)) if seen.may.sort else (),
        sorting=problems.sorting(ticket, seen.around) if ticket.is_open and seen.may.sort else [],
    )


def _work(work_type: str) -> Iterator[Work]:
    codes = list(WORK)
    following = codes[(codes.index(work_type) + 1) % len(codes)] if work_type in codes else codes[0]
    for code, name in WORK.items():
        yield Work(code, str(name), code == work_type, code == following)


def _last(seen: Seen) -> Iterator[Other]:
    theirs = Ticket.objects.visible_to(seen.person).filter(customer=seen.ticket.customer).exclude(pk=seen.ticket.pk)
    for one in theirs.select_related("status").newest_first()[:LAST]:
        yield _other(one)


def _people(seen: Seen) -> Iterator[Companion]:
    ticket, reader = seen.ticket, seen.person
    if ticket.responsible is not None:
        name = _name(ticket.responsible, reader)
        yield Companion(face(ticket.responsible), name, pgettext("takes part", "responsible"), "us")
    if ticket.created_by_id != ticket.customer_id:
        yield Companion(
            face(ticket.created_by), _name(ticket.created_by, reader), pgettext("takes part", "wrote it down")
        )
    for one in seen.participants:
        if one.person_id not in (ticket.responsible_id, ticket.customer_id):
            yield _companion(seen, one)
    if ticket.nominee is not None and ticket.responsible is None:
        yield Companion(face(ticket.nominee), _name(ticket.nominee, reader), pgettext("takes part", "would do best"))


def _companion(seen: Seen, one: Participant) -> Companion:
    watches = pgettext("takes part", "watches") if one.follows else pgettext("takes part", "takes part")
    role = {
        Part.CUSTOMER: pgettext("takes part", "on the customer’s side"),
        Part.DEVELOPER: pgettext("takes part", "developer"),
    }.get(Part(one.part), watches)
    may_let_go = one.person_id == seen.person.pk or seen.may.move
    leave = reverse("desk:departure", args=[seen.ticket.number, one.person_id]) if may_let_go else ""
    return Companion(face(one.person), _name(one.person, seen.person), role, "", leave, one.is_flagged)


def _name(person: Person, reader: Person) -> str:
    return pgettext("instead of one’s own name", "You") if person.pk == reader.pk else person.name


def _standing(wait: Wait, words: Words) -> Standing:
    until = words.sentence(wait.until) if wait.until else ""
    if wait.kind == WaitKind.DEVELOPMENT:
        due = _("Due %(time)s") % {"time": until} if until else _("The date is being found out")
        url = wait.url if wait.url.startswith(("https://", "http://")) else ""
        return Standing(_("Task of development"), wait.key, url, tuple(part for part in (due, wait.what) if part))
    if wait.kind == WaitKind.OTHER:
        again = _("We ask again %(time)s") % {"time": until}
        return Standing(_("Waiting for others"), wait.whom, "", (wait.what, again))
    agreed = (_("The customer agreed to wait"),) if wait.agreed_at else ()
    title = pgettext("state of a request", "Postponed")
    return Standing(title, _("Until %(time)s") % {"time": until}, "", (wait.what, *agreed))


def _path(seen: Seen) -> str:
    category = seen.ticket.category
    return str(category.name) if category else ""


def _tied(seen: Seen) -> Iterator[Other]:
    """Linked, merged, child and continued requests that the reader may see, in one query."""
    ticket = seen.ticket
    found = Ticket.objects.visible_to(seen.person).tied_to(ticket)
    for one in found.select_related("status").newest_first()[:MOST_TIED]:
        tie = _tie(ticket, one)
        undo = "" if tie or not seen.may.sort else reverse("desk:unlink", args=[ticket.number, one.number])
        yield _other(one, tie, undo)


def _tie(ticket: Ticket, one: Ticket) -> str:
    ties = (
        (one.pk == ticket.parent_id, pgettext("another request", "asked from it")),
        (one.pk == ticket.continues_id, pgettext("another request", "continued here")),
        (one.pk == ticket.merged_into_id, pgettext("another request", "this one was merged into it")),
        (one.parent_id == ticket.pk, pgettext("another request", "asked of a department")),
        (one.merged_into_id == ticket.pk, pgettext("another request", "merged into this one")),
        (one.continues_id == ticket.pk, pgettext("another request", "continues this one")),
    )
    return next((said for holds, said in ties if holds), "")


def _other(one: Ticket, tie: str = "", undo: str = "") -> Other:
    turn = one.turn if one.is_open else Turn.NOBODY
    url = reverse("desk:ticket", args=[one.number])
    return Other(one.number, url, one.subject, turn, str(one.status.name), tie, undo)


def _reminders(seen: Seen) -> Iterator[Note]:
    mine = Reminder.objects.filter(person=seen.person, ticket=seen.ticket, done_at__isnull=True).order_by("at")
    for one in mine[:10]:
        when = seen.words.sentence(one.at)
        text = _("%(when)s: %(text)s") % {"when": when, "text": one.text} if one.text else when
        yield Note(text, reverse("desk:reminder", args=[seen.ticket.number, one.pk]))

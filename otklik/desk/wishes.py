"""The register of wishes as the desk shows it: by key, in a fixed number of queries (R14)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count
from django.urls import reverse

from otklik.desk import problems
from otklik.kernel import keyset
from otklik.kernel.models import Event
from otklik.people.models import Person
from otklik.problems.models import Say
from otklik.tickets import sentences
from otklik.ui.formats import Stamp, Words
from otklik.wishes import reviewing
from otklik.wishes.models import Asking, Decision, Review, State, Wish

SIZE, MOST, MOST_SHOWN = 50, 200, 50


@dataclass(frozen=True, slots=True)
class Row:
    """A wish in the list."""

    number: int
    title: str
    url: str
    state: str
    people: int
    companies: int
    owner: str
    when: Stamp


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of wishes, and the cursors of its neighbours ("": there are none)."""

    rows: tuple[Row, ...]
    newer: str
    older: str


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody who asks; `leave` takes their request out ("": the reader may not)."""

    name: str
    company: str
    number: int
    subject: str
    url: str
    reason: str
    when: Stamp
    leave: str


def listed(person: Person, *, state: str = "open", cursor: str = "") -> Listed:
    """Wishes as a list by key, the newest first."""
    words = Words(person)
    found = Wish.objects.visible_to(person).standing()
    if state == "open":
        found = found.open()
    elif state in State.values:
        found = found.filter(state=state)
    rows = found.select_related("owner")
    page = keyset.page(rows, order=["-recorded_at"], size=SIZE, cursor=cursor, view=f"wishes-{state}")
    counts = counted([one.pk for one in page.rows], person)
    shown = tuple(_row(one, words, *counts.get(one.pk, (0, 0))) for one in page.rows)
    return Listed(shown, page.previous or "", page.next or "")


@dataclass(frozen=True, slots=True)
class Changed:
    """A wish of a month's list."""

    number: int
    title: str
    url: str
    state: str
    owner: str
    said: str


def changed(review: Review) -> list[Changed]:
    """What happened in a month, those with most askers first."""
    return [
        Changed(
            number=one.wish.pk,
            title=one.wish.title,
            url=reverse("desk:wish", args=[one.wish.pk]),
            state=str(State(one.wish.state).label),
            owner=one.wish.owner.name if one.wish.owner else "",
            said=reviewing.said(one),
        )
        for one in reviewing.changes(review)
    ]


def counted(wishes: list[int], person: Person) -> dict[int, tuple[int, int]]:
    """How many different people and companies ask for each."""
    standing = Asking.objects.visible_to(person).standing().filter(wish__in=wishes).order_by()
    people, companies = Count("person", distinct=True), Count("organization", distinct=True)
    rows = standing.values("wish").annotate(people=people, companies=companies)
    return {wish: (few, many) for wish, few, many in rows.values_list("wish", "people", "companies")}


def askers(wish: Wish, person: Person, *, may_leave: bool) -> list[Asker]:
    """Who asks and why, the newest first."""
    words = Words(person)
    rows = Asking.objects.visible_to(person).standing().filter(wish=wish).select_related("person", "organization")
    return [_asker(one, words, may_leave=may_leave) for one in rows.select_related("ticket").order_by("-at")[:MOST]]


def told(wish: Wish, person: Person) -> list[problems.Said]:
    """What was written to its askers, the newest first."""
    says = Decision.objects.filter(wish=wish, say__isnull=False).values("say")
    rows = Say.objects.filter(pk__in=says).select_related("by").prefetch_related("texts").order_by("-at")[:10]
    words = Words(person)
    return [problems.told(one, person, words) for one in rows]


def history(wish: Wish, person: Person) -> list[tuple[Stamp, str, str]]:
    """What happened to it, the newest first; a decision says what it was."""
    words = Words(person)
    events = list(Event.objects.filter(noun="wish", noun_id=wish.pk).order_by("-pk")[:MOST_SHOWN])
    said = sentences.read(events, words)
    return [(words.stamp(one.at, words.moment), _sentence(one, said[one.pk].text), said[one.pk].icon) for one in events]


def _sentence(event: Event, text: str) -> str:
    state = event.data.get("decision", "")
    return f"{text}: {State(state).label}" if state in State.values else text


def _row(one: Wish, words: Words, people: int, companies: int) -> Row:
    return Row(
        number=one.pk,
        title=one.title,
        url=reverse("desk:wish", args=[one.pk]),
        state=str(State(one.state).label),
        people=people,
        companies=companies,
        owner=one.owner.name if one.owner else "",
        when=words.stamp(one.recorded_at),
    )


def _asker(one: Asking, words: Words, *, may_leave: bool) -> Asker:
    return Asker(
        name=one.person.name,
        company=one.organization.name if one.organization else "",
        number=one.ticket.number,
        subject=one.ticket.subject,
        url=reverse("desk:ticket", args=[one.ticket.number]),
        reason=one.reason,
        when=words.stamp(one.at),
        leave=reverse("desk:wish-departure", args=[one.wish_id, one.pk]) if may_leave else "",
    )

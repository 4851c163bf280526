"""The list of problems, by key and in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count
from django.urls import reverse

from otklik.desk import problems
from otklik.kernel import keyset
from otklik.people.models import Person
from otklik.problems.models import Joining, Problem, State
from otklik.ui.formats import Stamp, Words

SIZE = 50


@dataclass(frozen=True, slots=True)
class Row:
    """A problem in the list."""

    number: int
    title: str
    url: str
    state: str
    is_open: bool
    severity: str
    owner: str
    tickets: int
    when: Stamp


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of problems, and the cursors of its neighbours ("": there are none)."""

    rows: tuple[Row, ...]
    newer: str
    older: str


def listed(person: Person, *, state: str = "open", mine: bool = False, cursor: str = "") -> Listed:
    """Problems as a list by key, the newest first."""
    words = Words(person)
    found = Problem.objects.visible_to(person)
    if state == "open":
        found = found.open()
    elif state in State.values:
        found = found.filter(state=state)
    if mine:
        found = found.filter(owner=person)
    view = f"problems-{state}-{mine}"
    page = keyset.page(found.select_related("owner"), order=["-founded_at"], size=SIZE, cursor=cursor, view=view)
    inside = Joining.objects.standing().filter(problem__in=[one.pk for one in page.rows]).order_by()
    sizes = dict(inside.values_list("problem").annotate(Count("pk")))
    rows = tuple(_row(one, words, sizes.get(one.pk, 0)) for one in page.rows)
    return Listed(rows, page.previous or "", page.next or "")


def _row(one: Problem, words: Words, size: int) -> Row:
    return Row(
        number=one.number,
        title=one.title,
        url=reverse("desk:problem", args=[one.pk]),
        state=str(State(one.state).label),
        is_open=one.is_open,
        severity=problems.severity(one.severity) if one.severity else "",
        owner=one.owner.name if one.owner else "",
        tickets=size,
        when=words.stamp(one.founded_at),
    )

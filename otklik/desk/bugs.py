"""The board of the bug day, in a reader's words (C8)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from otklik.development import bugday, tracking
from otklik.development.models import Task
from otklik.development.models.task import TaskQuerySet
from otklik.people.models import Person
from otklik.ui.formats import Words


@dataclass(frozen=True, slots=True)
class Card:
    """A bug on the board; `is_mine` when the reader has it."""

    pk: int
    title: str
    key: str
    url: str
    people: str
    facts: tuple[str, ...]
    stops: str
    undated: str
    number: int | None
    who: str
    is_mine: bool
    is_taken: bool
    may_date: bool


@dataclass(frozen=True, slots=True)
class Board:
    """What stops work, what waits for the day, what was repaired today."""

    critical: list[Card]
    waiting: list[Card]
    repaired: list[Card]
    day: str
    is_today: bool
    announcement: str


def board(person: Person, words: Words) -> Board:
    """The whole board; at most a hundred bugs of each kind, in a fixed number of queries."""
    repaired = list(_with_names(bugday.repaired(person)))
    today = bugday.today()
    day = today if bugday.is_today() else bugday.next_day(today)
    return Board(
        critical=[_card(one, person, words) for one in _with_names(bugday.critical(person))],
        waiting=[_card(one, person, words) for one in _with_names(bugday.waiting(person))],
        repaired=[_card(one, person, words) for one in repaired],
        day=words.day(day),
        is_today=bugday.is_today(),
        announcement=bugday.announcement(repaired),
    )


def _with_names(tasks: TaskQuerySet) -> Iterable[Task]:
    return tasks.select_related("taken_by", "done_by").prefetch_related("stops")[: bugday.MOST]


def _card(task: Task, person: Person, words: Words) -> Card:
    count = getattr(task, "people", 0)
    who = task.done_by or task.taken_by
    stop = next((one for one in task.stops.all() if one.ended_at is None), None)
    return Card(
        pk=task.pk,
        title=task.title or task.key or "—",
        key=task.key,
        url=task.url if task.url.startswith(("https://", "http://")) else "",
        people=ngettext("%(count)s person", "%(count)s people", count) % {"count": count},
        facts=tuple(_facts(task, words)),
        stops=f"{stop.whom}: {stop.what}" if stop else "",
        undated=tracking.undated(task, words) if task.date_late_since else "",
        number=getattr(task, "number", None),
        who=who.name if who else "",
        is_mine=task.taken_by_id == person.pk,
        is_taken=task.taken_by_id is not None,
        may_date=task.tracker_id is None and task.due is None,
    )


def _facts(task: Task, words: Words) -> Iterable[str]:
    if task.status:
        yield task.status
    if task.assignee:
        yield task.assignee
    if task.due:
        yield _("due %(day)s") % {"day": words.day(task.due)}
    if task.date_by:
        yield tracking.undated(task, words)
    if task.tracker_id and not task.key:
        yield _("The task is being made")

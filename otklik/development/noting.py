"""What a tracker shows becomes what requests know: key, date, release, developers' words (R5, L1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext as _

from otklik.development import dating
from otklik.development.models import Concern, DueMove, Remark, Task
from otklik.development.trackers import Comment, Found
from otklik.kernel import clock, events
from otklik.kernel.events import Event
from otklik.kernel.inserting import insert_once
from otklik.kernel.verbs import verb
from otklik.people import company
from otklik.people.models import Person
from otklik.tickets import drafting
from otklik.tickets.models import Ticket

EVENING = time(18)
"""When a due day ends, in the company's zone."""


def until(due: date | None) -> datetime | None:
    """The end of a due day."""
    zone = ZoneInfo(str(company.TIME_ZONE.value))
    return datetime.combine(due, EVENING, zone) if due else None


@verb
def name(task: Task, *, key: str, url: str) -> list[Concern]:
    """The task was made: it and its requests have its key. Returns what is to be linked."""
    concerns = _locked(task)
    task.key, task.url = key, url
    task.save(update_fields=["key", "url"])
    for concern in concerns:
        concern.ticket.name_task(key=key, url=url)
    return concerns


@verb
def note(task: Task, found: Found) -> bool:
    """Take over what the tracker shows, unless something newer is known; whether reading goes on (R5)."""
    concerns = _locked(task)
    task.read_at = clock.now()
    is_first = task.changed_at is None
    if task.changed_at is None or found.changed_at >= task.changed_at:
        task.title, task.status, task.assignee = found.title or task.title, found.status, found.assignee
        task.fix_version, task.changed_at = found.fix_version, found.changed_at
        _note_due(task, found.due or task.bug_day, concerns)
        _hear(task, found.comments, [] if is_first else concerns)
        _note_status(task, concerns)
    dating.weigh(task)
    task.save()
    return task.released_at is None or any(concern.ticket.is_open for concern in concerns)


@verb
def set_due(task: Task, due: date | None) -> None:
    """A person, or the bug day, names the date."""
    concerns = _locked(task)
    _note_due(task, due, concerns)
    dating.weigh(task)
    task.save(update_fields=["due", *dating.FIELDS])


@verb
def release(task: Task) -> None:
    """The work is released: every request that waited for it is woken, with a suggested answer."""
    _release(task, _locked(task))
    dating.weigh(task)
    task.save(update_fields=["released_at", *dating.FIELDS])


def suggest(event: Event) -> None:
    """Somebody took a request whose development is released: the suggested answer is their draft now."""
    waiting = Concern.objects.filter(ticket=event.ticket_id, ended_at__isnull=True, suggested_at__isnull=True)
    for concern in waiting.exclude(released_at=None).select_related("task", "ticket__responsible"):
        _suggest(concern)


def draft(ticket: Ticket, person: Person, body: str) -> bool:
    """Leave a draft for the person, never over what they write already."""
    if "reply" in drafting.kept(person, ticket):
        return False
    drafting.keep(person, ticket, "reply", body)
    return True


def _locked(task: Task) -> list[Concern]:
    """Requests first, in the order of their ids, then the task; as they stand now (F13)."""
    pks = list(task.concerns.filter(ended_at__isnull=True).values_list("ticket", flat=True))
    tickets = {
        ticket.pk: ticket
        for ticket in Ticket.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=pks).order_by("pk")
    }
    locked = Task.objects.select_for_update(of=("self",)).select_related("tracker").get(pk=task.pk)
    for field in Task._meta.concrete_fields:
        setattr(task, field.attname, getattr(locked, field.attname))
    concerns = list(task.concerns.filter(ticket__in=tickets, ended_at__isnull=True).order_by("ticket_id"))
    for concern in concerns:
        concern.ticket, concern.task = tickets[concern.ticket_id], task
    return concerns


def _note_due(task: Task, due: date | None, concerns: Sequence[Concern]) -> None:
    if due == task.due:
        return
    was, task.due = task.due, due
    DueMove.objects.create(task=task, was=was, due=due, at=clock.now())
    events.record(
        "task.due_moved",
        by=None,
        noun=task,
        was=was.isoformat() if was else None,
        due=due.isoformat() if due else None,
    )
    for concern in concerns:
        concern.ticket.move_due(until(due))


def _note_status(task: Task, concerns: Sequence[Concern]) -> None:
    tracker = task.tracker
    if tracker is None:
        return
    is_released = tracker.means_released(task.status)
    if is_released and task.released_at is None:
        _release(task, concerns)
    elif not is_released:
        task.released_at = None


def _release(task: Task, concerns: Sequence[Concern]) -> None:
    task.released_at = clock.now()
    events.record("task.released", by=None, noun=task)
    for concern in concerns:
        if concern.ticket.release():
            concern.released_at, concern.suggested_at = clock.now(), None
            concern.save(update_fields=["released_at", "suggested_at"])
            _suggest(concern)


def _suggest(concern: Concern) -> None:
    ticket, task = concern.ticket, concern.task
    if ticket.responsible is None:
        return
    with translation.override(ticket.language or str(company.LANGUAGE.value)):
        if task.fix_version:
            body = _("It is repaired and released in version %(version)s. Please check whether all is well now.") % {
                "version": task.fix_version
            }
        else:
            body = _("It is repaired and released. Please check whether all is well now.")
    draft(ticket, ticket.responsible, body)
    Concern.objects.filter(pk=concern.pk).update(suggested_at=clock.now())


def _hear(task: Task, comments: Sequence[Comment], concerns: Sequence[Concern]) -> None:
    """What developers wrote since becomes notes; the first reading, for nobody, remembers what stood there before.

    What bears our mark is left to the errand that wrote it: it may be read before that has been told its id.
    """
    for comment in comments:
        if comment.is_ours:
            continue
        if not insert_once(Remark(task=task, remote=comment.remote, at=clock.now())) or not comment.text:
            continue
        for concern in concerns:
            if concern.ticket.is_open:
                concern.ticket.hear_development(f"{task.key} · {comment.author}:\n{comment.text}")

"""A request goes to development, and words go with it (L1, R5, C8)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from otklik.development import bugday, dating, errands, noting, trackers
from otklik.development.models import Concern, Errand, Task, Tracker
from otklik.kernel import clock, events
from otklik.kernel.verbs import Refused, verb
from otklik.people import rights
from otklik.people.models import Person
from otklik.tickets.models import Category, Message, Ticket
from otklik.tickets.models.participant import Part


@dataclass(frozen=True)
class Bug:
    """What is passed on. With a tracker and no key the task is made there; without a tracker the key is all.

    `whom` and `stops` say whose work stands still, and which: then it is critical (C8).
    """

    tracker: Tracker | None = None
    key: str = ""
    url: str = ""
    title: str = ""
    text: str = ""
    due: date | None = None
    whom: str = ""
    stops: str = ""
    points: tuple[int, ...] | None = None
    """Which of several questions go (R7); all that are open by default."""


@verb
def pass_on(ticket: Ticket, bug: Bug, *, by: Person) -> Task:
    """Into development: with the key of a task, or one is made (R5). Not critical, it waits for the bug day (C8)."""
    ticket.locked()
    rights.require(by, rights.MOVE)
    if bool(bug.whom.strip()) != bool(bug.stops.strip()):
        raise Refused("bug.half", _("Say both: whose work stands still, and which."), name="stops")
    task = _task(ticket, bug, by)
    _concern(task, ticket, by)
    if bug.whom.strip():
        bugday.mark_critical(task, whom=bug.whom, what=bug.stops, by=by)
    due = bug.due or task.due or (None if task.is_critical else bugday.next_day())
    if not task.is_critical and bug.due is None and task.bug_day is None and task.due is None:
        task.bug_day = due
        task.save(update_fields=["bug_day"])
    if due != task.due:
        noting.set_due(task, due)
    elif due is None:
        dating.keep(task)
    wait = ticket.running_wait()
    goes_on = wait is not None and wait.key == task.key and bool(task.key) and ticket.kind == "in_development"
    if not goes_on or ticket.points:
        ticket.develop(
            key=task.key,
            url=task.url,
            what=task.title,
            due=noting.until(task.due),
            by=by,
            is_wanted=not task.key,
            points=bug.points,
        )
    if task.tracker is not None and task.key:
        errands.ask(task, Errand.What.LINK, ticket=ticket)
        errands.read_soon(task)
    _bring_in(ticket, by)
    return task


@verb
def comment(ticket: Ticket, text: str, *, by: Person) -> Message:
    """Write to developers below the task; here it is a note, so that colleagues read it too."""
    rights.require(by, rights.NOTE)
    concern = Concern.objects.filter(ticket=ticket, ended_at__isnull=True).select_related("task__tracker").first()
    if concern is None or concern.task.tracker is None:
        raise Refused("task.none", _("This request has no task in a tracker."))
    message = ticket.note(by=by, body=text)
    errands.ask(concern.task, Errand.What.COMMENT, message=message)
    return message


def _bring_in(ticket: Ticket, by: Person) -> None:
    """The developer whom the category names, or the nearest one above it, takes part from now on (R5)."""
    if ticket.category is None or not by.may(rights.NOTE):
        return
    above = [int(one) for one in ticket.category.path.strip("/").split("/")]
    named = Category.objects.filter(pk__in=above, developer__is_active=True).select_related("developer__role")
    nearest = max(named, key=lambda one: len(one.path), default=None)
    developer = nearest.developer if nearest else None
    if developer is None or not developer.is_staff_member:
        return
    if not ticket.participants.filter(person=developer, left_at__isnull=True).exists():
        ticket.invite(developer, by=by, part=Part.DEVELOPER)


def _task(ticket: Ticket, bug: Bug, by: Person) -> Task:
    key, url = bug.key.strip(), bug.url
    if not key and bug.tracker is None:
        raise Refused("bug.key", _("Give the key of the development task."), name="key")
    if not key:
        return _wanted(ticket, bug, by)
    if bug.tracker is not None:
        client = trackers.client(bug.tracker)
        key = client.key_of(key)
        if not key:
            like = "MAIL-318" if bug.tracker.is_jira else "#42"
            raise Refused("bug.key", _("A key looks like %(key)s.") % {"key": like}, name="key")
        url = url or client.address_of(key)
    known = {"url": url, "title": bug.title, "text": bug.text, "created_by": by, "created_at": clock.now()}
    task, is_new = Task.objects.get_or_create(tracker=bug.tracker, key=key, defaults=known)
    if is_new:
        events.record("task.known", by=by, noun=task, ticket_id=ticket.pk, tracker=task.tracker_id)
    return task


def _wanted(ticket: Ticket, bug: Bug, by: Person) -> Task:
    task = Task.objects.create(
        tracker=bug.tracker,
        title=bug.title.strip() or ticket.subject,
        text=bug.text,
        mark=f"otklik-{secrets.token_hex(8)}",
        created_by=by,
        created_at=clock.now(),
    )
    events.record("task.known", by=by, noun=task, ticket_id=ticket.pk, tracker=task.tracker_id)
    errands.ask(task, Errand.What.CREATE)
    return task


def _concern(task: Task, ticket: Ticket, by: Person) -> None:
    """The request is about this task now, and about no other."""
    others = Concern.objects.filter(ticket=ticket, ended_at__isnull=True).exclude(task=task)
    others.update(ended_at=clock.now())
    Concern.objects.get_or_create(task=task, ticket=ticket, ended_at=None, defaults={"by": by, "at": clock.now()})

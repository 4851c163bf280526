"""*Пятница — день багов*: critical ones now, the rest on one day, by how many people they touch (C8)."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from otklik.development import dating, noting, options
from otklik.development.models import Concern, Stop, Task
from otklik.development.models.task import TaskQuerySet
from otklik.kernel import clock, events
from otklik.kernel.verbs import Refused, Stale, verb
from otklik.people import company, rights
from otklik.people.models import Person

MOST = 100
"""Tasks on the board."""


def today() -> date:
    """The company's day."""
    return clock.now().astimezone(ZoneInfo(str(company.TIME_ZONE.value))).date()


def next_day(after: date | None = None) -> date:
    """The bug day that follows; on a bug day itself the one of the next week."""
    return following(after or today(), int(options.BUG_DAY.value))


def following(day: date, weekday: int) -> date:
    """The first such weekday (0 is Monday) after the day."""
    return day + timedelta(days=(weekday - day.weekday() - 1) % 7 + 1)


def is_today() -> bool:
    """Whether it is a bug day."""
    return today().weekday() == int(options.BUG_DAY.value)


def may_work(person: Person) -> bool:
    """Who takes bugs and says that they are repaired."""
    return person.may(rights.MOVE) or person.may(rights.SEE_DEVELOPMENT)


@verb
def mark_critical(task: Task, *, whom: str, what: str, by: Person) -> None:
    """It stops somebody's important work right now, even one person's (C8): it waits for no day."""
    _require(by)
    if not whom.strip() or not what.strip():
        raise Refused("bug.half", _("Say both: whose work stands still, and which."), name="what")
    Task.objects.select_for_update(of=("self",)).get(pk=task.pk)
    Stop.objects.filter(task=task, ended_at__isnull=True).update(ended_at=clock.now(), ended_by=by)
    Stop.objects.create(task=task, whom=whom.strip(), what=what.strip(), by=by, at=clock.now())
    waited = task.bug_day is not None and task.due == task.bug_day
    task.is_critical, task.bug_day = True, None
    task.save(update_fields=["is_critical", "bug_day"])
    events.record("task.critical", by=by, noun=task)
    if waited:
        noting.set_due(task, None)


@verb
def calm(task: Task, *, by: Person) -> None:
    """It stops nobody any more: it waits for the next bug day, unless it has a date."""
    _require(by)
    if not Task.objects.filter(pk=task.pk, is_critical=True).update(is_critical=False):
        raise Stale("bug.calm", _("Somebody was faster."))
    Stop.objects.filter(task=task, ended_at__isnull=True).update(ended_at=clock.now(), ended_by=by)
    events.record("task.not_critical", by=by, noun=task)
    task.refresh_from_db()
    if task.due is None:
        task.bug_day = next_day()
        task.save(update_fields=["bug_day"])
        noting.set_due(task, task.bug_day)


@verb
def take(task: Task, *, by: Person) -> None:
    """I repair it. Of two at once one wins."""
    _require(by)
    free = Task.objects.open().filter(pk=task.pk, taken_by__isnull=True)
    if not free.update(taken_by=by, taken_at=clock.now()):
        task.refresh_from_db()
        name = task.taken_by.name if task.taken_by else ""
        said = _("Already with %(name)s.") % {"name": name} if name else _("It is repaired already.")
        raise Stale("bug.taken", said)
    events.record("task.taken", by=by, noun=task)


@verb
def leave(task: Task, *, by: Person) -> None:
    """Not mine after all: whoever has it, or a lead, gives it back."""
    known = Task.objects.filter(pk=task.pk, taken_by__isnull=False, done_at__isnull=True)
    mine = known if by.may(rights.ASSIGN_OTHERS) else known.filter(taken_by=by)
    if not mine.update(taken_by=None, taken_at=None):
        raise Stale("bug.left", _("It is not in your hands."))
    events.record("task.left", by=by, noun=task)


@verb
def finish(task: Task, *, by: Person) -> None:
    """Repaired. Where no tracker says when it is released, that is now: its requests wake."""
    _require(by)
    changed = {"done_by": by, "done_at": clock.now()}
    if not Task.objects.filter(pk=task.pk, done_at__isnull=True).update(**changed):
        raise Stale("bug.done", _("It is repaired already."))
    Task.objects.filter(pk=task.pk, taken_by__isnull=True).update(taken_by=by, taken_at=clock.now())
    events.record("task.done", by=by, noun=task)
    if task.tracker_id is None:
        noting.release(task)
    _weigh(task)


@verb
def reopen(task: Task, *, by: Person) -> None:
    """Not repaired after all: it waits again."""
    _require(by)
    done = Task.objects.filter(pk=task.pk, done_at__isnull=False)
    done.filter(tracker__isnull=True).update(released_at=None)
    if not done.update(done_by=None, done_at=None):
        raise Stale("bug.open", _("Somebody was faster."))
    events.record("task.reopened", by=by, noun=task)
    _weigh(task)


@verb
def name_date(task: Task, due: date, *, by: Person) -> None:
    """A date for a task that no tracker dates; every move is kept, and owes an answer (R5)."""
    _require(by)
    if task.tracker_id is not None:
        raise Refused("bug.date", _("The tracker names the date of this task."), name="due")
    if due < today():
        raise Refused("bug.date", _("This day is over."), name="due")
    Task.objects.filter(pk=task.pk).update(bug_day=None)
    noting.set_due(task, due)


def critical(person: Person) -> TaskQuerySet:
    """What stops work now, by people."""
    return Task.objects.visible_to(person).open().filter(is_critical=True).by_people()


def waiting(person: Person) -> TaskQuerySet:
    """What gathers for the bug day, by people."""
    return Task.objects.visible_to(person).open().filter(is_critical=False).by_people()


def repaired(person: Person, day: date | None = None) -> TaskQuerySet:
    """What was repaired on a day of the company, by people."""
    start = noting.until(day or today())
    assert start is not None
    start = start.replace(hour=0)
    done = Task.objects.visible_to(person).filter(done_at__gte=start, done_at__lt=start + timedelta(days=1))
    return done.by_people()


def announcement(tasks: list[Task]) -> str:
    """*Что исправлено сегодня*: a text that somebody reads, changes and sends."""
    if not tasks:
        return ""
    lines = [_("Repaired today:"), *(f"— {task.title or task.key}" for task in tasks)]
    people = sum(getattr(task, "people", 0) for task in tasks)
    if people:
        said = ngettext("It helps %(count)s person who wrote.", "It helps %(count)s people who wrote.", people)
        lines.append(said % {"count": people})
    return "\n".join([*lines, _("Thank you to everybody who told us.")])


@verb
def thank(*, by: Person) -> int:
    """Leave a draft of thanks in every open request of today's repaired bugs, once; a person sends it. How many."""
    rights.require(by, rights.REPLY)
    concerns = Concern.objects.filter(task__in=repaired(by).values("pk"), ended_at__isnull=True, thanked_at=None)
    made = 0
    for concern in concerns.select_related("task", "ticket__responsible").order_by("ticket_id")[:MOST]:
        ticket = concern.ticket
        if not ticket.is_open:
            continue
        with translation.override(ticket.language or str(company.LANGUAGE.value)):
            body = _("It is repaired: %(title)s. Thank you for telling us; please check whether all is well now.")
            made += noting.draft(
                ticket, ticket.responsible or by, body % {"title": concern.task.title or ticket.subject}
            )
        Concern.objects.filter(pk=concern.pk).update(thanked_at=clock.now())
    first = repaired(by).first()
    if first is not None and made:
        events.record("task.thanked", by=by, noun=first, drafts=made)
    return made


def _weigh(task: Task) -> None:
    """Whether its date is waited for."""
    dating.keep(Task.objects.select_for_update(of=("self",)).get(pk=task.pk))


def _require(by: Person) -> None:
    if not may_work(by):
        rights.require(by, rights.MOVE)

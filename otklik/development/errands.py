"""What is to be done in trackers: tried until done, with growing pauses; whatever fails says so, with its age (L1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import F
from django.urls import NoReverseMatch, reverse

from otklik.development import noting, options, trackers
from otklik.development.models import Errand, Remark, Task, Tracker
from otklik.development.trackers import Client, Wanted
from otklik.kernel import clock
from otklik.kernel.events import Event
from otklik.kernel.inserting import insert_once
from otklik.kernel.jobs import later
from otklik.kernel.remote import Trouble
from otklik.kernel.verbs import Refused, verb
from otklik.people import rights
from otklik.people.models import Person
from otklik.tickets.models import Message, Ticket

LEASE = timedelta(minutes=2)
"""How long a try may take; a worker that died meanwhile is followed by another one."""
PAUSES = tuple(timedelta(seconds=seconds) for seconds in (10, 60, 300, 900, 3600))
"""After a failure; the last one repeats."""
HOPELESS = ("refused", "missing", "project", "issue_type")
"""Asking again changes nothing: a person decides."""
MOST = 50

What = Errand.What


@verb
def ask(task: Task, what: str, *, ticket: Ticket | None = None, message: Message | None = None) -> Errand:
    """Let something be done in the task's tracker, soon; a link that is wanted twice is one."""
    now = clock.now()
    errand = Errand(task=task, what=what, ticket=ticket, message=message, created_at=now, due_at=now)
    if not insert_once(errand):
        return Errand.objects.get(task=task, what=what, ticket=ticket)
    _soon(errand)
    return errand


@verb
def read_soon(task: Task) -> None:
    """Read the task now, and from now on again and again."""
    errand, _ = Errand.objects.get_or_create(task=task, what=What.READ, defaults={"created_at": clock.now()})
    Errand.objects.filter(pk=errand.pk).update(due_at=clock.now())
    _soon(errand)


@verb
def try_again(errand: Errand, *, by: Person) -> None:
    """A person has mended something."""
    rights.require(by, rights.MOVE)
    if errand.done_at is not None:
        raise Refused("errand.done", "")
    Errand.objects.filter(pk=errand.pk).update(due_at=clock.now())
    _soon(errand)


@verb
def wake(tracker: Tracker) -> None:
    """The settings of a tracker have changed: whatever failed is tried at once."""
    Tracker.objects.filter(pk=tracker.pk).update(rests_until=None)
    failing = Errand.objects.filter(task__tracker=tracker, failing_since__isnull=False, done_at__isnull=True)
    failing.update(due_at=clock.now())


def follow_change(event: Event) -> None:
    """Somebody has mended the settings of a tracker."""
    wake(Tracker.objects.get(pk=event.noun_id))


def run_due() -> int:
    """Do what is due; how many were tried. One pass asks at most fifty times."""
    due = Errand.objects.filter(due_at__lte=clock.now()).order_by("due_at").values_list("pk", flat=True)[:MOST]
    return sum(run(pk) for pk in list(due))


def run(pk: int) -> bool:
    """Try one errand, if it is due; whether it was tried."""
    errand = _leased(pk)
    if errand is None or errand.task.tracker is None:
        return False
    tracker = errand.task.tracker
    try:
        _DEEDS[What(errand.what)](trackers.client(tracker), errand)
    except Trouble as trouble:
        _failed(errand, tracker, trouble)
    else:
        tracker.answered()
    return True


@verb
def _leased(pk: int) -> Errand | None:
    """Take it for a while, unless another worker has it, its tracker rests, or its task has no key yet."""
    now = clock.now()
    rows = Errand.objects.select_for_update(of=("self",), skip_locked=True).select_related("task__tracker")
    errand = rows.filter(pk=pk, due_at__lte=now).first()
    if errand is None:
        return None
    put_off = _put_off(errand, now)
    Errand.objects.filter(pk=pk).update(
        due_at=put_off or now + LEASE, attempts=F("attempts") if put_off else F("attempts") + 1
    )
    errand.attempts += 1
    return None if put_off else errand


def _put_off(errand: Errand, now: datetime) -> datetime | None:
    tracker = errand.task.tracker
    if tracker is None or not tracker.is_active:
        return now + PAUSES[-1]
    if tracker.rests_until and tracker.rests_until > now:
        return tracker.rests_until
    return now + PAUSES[1] if not errand.task.key and errand.what != What.CREATE else None


def _create(client: Client, errand: Errand) -> None:
    """A second try looks first whether the former one made it: its answer may have been lost."""
    task = errand.task
    key = client.find(task.mark) if errand.attempts > 1 else ""
    if not key:
        key = client.create(Wanted(title=task.title, text=_told(task), mark=task.mark, due=task.due))
    _finish(errand, lambda: _named(task, key, client.address_of(key)))


@verb
def _named(task: Task, key: str, url: str) -> None:
    for concern in noting.name(task, key=key, url=url):
        ask(task, What.LINK, ticket=concern.ticket)
    read_soon(task)


def _told(task: Task) -> str:
    """What developers read: the words, whose work stands still, and where the requests are."""
    stops = [f"{stop.whom}: {stop.what}" for stop in task.stops.filter(ended_at__isnull=True)]
    concerns = task.concerns.filter(ended_at__isnull=True).select_related("ticket")
    places = [f"№ {one.ticket.number} {_address(one.ticket)}" for one in concerns.order_by("id")[:20]]
    return "\n".join([*stops, task.text, *places]).strip()


def _link(client: Client, errand: Errand) -> None:
    ticket = errand.ticket
    assert ticket is not None
    title = f"№ {ticket.number} {ticket.subject}"
    task = errand.task
    remote = client.link(task.key, url=_address(ticket), title=title, mark=f"otklik-{ticket.number}")
    _finish(errand, lambda: _ours(task, remote) if remote else None)


def _comment(client: Client, errand: Errand) -> None:
    """A second try looks first whether the words stand there already."""
    message = errand.message
    assert message is not None
    text, task = message.body, errand.task
    remote = _written_before(client, task, text) if errand.attempts > 1 else ""
    remote = remote or client.comment(task.key, text)
    Errand.objects.filter(pk=errand.pk).update(remote=remote)
    _finish(errand, lambda: _ours(task, remote))


def _ours(task: Task, remote: str) -> None:
    """A comment that we wrote is known: it does not come back as a developer's."""
    insert_once(Remark(task=task, remote=remote, at=clock.now()))


def _written_before(client: Client, task: Task, text: str) -> str:
    known = set(task.remarks.values_list("remote", flat=True))
    same = [
        one.remote for one in client.read(task.key).comments if " ".join(one.text.split()) == " ".join(text.split())
    ]
    return next((remote for remote in same if remote not in known), "")


def _read(client: Client, errand: Errand) -> None:
    task = errand.task
    found = client.read(task.key)
    is_going_on = noting.note(task, found)
    again = clock.now() + options.POLL.value if is_going_on else None
    _settle(errand, due_at=again, attempts=0, error="", failing_since=None)


def _address(ticket: Ticket) -> str:
    try:
        return f"{settings.SITE_URL}{reverse('desk:ticket', args=[ticket.number])}"
    except NoReverseMatch:
        return settings.SITE_URL


@verb
def _finish(errand: Errand, act: Callable[[], object] | None = None) -> None:
    if act:
        act()
    _settle(errand, due_at=None, done_at=clock.now(), error="", failing_since=None)


def _settle(errand: Errand, **state: Any) -> None:
    Errand.objects.filter(pk=errand.pk).update(**state)


@verb
def _failed(errand: Errand, tracker: Tracker, trouble: Trouble) -> None:
    now = clock.now()
    hopeless = trouble.code in HOPELESS
    pause = trouble.rest or PAUSES[min(errand.attempts, len(PAUSES)) - 1]
    if errand.what == What.READ:
        pause = max(pause, options.POLL.value) if hopeless else pause
        hopeless = False
    since = errand.failing_since or now
    _settle(errand, error=str(trouble)[:300], failing_since=since, due_at=None if hopeless else now + pause)
    if trouble.code in HOPELESS:
        tracker.answered()
    else:
        tracker.failed(str(trouble), trouble.rest)


_DEEDS: dict[Errand.What, Callable[[Client, Errand], None]] = {
    What.CREATE: _create,
    What.LINK: _link,
    What.COMMENT: _comment,
    What.READ: _read,
}


def _soon(errand: Errand) -> None:
    from otklik.development import jobs

    later(jobs.run_errand, unique=f"errand-{errand.pk}", errand_id=errand.pk)

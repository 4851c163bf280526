"""How trackers fare, in a reader's words: every failure with its age and what can be done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from otklik.development import trackers
from otklik.development.models import Concern, Errand, Task, Tracker
from otklik.kernel.remote import Trouble
from otklik.tickets.models import Ticket
from otklik.ui.formats import Words

MOST = 20


@dataclass(frozen=True, slots=True)
class Way:
    """One thing that works or does not; `server` is what the other side said."""

    title: str
    text: str
    is_fine: bool
    server: str = ""


def check(tracker: Tracker) -> list[Way]:
    """Sign in, and look at the project; what cannot be done any more is left out."""
    client = trackers.client(tracker)
    account, place = pgettext("of a tracker", "Account"), pgettext("of a tracker", "Project")
    try:
        who = client.who()
    except Trouble as trouble:
        return [_trouble(account, trouble)]
    ways = [Way(account, _("Signed in: %(name)s") % {"name": who or "—"}, is_fine=True)]
    try:
        statuses = client.check_place()
    except Trouble as trouble:
        return [*ways, _trouble(place, trouble)]
    ways.append(Way(place, _("Found. Statuses: %(names)s") % {"names": ", ".join(statuses)}, is_fine=True))
    known = {name.casefold() for name in statuses}
    missing = [name for name in tracker.released if name.casefold() not in known]
    released = _("“Released”")
    if missing:
        ways.append(Way(released, _("No such status: %(names)s") % {"names": ", ".join(missing)}, is_fine=False))
    elif not tracker.released:
        ways.append(Way(released, _("No status wakes requests."), is_fine=False))
    return ways


def health(tracker: Tracker, words: Words) -> Way:
    """How it has fared lately."""
    title = pgettext("of a tracker", "Connection")
    if tracker.failing_since is None:
        last = tracker.answered_at
        text = _("it answered %(when)s") % {"when": words.sentence(last)} if last else _("not asked yet")
        return Way(title, text, is_fine=True)
    code, _colon, server = tracker.error.partition(": ")
    text = _("%(why)s Since %(when)s.") % {"why": reason(code), "when": words.short(tracker.failing_since)}
    return Way(title, text, is_fine=False, server=server)


def waiting(tracker: Tracker, words: Words) -> list[Way]:
    """What could not be done yet, the oldest first."""
    failing = Errand.objects.filter(task__tracker=tracker, failing_since__isnull=False, done_at__isnull=True)
    return [failure(one, words) for one in failing.select_related("task").order_by("failing_since")[:MOST]]


def failure(errand: Errand, words: Words) -> Way:
    """One thing that could not be done yet: what, why, since when."""
    code, _colon, server = errand.error.partition(": ")
    title = f"{errand.task.key or errand.task.title}: {errand.get_what_display()}"
    since = words.short(errand.failing_since) if errand.failing_since else "—"
    text = _("%(why)s Since %(when)s.") % {"why": reason(code), "when": since}
    return Way(title, text, is_fine=False, server=server)


def reason(code: str) -> str:
    """Why, in a sentence that says what can be done."""
    return {
        "auth": _("The tracker does not take the account and the token."),
        "forbidden": _("The account may not do this: give it rights in the project."),
        "missing": _("There is no such task, or the account does not see it."),
        "project": _("There is no such project, or the account does not see it."),
        "issue_type": _("The project has no tasks of this kind."),
        "refused": _("The tracker refuses what we asked."),
        "busy": _("The tracker asks to wait; we wait as long as it says."),
        "broken": _("The tracker reports an error of its own; we try again."),
        "nonsense": _("The answer is not that of such a tracker: check its kind and address."),
        "redirect": _("The address leads elsewhere: enter the one that it leads to."),
        "inside": _("The address is in an inner network: name it in OTKLIK_OUTSIDE_ALSO on the server."),
        "no_such_host": _("There is no server of this name."),
        "tls": _("The protected connection failed: check the server’s certificate."),
        "slow": _("The tracker answers too slowly; we try again."),
        "too_large": _("The answer is too large."),
        "unreachable": _("The tracker does not answer; we try again."),
    }.get(code) or _("It does not work: %(code)s.") % {"code": code}


def _trouble(title: str, trouble: Trouble) -> Way:
    return Way(title, reason(trouble.code), is_fine=False, server=trouble.said)


def usable() -> list[Tracker]:
    """Where tasks can be made now."""
    return list(Tracker.objects.active())


@dataclass(frozen=True, slots=True)
class Known:
    """The task of a request in words; `troubles` is what could not be done yet, with its age."""

    key: str
    url: str
    lines: tuple[str, ...]
    troubles: tuple[Way, ...]
    has_tracker: bool


def of_ticket(ticket: Ticket, words: Words) -> Known | None:
    """What is known of the request's task, in at most three queries."""
    concern = Concern.objects.filter(ticket=ticket, ended_at__isnull=True).select_related("task").first()
    if concern is None:
        return None
    task = concern.task
    lines = [*_facts(task, words)]
    for stop in task.stops.filter(ended_at__isnull=True)[:1]:
        lines.insert(0, _("Stops work now: %(whom)s, %(what)s") % {"whom": stop.whom, "what": stop.what})
    failing = task.errands.filter(failing_since__isnull=False, done_at__isnull=True).select_related("task")
    troubles = [failure(one, words) for one in failing[:3]] if task.tracker_id else []
    if task.date_late_since:
        troubles.insert(0, Way(pgettext("of a task", "Due"), undated(task, words), is_fine=False))
    return Known(task.key, task.url, tuple(lines), tuple(troubles), task.tracker_id is not None)


def undated(task: Task, words: Words) -> str:
    """Until when its date is being found out, or since when it is missing; empty where neither (R5)."""
    if task.date_late_since:
        return _("Development has named no date; it was due %(when)s.") % {"when": words.sentence(task.date_late_since)}
    if task.date_by:
        return _("The date is being found out until %(when)s") % {"when": words.sentence(task.date_by)}
    return ""


def _facts(task: Task, words: Words) -> Iterator[str]:
    if task.tracker_id and not task.key:
        yield _("The task is being made")
    if task.status:
        yield _("Status: %(status)s") % {"status": task.status}
    if task.assignee:
        yield _("Developed by: %(name)s") % {"name": task.assignee}
    if task.fix_version:
        yield _("Version: %(version)s") % {"version": task.fix_version}
    if task.bug_day is not None and task.due == task.bug_day:
        yield _("Waits for the bug day")
    if task.date_by:
        yield undated(task, words)
    if task.read_at:
        yield _("Read %(when)s") % {"when": words.sentence(task.read_at)}

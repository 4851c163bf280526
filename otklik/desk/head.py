"""The head of a request: what it is, whose turn it is and since when, what was promised."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from otklik.desk import channels, deadlines
from otklik.desk.rows import offered
from otklik.desk.seen import Seen
from otklik.kernel.sensitive import MASK
from otklik.people import rights
from otklik.people.models import Person
from otklik.tickets.kinds import Closing, Kind, Turn, WaitKind
from otklik.tickets.models import Goal, Wait
from otklik.ui.formats import Words
from otklik.ui.shapes import Age, Clock

MOST_TAGS = 3


@dataclass(frozen=True, slots=True)
class Head:
    """What the head says. `other` and `third` are the words under the third stop of the track."""

    channel: str
    icon: str
    tags: tuple[str, ...]
    client: str
    us: str
    other: str
    third: str
    state: str
    since: Age | str
    due: str
    clock: Clock | None
    urgency: str
    mark: str
    limit: Age | None
    waits: str
    disclose: str
    goal: Goal | None
    help: Age | None
    passed_up: Age | None


def head(seen: Seen) -> Head:
    """The head of the request, in the reader's words."""
    ticket, words = seen.ticket, seen.words
    us = _us(ticket.responsible, seen.away, words)
    other, third = _others(seen.wait, words)
    running = seen.running
    return Head(
        channel=channels.words(ticket.channel),
        icon=channels.icon(ticket.channel),
        tags=tuple(tag.name for tag in seen.tags[:MOST_TAGS]),
        client=ticket.customer.name,
        us=us if ticket.is_open or ticket.responsible else "—",
        other=other,
        third=third,
        state=str(ticket.status.name),
        since=_since(seen),
        due=deadlines.label(words, running) if running else "",
        clock=deadlines.chip(words, running) if running else None,
        urgency=_urgency(ticket.urgency),
        waits=_("waits openly until %(time)s") % {"time": words.short(seen.waits_until)} if seen.waits_until else "",
        mark=seen.around.mark,
        disclose=_disclose(seen),
        goal=next((one for one in seen.goals if one.is_confirmed), None),
        help=_help(seen),
        passed_up=_passed_up(seen),
        limit=age(words, _("no answer for %(duration)s"), seen.limit.began_at) if seen.limit else None,
    )


def _disclose(seen: Seen) -> str:
    """The address that shows what is masked in the subject, for who may see it."""
    is_masked = MASK in seen.ticket.subject and seen.person.may(rights.SEE_SECRETS)
    return reverse("desk:subject-disclosure", args=[seen.ticket.number]) if is_masked else ""


def _help(seen: Seen) -> Age | None:
    if seen.help_since is None:
        return None
    said = age(seen.words, "%(duration)s", seen.help_since)
    pattern = _("%(name)s calls for help, {}") % {"name": seen.help_by.replace("{", "").replace("}", "")}
    return Age(pattern.format(said.text), said.since, pattern)


def _passed_up(seen: Seen) -> Age | None:
    """An agent gave it to the leads; to be seen while the request is open, and by nobody's fault."""
    if seen.relief_since is None or not seen.ticket.is_open:
        return None
    said = age(seen.words, "%(duration)s", seen.relief_since)
    pattern = _("for the leads, from %(name)s, {}") % {"name": seen.relief_by.replace("{", "").replace("}", "")}
    return Age(pattern.format(said.text), said.since, pattern)


def _us(responsible: Person | None, until: datetime | None, words: Words) -> str:
    if responsible is None:
        return _("nobody accepted it")
    gone = _("away until %(time)s") % {"time": words.short(until)} if until else ""
    return f"{responsible.name}, {gone}" if gone else responsible.name


def _others(wait: Wait | None, words: Words) -> tuple[str, str]:
    if wait is None or wait.kind == WaitKind.POSTPONED:
        return _("nobody is waited for"), ""
    until = words.short(wait.until) if wait.until else ""
    named = wait.key if wait.kind == WaitKind.DEVELOPMENT else wait.whom
    third = pgettext("side", "Development") if wait.kind == WaitKind.DEVELOPMENT else ""
    if not until:
        return named, third
    return _("%(about)s, until %(time)s") % {"about": named, "time": until}, third


def _since(seen: Seen) -> Age | str:
    """How long it has been so: «не принято 14 мин», «ждём 36 мин»."""
    ticket, words = seen.ticket, seen.words
    if ticket.kind == Kind.CLOSED:
        return _closed(seen)
    if ticket.responsible is None and ticket.offered_to and ticket.offered_until:
        return offered(ticket.offered_to.name, ticket.offered_until, words)
    if ticket.responsible is None:
        return age(words, _("unaccepted for %(duration)s"), ticket.turn_since)
    if ticket.reply_owed_since:
        return age(words, _("waits for us %(duration)s"), ticket.reply_owed_since)
    if ticket.turn == Turn.CUSTOMER:
        return age(words, _("we wait %(duration)s"), ticket.turn_since)
    if seen.wait and seen.wait.until and ticket.turn != Turn.OURS:
        return _("until %(time)s") % {"time": words.sentence(seen.wait.until)}
    return _("since %(time)s") % {"time": words.sentence(ticket.turn_since)}


def _closed(seen: Seen) -> str:
    ticket = seen.ticket
    how = str(Closing(ticket.closing_kind).label) if ticket.closing_kind else ""
    if ticket.closed_at is None:
        return how
    return _("%(how)s, %(when)s") % {"how": how, "when": seen.words.sentence(ticket.closed_at)}


def age(words: Words, pattern: str, since: datetime) -> Age:
    """A length of time that grows while one looks; `pattern` has the hole `duration`."""
    say: Callable[[str], str] = lambda duration: pattern % {"duration": duration}  # noqa: E731
    return Age(say(words.duration(words.now - since)), int(since.timestamp()), say("{}"))


def _urgency(urgency: int) -> str:
    return {1: pgettext("urgency", "raised"), 2: pgettext("urgency", "critical")}.get(urgency, "")

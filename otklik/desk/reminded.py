"""Private reminders (*напомнить мне*, R19): those whose time has come, and those that wait."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from otklik.notices.models import Notice, Reason
from otklik.people.models import Person
from otklik.tickets.models import Reminder, Ticket
from otklik.ui.formats import Stamp, Words

MOST = 50


@dataclass(frozen=True, slots=True)
class Due:
    """A reminder: of which request, of what, when. `notice` is 0 until it has come, `reminder` 0 afterwards."""

    number: int
    url: str
    subject: str
    text: str
    at: Stamp
    notice: int = 0
    reminder: int = 0


def came(person: Person) -> list[Due]:
    """Those whose time has come and that were not read yet, the oldest first."""
    unread = Notice.objects.visible_to(person).unread().filter(reason=Reason.REMINDED).select_related("ticket", "event")
    notices = list(unread.order_by("at", "id")[:MOST])
    known = {notice.event.data.get("reminder") for notice in notices}
    texts = dict(Reminder.objects.filter(person=person, pk__in=known).values_list("pk", "text"))
    words = Words(person)
    return [
        _due(
            one.ticket, texts.get(one.event.data.get("reminder"), ""), words.stamp(one.at, words.moment), notice=one.pk
        )
        for one in notices
        if one.ticket is not None
    ]


def waiting(person: Person) -> list[Due]:
    """Those whose time has not come, the next first."""
    words = Words(person)
    ahead = Reminder.objects.filter(
        person=person, done_at__isnull=True, ticket__in=Ticket.objects.visible_to(person)
    ).select_related("ticket")
    return [
        _due(one.ticket, one.text, words.stamp(one.at, words.sentence), reminder=one.pk)
        for one in ahead.order_by("at", "id")[:MOST]
    ]


def _due(ticket: Ticket, text: str, at: Stamp, **ids: Any) -> Due:
    url = f"{reverse('desk:start')}tickets/{ticket.number}/"
    return Due(ticket.number, url, ticket.subject, text, at, **ids)

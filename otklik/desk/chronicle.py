"""What happened between the words: which facts stand by themselves, which are folded, which can be undone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup

from otklik.conduct.codes import SHOWN as CONDUCT
from otklik.desk import deeds, inquiries
from otklik.kernel import clock
from otklik.kernel.events import Event
from otklik.people import rights
from otklik.people.models import Person
from otklik.tickets import ask, sentences
from otklik.tickets.models import Ticket
from otklik.ui.formats import Stamp, Words

SAYING = frozenset(
    {"ticket.opened", "ticket.written", "ticket.thanked", "ticket.replied", "ticket.noted", "ticket.noted_privately"}
    | {"ticket.reminded", "ticket.told", "solution.proposed", "solution.rejected"}
)
"""The message that came with the event says it."""

SILENT = SAYING | {"message.reacted", "message.taken_back"}
"""Shown elsewhere, or not at all."""

LOUD = frozenset(
    {
        "ticket.awaiting_other",
        "ticket.in_development",
        "ticket.postponed",
        "ticket.woken",
        "ticket.released",
        "ticket.due_named",
        "ticket.due_moved",
        "ticket.task_named",
        "task.undated",
    }
    | {
        "ticket.delivery_failed",
        "ticket.redelivered",
        "ticket.closed",
        "ticket.withdrawn",
        "ticket.closed_by_silence",
        "ticket.reopened",
    }
    | {"ticket.rated", "solution.accepted", "solution.accepted_in_words", "solution.seconded", "ticket.assigned"}
    | {"ticket.merged_away", "ticket.merged_in", "ticket.unmerged", "ticket.split", "ticket.unsplit"}
    | {"goal.confirmed", "goal.corrected", "ticket.answered_already", "message.corrected"}
    | {"ticket.muted", "ticket.unmuted", "ticket.resembles", "ticket.complained"}
    | {"ticket.passed_up", *CONDUCT}
    | {"deed.done", "deed.refused", "deed.unknown", "proof.given", "proof.denied"}
    | {"ticket.messages_left", "ticket.messages_came", "ticket.messages_returned"}
)
"""Matter by themselves, and are never folded."""

_UNDONE = {
    "ticket.unmerged": "merge",
    "ticket.unsplit": "split",
    "ticket.unmuted": "mute",
    "ticket.messages_returned": "move",
}
_UNDO = {
    "ticket.merged_in": ("merge", "desk:unmerge"),
    "ticket.split": ("split", "desk:unsplit"),
    "ticket.muted": ("mute", "desk:unmute"),
    "ticket.messages_left": ("move", "desk:unmove"),
    "ticket.messages_came": ("move", "desk:unmove"),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One event as a line; `undo` is the address that takes it back, while it can be."""

    html: str | Markup
    at: Stamp
    icon: str
    undo: str = ""


class Chronicle:
    """Makes lines of the events of one request, for one reader; all names come in one query."""

    def __init__(self, ticket: Ticket, person: Person, words: Words, events: Iterable[Event]) -> None:
        self.ticket, self.words = ticket, words
        events = list(events)
        self._told = sentences.read((event for event in events if event.code not in SILENT), words)
        self._undone = {(key, event.data.get(key)) for event in events if (key := _UNDONE.get(event.code))}
        self._may_undo = person.may(rights.MERGE)
        self._deeds = deeds.told(events, words) | inquiries.told(events)

    def fact(self, event: Event) -> Fact:
        """One event as a line."""
        told = self._told[event.pk]
        html: str | Markup = told.text
        html = self._deeds.get(event.pk, html)
        if told.url.startswith(("https://", "http://")):
            html = Markup('{} <a href="{}" rel="noopener noreferrer" target="_blank">{}</a>').format(
                told.text, told.url, _("Open the task")
            )
        if event.code == "ticket.resembles":
            url = reverse("desk:ticket", args=[event.data["other"]])
            html = Markup('<a href="{}">{}</a>').format(url, told.text)
        return Fact(html, self.words.stamp(event.at, self.words.moment), told.icon, self._undo(event))

    def summary(self, events: list[Event]) -> str:
        """«4 события: …», with the first two of them."""
        first = ", ".join(_lower(self._deeds.get(event.pk) or self._told[event.pk].text) for event in events[:2])
        said = ngettext("%(count)s event: %(first)s", "%(count)s events: %(first)s", len(events))
        return said % {"count": len(events), "first": first + ("…" if len(events) > 2 else "")}

    def _undo(self, event: Event) -> str:
        key, address = _UNDO.get(event.code, ("", ""))
        if not key or not self._may_undo or clock.now() - event.at > ask.MERGE_UNDO:
            return ""
        done = event.data.get(key)
        return "" if (key, done) in self._undone else reverse(address, args=[self.ticket.number, done])


def _lower(text: str) -> str:
    """The beginning of a sentence inside another one; abbreviations keep their capitals."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]

"""The style guard beside the text of a reply (E3): its situation, and its hints as a page shows them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from otklik.kernel.events import Side
from otklik.kernel.text import snippet
from otklik.knowledge.filling import addressed
from otklik.style import guarding
from otklik.style.catalogue import TITLES, WHY
from otklik.style.hints import Hint, Situation
from otklik.tickets.kinds import OUTGOING, MessageKind

if TYPE_CHECKING:
    from otklik.desk.seen import Seen

MOST = 4
"""Hints that are shown at once; more come when these are dealt with."""
MOST_NOTES = 5
LONGEST_WORDS = 60


@dataclass(frozen=True, slots=True)
class Shown:
    """A hint, prepared: `places` are JSON of [start, end, instead] in UTF-16 units, as browsers count."""

    rule: str
    title: str
    words: str
    why: str
    places: str
    instead: str
    is_stopping: bool


def situation(seen: Seen, until: str, *, has_files: bool, is_to_many: bool) -> Situation:
    """To whom the reply goes, in two queries; `until` is the next word that the form promises."""
    ticket, customer = seen.ticket, seen.ticket.customer
    said = ticket.messages.filter(withdrawn_at__isnull=True)
    notes = said.filter(kind=MessageKind.NOTE).order_by("-id").values_list("body", flat=True)[:MOST_NOTES]
    last = ticket.last_public_message
    language = ticket.language or customer.language
    return Situation(
        language=language,
        name=addressed(customer),
        names=(customer.name, customer.called),
        tone=customer.tone,
        until=until,
        has_files=has_files,
        is_first=not said.filter(kind__in=OUTGOING).exists(),
        is_to_many=is_to_many,
        signature=seen.person.signature,
        asked=last.body if last is not None and last.side == Side.CUSTOMER else "",
        notes=tuple(notes),
        systems=guarding.systems(),
        own=guarding.own_phrases(language),
    )


def shown(hints: Iterable[Hint], text: str) -> list[Shown]:
    """What the page shows of each."""
    text, stops = text.replace("\r\n", "\n"), guarding.blocking()
    return [
        Shown(
            rule=hint.rule,
            title=str(TITLES[hint.rule]),
            words=snippet(hint.words, LONGEST_WORDS),
            why=str(WHY[hint.why]) % {"about": hint.about},
            places=json.dumps([[*_units(text, place.start, place.end), place.instead] for place in hint.places]),
            instead=_instead(hint),
            is_stopping=hint.rule in stops,
        )
        for hint in hints
    ]


def said(shown: Iterable[Shown]) -> str:
    """In one sentence, for a reader without JavaScript."""
    return " ".join(
        f"{one.title}: {_('“%(words)s”') % {'words': one.words} if one.words else one.why}" for one in shown
    )


def _units(text: str, *places: int) -> list[int]:
    """Places as browsers count them: letters beyond the first plane are two."""
    return [place + sum(letter > "\uffff" for letter in text[:place]) for place in places]


def _instead(hint: Hint) -> str:
    """What the button puts there; a space for nothing."""
    if not hint.is_mendable:
        return ""
    first = hint.places[0].instead or ""
    return snippet(first.strip(), LONGEST_WORDS)

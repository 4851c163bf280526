"""What somebody writes again and again could be a ready answer (E2)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from otklik.kernel import clock
from otklik.knowledge.filling import addressed
from otklik.knowledge.models import ReadyAnswerUse
from otklik.knowledge.wording import words
from otklik.people.models import Person
from otklik.tickets.kinds import MessageKind
from otklik.tickets.models import Message

PERIOD = timedelta(days=60)
LATEST = 200
"""Messages that are looked at."""

SHORTEST = 6
"""Words of a message; shorter ones are said, not repeated."""

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
OFTEN = 3
ALIKE = 0.6
"""The share of words that two messages have in common."""


@dataclass(frozen=True, slots=True)
class Repeated:
    """The newest of several messages that are nearly the same."""

    message: Message
    count: int


def repeated(person: Person, most: int = 3) -> list[Repeated]:
    """What the person wrote to customers three times or more without a ready answer, the most frequent first."""
    groups: list[tuple[Message, set[str], int]] = []
    for message in _written(person):
        said = set(words(message.body))
        if len(said) < SHORTEST:
            continue
        for place, (first, known, count) in enumerate(groups):
            if len(said & known) >= ALIKE * len(said | known):
                groups[place] = (first, known, count + 1)
                break
        else:
            groups.append((message, said, 1))
    often = sorted((one for one in groups if one[2] >= OFTEN), key=lambda one: -one[2])
    return [Repeated(message, count) for message, _said, count in often[:most]]


def as_ready(message: Message, by: Person) -> str:
    """The words of a message with braces where the names of its customer and its writer stood."""
    body = message.body
    for name, hole in ((addressed(message.ticket.customer), "клиент"), (by.first_name, "я")):
        if name:
            body = re.sub(rf"\b{re.escape(name)}\b", f"{{{hole}}}", body)
    body = EMAIL.sub("{адрес}", body)
    return body.replace(f"№ {message.ticket.number}", "№ {номер}")


def _written(person: Person) -> list[Message]:
    mine = Message.objects.visible_to(person).filter(
        author=person,
        kind__in=(MessageKind.REPLY, MessageKind.SOLUTION),
        withdrawn_at__isnull=True,
        created_at__gte=clock.now() - PERIOD,
    )
    ready = ReadyAnswerUse.objects.filter(person=person).values("message")
    return list(mine.exclude(pk__in=ready).select_related("ticket__customer").order_by("-id")[:LATEST])

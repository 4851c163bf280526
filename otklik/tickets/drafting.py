"""What somebody is writing is kept until it is said (B9)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from otklik.kernel import clock
from otklik.kernel.text import clean
from otklik.kernel.verbs import Refused, verb
from otklik.people.models import Person
from otklik.tickets.models import Draft, Ticket

MODES = ("reply", "note", "solution")
LONGEST = 200_000
"""Characters; a longer draft is a mistake of a program."""


@verb
def keep(person: Person, ticket: Ticket | None, mode: str, body: str, **choices: Any) -> None:
    """Remember what the person is writing in this mode; an empty text is forgotten. `ticket` is None for a new one."""
    if mode not in MODES or len(body) > LONGEST:
        raise Refused("draft.mode", "")
    if not body.strip():
        forget(person, ticket, mode)
        return
    known = {"body": clean(body), "choices": choices, "changed_at": clock.now()}
    Draft.objects.update_or_create(person=person, ticket=ticket, mode=mode, defaults=known)


@verb
def forget(person: Person, ticket: Ticket | None, *modes: str) -> None:
    """The text was said, or thrown away."""
    Draft.objects.filter(person=person, ticket=ticket, mode__in=modes).delete()


def texts(person: Person, ticket: Ticket | None) -> Mapping[str, str]:
    """What the person is writing here, by mode."""
    return dict(Draft.objects.filter(person=person, ticket=ticket).values_list("mode", "body"))

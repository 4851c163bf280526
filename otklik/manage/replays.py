"""A replay of norms as tables: by status and by person, as it would be today and as it would be then (R24)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from otklik.clocks.models import Replay
from otklik.clocks.replaying import NOBODY, Effect
from otklik.people.models import Person
from otklik.tickets.models import Status
from otklik.ui.formats import Words

NONE = [0, 0, 0]


@dataclass(frozen=True, slots=True)
class StatusRow:
    """A status: turns, violations of the three degrees by the norms that hold, and by the draft."""

    name: str
    turns: str
    were: tuple[int, ...]
    would: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person: the sum of their shares of violations."""

    name: str
    were: str
    would: str


@dataclass(frozen=True, slots=True)
class Played:
    """The fragment; `share` from 0 to 1 says how far it has come."""

    pk: int
    title: str
    is_done: bool
    share: float
    progress: str
    statuses: tuple[StatusRow, ...]
    people: tuple[PersonRow, ...]


def played(replay: Replay, reader: Person) -> Played:
    """The replay in the reader's words; nobody's figures are shown before it is done."""
    words, effect = Words(reader), Effect.read(replay.result)
    is_done = replay.finished_at is not None
    facts = {"done": words.number(min(replay.done, replay.total)), "total": words.number(replay.total)}
    return Played(
        pk=replay.pk,
        title=f"{words.day(replay.since)} – {words.day(replay.until)}",
        is_done=is_done,
        share=1.0 if is_done else replay.done / max(replay.total, 1),
        progress=_("%(done)s of %(total)s requests") % facts,
        statuses=_statuses(effect) if is_done else (),
        people=_people(effect, reader, words) if is_done else (),
    )


def _statuses(effect: Effect) -> tuple[StatusRow, ...]:
    names = {str(status.pk): str(status.name) for status in Status.objects.all()}
    names[NOBODY] = _("Debt of reply in another status")
    keys = [key for key in names if key in effect.turns or key in effect.were or key in effect.would]
    return tuple(
        StatusRow(
            names[key],
            str(effect.turns.get(key, 0)),
            tuple(effect.were.get(key, NONE)),
            tuple(effect.would.get(key, NONE)),
        )
        for key in keys
    )


def _people(effect: Effect, reader: Person, words: Words) -> tuple[PersonRow, ...]:
    known = [int(key) for key in effect.people if key != NOBODY]
    people = Person.objects.visible_to(reader).filter(pk__in=known).by_name()
    names = {str(pk): name for pk, name in people.values_list("pk", "name")}
    names[NOBODY] = pgettext("holder", "the line’s shift")
    return tuple(
        PersonRow(name, *(words.number(round(part, 1)) for part in effect.people[key]))
        for key, name in names.items()
        if key in effect.people
    )

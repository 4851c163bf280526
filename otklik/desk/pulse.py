"""The pulse of the department: four readings of the present."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from otklik.desk import counting
from otklik.desk.counting import Figures
from otklik.people.models import Person
from otklik.routing.models import Duty, State
from otklik.ui.formats import Words
from otklik.ui.shapes import Age, Clock, Face, face

MOST_FACES = 6
"""How many stand in the pulse; the others are counted."""
SOON = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Pulse:
    """Four readings, always in the same order."""

    unaccepted: str
    oldest: Age | str
    promise_at: str
    promise: Clock | None
    present: str
    faces: tuple[Face, ...]
    ours: str
    load: str


def pulse(person: Person, figures: Figures, duties: Sequence[Duty]) -> Pulse:
    """The four readings, in the person's words; `duties` is everybody on shift."""
    words = Words(person)
    count = len(duties)
    load = round(figures.ours / count) if count else 0
    return Pulse(
        unaccepted=counting.shown(figures.sizes.get("unaccepted", 0)),
        oldest=_oldest(words, figures),
        promise_at=words.time(figures.next_promise) if figures.next_promise else "",
        promise=_promise(words, figures),
        present=words.number(count),
        faces=tuple(_face(duty) for duty in duties[:MOST_FACES]),
        ours=counting.shown(figures.ours),
        load=ngettext("%(count)s per person", "%(count)s per person", load) % {"count": load} if count else "",
    )


def _face(duty: Duty) -> Face:
    """Who it is, and what they do unless they answer."""
    shown = face(duty.person)
    if duty.state == State.ON:
        return shown
    return replace(shown, name=f"{shown.name}, {State(duty.state).label}", kind="none")


def _oldest(words: Words, figures: Figures) -> Age | str:
    if figures.oldest_unaccepted is None:
        return _("all accepted")
    since = figures.oldest_unaccepted
    pattern = _("the oldest: %(duration)s")
    return Age(
        pattern % {"duration": words.duration(words.now - since)},
        int(since.timestamp()),
        pattern % {"duration": "{}"},
    )


def _promise(words: Words, figures: Figures) -> Clock | None:
    if figures.next_promise is None:
        return None
    left = figures.next_promise - words.now
    return Clock(words.left(left), 1.0 if left < timedelta(0) else 0.5, promise=True, soon=left < SOON)

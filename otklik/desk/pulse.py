"""The pulse of the department: four readings of the present."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from otklik.desk import counting
from otklik.desk.counting import Figures
from otklik.kernel import clock
from otklik.live.models import Presence
from otklik.people.models import Person
from otklik.ui.formats import Words
from otklik.ui.shapes import Age, Clock, Face, face

SEEN = timedelta(minutes=5)
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


def pulse(person: Person, figures: Figures) -> Pulse:
    """The four readings, in the person's words."""
    words = Words(person)
    people = present(person)
    count = len(people)
    load = round(figures.ours / count) if count else 0
    return Pulse(
        unaccepted=counting.shown(figures.sizes.get("unaccepted", 0)),
        oldest=_oldest(words, figures),
        promise_at=words.time(figures.next_promise) if figures.next_promise else "",
        promise=_promise(words, figures),
        present=words.number(count),
        faces=tuple(face(one) for one in people[:MOST_FACES]),
        ours=counting.shown(figures.ours),
        load=ngettext("%(count)s per person", "%(count)s per person", load) % {"count": load} if count else "",
    )


def present(person: Person) -> list[Person]:
    """Staff who were seen in the last minutes, in the order of the alphabet."""
    seen = Presence.objects.filter(seen_at__gte=clock.now() - SEEN).values_list("person_id", flat=True)
    return list(Person.objects.visible_to(person).staff().active().filter(pk__in=list(seen)).by_name())


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

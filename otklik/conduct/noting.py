"""The private note of how somebody behaves: written by staff with the right, read by nobody else (C10)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from otklik import live
from otklik.conduct.models import Note
from otklik.kernel import clock, events
from otklik.kernel.text import clean
from otklik.kernel.verbs import Refused, Stale, verb
from otklik.people import identifying, rights
from otklik.people.models import Person

LONGEST = 4000


@verb
def write(person: Person, words: str, *, by: Person, seen: int = 0) -> Note:
    """Say it anew; empty words take the note away, and what it said stays in its history.

    `seen` is the id of the note that the writer had before them (0: none); raises Stale when there is a newer one.
    """
    rights.require(by, rights.SEE_CONDUCT)
    person = Person.objects.select_for_update(no_key=True, of=("self",)).get(pk=identifying.current(person).pk)
    if person.is_staff_member:
        raise Refused("conduct.staff", _("Notes of conduct are about customers."))
    words = clean(words).strip()[:LONGEST]
    last = standing(person)
    if (last.pk if last else 0) != seen:
        raise Stale("conduct.note", _("Somebody has written the note anew meanwhile. Your text is kept: read theirs."))
    if last is not None and last.words == words:
        return last
    note = Note.objects.create(person=person, words=words, by=by, at=clock.now())
    events.record("conduct.noted", by=by, noun=note)
    live.touch("conduct", to=["staff"])
    return note


def standing(person: Person) -> Note | None:
    """The note as it is now, empty or not; None if there never was one."""
    return Note.objects.of(person).select_related("by").first()

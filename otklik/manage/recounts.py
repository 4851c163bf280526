"""What a change of promises, norms or calendars has moved, or would, as the settings show it (D1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from otklik.clocks import recounting
from otklik.clocks.models import DeadlineKind, Recount
from otklik.clocks.recounting import Effect
from otklik.manage.forms.filling import done
from otklik.people.models import Person
from otklik.tickets.models import Ticket
from otklik.ui.formats import Words


@dataclass(frozen=True, slots=True)
class Moved:
    """One clock: of which request, which one, from when to when."""

    number: int
    url: str
    kind: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Shown:
    """The counts in words, the progress, and the first clocks that the reader may see."""

    title: str
    progress: str
    counts: tuple[tuple[str, int], ...]
    moved: tuple[Moved, ...]
    is_through: bool


def last(noun: str, reader: Person, pk: int | None = None) -> Shown | None:
    """The newest walk for a change of this noun, or of this one of them; None when there was none lately."""
    rows = Recount.objects.filter(noun=noun) if pk is None else Recount.objects.filter(noun=noun, noun_id=pk)
    row = rows.order_by("-id").first()
    if row is None:
        return None
    words, effect = Words(reader), recounting.effect_of(row)
    title = _("Open clocks after the change of %(time)s") % {"time": words.sentence(row.at)}
    if row.is_cut:
        progress = _("a newer change came before all were reckoned")
    elif row.finished_at:
        progress = _("%(count)s requests reckoned") % {"count": words.number(row.done)}
    else:
        told = {"count": words.number(row.done), "all": words.number(row.total)}
        progress = _("reckoned %(count)s of %(all)s") % told
    return _shown(title, progress, effect, reader, words, is_through=row.finished_at is not None)


def trial(form: forms.Form, act: Callable[[dict[str, Any]], object], reader: Person) -> Shown | None:
    """What the posted form would move; None when it does not fit, or the verb refuses it."""
    found: list[Effect] = []
    if not done(form, lambda data: found.append(recounting.preview(lambda: act(data)))):
        return None
    return tried(found[0], reader)


def tried(effect: Effect, reader: Person) -> Shown:
    """What a change would move."""
    words = Words(reader)
    told = {"count": words.number(effect.seen), "all": words.number(effect.total)}
    progress = _("looked at %(count)s open requests of %(all)s, the newest first; nothing is saved yet") % told
    return _shown(_("What the change would move"), progress, effect, reader, words, is_through=True)


def _shown(title: str, progress: str, effect: Effect, reader: Person, words: Words, *, is_through: bool) -> Shown:
    numbers = [row[0] for row in effect.sample]
    seen = set(Ticket.objects.visible_to(reader).filter(number__in=numbers).values_list("number", flat=True))
    ways = {
        "earlier": pgettext("clocks", "earlier"),
        "later": pgettext("clocks", "later"),
        "started": pgettext("clocks", "begin to run"),
        "stopped": pgettext("clocks", "stop"),
    }
    return Shown(
        title,
        progress,
        tuple((ways[way], count) for way, count in effect.counts.items() if count),
        tuple(_moved(row, words) for row in effect.sample if row[0] in seen),
        is_through,
    )


def _moved(row: list[Any], words: Words) -> Moved:
    number, kind, before, after = row
    said = [words.moment(datetime.fromisoformat(at)) if at else "—" for at in (before, after)]
    name = _("the limit of a wait") if kind == recounting.LIMIT else str(DeadlineKind(kind).label)
    return Moved(number, reverse("desk:ticket", args=[number]), name, *said)

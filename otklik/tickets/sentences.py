"""What happened, in the reader's language: codes and ids become sentences when they are read (STYLE 6).

All names that a page of history needs (people, lines, tags, categories, reasons of waiting) come in one query.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import CharField, F, Func, JSONField, Model, QuerySet, Value
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from otklik.kernel.events import Event
from otklik.kernel.translated import Translated
from otklik.people.models import Line, Person
from otklik.tickets.kinds import Closing, WorkType
from otklik.tickets.models import Category, Tag
from otklik.tickets.models.facts import Wait
from otklik.ui.formats import Words

Key = tuple[str, int]
Names = Mapping[Key, Any]

_NOUNS: Final[dict[str, type[Model]]] = {
    "person": Person,
    "line": Line,
    "tag": Tag,
    "category": Category,
    "wait": Wait,
}
_REFERS: Final[dict[str, str]] = {
    "to": "person",
    "person": "person",
    "line": "line",
    "was_line": "line",
    "category": "category",
    "added": "tag",
    "removed": "tag",
    "wait": "wait",
}
_WAS: Final[dict[str, str]] = {"ticket.categorised": "category", "ticket.urged": "", "ticket.work_set": ""}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One event in words; `url` is the address of a development task, if it is about one."""

    text: str
    icon: str
    url: str = ""


def read(events: Iterable[Event], words: Words) -> dict[int, Sentence]:
    """The sentence of each event, by its id, in the active language and the zone of `words`."""
    events = list(events)
    names = _names(events)
    return {event.pk: _sentence(event, names, words) for event in events}


def _sentence(event: Event, names: Names, words: Words) -> Sentence:
    kind = event.kind
    holes = _Holes(event, names, words)
    made = _SPECIAL.get(event.code)
    text = made(holes) if made else _(str(kind.sentence)) % holes
    return Sentence(text, kind.icon, holes.wait.get("url", "") if event.code == "ticket.in_development" else "")


class _Holes(dict[str, str]):
    """The named holes of a sentence, filled when they are asked for."""

    def __init__(self, event: Event, names: Names, words: Words) -> None:
        super().__init__()
        self.event, self.names, self.words = event, names, words

    def __missing__(self, key: str) -> str:
        if key == "actor":
            return self.name("person", self.event.actor_id) if self.event.actor_id else _("the system")
        value = self.event.data.get(key)
        if key == "until":
            return self.until or _("an unknown date")
        noun = _noun(self.event.code, key)
        return self.name(noun, value) if noun and value is not None else str(value if value is not None else "")

    @property
    def wait(self) -> dict[str, str]:
        """What was said of the waiting that began."""
        found: dict[str, str] = self.names.get(("wait", self.event.data.get("wait") or 0), {})
        return found

    @property
    def until(self) -> str:
        """The instant that the event names, as a person reads it; empty if it names none."""
        at = parse_datetime(self.event.data.get("until") or "")
        return self.words.sentence(at) if isinstance(at, datetime) else ""

    def name(self, noun: str, key: int | None) -> str:
        """The name of a row, or a dash for one that is gone."""
        found = self.names.get((noun, key or 0))
        return (str(Translated(found)) if isinstance(found, dict) else found) or "—"

    def all(self, noun: str, key: str) -> str:
        """Several names, with commas."""
        return ", ".join(self.name(noun, one) for one in self.event.data.get(key) or ())


def _tagged(holes: _Holes) -> str:
    added, removed = holes.all("tag", "added"), holes.all("tag", "removed")
    if added and removed:
        return _("Tags added: %(added)s; removed: %(removed)s") % {"added": added, "removed": removed}
    return (
        _("Tags added: %(added)s") % {"added": added}
        if added
        else _("Tags removed: %(removed)s") % {"removed": removed}
    )


def _categorised(holes: _Holes) -> str:
    if holes.event.data.get("category") is None:
        return _("Category removed")
    return _("Category: %(category)s") % holes


def _closed(holes: _Holes) -> str:
    how = Closing(holes.event.data["closing"]).label
    return _("Closed, %(how)s: %(actor)s") % {"how": how, "actor": holes["actor"]}


def _postponed(holes: _Holes) -> str:
    why = holes.wait.get("what")
    if not why:
        return _("Postponed until %(until)s") % holes
    return _("Postponed until %(until)s: %(why)s") % {"until": holes["until"], "why": why}


def _awaiting(holes: _Holes) -> str:
    about = {"whom": holes.wait.get("whom") or "—", "what": holes.wait.get("what") or "—", "until": holes["until"]}
    return _("Waiting for %(whom)s until %(until)s: %(what)s") % about


def _developed(holes: _Holes) -> str:
    key = holes.wait.get("key") or "—"
    if holes.until:
        return _("Passed to development: %(key)s, due %(until)s") % {"key": key, "until": holes.until}
    return _("Passed to development: %(key)s, the date is being found out") % {"key": key}


def _urged(holes: _Holes) -> str:
    level = {
        0: pgettext("urgency", "usual"),
        1: pgettext("urgency", "raised"),
        2: pgettext("urgency", "critical"),
    }.get(holes.event.data.get("urgency"), "—")
    return _("Urgency: %(level)s") % {"level": level}


def _worked(holes: _Holes) -> str:
    work = {
        WorkType.CONSULTATION: pgettext("kind of work", "consultation"),
        WorkType.SUPPORT: pgettext("kind of work", "support"),
        WorkType.IMPLEMENTATION: pgettext("kind of work", "implementation"),
    }.get(holes.event.data.get("work"), "—")
    return _("Kind of work: %(work)s") % {"work": work}


def _reopened(holes: _Holes) -> str:
    if holes.event.actor_id is None or holes.event.data.get("message"):
        return _("Opened again: the customer wrote")
    return _("Opened again: %(actor)s") % holes


_SPECIAL: Final[dict[str, Callable[[_Holes], str]]] = {
    "ticket.tagged": _tagged,
    "ticket.categorised": _categorised,
    "ticket.closed": _closed,
    "ticket.postponed": _postponed,
    "ticket.awaiting_other": _awaiting,
    "ticket.in_development": _developed,
    "ticket.urged": _urged,
    "ticket.work_set": _worked,
    "ticket.reopened": _reopened,
}


def _noun(code: str, key: str) -> str:
    return _WAS.get(code, "person") if key == "was" else _REFERS.get(key, "")


def _names(events: Iterable[Event]) -> Names:
    wanted: dict[str, set[int]] = {}
    for event in events:
        if event.actor_id:
            wanted.setdefault("person", set()).add(event.actor_id)
        for key, value in event.data.items():
            if (noun := _noun(event.code, key)) and value is not None:
                wanted.setdefault(noun, set()).update(value if isinstance(value, list) else [value])
    parts = [_part(noun, keys) for noun, keys in sorted(wanted.items()) if keys]
    if not parts:
        return {}
    rows = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    return {(noun, key): name for noun, key, name in rows}


def _part(noun: str, keys: set[int]) -> QuerySet[Any, Any]:
    """One arm of the union: the noun, the id, and the name as JSON."""
    rows = _NOUNS[noun]._default_manager.filter(pk__in=keys).order_by()
    if noun == "wait":
        words = [item for name in ("whom", "what", "key", "url") for item in (_text(name), F(name))]
        named = Func(*words, function="jsonb_build_object", output_field=JSONField())
    else:
        named = Func(F("name"), function="to_jsonb", output_field=JSONField())
    part: QuerySet[Any, Any] = rows.annotate(noun=_text(noun), named=named).values_list("noun", "pk", "named")
    return part


def _text(value: str) -> Func:
    """A text constant: server-side binding wants its type (F22)."""
    return Func(Value(value), template="(%(expressions)s)::text", output_field=CharField())

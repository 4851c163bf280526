"""Entries of the audit in the reader's words: what was done, by whom, to what, and what differs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from otklik.kernel.audit import AuditEntry
from otklik.kernel.events import KINDS
from otklik.kernel.settings import SETTINGS
from otklik.kernel.text import snippet
from otklik.kernel.translated import Translated
from otklik.manage.labels import LABELS, WORDS
from otklik.people.models import Person
from otklik.ui.formats import Stamp, Words

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Noun:
    """A kind of things that are audited: its word, and the name of the page of one."""

    word: StrOrPromise
    url: str = ""


NOUNS: dict[str, Noun] = {
    "person": Noun(pgettext_lazy("audited", "Person"), "manage:person"),
    "organization": Noun(pgettext_lazy("audited", "Company"), "manage:company_page"),
    "role": Noun(pgettext_lazy("audited", "Role"), "manage:role"),
    "line": Noun(pgettext_lazy("audited", "Line"), "manage:line"),
    "team": Noun(pgettext_lazy("audited", "Team"), "manage:team"),
    "status": Noun(pgettext_lazy("audited", "Status"), "manage:status"),
    "category": Noun(pgettext_lazy("audited", "Category"), "manage:category"),
    "tag": Noun(pgettext_lazy("audited", "Tag"), "manage:tag"),
    "customfield": Noun(pgettext_lazy("audited", "Field"), "manage:field"),
    "mailbox": Noun(pgettext_lazy("audited", "Mailbox"), "manage:mailbox"),
    "calendar": Noun(pgettext_lazy("audited", "Calendar"), "manage:calendar"),
    "promise": Noun(pgettext_lazy("audited", "Promise"), "manage:promise"),
    "norm": Noun(pgettext_lazy("audited", "Norm")),
    "article": Noun(pgettext_lazy("audited", "Article"), "manage:article"),
    "section": Noun(pgettext_lazy("audited", "Section"), "manage:section"),
    "inbound": Noun(pgettext_lazy("audited", "Letter")),
    "lesson": Noun(pgettext_lazy("audited", "Lesson"), "manage:lesson"),
    "tracker": Noun(pgettext_lazy("audited", "Tracker"), "manage:tracker"),
    "source": Noun(pgettext_lazy("audited", "Source of the card")),
    "link": Noun(pgettext_lazy("audited", "Link"), "manage:card_link"),
    "deed": Noun(pgettext_lazy("audited", "Action")),
    "inquiry": Noun(pgettext_lazy("audited", "Query to our system")),
    "permit": Noun(pgettext_lazy("audited", "Action or query of the card"), "manage:card_action"),
    "filling": Noun(pgettext_lazy("audited", "Field that the card fills"), "manage:card_field"),
    "proof": Noun(pgettext_lazy("audited", "Confirmation of identity")),
    "secret": Noun(pgettext_lazy("audited", "Secret")),
    "problem": Noun(pgettext_lazy("audited", "Problem")),
    "wish": Noun(pgettext_lazy("audited", "Wish")),
    "ticket": Noun(pgettext_lazy("audited", "Request")),
    "failedjob": Noun(pgettext_lazy("audited", "Job")),
    "setting": Noun(pgettext_lazy("audited", "Setting")),
}
SENTENCES: dict[str, StrOrPromise] = {"setting.changed": gettext_lazy("Setting changed")}
"""Codes of the audit that are no events."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that was changed."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Row:
    """One entry."""

    at: Stamp
    who: str
    said: str
    about: str
    url: str
    differences: tuple[Difference, ...]


def rows(entries: Iterable[AuditEntry], reader: Person) -> list[Row]:
    """The entries of a page; the names of all people in them come in one query."""
    entries, words = list(entries), Words(reader)
    people = {entry.actor_id for entry in entries} | {pk for entry in entries for pk in _people(entry)}
    names = dict(Person.objects.visible_to(reader).filter(pk__in=people - {None}).values_list("pk", "name"))
    return [_row(entry, names, words) for entry in entries]


def _people(entry: AuditEntry) -> Iterator[int]:
    if entry.noun == "person" and (pk := _id(entry)):
        yield pk
    for state in (entry.before, entry.after):
        if isinstance(state, dict):
            yield from (pk for pk in state.get("people") or () if isinstance(pk, int))


def _row(entry: AuditEntry, names: dict[int, str], words: Words) -> Row:
    return Row(
        at=words.stamp(entry.at, words.moment),
        who=names.get(entry.actor_id or 0) or _("the system"),
        said=_said(entry),
        about=_about(entry, names),
        url=_url(entry),
        differences=tuple(_differences(entry, names)),
    )


def _said(entry: AuditEntry) -> str:
    known = SENTENCES.get(entry.code) or (KINDS[entry.code].sentence if entry.code in KINDS else entry.code)
    return _(str(known)) % defaultdict(str)


def _about(entry: AuditEntry, names: dict[int, str]) -> str:
    if entry.noun == "setting":
        setting = SETTINGS.get(entry.noun_id)
        return str(setting.title) if setting else entry.noun_id
    if entry.noun == "person" and (name := names.get(_id(entry) or 0)):
        return name
    for state in (entry.after, entry.before):
        if isinstance(state, dict) and (name := state.get("name") or state.get("address")):
            return _shown(name)
    return f"{NOUNS[entry.noun].word if entry.noun in NOUNS else entry.noun} {entry.noun_id}"


def _url(entry: AuditEntry) -> str:
    noun = NOUNS.get(entry.noun)
    if noun is None or not noun.url or entry.code.endswith(".removed"):
        return ""
    try:
        return reverse(noun.url, args=[int(entry.noun_id)])
    except (NoReverseMatch, ValueError):
        return ""


def _differences(entry: AuditEntry, names: dict[int, str]) -> Iterator[Difference]:
    before, after = entry.before, entry.after
    if entry.noun == "setting":
        yield Difference("", _shown(before), _shown(after))
        return
    known, before, after = isinstance(before, dict), before or {}, after or {}
    for key in {**before, **after}:
        was, now = _value(key, before.get(key), names), _value(key, after.get(key), names)
        if was != now:
            yield Difference(str(LABELS.get(key, key)), was if known else "", now)


def _value(key: str, value: Any, names: dict[int, str]) -> str:
    """A value of a column: codes in their words, people by name."""
    if key == "people" and isinstance(value, list):
        value = [names.get(pk, pk) for pk in value]
    known = WORDS.get(key, {})
    return str(known[str(value)]) if isinstance(value, str | int) and str(value) in known else _shown(value)


def _shown(value: Any) -> str:
    if value is None or value == "" or value == {} or value == []:
        return "—"
    if isinstance(value, bool):
        return pgettext("answer", "yes") if value else pgettext("answer", "no")
    if isinstance(value, dict):
        if value.keys() <= {"ru", "uk", "en"}:
            return str(Translated(value))
        return ", ".join(f"{key}: {_shown(one)}" for key, one in value.items())
    return ", ".join(map(_shown, value)) if isinstance(value, list) else snippet(str(value), 200)


def _id(entry: AuditEntry) -> int | None:
    return int(entry.noun_id) if entry.noun_id.isdecimal() and len(entry.noun_id) < 19 else None

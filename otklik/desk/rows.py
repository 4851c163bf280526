"""A list of requests as rows: one query, then plain Python."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject, Left
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from otklik.desk import deadlines
from otklik.kernel import clock
from otklik.kernel.text import snippet
from otklik.kernel.translated import Translated
from otklik.people import rights
from otklik.people.models import Person
from otklik.routing.models import Absence
from otklik.tickets.kinds import Closing, Kind, MessageKind, Turn, WorkType
from otklik.tickets.models import Ticket, TicketTag, Wait
from otklik.tickets.models.queries import TicketQuerySet
from otklik.tickets.models.ticket import GROUPS
from otklik.ui.formats import Words
from otklik.ui.shapes import HUES, Age, Clock, Face, Tag, TicketRow, initials

SNIPPET = 160
MOST_TAGS = 4
CHANNELS = {
    "email": "mail",
    "form": "globe",
    "widget": "message-circle",
    "chat": "message-circle",
    "telegram": "send",
    "phone": "phone",
    "internal": "building-2",
    "api": "code-xml",
}
COLUMNS = (
    "id",
    "number",
    "subject",
    "language",
    "kind",
    "turn",
    "turn_since",
    "status_since",
    "changed_at",
    "reply_owed_since",
    "next_word_by",
    "closed_at",
    "closing_kind",
    "urgency",
    "work_type",
    "group",
    "paid",
    "channel",
    "responsible",
    "responsible__name",
    "offered_to__name",
    "offered_until",
    "customer__name",
    "status__name",
    "last_public_message__kind",
    "last_public_message__channel",
)
MADE = ("said", "tag_names", "wait", "deadline", "away")


def asked(tickets: TicketQuerySet) -> QuerySet[Ticket, dict[str, Any]]:
    """The queryset with everything that a row and its place in a list need; `values()` comes last."""
    tags = TicketTag.objects.filter(ticket=OuterRef("pk")).order_by("tag__normalised").values("tag__name")
    wait = Wait.objects.filter(ticket=OuterRef("pk"), ended_at__isnull=True)
    annotated: Any = tickets.annotate(
        said=Left("last_public_message__body", SNIPPET * 3),
        tag_names=ArraySubquery(tags),
        wait=Subquery(wait.values(made=JSONObject(whom="whom", key="key", until="until"))[:1]),
        deadline=deadlines.nearest(),
        away=Subquery(Absence.objects.at(clock.now()).filter(person=OuterRef("responsible")).values("until")[:1]),
    )
    values: QuerySet[Ticket, dict[str, Any]] = annotated.values(*COLUMNS, *MADE)
    return values


def places(tickets: TicketQuerySet) -> QuerySet[Ticket, tuple[int, int]]:
    """The number of each request and its place in `GROUPS`, and nothing else."""
    values: QuerySet[Ticket, tuple[int, int]] = tickets.values_list("number", "group")
    return values


def one(person: Person, number: int) -> TicketRow:
    """The row of one request that the person may see; 404 otherwise."""
    values = asked(Ticket.objects.visible_to(person)).filter(number=number).first()
    if values is None:
        raise Http404
    return Writer(person).row(values)


def away(shown: Face, until: datetime | None, words: Words) -> Face:
    """The face of somebody who may be away: then it is pale, and says until when (R17)."""
    if until is None:
        return shown
    gone = _("away until %(time)s") % {"time": words.short(until)}
    return replace(shown, name=f"{shown.name}, {gone}", kind="none")


def offered(name: str, until: datetime, words: Words) -> Age:
    """«предложено: Анна Белова, ещё 3 мин»: to whom it is held out, and for how long."""
    pattern = _("offered: %(name)s, %(left)s") % {"name": name.replace("{", ""), "left": "{}"}
    text = pattern.format(words.left(max((until - words.now).total_seconds(), 0)))
    return Age(text, int(until.timestamp()), pattern, is_left=True)


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of one turn, under one heading."""

    code: str
    rows: list[TicketRow]


class Writer:
    """Makes rows for one reader."""

    def __init__(self, person: Person) -> None:
        self.words = Words(person)
        self.language = person.language
        self.may_accept = person.may(rights.ACCEPT)
        self.base = reverse("desk:start") + "tickets/"

    def groups(self, found: Iterable[dict[str, Any]]) -> list[Group]:
        """Rows by group, in the order in which they came."""
        groups: list[Group] = []
        for values in found:
            code = GROUPS[values["group"]]
            if not groups or groups[-1].code != code:
                groups.append(Group(code, []))
            groups[-1].rows.append(self.row(values))
        return groups

    def row(self, values: dict[str, Any]) -> TicketRow:
        """One row."""
        number = values["number"]
        accepts = self.may_accept and values["kind"] != Kind.CLOSED and values["responsible"] is None
        return TicketRow(
            number=number,
            url=f"{self.base}{number}/",
            subject=values["subject"],
            turn=values["turn"],
            state=Translated(values["status__name"]).to(self.language),
            at=self.words.stamp(values["changed_at"]),
            author=values["customer__name"],
            snippet=snippet(values["said"] or "", SNIPPET),
            icon=_icon(values),
            sub=self._sub(values),
            language=values["language"] if values["language"] != self.language else "",
            tags=tuple(self._tags(values)),
            clock=self._clock(values),
            who=self._who(values),
            accept=f"{self.base}{number}/acceptance/" if accepts else "",
            unread=values["reply_owed_since"] is not None,
            refresh=f"{self.base}{number}/row/",
        )

    def _tags(self, values: dict[str, Any]) -> Iterable[Tag]:
        if values["urgency"]:
            yield Tag(
                pgettext("urgency", "critical") if values["urgency"] > 1 else pgettext("urgency", "raised"), "warn"
            )
        if values["work_type"] == WorkType.IMPLEMENTATION:
            yield Tag(pgettext("kind of work", "implementation"))
        if values["language"] and values["language"] != self.language:
            yield Tag(_short_language(values["language"]))
        names = values["tag_names"]
        yield from map(Tag, names[:MOST_TAGS])
        if len(names) > MOST_TAGS:
            yield Tag(f"+{len(names) - MOST_TAGS}")

    def _who(self, values: dict[str, Any]) -> Face | None:
        if values["responsible"] is None:
            return None
        name = values["responsible__name"]
        shown = Face(name, initials(name), "staff", values["responsible"] % HUES)
        return away(shown, values["away"], self.words)

    def _clock(self, values: dict[str, Any]) -> Clock | None:
        running = deadlines.of_row(values)
        return deadlines.chip(self.words, running) if running else None

    def _sub(self, values: dict[str, Any]) -> str | Age:
        say: Callable[[dict[str, Any]], str | Age] = {
            Kind.CLOSED: self._closed,
            Kind.POSTPONED: self._until,
            Kind.AWAITING_OTHER: self._until,
            Kind.IN_DEVELOPMENT: self._until,
        }.get(values["kind"], self._since)
        return say(values)

    def _since(self, values: dict[str, Any]) -> str | Age:
        if values["offered_to__name"] and values["responsible"] is None:
            return offered(values["offered_to__name"], values["offered_until"], self.words)
        if values["responsible"] is None:
            return self._age(_("unaccepted for %(duration)s"), values["turn_since"])
        if values["reply_owed_since"]:
            return self._age(_("waits for us %(duration)s"), values["reply_owed_since"])
        if values["turn"] == Turn.CUSTOMER:
            return self._age(_("we wait %(duration)s"), values["turn_since"])
        return _("since %(time)s") % {"time": self.words.short(values["turn_since"])}

    def _until(self, values: dict[str, Any]) -> str | Age:
        if values["reply_owed_since"]:
            return self._since(values)
        wait = values["wait"] or {}
        about = wait.get("key") or wait.get("whom") or ""
        if not wait.get("until"):
            return about
        until = self.words.short(datetime.fromisoformat(wait["until"]))
        said = _("%(about)s, until %(time)s") if about else _("until %(time)s")
        return said % {"about": about, "time": until}

    def _closed(self, values: dict[str, Any]) -> str | Age:
        return str(Closing(values["closing_kind"]).label) if values["closing_kind"] else ""

    def _age(self, pattern: str, since: datetime) -> Age:
        text = pattern % {"duration": self.words.duration(self.words.now - since)}
        return Age(text, int(since.timestamp()), pattern % {"duration": "{}"})


def _icon(values: dict[str, Any]) -> str:
    if values["last_public_message__kind"] in (MessageKind.REPLY, MessageKind.SOLUTION):
        return "reply"
    return CHANNELS.get(values["last_public_message__channel"] or values["channel"], "message-square")


def _short_language(code: str) -> str:
    return {
        "ru": pgettext("language, short", "Rus."),
        "uk": pgettext("language, short", "Ukr."),
        "en": pgettext("language, short", "Eng."),
    }.get(code, code)

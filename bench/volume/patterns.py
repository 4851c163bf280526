"""Every row that hangs on a request, whatever table it is in, as patterns from which SQL stamps copies.

A pattern keeps its rows with their references made relative: to a row of the same pattern by its place, to a person by
their slot. Which tables those are is read from the models, so a package that comes later is copied too.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from django.apps import apps
from django.db import connection, models

from otklik.channels.models import Delivery
from otklik.kernel.events import Event
from otklik.people.models import Identity, Organization, Person
from otklik.tickets.models import Ticket

LEFT_OUT = {"tickets_link", "tickets_draft", "tickets_reminder", "channels_fetched"}
PEOPLE = {"to", "was", "person", "responsible", "actor", "nominee", "customer", "holder"}
"""Keys of an event's data that name people."""
NOT_PEOPLE = {"ticket.urged", "ticket.categorised"}
"""Events whose `was` is something else."""
ROWS = {
    "message": "tickets_message",
    "correction": "tickets_message",
    "words": "tickets_message",
    "wait": "tickets_wait",
    "closing": "tickets_closing",
    "rating": "tickets_rating",
    "solution": "tickets_solution",
    "delivery": "channels_delivery",
}
"""Keys that name rows."""


class Patterns:
    """All requests that stand alone: not merged, split or anybody's child."""

    def __init__(self) -> None:
        self.tables: list[type[models.Model]] = _tables()
        self.place = {model._meta.db_table: place for place, model in enumerate(self.tables)}
        self.rows: dict[str, list[dict[str, Any]]] = {model._meta.db_table: [] for model in self.tables}
        self.pattern_of: dict[tuple[str, int], tuple[int, int]] = {}
        self.slots: dict[int, list[int]] = defaultdict(list)
        self.sizes: dict[int, list[int]] = {}
        self._tickets = self._alone()
        for model in self.tables:
            self._collect(model)

    def _alone(self) -> dict[int, Ticket]:
        tied: set[int] = set()
        for model in apps.get_models():
            ties = [f.attname for f in model._meta.concrete_fields if f.related_model is Ticket]
            if len(ties) > 1 or model is Ticket:
                for row in model._base_manager.values_list("pk" if model is Ticket else ties[0], *ties):
                    if any(row[1:]) if model is Ticket else len(set(filter(None, row))) > 1:
                        tied.update(filter(None, row))
        return {ticket.pk: ticket for ticket in Ticket._base_manager.exclude(pk__in=tied)}

    def _collect(self, model: type[models.Model]) -> None:
        table = model._meta.db_table
        for row in model._base_manager.order_by("pk").values():
            pattern = row["id"] if model is Ticket else self._pattern(model, row)
            if pattern not in self._tickets:
                continue
            sizes = self.sizes.setdefault(pattern, [0] * len(self.tables))
            place = sizes[self.place[table]]
            sizes[self.place[table]] += 1
            self.pattern_of[table, row[model._meta.pk.attname]] = (pattern, place)
            self.rows[table].append({"_pattern": pattern, "_place": place, "_row": row})

    def _pattern(self, model: type[models.Model], row: dict[str, Any]) -> int | None:
        if model is Event:
            return row["ticket_id"]
        for field in model._meta.concrete_fields:
            target = field.related_model
            if target is not None and target is not model and target._meta.db_table in self.place:
                known = self.pattern_of.get((target._meta.db_table, row[field.attname] or 0))
                if known:
                    return known[0]
        return None

    def slot(self, pattern: int, person: int) -> int:
        """The place of a person among those of a pattern, from 1."""
        people = self.slots[pattern]
        if person not in people:
            people.append(person)
        return people.index(person) + 1

    def relative(self) -> dict[str, list[dict[str, Any]]]:
        """The rows of each table with references to people as slots and to rows as places."""
        return {
            model._meta.db_table: [self._relative(model, one) for one in self.rows[model._meta.db_table]]
            for model in self.tables
        }

    def _relative(self, model: type[models.Model], one: dict[str, Any]) -> dict[str, Any]:
        pattern, row = one["_pattern"], dict(one["_row"])
        for field in model._meta.concrete_fields:
            target, value = field.related_model, row[field.attname]
            if value is None or target is None:
                continue
            if target is Person:
                row[field.attname] = self.slot(pattern, value)
            elif target is Identity:
                row[field.attname] = self.slot(pattern, Identity.objects.values_list("person", flat=True).get(pk=value))
            elif target._meta.db_table in self.place:
                known = self.pattern_of.get((target._meta.db_table, value))
                row[field.attname] = known[1] if known else None
        if model is Delivery and row["identity_id"]:
            row["identity_id"] = row["recipient_id"]
        if model is Event:
            row.update(self._worded(pattern, row))
        return {**row, "_pattern": pattern, "_place": one["_place"]}

    def _worded(self, pattern: int, row: dict[str, Any]) -> dict[str, Any]:
        """An event's data as a format with up to eight references, and its noun."""
        references: list[tuple[int, int]] = []
        spoken = json.dumps(self._marked(pattern, row["code"], row["data"], references), ensure_ascii=False)
        spoken = spoken.replace("%", "%%")
        for number in range(len(references)):
            spoken = spoken.replace(f'"@{number}@"', f"%{number + 1}$s")
        kinds, values = [kind for kind, _ in references], [value for _, value in references]
        noun = {
            "ticket": "tickets_ticket",
            "message": "tickets_message",
            "delivery": "channels_delivery",
            "inbound": "channels_inbound",
        }
        known = self.pattern_of.get((noun.get(row["noun"], ""), row["noun_id"]))
        found = (self.place[noun[row["noun"]]] + 1, known[1]) if known else (0, row["noun_id"])
        return {"data": spoken, "_kinds": kinds, "_values": values, "_noun": found[0], "noun_id": found[1]}

    def _marked(self, pattern: int, code: str, data: Any, references: list[tuple[int, int]]) -> Any:
        if not isinstance(data, dict):
            return data
        marked: dict[str, Any] = {}
        for key, value in data.items():
            found = self._reference(pattern, code, key, value)
            if found:
                references.append(found)
                marked[key] = f"@{len(references) - 1}@"
            else:
                marked[key] = self._marked(pattern, code, value, references)
        return marked

    def _reference(self, pattern: int, code: str, key: str, value: Any) -> tuple[int, int] | None:
        if not isinstance(value, int) or isinstance(value, bool):
            return None
        if key in ROWS and (known := self.pattern_of.get((ROWS[key], value))):
            return self.place[ROWS[key]] + 1, known[1]
        is_person = key in PEOPLE and not (key == "was" and code in NOT_PEOPLE)
        if is_person and Person._base_manager.filter(pk=value).exists():
            return -1, self.slot(pattern, value)
        return None


def _tables() -> list[type[models.Model]]:
    """Requests and everything that refers to them, targets before what refers to them."""
    found: list[type[models.Model]] = [Ticket]
    waiting = [m for m in apps.get_models() if m._meta.managed and not m._meta.proxy and m is not Ticket]
    for model in found:
        for other in waiting:
            refers = any(f.related_model is model for f in other._meta.concrete_fields)
            if other not in found and (refers or other is Event) and other._meta.db_table not in LEFT_OUT:
                found.append(other)
    order = {Ticket: 0, Event: 1}
    ranked = sorted(found, key=lambda model: order.get(model, 2 + _depth(model, found)))
    return [model for model in ranked if model not in (Person, Organization)]


def _depth(model: type[models.Model], among: list[type[models.Model]]) -> int:
    targets = {f.related_model for f in model._meta.concrete_fields} - {model, Ticket}
    return 1 + max((_depth(target, among) for target in targets & set(among)), default=0)


def raw_size() -> int:
    """Bytes of the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])

"""Rows of one table by a plain statement: what every letter and every verb asks is not composed anew each time.

A query of the ORM takes several times longer to compose than to run. What is asked once a page stays with the ORM.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, NamedTuple, TypeVar, cast

from django.db import connection
from django.db.models import Model

M = TypeVar("M", bound=Model)


def rows(kind: type[M], condition: str, values: Sequence[Any] = ()) -> list[M]:
    """The rows for which an SQL condition holds; an order may follow in it. The condition is a constant of ours."""
    plan = _plan(kind)
    with connection.cursor() as cursor:
        cursor.execute(f"{plan.head} WHERE {condition}", values)
        return [_made(kind, plan, row) for row in cursor.fetchall()]


def first(kind: type[M], condition: str, values: Sequence[Any] = ()) -> M | None:
    """The first of them, or None."""
    found = rows(kind, f"{condition} LIMIT 1", values)
    return found[0] if found else None


def value(statement: str, values: Sequence[Any] = ()) -> Any:
    """What a statement of ours answers: the first column of its first row, None without one."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone()
    return row[0] if row else None


def attach(row: M, *names: str) -> M:
    """Fetch what these foreign keys lead to, each by a statement of its own; what is empty stays empty."""
    for name in names:
        field = row._meta.get_field(name)
        key = getattr(row, f"{name}_id")
        if key is not None:
            setattr(row, name, first(cast("type[Model]", field.related_model), "id = %s::bigint", [key]))
    return row


def refresh_locked(row: Model) -> None:
    """Lock the row, and see its newest values; what was fetched beside it is forgotten. Raises DoesNotExist.

    Rows that are added elsewhere and refer to it need not wait: its key does not change.
    """
    kind = type(row)
    locked = rows(kind, "id = %s::bigint FOR NO KEY UPDATE", [row.pk])
    if not locked:
        raise cast("Any", kind).DoesNotExist
    found = locked[0]
    row.__dict__.update({field.attname: found.__dict__[field.attname] for field in row._meta.concrete_fields})
    row.__dict__.pop("_prefetched_objects_cache", None)
    row._state.fields_cache.clear()
    row._state.db = found._state.db


class Plan(NamedTuple):
    """How the rows of one table are read; some columns are converted, by their place."""

    head: str
    names: list[str]
    converters: list[tuple[int, Callable[..., Any]]]


@cache
def _plan(kind: type[Model]) -> Plan:
    fields = kind._meta.concrete_fields
    columns = ", ".join(f'"{field.column}"' for field in fields)
    converters = [
        (place, convert) for place, field in enumerate(fields) for convert in field.get_db_converters(connection)
    ]
    names = [field.attname for field in fields]
    return Plan(f'SELECT {columns} FROM "{kind._meta.db_table}"', names, converters)  # noqa: S608  our own names


def _made(kind: type[M], plan: Plan, row: Sequence[Any]) -> M:
    read = list(row)
    for place, convert in plan.converters:
        read[place] = convert(read[place], None, connection)
    return kind.from_db(connection.alias, plan.names, read)

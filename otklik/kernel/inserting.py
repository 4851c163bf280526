"""Rows that are written by one plain statement, without the machinery of a query: letters and verbs make many of them.

Defaults of the database are not used, signals are not sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Field, Model

M = TypeVar("M", bound=Model)


def insert(row: M) -> M:
    """Insert `row` and set its key; a key that it has already is kept."""
    _run(row, "", with_key=row.pk is not None)
    return row


def insert_once(row: Model) -> bool:
    """Insert `row` unless a unique column or constraint says that it is there; whether it is new, with its key set.

    Another transaction that inserts the same is waited for. `get_or_create` needs four statements when the row is new.
    """
    return _run(row, " ON CONFLICT DO NOTHING")


def put(row: M, unique: str) -> M:
    """Insert `row`, or let it replace the row with the same value in the unique field of that name."""
    columns = {field.name: field.column for field in row._meta.local_concrete_fields if not field.primary_key}
    key = columns.pop(unique)
    others = ", ".join(f'"{column}" = excluded."{column}"' for column in columns.values())
    _run(row, f' ON CONFLICT ("{key}") DO UPDATE SET {others}')
    return row


def insert_all(rows: Sequence[Model]) -> None:
    """Insert several rows of one kind by one statement; nothing for none."""
    if not rows:
        return
    plan = _plan(type(rows[0]), False)
    with connection.cursor() as cursor:
        holes = ", ".join([plan.holes] * len(rows))
        values = [value for row in rows for value in _values(row, plan.fields)]
        cursor.execute(f"{plan.head} {holes} RETURNING {plan.key}", values)
        for row, (key,) in zip(rows, cursor.fetchall(), strict=True):
            _is_inserted(row, key)


class Plan(NamedTuple):
    """How the rows of one table are inserted."""

    fields: list[Field[Any, Any]]
    head: str
    holes: str
    key: str


@cache
def _plan(kind: type[Model], with_key: bool) -> Plan:
    meta = kind._meta
    fields = [
        field for field in meta.local_concrete_fields if not field.generated and (with_key or not field.primary_key)
    ]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    holes = ", ".join(["%s"] * len(fields))
    return Plan(
        fields, f'INSERT INTO "{meta.db_table}" ({columns}) VALUES', f"({holes})", str(meta.pk and meta.pk.column)
    )


def _run(row: Model, conflict: str, *, with_key: bool = False) -> bool:
    plan = _plan(type(row), with_key)
    with connection.cursor() as cursor:
        cursor.execute(f"{plan.head} {plan.holes}{conflict} RETURNING {plan.key}", _values(row, plan.fields))
        made = cursor.fetchone()
    if made is None:
        return False
    _is_inserted(row, made[0])
    return True


def _values(row: Model, fields: list[Field[Any, Any]]) -> list[Any]:
    here = connections[DEFAULT_DB_ALIAS]  # the proxy would look it up for each field
    return [field.get_db_prep_save(field.pre_save(row, add=True), here) for field in fields]


def _is_inserted(row: Model, key: int) -> None:
    row.pk, row._state.adding, row._state.db = key, False, connection.alias

"""A row that may be there already, in one statement: `get_or_create` needs four when the row is new."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import Model


def insert_once(row: Model) -> bool:
    """Insert `row` unless a unique column or constraint says that it is there; whether it is new, with its key set.

    Another transaction that inserts the same is waited for. Defaults of the database are not used.
    """
    meta = row._meta
    fields = [field for field in meta.local_concrete_fields if not field.primary_key]
    values: list[Any] = [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields]
    columns, holes = ", ".join(f'"{field.column}"' for field in fields), ", ".join(["%s"] * len(fields))
    statement = f'INSERT INTO "{meta.db_table}" ({columns}) VALUES ({holes}) ON CONFLICT DO NOTHING RETURNING id'  # noqa: S608  names of our own tables
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        made = cursor.fetchone()
    if made is None:
        return False
    row.pk, row._state.adding, row._state.db = made[0], False, connection.alias
    return True

"""Some columns of a row that is there, by one plain statement."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import Model


def update(row: Model, *names: str) -> None:
    """Write the fields `names` of `row` as they stand in it; signals are not sent."""
    meta = row._meta
    fields = [meta.get_field(name) for name in names]
    values: list[Any] = [field.get_db_prep_save(field.pre_save(row, add=False), connection) for field in fields]  # type: ignore[union-attr]  # only own columns
    columns = ", ".join(f'"{field.column}" = %s' for field in fields)  # type: ignore[union-attr]
    assert meta.pk is not None
    statement = f'UPDATE "{meta.db_table}" SET {columns} WHERE "{meta.pk.column}" = %s'  # noqa: S608  names of our own tables
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, row.pk])

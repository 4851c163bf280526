"""What PostgreSQL does for a deed, in a crowd of rows."""

from __future__ import annotations

import json
from typing import Any

from django.db import connection


def copies(row, count, **known):
    """As many rows like this one, `known` columns by an expression of n, from 1 on; one statement."""
    fields = [field for field in row._meta.concrete_fields if not field.generated]
    columns = [field.column for field in fields if not field.primary_key]
    values = ", ".join(known.get(name, f"like_it.{name}") for name in columns)
    table = row._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values}"
            f" FROM generate_series(1, %s) AS g(n) CROSS JOIN {table} AS like_it WHERE like_it.id = %s",
            [count, row.pk],
        )


def asked_by(deed) -> list[tuple[str, Any]]:
    """Every question of a deed."""
    asked = []

    def note(execute, sql, params, many, context):
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        deed()
    return asked


def plans(deed) -> list[str]:
    """What PostgreSQL does for each question of a deed."""
    told = []
    with connection.cursor() as cursor:
        for sql, params in asked_by(deed):
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {sql}", params)
            told.append("\n".join(line for (line,) in cursor.fetchall()))
    return told


def buffers(deed) -> int:
    """Pages of 8 kB that are read for a deed, from memory or disk."""
    pages = 0
    with connection.cursor() as cursor:
        for sql, params in asked_by(deed):
            if sql.lstrip().upper().startswith(("SELECT", "WITH", "(SELECT")):
                cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", params)
                told = cursor.fetchone()[0]
                plan = (json.loads(told) if isinstance(told, str) else told)[0]["Plan"]
                pages += plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
    return pages

"""Patterns become a history: each copy has its own people, words and times. PostgreSQL does the writing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, models

from bench.volume.patterns import Patterns
from otklik.kernel.events import Event
from otklik.people.models import Identity, Organization, Person

DOMAIN = "volume.example"
SPECIAL = {
    ("tickets_ticket", "number"): "c.number",
    ("tickets_ticket", "subject"): "(SELECT said FROM volume.subjects s WHERE s.id = (c.k * 7919) %% %(subjects)s)",
    (
        "tickets_message",
        "body",
    ): "(SELECT said FROM volume.bodies b WHERE b.id = (c.k * 7919 + t._place * 104729) %% %(bodies)s)",
    ("tickets_message", "full_text"): "''",
    ("tickets_message", "html"): "''",
    ("channels_delivery", "address"): f"'client' || c.people[t.recipient_id] || '@{DOMAIN}'",
    ("channels_delivery", "letter_id"): "CASE t.letter_id WHEN '' THEN '' ELSE t.letter_id || '.' || c.k END",
    ("channels_delivery", "identity_id"): "c.identities[t.identity_id]",
    ("channels_inbound", "dedupe_key"): "md5(t.dedupe_key) || '.' || c.k",
    ("channels_letterid", "value"): "t.value || '.' || c.k",
    ("channels_letterid", "folded"): "t.folded || '.' || c.k",
    ("kernel_event", "ticket_id"): "c.first[1]",
    ("kernel_event", "cause_id"): "NULL::bigint",
    ("kernel_event", "noun_id"): "CASE t._noun WHEN 0 THEN t.noun_id ELSE c.first[t._noun] + t.noun_id END",
}
REFERENCES = 8


def run(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """One statement, and its rows if it has any."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchall() if cursor.description else []


def quoted(names: Iterable[str]) -> str:
    """Names of columns for SQL."""
    return ", ".join(f'"{name}"' for name in names)


def copy_in(target: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """COPY rows into a table."""
    with connection.cursor() as cursor, cursor.cursor.copy(f"COPY {target} FROM STDIN") as stream:
        for row in rows:
            stream.write_row(row)


def prepare(patterns: Patterns, bodies: list[str], subjects: list[str]) -> None:
    """Everything that the stamping reads, in a schema of its own."""
    run("DROP SCHEMA IF EXISTS volume CASCADE")
    run("CREATE SCHEMA volume")
    for name, said in (("bodies", bodies), ("subjects", subjects)):
        run(f"CREATE UNLOGGED TABLE volume.{name} (id bigint PRIMARY KEY, said text NOT NULL)")
        copy_in(f"volume.{name}", enumerate(said))
    run(
        "CREATE UNLOGGED TABLE volume.copies (k bigint, pattern bigint, number bigint, shift interval, first bigint[],"
        " people bigint[], identities bigint[], organization bigint)"
    )
    relative = patterns.relative()
    for model in patterns.tables:
        _keep(model, relative[model._meta.db_table])
    run("ANALYZE")


def _keep(model: type[models.Model], rows: list[dict[str, Any]]) -> None:
    table = model._meta.db_table
    run(f"CREATE UNLOGGED TABLE volume.{table} AS SELECT * FROM {table} WITH NO DATA")
    run(f"ALTER TABLE volume.{table} ADD _pattern bigint, ADD _place bigint")
    names = [column for column, _ in _columns(model)] + ["_pattern", "_place"]
    if model is Event:
        run(f"ALTER TABLE volume.{table} ALTER data TYPE text, ADD _kinds int[], ADD _values bigint[], ADD _noun int")
        names += ["_kinds", "_values", "_noun"]
    json_too = {f.attname for f in model._meta.concrete_fields if isinstance(f, models.JSONField)}
    if model is Event:
        json_too.discard("data")
    copy_in(
        f"volume.{table} ({quoted(names)})",
        (
            tuple(json.dumps(row[n]) if n in json_too and row[n] is not None else _plain(row[n]) for n in names)
            for row in rows
        ),
    )


def _plain(value: Any) -> Any:
    return str(value) if type(value).__name__ == "Translated" else value


def _columns(model: type[models.Model]) -> list[tuple[str, models.Field[Any, Any]]]:
    return [
        (field.attname, field) for field in model._meta.concrete_fields if not isinstance(field, models.GeneratedField)
    ]


def stamp(patterns: Patterns, counts: dict[str, int]) -> dict[str, int]:
    """Write all rows of the copies that stand in volume.copies; how many in each table."""
    written = {}
    for model in patterns.tables:
        table = model._meta.db_table
        columns = _columns(model)
        said = ", ".join(_expression(patterns, model, name, field, counts) for name, field in columns)
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} ({quoted(name for name, _ in columns)}) OVERRIDING SYSTEM VALUE SELECT {said}"
                f" FROM volume.copies c JOIN volume.{table} t ON t._pattern = c.pattern ORDER BY c.k, t._place"
            )
            written[table] = cursor.rowcount
    return written


def _expression(
    patterns: Patterns, model: type[models.Model], name: str, field: models.Field[Any, Any], counts: dict[str, int]
) -> str:
    table, target = model._meta.db_table, field.related_model
    if (table, name) in SPECIAL:
        said = SPECIAL[table, name]
        return said % counts if "%(" in said else said
    if field.primary_key and target is None:
        return f"c.first[{patterns.place[table] + 1}] + t._place"
    if model is Event and name == "data":
        return f"format(t.data, {', '.join(_reference(n) for n in range(1, REFERENCES + 1))})::jsonb"
    if target is Person:
        return f'c.people[t."{name}"]'
    if target is Identity:
        return f'c.identities[t."{name}"]'
    if target is Organization:
        return f"CASE WHEN t.{name} IS NULL THEN NULL ELSE c.organization END"
    if target is not None and target._meta.db_table in patterns.place:
        return f"c.first[{patterns.place[target._meta.db_table] + 1}] + t.{name}"
    return f't."{name}" + c.shift' if isinstance(field, models.DateTimeField) else f't."{name}"'


def _reference(n: int) -> str:
    return f"CASE t._kinds[{n}] WHEN -1 THEN c.people[t._values[{n}]] ELSE c.first[t._kinds[{n}]] + t._values[{n}] END"


@contextmanager
def bare(patterns: Patterns) -> Iterator[None]:
    """The tables without foreign keys, indexes and triggers; everything comes back, and is checked, at the end."""
    tables = [model._meta.db_table for model in patterns.tables]
    keys = run(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), contype FROM pg_constraint"
        " WHERE contype IN ('f', 'u') AND (conrelid::regclass::text = ANY(%s) OR confrelid::regclass::text = ANY(%s))"
        " AND connamespace = 'public'::regnamespace ORDER BY contype DESC",
        tables,
        tables,
    )
    for table, name, _, _ in sorted(keys, key=lambda key: key[3] != "f"):
        run(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    indexes = run(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid)"
        " FROM pg_index JOIN pg_class ON pg_class.oid = indrelid"
        " WHERE relname = ANY(%s) AND NOT indisprimary AND relnamespace = 'public'::regnamespace",
        tables,
    )
    for name, _ in indexes:
        run(f"DROP INDEX {name}")
    for table in tables:
        run(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    yield
    for table in tables:
        run(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    run("SET maintenance_work_mem = '1GB'")
    for _, definition in indexes:
        run(definition)
    for table, name, definition, _ in keys:
        run(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')

"""Custom fields of requests, people and companies (B9): declared here, filled elsewhere, indexed when filtered by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from psycopg import sql

from otklik.kernel import audit, coding, jobs, ordering
from otklik.kernel.text import clean_line
from otklik.kernel.translated import Translated
from otklik.kernel.verbs import Refused, verb
from otklik.people import rights
from otklik.people.models import CustomField, Organization, Person
from otklik.people.models.customfield import FieldNoun, FieldType

TABLES: dict[str, str] = {FieldNoun.PERSON: Person._meta.db_table, FieldNoun.ORGANIZATION: Organization._meta.db_table}
"""Where the values of each noun lie; `wiring.py` adds that of requests, which live on a higher floor (F6)."""

MOST = 40
"""Fields of one noun: more of them nobody fills."""

FLAGS = ("is_required", "is_filtered", "customer_sees")


@verb
def add_field(
    noun: str, name: Mapping[str, str], *, type: str, choices: Sequence[str] = (), by: Person, **flags: bool
) -> CustomField:
    """Add a field to requests, people or companies; noun and type never change."""
    rights.require(by, rights.MANAGE_TICKETS)
    theirs = CustomField.objects.filter(noun=noun)
    if theirs.count() >= MOST:
        raise Refused("field.many", _("More than %(most)d fields cannot be filled by anybody.") % {"most": MOST})
    field = CustomField(noun=FieldNoun(noun), type=FieldType(type), name=name, order=ordering.last(theirs))
    field.code = coding.code(CustomField, name, longest=40, noun=noun)
    _describe(field, choices, flags)
    audit.changed("customfield.added", by=by, noun=field, after=_shown(field))
    return field


@verb
def change_field(
    field: CustomField, name: Mapping[str, str], *, choices: Sequence[str] = (), by: Person, **flags: bool
) -> None:
    """Rename it, change what may be chosen, and what is asked of it."""
    rights.require(by, rights.MANAGE_TICKETS)
    before, field.name = _shown(field), Translated.of(name)
    _describe(field, choices, flags)
    audit.changed("customfield.changed", by=by, noun=field, before=before, after=_shown(field))


@verb
def use_field(field: CustomField, *, is_active: bool, by: Person) -> None:
    """Stop asking for it, or ask again; what was filled stays."""
    rights.require(by, rights.MANAGE_TICKETS)
    before, field.is_active = _shown(field), is_active
    field.save(update_fields=["is_active"])
    audit.changed("customfield.changed", by=by, noun=field, before=before, after=_shown(field))


@verb
def move_field(field: CustomField, *, up: bool, by: Person) -> None:
    """Let it change places with its neighbour."""
    rights.require(by, rights.MANAGE_TICKETS)
    was = field.order
    if ordering.move(field, CustomField.objects.filter(noun=field.noun), up=up):
        field.refresh_from_db()
        audit.changed("customfield.changed", by=by, noun=field, before={"order": was}, after={"order": field.order})


def as_json(value: Any) -> Any:
    """A value of a form as it lies in `fields`."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


@jobs.task(queue="bulk")
def index(field_id: int) -> None:
    """Make the index that a filter by the field needs, or drop it, without holding anybody up."""
    for field in CustomField.objects.filter(pk=field_id):
        _arrange_index(field)


def _describe(field: CustomField, choices: Sequence[str], flags: Mapping[str, bool]) -> None:
    cleaned = list(dict.fromkeys(clean_line(choice)[:100] for choice in choices if clean_line(choice)))
    if field.type == FieldType.CHOICE and not cleaned:
        raise Refused("field.choices", _("Say what may be chosen."), name="choices")
    was_filtered = field.is_filtered
    field.choices = cleaned if field.type == FieldType.CHOICE else []
    for flag in FLAGS:
        setattr(field, flag, flags.get(flag, False))
    field.save()
    if field.is_filtered != was_filtered:
        jobs.later(index, unique=f"custom-field-{field.pk}", field_id=field.pk)


def _arrange_index(field: CustomField) -> None:
    name, table = f"custom_field_{field.pk}", TABLES[field.noun]
    with connection.cursor() as cursor:
        cursor.execute("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s::text)", [name])
        found = cursor.fetchone()
        is_there = found is not None and found[0]
        if found and not (is_there and field.is_filtered):  # not wanted any more, or an attempt broke off half-way
            cursor.execute(sql.SQL("DROP INDEX CONCURRENTLY IF EXISTS {}").format(sql.Identifier(name)))
        if field.is_filtered and not is_there:
            cursor.execute(
                sql.SQL("CREATE INDEX CONCURRENTLY {} ON {} USING {} ((fields -> {}))").format(
                    sql.Identifier(name), sql.Identifier(table), _method(field), sql.Literal(field.code)
                )
            )


def _method(field: CustomField) -> sql.SQL:
    """A long text does not fit into a b-tree and could not be saved at all; a hash takes any length."""
    return sql.SQL("hash" if field.type in (FieldType.TEXT, FieldType.LINK) else "btree")


def _shown(field: CustomField) -> dict[str, Any]:
    flags = {flag: getattr(field, flag) for flag in (*FLAGS, "is_active")}
    return {"noun": field.noun, "name": dict(field.name), "type": field.type, "choices": field.choices, **flags}

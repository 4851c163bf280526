"""What a card says fills own custom fields of a request, its customer and their company (C2, B9).

What a person has typed stays, emptiness too, unless the settings let the card overwrite it. Every change is in the
history of the request, and of people and companies in the audit.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from otklik.cards.models import Filled, Filling
from otklik.cards.pieces import Money, Value
from otklik.cards.reading import Account
from otklik.kernel import audit, clock, events
from otklik.kernel.verbs import verb
from otklik.people.describing import as_json
from otklik.people.models import CustomField, Organization, Person
from otklik.people.models.customfield import FieldNoun, FieldType
from otklik.tickets import remarking
from otklik.tickets.models import Ticket

LONGEST = 500
Row = Ticket | Person | Organization


def fill(account: Account, ticket: Ticket) -> None:
    """Take over what the settings want; nothing is locked or written when nothing differs."""
    values = {line.code: line.value for line in account.lines if line.code}
    if not values:
        return
    wanted = list(Filling.objects.filter(code__in=values, field__is_active=True).select_related("field"))
    rows = {one: row for one in wanted if (row := _row(one.field, ticket)) is not None}
    told = {one: fitting(one.field, values[one.code]) for one in rows}
    if any(told[one] is not None and row.fields.get(one.field.code) != told[one] for one, row in rows.items()):
        _fill(ticket, told)


def fitting(field: CustomField, value: Value) -> Any:
    """The value as it lies in `fields`; None when the field cannot hold it."""
    if field.type == FieldType.YES_NO:
        return value if isinstance(value, bool) else None
    if isinstance(value, bool):
        return None
    if field.type == FieldType.NUMBER:
        amount = value.amount if isinstance(value, Money) else value
        return as_json(amount) if isinstance(amount, Decimal) else None
    if field.type == FieldType.DATE:
        day = value.date() if isinstance(value, datetime) else value
        return day.isoformat() if isinstance(day, date) else None
    text = _text(value)
    if field.type == FieldType.CHOICE:
        return text if text in field.choices else None
    if field.type == FieldType.LINK:
        return text if text.startswith(("https://", "http://")) else None
    return text


def _text(value: Value) -> str:
    if isinstance(value, Money):
        return f"{value.amount} {value.currency}"
    if isinstance(value, date):
        return value.isoformat()
    return str(value)[:LONGEST]


@verb
def _fill(ticket: Ticket, told: Mapping[Filling, Any]) -> None:
    """Under locks, the request first (F13): what somebody types meanwhile is seen."""
    ticket = ticket.locked()
    for noun in (FieldNoun.TICKET, FieldNoun.PERSON, FieldNoun.ORGANIZATION):
        mine = {one: value for one, value in told.items() if one.field.noun == noun and value is not None}
        row = _locked(noun, ticket) if mine else None
        if row is not None:
            _fill_row(row, noun, ticket, mine)


def _fill_row(row: Row, noun: str, ticket: Ticket, told: Mapping[Filling, Any]) -> None:
    codes = [one.field_id for one in told]
    last = dict(Filled.objects.filter(noun_id=row.pk, field__in=codes).values_list("field", "value"))
    values: dict[str, Any] = {}
    for one, value in told.items():
        is_now = row.fields.get(one.field.code)
        if is_now != value and (one.overwrites or _is_untouched(is_now, one.field_id, last)):
            values[one.field.code] = value
            now = {"value": value, "at": clock.now()}
            Filled.objects.update_or_create(field_id=one.field_id, noun_id=row.pk, defaults=now)
    if values:
        _write(row, noun, ticket, values)


def _is_untouched(is_now: Any, field: int, last: Mapping[int, Any]) -> bool:
    """Nobody has typed there: it stands as the card left it, or was never filled."""
    return is_now == last[field] if field in last else is_now in (None, "")


def _write(row: Row, noun: str, ticket: Ticket, values: Mapping[str, Any]) -> None:
    if isinstance(row, Ticket):
        remarking.fill(row, values)
        return
    before = {code: row.fields.get(code) for code in values}
    row.fields = {**row.fields, **values}
    type(row)._default_manager.filter(pk=row.pk).update(fields=row.fields)
    events.record("card.filled", by=None, noun=row, ticket_id=ticket.pk, what=noun, fields=sorted(values))
    audit.record("card.filled", by=None, noun=noun, noun_id=row.pk, before=before, after=dict(values))


def _row(field: CustomField, ticket: Ticket) -> Row | None:
    """What the field describes; a closed request stays as it was."""
    open_ = ticket if ticket.is_open else None
    rows: dict[str, Row | None] = {FieldNoun.TICKET: open_, FieldNoun.PERSON: ticket.customer}
    return rows.get(field.noun, ticket.organization)


def _locked(noun: str, ticket: Ticket) -> Row | None:
    row: Row | None = ticket
    if noun == FieldNoun.TICKET:
        return row
    if noun == FieldNoun.PERSON:
        row = Person.objects.select_for_update(of=("self",), no_key=True).get(pk=ticket.customer_id)
    else:
        among = Organization.objects.select_for_update(of=("self",), no_key=True)
        row = among.filter(pk=ticket.organization_id or 0).first()
    return row

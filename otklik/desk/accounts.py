"""Months of work by account: a client company, or a customer who belongs to none (C9).

Consultation, support and implementation are told apart; what nobody pays for is said as plainly as what is billed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, F, Q, QuerySet, Sum, When
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from otklik.desk.accounts_asked import Asked
from otklik.desk.written import Cell
from otklik.people.models import Organization, Person
from otklik.tickets.fields import WORK
from otklik.work import money
from otklik.work.models import Charge, Entry, Estimate, State

MOST, MOST_LINES = 100, 500
_ALONE = Case(When(organization__isnull=True, then=F("customer")))
"""The customer, where no company pays for them."""
Key = tuple[int | None, int | None]
KINDS = tuple(WORK)


@dataclass(frozen=True, slots=True)
class Row:
    """An account in a month: minutes by kind, those that nobody pays for, sums by currency."""

    name: str
    url: str
    minutes: tuple[int, ...]
    other: int
    unpaid: int
    billable: int
    billed: Mapping[str, int]

    @property
    def whole(self) -> int:
        """All minutes."""
        return self.unpaid + self.billable


@dataclass(frozen=True, slots=True)
class Found:
    """Accounts of a month; `is_more`: further ones are only in the file."""

    rows: tuple[Row, ...]
    is_more: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One entry or charge of an account."""

    day: date
    number: int
    subject: str
    who: str
    what: str
    minutes: int = 0
    kind: str = ""
    is_billable: bool = False
    amount: int = 0
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """One account in a month."""

    row: Row
    lines: tuple[Line, ...]
    approved: tuple[Estimate, ...]
    is_more: bool


def shown_sums(sums: Mapping[str, int], language: str) -> str:
    """Sums in words, one for each currency; a dash for none."""
    return ", ".join(money.shown(amount, currency, language) for currency, amount in sums.items()) or "—"


def all_of(asked: Asked) -> Found:
    """The accounts with the most minutes first."""
    rows = _rows(asked)
    return Found(tuple(rows[:MOST]), len(rows) > MOST)


def account(asked: Asked) -> Account:
    """What was spent, approved and billed for one account."""
    rows = _rows(asked)
    lines = list(_lines(asked, MOST_LINES + 1))
    approved = asked.inside(Estimate.objects.filter(state=State.APPROVED), "decided_at__date")
    row = rows[0] if rows else Row(asked.name, "", (0,) * len(KINDS), 0, 0, 0, {})
    chosen = approved.select_related("ticket", "decided_by").order_by("decided_at")[:MOST]
    return Account(row, tuple(lines[:MOST_LINES]), tuple(chosen), len(lines) > MOST_LINES)


def table(asked: Asked) -> Iterator[Sequence[Cell]]:
    """Every account of the month, for a file."""
    yield [pgettext("table", "Account"), *(str(name) for name in WORK.values()), *_heads()]
    for row in _rows(asked):
        for currency, amount in row.billed.items() or [("", 0)]:
            sums: list[Cell] = [float(money.decimal(amount)), currency]
            yield [row.name, *row.minutes, row.unpaid, row.billable, *sums]


def account_table(asked: Asked) -> Iterator[Sequence[Cell]]:
    """Every entry and charge of one account in the month, for a file."""
    yield [
        pgettext("of a time entry", "Day"),
        pgettext("table", "Request"),
        pgettext("report", "Person"),
        _("What was done"),
        _("Kind of work"),
        pgettext("table", "Minutes"),
        _("The customer pays for it"),
        pgettext("of money", "Billed"),
        pgettext("of money", "Currency"),
    ]
    for one in _lines(asked, None):
        pays = pgettext("table", "yes") if one.is_billable else ""
        amount: Cell = float(money.decimal(one.amount)) if one.amount else ""
        kind = str(WORK.get(one.kind, ""))
        yield [
            f"{one.day:%Y-%m-%d}",
            str(one.number),
            one.who,
            one.what,
            kind,
            one.minutes or "",
            pays,
            amount,
            one.currency,
        ]


def _heads() -> list[str]:
    return [
        _("Unpaid, minutes"),
        _("Billable, minutes"),
        pgettext("of money", "Billed"),
        pgettext("of money", "Currency"),
    ]


def _rows(asked: Asked) -> list[Row]:
    sums = {f"m_{kind}": Sum("minutes", filter=Q(work_type=kind), default=0) for kind in KINDS}
    sums |= {"m_other": Sum("minutes", filter=Q(work_type=""), default=0)}
    sums |= {"m_billable": Sum("minutes", filter=Q(is_billable=True), default=0)}
    sums |= {"m_unpaid": Sum("minutes", filter=Q(is_billable=False), default=0)}
    spent = {_key(one): one for one in _grouped(asked.inside(Entry.objects.visible_to(asked.person))).annotate(**sums)}
    billed: dict[Key, dict[str, int]] = {}
    charges = _grouped(asked.inside(Charge.objects.all()), "currency").annotate(total=Sum("amount"))
    for one in charges:
        billed.setdefault(_key(one), {})[one["currency"]] = one["total"]
    names = _names([*spent, *billed], asked.person)
    rows = [
        _row(key, spent.get(key, {}), billed.get(key, {}), names, asked) for key in dict.fromkeys([*spent, *billed])
    ]
    return sorted(rows, key=lambda row: (-row.whole, row.name))


def _grouped(rows: QuerySet[Any], *more: str) -> Any:
    return rows.order_by().annotate(alone=_ALONE).values("organization", "alone", *more)


def _key(values: Mapping[str, Any]) -> Key:
    return values["organization"], values["alone"]


def _names(keys: Iterable[Key], reader: Person) -> dict[Key, str]:
    keys = list(keys)
    companies = dict(
        Organization.objects.visible_to(reader).filter(pk__in=[key for key, _ in keys if key]).values_list("pk", "name")
    )
    people = dict(
        Person.objects.visible_to(reader).filter(pk__in=[key for _, key in keys if key]).values_list("pk", "name")
    )
    return {(whole, alone): companies.get(whole or 0) or people.get(alone or 0) or "—" for whole, alone in keys}


def _row(key: Key, spent: Mapping[str, int], billed: Mapping[str, int], names: Mapping[Key, str], asked: Asked) -> Row:
    whole, alone = key
    account = {"company": whole} if whole else {"customer": alone}
    return Row(
        name=names[key],
        url=f"{reverse('desk:accounts')}?{urlencode({'month': asked.month, **account})}",
        minutes=tuple(spent.get(f"m_{kind}", 0) for kind in KINDS),
        other=spent.get("m_other", 0),
        unpaid=spent.get("m_unpaid", 0),
        billable=spent.get("m_billable", 0),
        billed=billed,
    )


def _lines(asked: Asked, most: int | None) -> Iterator[Line]:
    entries = asked.inside(Entry.objects.visible_to(asked.person).select_related("ticket", "person")).order_by(
        "day", "pk"
    )[:most]
    charges = asked.inside(Charge.objects.select_related("ticket", "by")).order_by("day", "pk")[:most]
    lines = [
        *(
            Line(
                one.day,
                one.ticket.number,
                one.ticket.subject,
                one.person.name,
                one.word,
                one.minutes,
                one.work_type,
                one.is_billable,
            )
            for one in entries
        ),
        *(
            Line(
                one.day,
                one.ticket.number,
                one.ticket.subject,
                one.by.name,
                one.what,
                amount=one.amount,
                currency=one.currency,
            )
            for one in charges
        ),
    ]
    yield from sorted(lines, key=lambda line: (line.day, line.number))[:most]

"""A typed query to the company's system: its parameters as fields, with the bounds that the source has named (C2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from otklik.cards import inquiring
from otklik.cards.models import Permit, Source
from otklik.cards.querying import Parameter, Query
from otklik.desk.seen import Seen
from otklik.desk.steps.base import Step
from otklik.people import rights
from otklik.ui.formats import Words
from otklik.ui.forms import Line


class Querying(Step):
    """What is asked, about whom."""

    right = rights.REPLY
    resource = "account-query"
    is_wide = True

    def __init__(self, seen: Seen, query: Query, permit: Permit, data: Any = None) -> None:
        self.query, self.permit = query, permit
        super().__init__(seen, data)

    def build(self) -> None:
        for one in self.query.parameters:
            self.fields[f"q-{one.code}"] = _field(one)

    @property
    def title(self) -> str:
        return str(self.permit.name) or str(self.query.name)

    @property
    def text(self) -> str:
        customer = _("It is asked about %(customer)s, and written down.") % {"customer": self.ticket.customer.name}
        return f"{self.query.about} {customer}".strip()

    @property
    def button(self) -> str:
        return pgettext("button", "Ask our system")

    @property
    def refuse(self) -> str:
        return pgettext("button", "Close")

    def parameters(self) -> dict[str, str]:
        """What was filled in, as the source reads it; what was left empty is not sent."""
        told = ((one.code, self.cleaned_data.get(f"q-{one.code}")) for one in self.query.parameters)
        return {code: _sent(value) for code, value in told if value not in (None, "")}

    def run(self, source: Source) -> inquiring.Run:
        """Ask. Raises Refused."""
        return inquiring.run(source, self.ticket, self.query, self.parameters(), by=self.person)


def asked(query: Query, parameters: dict[str, str], words: Words) -> Iterator[tuple[str, str]]:
    """What was asked with, in words: the name of each parameter and its value."""
    for one in query.parameters:
        if one.code not in parameters:
            continue
        told = parameters[one.code]
        if one.kind == "date":
            told = words.day(date.fromisoformat(told))
        elif one.kind == "choice":
            told = str(dict(one.choices).get(told, told))
        yield str(one.name), told


def _field(one: Parameter) -> forms.Field:
    known: dict[str, Any] = {"label": str(one.name), "required": one.is_required}
    if one.kind == "choice":
        first = [] if one.is_required else [("", "—")]
        return forms.ChoiceField(choices=[*first, *((value, str(name)) for value, name in one.choices)], **known)
    if one.kind == "date":
        limits = {"min": one.least, "max": one.most}
        attrs = {"type": "date", **{name: cast(date, day).isoformat() for name, day in limits.items() if day}}
        bounds: list[Any] = [MinValueValidator(one.least)] if one.least is not None else []
        bounds += [MaxValueValidator(one.most)] if one.most is not None else []
        return forms.DateField(widget=forms.DateInput(attrs=attrs, format="%Y-%m-%d"), validators=bounds, **known)
    if one.kind == "number":
        return forms.DecimalField(
            max_digits=24, decimal_places=6, min_value=cast(Any, one.least), max_value=cast(Any, one.most), **known
        )
    return Line(max_length=one.longest, **known)


def _sent(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return format(value.normalize(), "f") if isinstance(value, Decimal) else str(value)

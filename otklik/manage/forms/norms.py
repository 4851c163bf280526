"""The editor of norms: a row for each status in our turn, three thresholds, and from when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.forms.boundfield import BoundField
from django.utils.dates import MONTHS as NAMES
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from otklik.clocks.drafts import Draft
from otklik.clocks.models import Counting, Norm
from otklik.clocks.norming import AHEAD
from otklik.kernel import clock
from otklik.manage.forms.hours import LengthField, shown_length
from otklik.people import company
from otklik.people.models import Line
from otklik.tickets import machine
from otklik.tickets.kinds import Kind, Turn
from otklik.tickets.models import Status

DEGREES = ("first", "second", "third")
DEBT = "debt"
MONTHS = 3


@dataclass(frozen=True, slots=True)
class Row:
    """A status as the editor shows it; `counting` and `limits` are inputs where norms are possible."""

    name: str
    turn: str
    turn_word: str
    counting: BoundField | None
    limits: tuple[BoundField, ...]


class NormsForm(forms.Form):
    """All norms of a line (or of every line without its own), at a level or everybody's; only what differs is set."""

    since = forms.DateField(
        label=pgettext_lazy("of a norm", "In force from"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, data: Any = None, files: Any = None, *, line: Line | None, level: int | None = None) -> None:
        super().__init__(data, files, initial={"since": first_day()})
        self.line, self.level = line, level
        self.fields["month"] = forms.ChoiceField(
            label=_("Try on"), required=False, choices=[(code, text) for code, text, _since, _until in months()]
        )
        self.statuses = list(Status.objects.filter(is_active=True))
        self.known = {
            norm.status_id: norm
            for norm in Norm.objects.standing().filter(line=line, level=level).order_by("valid_from", "id")
        }
        for key, _status, name in self._ours():
            self._add_row(key, name, self.known.get(_status.pk if _status else None))

    def rows(self) -> Iterator[Row]:
        """Every status in order, those of other turns too; the debt of reply comes last."""
        words = dict(Turn.choices)
        for status in self.statuses:
            turn = machine.TURNS[Kind(status.kind)]
            yield self._row(str(status.pk), str(status.name), turn, str(words[turn]))
        yield self._row(DEBT, _("Debt of reply in another status"), Turn.OURS, str(words[Turn.OURS]))

    def drafts(self) -> dict[str, Draft]:
        """What was changed, by the name of the row's first input."""
        found = {}
        for key, status, _name in self._ours():
            limits = tuple(self.cleaned_data[f"{key}-{degree}"] for degree in DEGREES)
            draft = Draft(status, self.line, _filled(limits), self.cleaned_data[f"{key}-counting"], self.level)
            norm = self.known.get(status.pk if status else None)
            before = (norm.limits, norm.counting) if norm else ((), Counting.BUSINESS)
            if (draft.limits, draft.counting) != before:
                found[f"{key}-first"] = draft
        return found

    def valid_from(self) -> datetime:
        """The midnight of the company's zone with which that day begins."""
        day: date = self.cleaned_data["since"]
        return midnight(day)

    def tried_on(self) -> tuple[datetime, datetime]:
        """On which time the drafts are tried: the last 30 days unless a month was chosen."""
        known = {code: (since, until) for code, _text, since, until in months()}
        return known[self.cleaned_data.get("month") or ""]

    def clean(self) -> dict[str, Any]:
        """Without gaps: a third threshold needs a second."""
        for key, _status, _name in self._ours():
            given = [self.cleaned_data.get(f"{key}-{degree}") is not None for degree in DEGREES]
            if given != sorted(given, reverse=True):
                self.add_error(f"{key}-first", _("Fill the thresholds from the first on."))
        return self.cleaned_data

    def _ours(self) -> Iterator[tuple[str, Status | None, str]]:
        for status in self.statuses:
            if machine.TURNS[Kind(status.kind)] == Turn.OURS:
                yield str(status.pk), status, str(status.name)
        yield DEBT, None, _("Debt of reply in another status")

    def _add_row(self, key: str, name: str, norm: Norm | None) -> None:
        counting = norm.counting if norm else Counting.BUSINESS
        said = pgettext("of a norm", "which time counts")
        choice = forms.ChoiceField(label=f"{name}: {said}", choices=Counting.choices, initial=counting)
        self.fields[f"{key}-counting"] = choice
        for number, degree in enumerate(DEGREES, 1):
            label = _("%(status)s: degree %(degree)s") % {"status": name, "degree": "I" * number}
            length = getattr(norm, degree) if norm else None
            self.fields[f"{key}-{degree}"] = LengthField(label=label, required=False, initial=shown_length(length))

    def _row(self, key: str, name: str, turn: str, word: str) -> Row:
        if f"{key}-first" not in self.fields:
            return Row(name, turn, word, None, ())
        return Row(name, turn, word, self[f"{key}-counting"], tuple(self[f"{key}-{degree}"] for degree in DEGREES))


def first_day() -> date:
    """The first day on which a norm that is set now can be in force (R24)."""
    zone = ZoneInfo(company.TIME_ZONE.value)
    return (clock.now() + AHEAD).astimezone(zone).date() + timedelta(days=1)


def months() -> list[tuple[str, str, datetime, datetime]]:
    """(code, name, since, until): the last 30 days, then calendar months back."""
    now = clock.now()
    first = now.astimezone(ZoneInfo(company.TIME_ZONE.value)).date().replace(day=1)
    found = [("", _("the last 30 days"), now - timedelta(days=30), now)]
    for _number in range(MONTHS):
        before = (first - timedelta(days=1)).replace(day=1)
        found.append(
            (before.strftime("%Y-%m"), f"{NAMES[before.month]} {before.year}", midnight(before), midnight(first))
        )
        first = before
    return found


def midnight(day: date) -> datetime:
    """When a day begins in the company's zone."""
    return datetime.combine(day, time(), ZoneInfo(company.TIME_ZONE.value))


def _filled(limits: tuple[timedelta | None, ...]) -> tuple[timedelta, ...]:
    return tuple(limit for limit in limits if limit is not None)

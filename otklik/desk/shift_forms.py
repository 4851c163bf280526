"""Forms of shifts: a week of hours, a ceiling, an absence."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otklik.desk.shift import told
from otklik.kernel import clock
from otklik.people.models import Person
from otklik.routing import hours
from otklik.routing.models import Away
from otklik.routing.models.hours import week_of

PERIOD = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*[-–—]\s*(\d{1,2})(?:[:.](\d{2}))?")
LOCAL = "%Y-%m-%dT%H:%M"


class PeriodsField(forms.CharField):
    """«9:00–13:00, 14:00–18:00» as pairs of minutes after midnight; past midnight is written on the next day."""

    def to_python(self, value: Any) -> Any:
        """The periods in order."""
        text = str(value or "").strip()
        return [self._period(part.strip()) for part in text.split(",")] if text else []

    def _period(self, text: str) -> tuple[int, int]:
        found = PERIOD.fullmatch(text)
        if found is None:
            raise forms.ValidationError(_("Write hours like this: 9:00–13:00, 14:00–18:00"))
        start, end = (int(found[place]) * 60 + int(found[place + 1] or 0) for place in (1, 3))
        if not 0 <= start < end <= 24 * 60:
            raise forms.ValidationError(_("A period begins before it ends; what lasts past midnight goes on next day."))
        return start, end


class WeekForm(forms.Form):
    """When a person works, and how much they carry."""

    def __init__(self, data: Any = None, *, person: Person) -> None:
        super().__init__(data, label_suffix="")
        self.person = person
        for day, periods in enumerate(week_of(person)):
            self.fields[f"day{day}"] = PeriodsField(
                label=str(WEEKDAYS[day]).capitalize(), required=False, initial=told(periods)
            )
        self.fields["ceiling"] = forms.IntegerField(
            label=_("Requests in hand, at most"),
            help_text=_("Beyond it the person is warned. Empty: as everybody."),
            required=False,
            min_value=1,
            max_value=500,
            initial=hours.own_ceiling(person),
        )

    @property
    def week(self) -> list[list[tuple[int, int]]]:
        """What was entered."""
        return [self.cleaned_data[f"day{day}"] for day in range(7)]


class AbsenceForm(forms.Form):
    """From when, until when, why; in the person's own time zone."""

    kind = forms.ChoiceField(label=pgettext_lazy("absence", "Why"), choices=Away.choices)
    since = forms.CharField(label=pgettext_lazy("absence", "From"), widget=forms.DateTimeInput)
    until = forms.CharField(label=_("Back on"), widget=forms.DateTimeInput)

    def __init__(self, data: Any = None, *, person: Person) -> None:
        super().__init__(data, label_suffix="", auto_id="absence-%s")
        self.zone = ZoneInfo(person.time_zone)
        tomorrow = (clock.now().astimezone(self.zone) + timedelta(days=1)).replace(hour=9, minute=0)
        for name, at in (("since", tomorrow), ("until", tomorrow + timedelta(days=7))):
            self.fields[name].initial = at.strftime(LOCAL)
            self.fields[name].widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL)

    def clean_since(self) -> datetime:
        """In the person's zone."""
        return self._at("since")

    def clean_until(self) -> datetime:
        """In the person's zone."""
        return self._at("until")

    def _at(self, name: str) -> datetime:
        try:
            return datetime.strptime(self.cleaned_data[name][:16], LOCAL).replace(tzinfo=self.zone)
        except ValueError:
            raise forms.ValidationError(_("Enter a date and a time.")) from None

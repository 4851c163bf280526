"""Calendars: a week, a zone, whose calendar it is; and one date that differs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otklik.clocks.freezing import Country, Day, DayKind
from otklik.clocks.models import Calendar
from otklik.manage.forms.hours import PeriodsField, shown_periods
from otklik.manage.forms.naming import NameForm
from otklik.people.models import Line as SupportLine
from otklik.people.models import Organization, Person
from otklik.ui.forms import Line, ZoneField

WEEKDAYS = (
    pgettext_lazy("weekday", "Monday"),
    pgettext_lazy("weekday", "Tuesday"),
    pgettext_lazy("weekday", "Wednesday"),
    pgettext_lazy("weekday", "Thursday"),
    pgettext_lazy("weekday", "Friday"),
    pgettext_lazy("weekday", "Saturday"),
    pgettext_lazy("weekday", "Sunday"),
)


class CalendarForm(NameForm):
    """What it is called, its zone, the hours of its week, and who goes by it."""

    time_zone = ZoneField(label=_("Time zone"))

    def __init__(self, data: Any = None, files: Any = None, *, reader: Person, **known: Any) -> None:
        super().__init__(data, files, **known)
        for number, name in enumerate(WEEKDAYS):
            self.fields[f"day{number}"] = PeriodsField(label=name)
        self.fields["day0"].help_text = _("For example “9:00–13:00, 14:00–18:00”; empty when it is closed.")
        self.fields["lines"] = forms.ModelMultipleChoiceField(
            label=pgettext_lazy("settings", "Lines"),
            queryset=SupportLine.objects.filter(is_active=True),
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["lines"].label_from_instance = lambda row: str(row.name)  # type: ignore[attr-defined]
        self.fields["organizations"] = forms.ModelMultipleChoiceField(
            label=pgettext_lazy("settings", "Companies"),
            queryset=Organization.objects.visible_to(reader).by_name(),
            required=False,
        )

    @property
    def week(self) -> list[list[tuple[int, int]]]:
        """Seven days of periods."""
        return [self.cleaned_data[f"day{number}"] for number in range(len(WEEKDAYS))]


class NewCalendarForm(CalendarForm):
    """One more; the holidays of a country are copied into it."""

    country = forms.ChoiceField(
        label=pgettext_lazy("of a calendar", "Holidays of the country"),
        choices=[("", "—"), *Country.choices],
        required=False,
    )
    field_order = ("name", "time_zone", "country")


class DayForm(forms.Form):
    """One date."""

    date = forms.DateField(
        label=pgettext_lazy("of a day", "Date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    kind = forms.ChoiceField(label=pgettext_lazy("of a day", "What it is"), choices=DayKind.choices)
    name = Line(label=pgettext_lazy("of a thing", "Name"), max_length=120, required=False)
    like = forms.TypedChoiceField(
        label=_("Hours as on"), choices=[("", "—"), *enumerate(WEEKDAYS)], coerce=int, empty_value=None, required=False
    )
    shorter_by = forms.IntegerField(label=_("Shorter by, minutes"), min_value=0, max_value=720, required=False)
    shut = PeriodsField(
        label=_("Closed only at"), help_text=_("Of a day off, for example “13:00–15:00”; empty: all day.")
    )

    def clean_shut(self) -> tuple[int, int] | None:
        """One period, or none."""
        periods = self.cleaned_data["shut"]
        if len(periods) > 1:
            raise forms.ValidationError(_("One period, for example “13:00–15:00”."))
        return periods[0] if periods else None

    def day(self) -> Day:
        """As the arithmetic knows it."""
        data = self.cleaned_data
        return Day(
            data["date"], DayKind(data["kind"]), data["name"], data["like"], data["shorter_by"] or 0, data["shut"]
        )


class YearForm(forms.Form):
    """The year whose holidays are to be copied."""

    year = forms.IntegerField(label=pgettext_lazy("of a calendar", "Year"), min_value=2000, max_value=2100)


def known_of(calendar: Calendar) -> dict[str, Any]:
    """What the form of a calendar is filled with."""
    week = {f"day{number}": shown_periods(periods) for number, periods in enumerate(calendar.week())}
    lines = list(calendar.of_lines.values_list("line", flat=True))
    organizations = list(calendar.of_organizations.values_list("organization", flat=True))
    about = {"name": calendar.name, "time_zone": calendar.time_zone, "lines": lines, "organizations": organizations}
    return {**about, **week}

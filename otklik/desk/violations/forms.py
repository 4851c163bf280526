"""What is said of violations: reasons, objections, answers, and an outage with its period."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otklik.clocks.models import Fault
from otklik.desk.violations.look import statuses
from otklik.kernel import clock
from otklik.kernel.translated import Translated
from otklik.people.models import Line, Person

LOCAL = "%Y-%m-%dT%H:%M"
LONGEST = 2000
TOUCHES = (
    ("reached", _("whose degree was reached then")),
    ("during", _("whose counted time has something of it")),
)


class _Words(forms.CharField):
    def __init__(self, label: Any, **known: Any) -> None:
        super().__init__(label=label, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}), **known)


class ExcuseForm(forms.Form):
    """Why a violation is not charged."""

    fault = forms.ChoiceField(label=pgettext_lazy("excuse", "Because of"), choices=Fault.choices)
    reason = _Words(pgettext_lazy("excuse", "Reason"))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="", auto_id="excuse-%s")


class ObjectionForm(forms.Form):
    """Why somebody does not agree."""

    text = _Words(_("Why it should not be charged"))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="", auto_id="objection-%s")


class AnswerForm(forms.Form):
    """Why a violation stays."""

    answer = _Words(_("Why it stays"))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="", auto_id="answer-%s")


class OutageForm(forms.Form):
    """A period in which what happened is nobody's fault, in the reader's own zone."""

    since = forms.CharField(label=pgettext_lazy("outage", "From"))
    until = forms.CharField(label=pgettext_lazy("outage", "Until"))
    touches = forms.ChoiceField(label=pgettext_lazy("outage", "Which violations"), choices=TOUCHES)
    line = forms.ChoiceField(label=pgettext_lazy("outage", "Line"), required=False)
    status = forms.ChoiceField(label=pgettext_lazy("outage", "Status"), required=False)
    fault = forms.ChoiceField(label=pgettext_lazy("excuse", "Because of"), choices=Fault.choices[1:])
    reason = _Words(pgettext_lazy("excuse", "Reason"))

    def __init__(self, data: Any = None, *, reader: Person) -> None:
        super().__init__(data, label_suffix="", auto_id="outage-%s")
        self.zone = ZoneInfo(reader.time_zone)
        now = clock.now().astimezone(self.zone)
        for name, at in (("since", now - timedelta(hours=1)), ("until", now)):
            self.fields[name].initial = at.strftime(LOCAL)
            self.fields[name].widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL)
        lines = [(str(line.pk), str(Translated(line.name))) for line in Line.objects.filter(is_active=True)]
        everywhere = ("", pgettext_lazy("outage", "all"))
        self.fields["line"].choices = [everywhere, *lines]  # type: ignore[attr-defined]
        self.fields["status"].choices = [everywhere, *statuses()]  # type: ignore[attr-defined]

    def clean_since(self) -> datetime:
        """An instant."""
        return self._at("since")

    def clean_until(self) -> datetime:
        """An instant."""
        return self._at("until")

    def clean(self) -> dict[str, Any]:
        """It begins before it ends."""
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and since >= until:
            self.add_error("until", _("It ends after it begins."))
        return self.cleaned_data

    def _at(self, name: str) -> datetime:
        try:
            return datetime.strptime(self.cleaned_data[name][:16], LOCAL).replace(tzinfo=self.zone)
        except ValueError:
            raise forms.ValidationError(_("Enter a date and a time.")) from None

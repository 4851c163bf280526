"""Forms of the mode of overload."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otklik.desk.shift_forms import LOCAL
from otklik.kernel import clock
from otklik.kernel.translated import Translated
from otklik.people.models import Line as SupportLine
from otklik.people.models import Person
from otklik.ui.forms import Line, TranslatedField

USUAL = {
    "ru": "Сейчас очень много обращений, отвечаем медленнее обычного. Ваш срок указан на странице обращения.",
    "uk": "Зараз дуже багато звернень, відповідаємо повільніше, ніж зазвичай. Ваш строк вказано на сторінці звернення.",
    "en": "We have very many requests now and answer more slowly than usual. Your date is on the page of your request.",
}
"""What customers read unless a lead writes better."""


class SayingForm(forms.Form):
    """What customers read, and when the mode is looked at again; in the person's own time zone."""

    text = TranslatedField(
        label=_("What customers read"),
        help_text=_("In the portal, on the pages of requests that wait, and below letters that people write."),
        max_length=300,
        multiline=True,
    )
    check_at = forms.CharField(
        label=_("Look at it again"), help_text=_("The mode does not end by itself: leads are reminded.")
    )

    def __init__(self, data: Any = None, *, person: Person, **known: Any) -> None:
        super().__init__(data, label_suffix="", **known)
        self.zone = ZoneInfo(person.time_zone)
        at = self.initial.get("check_at") or clock.now() + timedelta(hours=2)
        self.fields["check_at"].initial = self.initial["check_at"] = at.astimezone(self.zone).strftime(LOCAL)
        self.fields["check_at"].widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL)

    def clean_check_at(self) -> datetime:
        """In the person's zone."""
        try:
            return datetime.strptime(self.cleaned_data["check_at"][:16], LOCAL).replace(tzinfo=self.zone)
        except ValueError:
            raise forms.ValidationError(_("Enter a date and a time.")) from None


class StartForm(SayingForm):
    """Switching it on: where, why, and what stays on the clock."""

    lines = forms.MultipleChoiceField(
        label=pgettext_lazy("overload", "Where"),
        help_text=_("Nothing chosen: everywhere."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = Line(label=pgettext_lazy("overload", "Why"), required=False, max_length=300)
    keeps_contracts = forms.BooleanField(label=_("Contracts stay on the clock"), required=False)
    field_order = ("text", "check_at", "lines", "reason", "keeps_contracts")

    def __init__(self, data: Any = None, *, person: Person) -> None:
        super().__init__(data, person=person, initial={"text": USUAL})
        self.all = {str(line.pk): line for line in SupportLine.objects.filter(is_active=True)}
        self.fields["lines"].choices = [  # type: ignore[attr-defined]  # a field of choices
            (pk, str(Translated(line.name))) for pk, line in self.all.items()
        ]

    def clean_lines(self) -> list[SupportLine]:
        """As rows."""
        return [self.all[pk] for pk in self.cleaned_data["lines"]]

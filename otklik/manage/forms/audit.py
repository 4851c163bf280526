"""What of the audit to look at."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from otklik.manage.auditing import NOUNS
from otklik.people.models import Person
from otklik.ui.formats import Words


class AuditForm(forms.Form):
    """Filters; an unfit one filters nothing."""

    noun = forms.ChoiceField(label=pgettext_lazy("of the audit", "What"), required=False)
    id = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    who = forms.ChoiceField(label=pgettext_lazy("of the audit", "Who"), required=False)
    since = forms.DateField(label=pgettext_lazy("of the audit", "From"), required=False)
    until = forms.DateField(label=pgettext_lazy("of the audit", "Until"), required=False)

    def __init__(self, data: Any, *, reader: Person) -> None:
        super().__init__(data)
        staff = Person.objects.visible_to(reader).staff().by_name().values_list("pk", "name")
        nouns: Any = self.fields["noun"]
        who: Any = self.fields["who"]
        nouns.choices = [
            ("", pgettext_lazy("of the audit", "everything")),
            *((code, noun.word) for code, noun in NOUNS.items()),
        ]
        who.choices = [("", pgettext_lazy("of the audit", "everybody")), *((str(pk), name) for pk, name in staff)]
        for name in ("since", "until"):
            self.fields[name].widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def wanted(self, words: Words) -> Q:
        """The condition for entries; days are those of the reader's zone."""
        self.is_valid()
        given, condition = self.cleaned_data, Q()
        if given.get("noun"):
            condition &= Q(noun=given["noun"])
            if given.get("id"):
                condition &= Q(noun_id=given["id"])
        if given.get("who"):
            condition &= Q(actor_id=int(given["who"]))
        if given.get("since"):
            condition &= Q(at__gte=datetime.combine(given["since"], time(), words.zone))
        if given.get("until"):
            condition &= Q(at__lt=datetime.combine(given["until"] + timedelta(days=1), time(), words.zone))
        return condition

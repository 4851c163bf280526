"""A rule for letters."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otklik.channels.email.ruling import LETTERS
from otklik.channels.models.mailrule import Fate
from otklik.kernel import conditions
from otklik.kernel.conditions import BadCondition, Context
from otklik.people.models import Line as SupportLine
from otklik.people.models import Person
from otklik.tickets.models import Category, Tag
from otklik.ui.forms import Line, Text


class MailRuleForm(forms.Form):
    """What to ask of a letter, and what to do where it holds."""

    name = Line(label=pgettext_lazy("of a thing", "Name"), max_length=100)
    condition = Text(
        label=pgettext_lazy("of a rule", "When"),
        max_length=2000,
        help_text=_(
            "For example: from:@shop.example subject:invoice -automatic:yes. Fields: from, to, subject, body, header, "
            "mailbox, attachment, language, automatic, trust."
        ),
    )
    category = forms.ModelChoiceField(
        label=pgettext_lazy("of a rule", "Category"),
        queryset=Category.objects.filter(is_active=True),
        required=False,
        empty_label="—",
    )
    tag = forms.ModelChoiceField(
        label=pgettext_lazy("of a rule", "Tag"),
        queryset=Tag.objects.filter(merged_into=None),
        required=False,
        empty_label="—",
    )
    line = forms.ModelChoiceField(
        label=pgettext_lazy("of a rule", "Line"),
        queryset=SupportLine.objects.filter(is_active=True),
        required=False,
        empty_label="—",
    )
    fate = forms.ChoiceField(label=_("The letter"), choices=Fate.choices, required=False)
    stops = forms.BooleanField(label=_("Ask no further rules"), required=False)

    def __init__(self, data: Any = None, files: Any = None, *, reader: Person, **known: Any) -> None:
        super().__init__(data, files, **known)
        self.context = Context(person=reader, language=reader.language)
        for name in ("category", "tag", "line"):
            self.fields[name].label_from_instance = lambda one: str(one.name)  # type: ignore[attr-defined]

    def clean_condition(self) -> dict[str, Any]:
        """The tree, as JSON; what cannot be understood is said beside the field."""
        try:
            tree = conditions.read(self.cleaned_data["condition"], LETTERS, self.context)
        except BadCondition as bad:
            raise forms.ValidationError(str(bad.said)) from bad
        return conditions.to_json(tree)

"""A name in three languages."""

from __future__ import annotations

from django import forms
from django.utils.translation import pgettext_lazy

from otklik.ui.forms import TranslatedField


class NameForm(forms.Form):
    """What something is called."""

    name = TranslatedField(label=pgettext_lazy("of a thing", "Name"), max_length=80)

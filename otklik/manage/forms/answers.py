"""The form of a ready answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from otklik.knowledge.answering import LONGEST, Follows
from otklik.knowledge.models import ReadyAnswer, Sharing
from otklik.people import rights
from otklik.people.models import Person, Team
from otklik.people.models.person import Tone
from otklik.tickets.kinds import End
from otklik.tickets.models import Category
from otklik.ui.forms import Line, Text

WHERE = [(code, tone) for code, _name in settings.LANGUAGES for tone in Tone.values]


class AnswerForm(forms.Form):
    """Its title, whose it is, its words by language and tone, what follows them."""

    title = Line(
        label=pgettext_lazy("of a ready answer", "Title"),
        help_text=_("A few words by which colleagues find it: “No letters at Gmail”."),
        max_length=120,
    )
    sharing = forms.ChoiceField(label=pgettext_lazy("of a ready answer", "Whose it is"), choices=Sharing.choices)
    end = forms.ChoiceField(label=_("After sending"), required=False)
    tags = Line(label=_("Tags, with commas"), max_length=400, required=False)

    def __init__(
        self, data: Any = None, files: Any = None, *, by: Person, answer: ReadyAnswer | None = None, **known: Any
    ) -> None:
        super().__init__(data, files, **known)
        if not by.may(rights.SHARE_ANSWERS):
            self.fields["sharing"].choices = [(Sharing.PERSONAL, Sharing.PERSONAL.label)]  # type: ignore[attr-defined]
        self.fields["end"].choices = [("", _("as it is")), *End.choices]  # type: ignore[attr-defined]
        self.fields["team"] = _named(
            forms.ModelChoiceField(
                label=pgettext("of a ready answer", "Team"), queryset=Team.objects.all(), required=False
            )
        )
        categories = Category.objects.filter(is_active=True)
        label = pgettext("of a request", "Category")
        self.fields["category"] = _named(forms.ModelChoiceField(label=label, queryset=categories, required=False))
        texts = {(text.language, text.tone): text.body for text in answer.texts.all()} if answer else {}
        for code, tone in WHERE:
            self.fields[f"body_{code}_{tone}"] = Text(
                label=f"{dict(settings.LANGUAGES)[code]}, {Tone(tone).label}",
                max_length=LONGEST,
                required=False,
                initial=texts.get((code, tone), ""),
                widget=forms.Textarea(attrs={"rows": 5, "lang": code}),
            )
        self.order_fields(["title", "sharing", "team", "end", "tags", "category"])

    @property
    def given(self) -> dict[str, Any]:
        """What the verbs take."""
        data = self.cleaned_data
        tags = [name.strip() for name in data["tags"].split(",") if name.strip()]
        return {
            "title": data["title"],
            "bodies": {(code, tone): data[f"body_{code}_{tone}"] for code, tone in WHERE},
            "sharing": data["sharing"],
            "team": data["team"],
            "follows": Follows(end=data["end"], tags=tags, category=data["category"]),
        }


def _named(field: Any) -> Any:
    """Rows with a name in several languages show it in the reader's."""
    field.label_from_instance = lambda row: str(row.name)
    return field

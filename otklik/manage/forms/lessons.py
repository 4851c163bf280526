"""Forms of lessons."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otklik.knowledge.models import Article, Lesson, LessonStep, Visibility
from otklik.manage.forms.articles import title_of
from otklik.manage.forms.naming import NameForm
from otklik.people.models import Organization, Person
from otklik.ui.forms import TranslatedField


class LessonForm(NameForm):
    """What is taught, and to whom."""

    about = TranslatedField(label=_("What the reader will learn"), max_length=300, required=False)
    visibility = forms.ChoiceField(label=_("Who may read it"), choices=Visibility.choices)

    def __init__(self, data: Any = None, files: Any = None, *, reader: Person, **known: Any) -> None:
        super().__init__(data, files, **known)
        self.fields["organizations"] = forms.ModelMultipleChoiceField(
            label=_("Companies that may read it"),
            queryset=Organization.objects.visible_to(reader).by_name(),
            required=False,
            widget=forms.SelectMultiple(attrs={"size": 5}),
        )


class StepForm(forms.Form):
    """An article to be added; those that are steps already are not offered."""

    def __init__(self, data: Any = None, files: Any = None, *, reader: Person, lesson: Lesson, **known: Any) -> None:
        super().__init__(data, files, **known)
        steps = LessonStep.objects.visible_to(reader).filter(lesson=lesson).values("article")
        articles = Article.objects.visible_to(reader).filter(archived_at__isnull=True).exclude(pk__in=steps)
        self.fields["article"] = forms.ModelChoiceField(
            label=pgettext_lazy("of a lesson", "Article"), queryset=articles.prefetch_related("texts__latest")
        )
        self.fields["article"].label_from_instance = title_of  # type: ignore[attr-defined]

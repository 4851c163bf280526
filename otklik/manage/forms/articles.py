"""Forms of articles and their sections."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otklik.knowledge.markdown import LONGEST
from otklik.knowledge.models import Article, Section, Visibility
from otklik.manage.forms.naming import NameForm
from otklik.people import rights
from otklik.people.models import Organization, Person
from otklik.ui.forms import Line, Text

INDENT = "\u2003"


class SectionForm(NameForm):
    """A shelf of articles."""

    def __init__(self, data: Any = None, files: Any = None, *, tree: list[tuple[Section, int]], **known: Any) -> None:
        super().__init__(data, files, **known)
        self.fields["parent"] = SectionField(tree, label=_("Part of"), required=False)


class SectionField(forms.ChoiceField):
    """One of the sections, shown as a tree; cleans to the row, or None."""

    def __init__(self, tree: list[tuple[Section, int]], **known: Any) -> None:
        self.tree = {str(section.pk): section for section, _depth in tree}
        choices = [(str(one.pk), INDENT * depth + str(one.name)) for one, depth in tree]
        super().__init__(choices=choices if known.get("required", True) else [("", "—"), *choices], **known)

    def clean(self, value: Any) -> Any:
        """The row."""
        return self.tree.get(super().clean(value))


class WordsForm(forms.Form):
    """The article in one language."""

    title = Line(label=pgettext_lazy("of an article", "Title"), max_length=200)
    summary = Line(
        label=pgettext_lazy("of an article", "In short"),
        help_text=_("One or two sentences: what the reader will know or be able to do."),
        max_length=400,
        required=False,
    )
    body = Text(label=pgettext_lazy("of an article", "Text"), max_length=LONGEST, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)


class NewArticleForm(forms.Form):
    """A new article."""

    title = Line(label=pgettext_lazy("of an article", "Title"), max_length=200)
    language = forms.ChoiceField(label=pgettext_lazy("of a text", "Language"), choices=settings.LANGUAGES)

    def __init__(self, data: Any = None, files: Any = None, *, tree: list[tuple[Section, int]], **known: Any) -> None:
        super().__init__(data, files, **known)
        self.fields["section"] = SectionField(tree, label=pgettext_lazy("of an article", "Section"))


class PlaceForm(forms.Form):
    """Where the article lies, for whom, who keeps it true."""

    visibility = forms.ChoiceField(label=_("Who may read it"), choices=Visibility.choices)
    review_by = forms.DateField(
        label=_("Look at it again by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    field_order = ("section", "visibility", "organizations", "owner", "review_by", "related")

    def __init__(
        self, data: Any = None, files: Any = None, *, tree: list[tuple[Section, int]], reader: Person, **known: Any
    ) -> None:
        self.article: Article = known.pop("article")
        super().__init__(data, files, **known)
        self.fields["section"] = SectionField(tree, label=pgettext_lazy("of an article", "Section"))
        self.fields["organizations"] = forms.ModelMultipleChoiceField(
            label=_("Companies that may read it"),
            queryset=Organization.objects.visible_to(reader).by_name(),
            required=False,
            widget=forms.SelectMultiple(attrs={"size": 5}),
        )
        writers = (
            Person.objects.visible_to(reader).staff().active().filter(role__rights__contains=[rights.WRITE_ARTICLES])
        )
        self.fields["owner"] = forms.ModelChoiceField(
            label=pgettext_lazy("of an article", "Keeps it true"), queryset=writers.by_name(), required=False
        )
        self.fields["related"] = forms.ModelMultipleChoiceField(
            label=_("Near by"),
            queryset=Article.objects.visible_to(reader).exclude(pk=self.article.pk).prefetch_related("texts__latest"),
            required=False,
            widget=forms.SelectMultiple(attrs={"size": 6}),
        )
        self.fields["related"].label_from_instance = title_of  # type: ignore[attr-defined]
        self.order_fields(self.field_order)


class AddressForm(forms.Form):
    """An old address that should lead here."""

    language = forms.ChoiceField(label=pgettext_lazy("of a text", "Language"), choices=settings.LANGUAGES)
    address = Line(label=_("Old address"), help_text=_("Its last part is enough: kak-nastroit-pochtu."), max_length=300)


def title_of(article: Article) -> str:
    """The newest title in any language."""
    return next((text.latest.title for text in article.texts.all() if text.latest), "—")

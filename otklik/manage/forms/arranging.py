"""How requests are arranged: statuses, categories, tags, lines, teams, fields."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otklik.manage.forms.naming import NameForm
from otklik.people.models import Line as SupportLine
from otklik.people.models import Person
from otklik.people.models.customfield import FieldNoun, FieldType
from otklik.tickets.fields import WORK
from otklik.tickets.kinds import Kind
from otklik.tickets.models import Category, Tag
from otklik.ui.forms import Line, Text, TranslatedField

COLOURS = {
    "": pgettext_lazy("colour", "by the turn"),
    "0": pgettext_lazy("colour", "sky"),
    "11": pgettext_lazy("colour", "blue"),
    "5": pgettext_lazy("colour", "violet"),
    "8": pgettext_lazy("colour", "lilac"),
    "1": pgettext_lazy("colour", "pink"),
    "4": pgettext_lazy("colour", "red"),
    "9": pgettext_lazy("colour", "orange"),
    "2": pgettext_lazy("colour", "amber"),
    "6": pgettext_lazy("colour", "olive"),
    "10": pgettext_lazy("colour", "lime"),
    "3": pgettext_lazy("colour", "green"),
    "7": pgettext_lazy("colour", "teal"),
}
"""Hues of the tokens, round the wheel."""


class HueSelect(forms.RadioSelect):
    """A colour out of few; drawn by the macro `hues`."""


class StatusForm(NameForm):
    """What a status is called, for us and for customers."""

    customer_name = TranslatedField(
        label=_("Name for customers"),
        help_text=_("What is true for the customer: “We wait for you: answer the question”. Never codes."),
        max_length=120,
    )
    colour = forms.ChoiceField(
        label=pgettext_lazy("of a thing", "Colour"), choices=list(COLOURS.items()), required=False, widget=HueSelect
    )


class NewStatusForm(StatusForm):
    """One more status of a kind."""

    kind = forms.ChoiceField(label=pgettext_lazy("of a status", "Kind"), choices=Kind.choices)
    field_order = ("kind", "name", "customer_name", "colour")


class CategoryForm(NameForm):
    """A reason why people write, and for whom it is."""

    def __init__(
        self, data: Any = None, files: Any = None, *, tree: list[Category], reader: Person, **known: Any
    ) -> None:
        super().__init__(data, files, **known)
        self.tree = {str(one.pk): one for one in tree}
        choices = [
            ("", "—"),
            *((pk, "\u2003" * (one.path.count("/") - 2) + str(one.name)) for pk, one in self.tree.items()),
        ]
        self.fields["parent"] = forms.ChoiceField(label=_("Part of"), choices=choices, required=False)
        self.fields["line"] = _named(
            forms.ModelChoiceField(
                label=_("Line by default"), queryset=SupportLine.objects.filter(is_active=True), required=False
            )
        )
        self.fields["developer"] = forms.ModelChoiceField(
            label=pgettext_lazy("of a category", "Developer"),
            queryset=Person.objects.visible_to(reader).staff().active().by_name(),
            help_text=_("Who gets what is passed to development."),
            required=False,
        )
        self.fields["work_type"] = _work()

    def clean_parent(self) -> Category | None:
        """The row."""
        return self.tree.get(self.cleaned_data["parent"])


class TagForm(forms.Form):
    """The word."""

    name = Line(label=pgettext_lazy("of a thing", "Name"), max_length=60)


class TagMergeForm(forms.Form):
    """The word that stays."""

    into = Line(label=_("Merge into the tag"), max_length=60)

    def __init__(self, data: Any = None, files: Any = None, *, tag: Tag) -> None:
        super().__init__(data, files)
        self.others = Tag.objects.filter(merged_into__isnull=True).exclude(pk=tag.pk)
        self.fields["into"].widget.attrs["list"] = "tags"

    def clean_into(self) -> Tag:
        """The tag of that name."""
        found = self.others.filter(name__iexact=self.cleaned_data["into"]).first()
        if found is None:
            raise forms.ValidationError(_("There is no other tag of this name."))
        return found

    def suggestions(self) -> list[str]:
        """Names to choose from."""
        return list(self.others.filter(is_active=True).values_list("name", flat=True)[:200])


class LineForm(NameForm):
    """A line of support or a department, and who works on it."""

    is_department = forms.BooleanField(
        label=_("Internal department: it answers colleagues, not customers"), required=False
    )

    def __init__(self, data: Any = None, files: Any = None, *, reader: Person, **known: Any) -> None:
        super().__init__(data, files, **known)
        self.fields["work_type"] = _work()
        self.fields["people"] = _staff(reader)


class TeamForm(NameForm):
    """People who are called together."""

    handle = Line(
        label=_("Name for mentions"), help_text=_("Short, without spaces: @night calls them all."), max_length=30
    )

    def __init__(self, data: Any = None, files: Any = None, *, reader: Person, **known: Any) -> None:
        super().__init__(data, files, **known)
        self.fields["people"] = _staff(reader)


class FieldForm(NameForm):
    """A custom field."""

    choices = Text(
        label=_("What may be chosen"),
        help_text=_("For a field of the type “choice”, one a line."),
        max_length=5000,
        required=False,
    )
    is_required = forms.BooleanField(label=pgettext_lazy("of a field", "Required"), required=False)
    is_filtered = forms.BooleanField(label=_("Used in filters: an index is made for it"), required=False)
    customer_sees = forms.BooleanField(label=_("The customer sees it"), required=False)

    def clean_choices(self) -> list[str]:
        """Each once."""
        return [line.strip() for line in self.cleaned_data["choices"].splitlines() if line.strip()]


class NewFieldForm(FieldForm):
    """One more field; what it describes and of which type it is never change."""

    noun = forms.ChoiceField(label=pgettext_lazy("of a field", "What it describes"), choices=FieldNoun.choices)
    type = forms.ChoiceField(label=pgettext_lazy("of a field", "Type"), choices=FieldType.choices)
    field_order = ("noun", "name", "type", "choices", "is_required", "is_filtered", "customer_sees")


def _work() -> forms.Field:
    return forms.ChoiceField(label=_("Kind of work by default"), choices=[("", "—"), *WORK.items()], required=False)


def _staff(reader: Person) -> forms.Field:
    return forms.ModelMultipleChoiceField(
        label=pgettext_lazy("of a line", "Who works here"),
        queryset=Person.objects.visible_to(reader).staff().active().by_name(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


def _named(field: Any) -> Any:
    """Rows with a name in several languages show it in the reader's."""
    field.label_from_instance = lambda row: str(row.name)
    return field

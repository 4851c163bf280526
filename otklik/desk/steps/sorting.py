"""What the request is about: subject, tags, category, fields."""

from __future__ import annotations

from collections import Counter
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from otklik.desk.fields import Line
from otklik.desk.steps.base import Step
from otklik.people import rights
from otklik.people.models import CustomField
from otklik.people.models.customfield import FieldNoun, FieldType
from otklik.tickets.models import Category, Tag, TicketTag

RECENT = 500
"""The last uses of tags from which suggestions are made."""

MOST_SUGGESTED = 24


class Subject(Step):
    """Another subject."""

    right = rights.SORT
    resource = "subject"
    subject = Line(label=gettext_lazy("Subject of the request"), max_length=255)

    def build(self) -> None:
        """As it is now."""
        self.fields["subject"].initial = self.ticket.subject

    @property
    def title(self) -> str:
        return _("Subject of № %(number)s") % {"number": self.ticket.number}

    @property
    def button(self) -> str:
        return pgettext("button", "Rename")

    @property
    def refuse(self) -> str:
        return pgettext("button", "Leave as it is")

    def act(self) -> str:
        self.ticket.rename(self.cleaned_data["subject"], by=self.person)
        return _("Subject changed")


class Tags(Step):
    """Which words are on the request; those used lately are suggested (B7)."""

    right = rights.SORT
    resource = "tags"
    field_order = ("chosen", "fresh")
    fresh = Line(
        label=gettext_lazy("Other tags"),
        help_text=gettext_lazy("With commas; a new one is made"),
        max_length=600,
        required=False,
    )

    def build(self) -> None:
        """Its own tags first, then those that stood on similar requests lately."""
        mine = [tag.name for tag in self.seen.tags]
        suggested = [name for name in self._suggested() if name not in mine]
        names = [*mine, *suggested][: len(mine) + MOST_SUGGESTED]
        self.fields["chosen"] = forms.MultipleChoiceField(
            label=pgettext("list", "Tags"),
            choices=[(name, name) for name in names],
            initial=mine,
            required=False,
            widget=forms.CheckboxSelectMultiple(attrs={"data-look": "chips"}),
        )
        self.order_fields(self.field_order)

    def _suggested(self) -> list[str]:
        lately = TicketTag.objects.order_by("-id").values_list("tag", "ticket__category")[:RECENT]
        worth: Counter[int] = Counter()
        for tag, category in lately:
            worth[tag] += 3 if category and category == self.ticket.category_id else 1
        names = dict(Tag.objects.filter(pk__in=worth, is_active=True).values_list("pk", "name"))
        return [names[tag] for tag, _times in worth.most_common() if tag in names]

    @property
    def title(self) -> str:
        return _("Tags of № %(number)s") % {"number": self.ticket.number}

    @property
    def button(self) -> str:
        return pgettext("button", "Save the tags")

    @property
    def refuse(self) -> str:
        return pgettext("button", "Leave as it is")

    def act(self) -> str:
        fresh = [name.strip() for name in self.cleaned_data["fresh"].split(",")]
        self.ticket.tag([*self.cleaned_data["chosen"], *filter(None, fresh)], by=self.person)
        return _("Tags changed")


class CategoryChange(Step):
    """A node of the tree of reasons (B7)."""

    right = rights.SORT
    resource = "category"

    def build(self) -> None:
        """The tree as an indented list."""
        rows = list(Category.objects.filter(is_active=True))
        choices = [("", _("without a category")), *((str(one.pk), _indented(one)) for one in _as_tree(rows))]
        self.fields["category"] = forms.ChoiceField(
            label=pgettext("of a request", "Category"),
            choices=choices,
            required=False,
            initial=str(self.ticket.category_id or ""),
        )
        self._known = {str(one.pk): one for one in rows}

    @property
    def title(self) -> str:
        return _("Category of № %(number)s") % {"number": self.ticket.number}

    @property
    def button(self) -> str:
        return pgettext("button", "Save the category")

    @property
    def refuse(self) -> str:
        return pgettext("button", "Leave as it is")

    def act(self) -> str:
        self.ticket.categorise(self._known.get(self.cleaned_data["category"]), by=self.person)
        return _("Category changed")


def _as_tree(rows: list[Category]) -> list[Category]:
    """Children after their parents, brothers in their order."""
    children: dict[int | None, list[Category]] = {}
    for one in sorted(rows, key=lambda row: (row.order, row.pk)):
        children.setdefault(one.parent_id, []).append(one)
    known = {one.pk for one in rows}
    tree: list[Category] = []
    waiting = [one for parent, found in children.items() if parent not in known for one in found][::-1]
    while waiting:
        one = waiting.pop()
        tree.append(one)
        waiting += children.get(one.pk, [])[::-1]
    return tree


def _indented(category: Category) -> str:
    depth = max(category.path.count("/") - 2, 0)
    return "\u2003" * depth + str(category.name)


class Fields(Step):
    """Custom fields of the request (B9)."""

    right = rights.SORT
    resource = "fields"
    kinds: ClassVar[dict[str, type[forms.Field]]] = {
        FieldType.NUMBER: forms.DecimalField,
        FieldType.DATE: forms.DateField,
        FieldType.YES_NO: forms.BooleanField,
        FieldType.LINK: forms.URLField,
    }

    def build(self) -> None:
        """One input for each field, of its type."""
        for field in CustomField.objects.filter(noun=FieldNoun.TICKET, is_active=True):
            self.fields[field.code] = self._input(field)

    def _input(self, field: CustomField) -> forms.Field:
        known: dict[str, Any] = {
            "label": str(field.name),
            "required": field.is_required and field.type != FieldType.YES_NO,
            "initial": self.ticket.fields.get(field.code),
        }
        if field.type == FieldType.CHOICE:
            options = [(str(one), str(one)) for one in field.choices]
            return forms.ChoiceField(choices=[("", "—"), *options], **known)
        if field.type == FieldType.LINK:
            return forms.URLField(assume_scheme="https", **known)
        if field.type == FieldType.DATE:
            return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **known)
        return self.kinds.get(field.type, Line)(**known)

    @property
    def title(self) -> str:
        return _("Fields of № %(number)s") % {"number": self.ticket.number}

    @property
    def button(self) -> str:
        return pgettext("button", "Save")

    @property
    def refuse(self) -> str:
        return pgettext("button", "Leave as it is")

    def act(self) -> str:
        self.ticket.fill({code: _plain(value) for code, value in self.cleaned_data.items()}, by=self.person)
        return _("Fields filled")


def _plain(value: Any) -> Any:
    """As JSON."""
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return float(value) if hasattr(value, "quantize") else value

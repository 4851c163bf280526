"""What is written about people: customers and colleagues."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otklik.kernel import addresses
from otklik.manage.forms.filling import Filled
from otklik.people.models import Membership, Organization, Person, Role
from otklik.people.models.customfield import FieldNoun
from otklik.people.models.identity import IdentityKind
from otklik.people.models.organization import CompanyRole
from otklik.people.models.person import Tone
from otklik.ui.forms import Line, Text, ZoneField


class PersonForm(Filled):
    """One record. A customer has a tone, a colleague a signature."""

    name = Line(label=pgettext_lazy("of a person", "Name"), max_length=200)
    called = Line(
        label=_("How to address them"),
        help_text=_("As they sign themselves; empty: by first name."),
        max_length=100,
        required=False,
    )
    position = Line(label=pgettext_lazy("of a person", "Position"), max_length=120, required=False)
    tone = forms.ChoiceField(label=pgettext_lazy("of a person", "Tone"), choices=Tone.choices)
    language = forms.ChoiceField(label=pgettext_lazy("of a person", "Language"), choices=settings.LANGUAGES)
    time_zone = ZoneField(label=_("Time zone"))
    signature = Text(
        label=pgettext_lazy("of a person", "Signature"),
        help_text=_("Ends every letter to a customer."),
        max_length=2000,
        required=False,
    )
    note = Text(
        label=pgettext_lazy("of a person", "Note"),
        help_text=_("Only colleagues read it."),
        max_length=10_000,
        required=False,
    )

    def __init__(self, data: Any = None, files: Any = None, *, person: Person) -> None:
        names = ("name", "called", "position", "tone", "language", "time_zone", "signature", "note")
        super().__init__(data, files, initial={name: getattr(person, name) for name in names})
        del self.fields["tone" if person.is_staff_member else "signature"]
        self.describe(FieldNoun.PERSON, person.fields)


class ColleagueForm(forms.Form):
    """Whom to invite, and as what."""

    name = Line(label=pgettext_lazy("of a person", "Name"), max_length=200)
    email = Line(label=_("E-mail"), max_length=320, widget=forms.EmailInput)
    role = forms.ModelChoiceField(
        label=pgettext_lazy("of a person", "Role"), queryset=Role.objects.all(), empty_label=None
    )
    language = forms.ChoiceField(label=pgettext_lazy("of a person", "Language"), choices=settings.LANGUAGES)

    def __init__(self, data: Any = None, files: Any = None, *, language: str) -> None:
        super().__init__(data, files, initial={"language": language})
        chosen: Any = self.fields["role"]
        chosen.label_from_instance = lambda role: str(role.name)

    def clean_email(self) -> str:
        """An address that letters reach."""
        return _address("email", self.cleaned_data["email"])


class AddressForm(forms.Form):
    """One more address."""

    kind = forms.ChoiceField(label=pgettext_lazy("of an address", "Kind"), choices=IdentityKind.choices)
    value = Line(label=pgettext_lazy("of a person", "Address"), max_length=320)

    def clean(self) -> dict[str, Any]:
        """The value fits its kind."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("kind") and data.get("value"):
            data["value"] = _address(data["kind"], data["value"])
        return data


class PlaceForm(forms.Form):
    """A role in a company, which is named as it is called."""

    organization = Line(label=pgettext_lazy("of a person", "Company"), max_length=200)
    role = forms.ChoiceField(label=_("Role there"), choices=CompanyRole.choices, initial=CompanyRole.OWN)

    def __init__(self, *args: Any, reader: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seen = Organization.objects.visible_to(reader)
        self.fields["organization"].widget.attrs["list"] = "companies"

    def clean_organization(self) -> Organization:
        """The one company of that name, or the only one that has the text in its name."""
        text = self.cleaned_data["organization"]
        for found in (self.seen.filter(name__iexact=text), self.seen.filter(name__icontains=text)):
            companies = list(found[:2])
            if len(companies) == 1:
                return companies[0]
        raise forms.ValidationError(_("There is no company of this name, or there are several."))

    def suggestions(self) -> list[str]:
        """Names to choose from."""
        return list(self.seen.by_name().values_list("name", flat=True)[:200])


class MemberForm(forms.Form):
    """Somebody of a company, by their address; a stranger gets a record."""

    email = Line(label=_("E-mail"), max_length=320, widget=forms.EmailInput)
    name = Line(
        label=pgettext_lazy("of a person", "Name"),
        help_text=_("For somebody who has not written yet."),
        max_length=200,
        required=False,
    )
    role = forms.ChoiceField(label=_("Role there"), choices=CompanyRole.choices, initial=CompanyRole.OWN)

    def clean_email(self) -> str:
        """An address that letters reach."""
        return _address("email", self.cleaned_data["email"])


class DepartureForm(forms.Form):
    """To whom the open requests of somebody who leaves pass on (R15)."""

    def __init__(self, *args: Any, membership: Membership, reader: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        colleagues = Membership.objects.current().filter(organization=membership.organization_id).values("person")
        seen = Person.objects.visible_to(reader).filter(pk__in=colleagues).exclude(pk=membership.person_id)
        self.fields["heir"] = forms.ModelChoiceField(
            label=_("Open requests pass on to"),
            queryset=seen.by_name(),
            required=False,
            empty_label=_("nobody: they stay with the person"),
        )


def _address(kind: str, value: str) -> str:
    try:
        addresses.normalise(kind, value)
    except addresses.InvalidAddress as invalid:
        raise forms.ValidationError(str(invalid.said)) from None
    return value.strip()

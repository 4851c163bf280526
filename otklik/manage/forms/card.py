"""The customer's card: its source, what may be done there, links into the company's own systems (C2)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otklik.cards.models import Filling, Link, Permit, Source
from otklik.cards.models.source import LEAST_SECONDS, MOST_MINUTES, MOST_SECONDS
from otklik.people.models import CustomField
from otklik.people.models import Line as SupportLine
from otklik.ui.forms import Line, TranslatedField


def _key(is_kept: bool) -> forms.CharField:
    """Written, never shown: an empty one keeps what there is."""
    hint = _("A key is kept. Empty: it stays.") if is_kept else _("At least 16 characters, the same on both sides.")
    widget = forms.PasswordInput(render_value=False, attrs={"autocomplete": "new-password"})
    return forms.CharField(
        label=_("Key that signs"), help_text=hint, max_length=500, strip=True, required=False, widget=widget
    )


class SourceForm(forms.Form):
    """Where it is, how it knows us, how long it may take."""

    url = Line(
        label=pgettext_lazy("of a card source", "Address"),
        max_length=500,
        help_text=_(
            "An address of your own system that answers as the contract says, for example https://crm.company.example/otklik"
        ),
        widget=forms.URLInput,
    )
    seconds = forms.IntegerField(
        label=_("May take, in seconds"),
        min_value=LEAST_SECONDS,
        max_value=MOST_SECONDS,
        help_text=_("Requests open at once in any case."),
    )
    keep = forms.IntegerField(
        label=_("An answer is kept for, in minutes"),
        min_value=0,
        max_value=MOST_MINUTES,
        help_text=_("0: it is asked each time."),
    )
    is_active = forms.BooleanField(label=pgettext_lazy("of a card source", "In use"), required=False)
    field_order = ("url", "key", "seconds", "keep", "is_active")

    def __init__(self, data: Any = None, files: Any = None, *, source: Source | None = None) -> None:
        known = source or Source()
        initial = {name: getattr(known, name) for name in self.base_fields}
        super().__init__(data, files, initial=initial, label_suffix="")
        self.fields["key"] = _key(bool(known.key))
        self.order_fields(self.field_order)


class Lines(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # generic only in stubs
    """Lines by name."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        """The name in the reader's language."""
        return str(obj.name)


class PermitForm(forms.Form):
    """An action or a query, how it is called here, for whom it is open, and about which customers."""

    code = Line(label=_("Code of the action"), max_length=40, help_text=_("As your system names it."))
    name = TranslatedField(label=pgettext_lazy("of a thing", "Name"), max_length=100)
    lines = Lines(label=_("Lines that may order it"), queryset=SupportLine.objects.none())
    needs_proof = forms.BooleanField(label=_("Only when the customer’s identity is confirmed"), required=False)

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        permit: Permit | None = None,
        kind: str = Permit.Kind.ACTION,
        initial: Any = None,
    ) -> None:
        known, kind = initial or {}, permit.kind if permit is not None else kind
        if permit is not None:
            known = {name: getattr(permit, name) for name in ("code", "name", "needs_proof")}
            known["lines"] = list(permit.lines.values_list("pk", flat=True))
        super().__init__(data, files, initial=known, label_suffix="")
        self.fields["lines"].queryset = SupportLine.objects.filter(is_active=True)  # type: ignore[attr-defined]
        if kind == Permit.Kind.QUERY:
            self.fields["code"].label, self.fields["lines"].label = _("Code of the query"), _("Lines that may ask it")


class Fields(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic only in stubs
    """Custom fields by what they describe and their name."""

    def label_from_instance(self, obj: Any) -> str:
        """«Person: Plan»."""
        return f"{obj.get_noun_display()}: {obj.name}"


class FillingForm(forms.Form):
    """Which field of the card fills which of ours."""

    code = Line(
        label=_("Code of the card’s field"), max_length=40, help_text=_("As your system names it in “code” of a field.")
    )
    field = Fields(
        label=_("Our own field"),
        queryset=CustomField.objects.none(),
        help_text=_("Of a request, of a person or of a company; a value that the field cannot hold is left out."),
    )
    overwrites = forms.BooleanField(
        label=_("Also over what a person has typed"),
        required=False,
        help_text=_("Otherwise only what is empty, or was filled by the card before."),
    )

    def __init__(self, data: Any = None, files: Any = None, *, filling: Filling | None = None) -> None:
        known = {"code": filling.code, "field": filling.field_id, "overwrites": filling.overwrites} if filling else {}
        super().__init__(data, files, initial=known, label_suffix="")
        self.fields["field"].queryset = CustomField.objects.filter(is_active=True)  # type: ignore[attr-defined]


class LinkForm(forms.Form):
    """What it is called, where it leads, who sees it, and whether it is signed."""

    name = TranslatedField(label=pgettext_lazy("of a thing", "Name"), max_length=100)
    address = Line(
        label=pgettext_lazy("of a link", "Address"),
        max_length=1000,
        help_text=_("With {id}, {login}, {email}, {phone} or {ticket} where the customer’s go."),
    )
    is_deeper = forms.BooleanField(
        label=_("Digs deeper"),
        required=False,
        help_text=_("Only lines that see such links, and roles with the right to them."),
    )
    is_signed = forms.BooleanField(
        label=_("Signed, and good for a short time"),
        required=False,
        help_text=_("Your system checks the signature, the time and who looks. Only confirmed addresses fill it."),
    )
    minutes = forms.IntegerField(label=_("Good for, in minutes"), min_value=1, max_value=60)
    field_order = ("name", "address", "is_deeper", "is_signed", "key", "minutes")

    def __init__(self, data: Any = None, files: Any = None, *, link: Link | None = None) -> None:
        known = link or Link()
        initial = {name: getattr(known, name) for name in self.base_fields}
        super().__init__(data, files, initial=initial, label_suffix="")
        self.fields["key"] = _key(bool(known.key))
        self.order_fields(self.field_order)

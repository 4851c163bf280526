"""Ask the customer to confirm who they are, or write down how it was checked (R22)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from otklik.cards import vouching
from otklik.cards.models import Way
from otklik.cards.models.proof import BY_US
from otklik.desk.fields import Line, Text
from otklik.desk.steps.base import Step
from otklik.people import rights
from otklik.people.models.person import Tone


class Confirmation(Step):
    """The way, the words to the customer, or the words about the check."""

    right = rights.REPLY
    resource = "identity"
    way = forms.ChoiceField(
        label=pgettext_lazy("identity", "How"), widget=forms.RadioSelect(attrs={"data-look": "chips"})
    )
    body = Text(
        label=pgettext_lazy("of a reply", "Words to the customer"),
        max_length=5000,
        required=False,
        help_text=gettext_lazy("Sent when the customer is asked. The link itself goes to the confirmed address only."),
    )
    words = Line(
        label=gettext_lazy("How you have checked it"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("By phone or otherwise: for example, named the number of the contract."),
    )

    def build(self) -> None:
        """A letter to each confirmed address, the page of the request, or our own check."""
        self.known = {f"letter-{one.pk}": one for one in vouching.confirmed_addresses(self.ticket.customer)}
        letters = [
            (code, _("Link to %(address)s") % {"address": vouching.masked(one.value)})
            for code, one in self.known.items()
        ]
        others = [(Way.PORTAL.value, pgettext("identity", "On the page of the request")), *self._ours()]
        self.fields["way"].choices = [*letters, *others]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["way"].initial = (letters or others)[0][0]
        self.fields["body"].widget = forms.Textarea(attrs={"rows": 4})
        with translation.override(self.ticket.language or self.ticket.customer.language):
            if self.ticket.customer.tone == Tone.INFORMAL:
                said = pgettext("informal", "Before we go on, please confirm that it is you.")
            else:
                said = pgettext("polite", "Before we go on, please confirm that it is you.")
        self.fields["body"].initial = said

    @property
    def title(self) -> str:
        return _("Confirm the customer’s identity")

    @property
    def text(self) -> str:
        return _(
            "Until it is confirmed, actions that demand it are closed. It is written down who asked and how it went."
        )

    @property
    def button(self) -> str:
        return pgettext("button", "Ask, or write down")

    @property
    def refuse(self) -> str:
        return pgettext("button", "Do not ask")

    def clean(self) -> dict[str, Any]:
        """Each way wants its own words."""
        told = super().clean() or {}
        way = told.get("way", "")
        if way in BY_US and not told.get("words"):
            self.add_error("words", _("Say how you have checked it."))
        if way and way not in BY_US and not told.get("body"):
            self.add_error("body", _("Write a few words to the customer."))
        return told

    def act(self) -> str:
        told = self.cleaned_data
        if told["way"] in BY_US:
            vouching.note(self.ticket, Way(told["way"]), words=told["words"], by=self.person)
            return _("Written down: identity is confirmed")
        identity = self.known.get(told["way"])
        way = Way.LETTER if identity else Way.PORTAL
        vouching.ask(self.ticket, way, body=told["body"], by=self.person, identity=identity)
        return _("The customer is asked")

    def _ours(self) -> list[tuple[str, str]]:
        return [
            (Way.PHONE.value, pgettext("identity", "I have checked by phone")),
            (Way.OTHER.value, pgettext("identity", "I have checked otherwise")),
        ]

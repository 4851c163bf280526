"""Ask for a password, a key or a document so that it never stands in a message (R22)."""

from __future__ import annotations

from django import forms
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from otklik.desk.fields import Line, Text
from otklik.desk.steps.base import Step
from otklik.people import rights
from otklik.people.models.person import Tone


class ProtectedField(Step):
    """What is asked for, and the words that bring the link."""

    right = rights.REPLY
    resource = "protected-field"
    label = Line(
        label=gettext_lazy("What you ask for"),
        max_length=200,
        help_text=gettext_lazy("For example, the password of the mailbox info@"),
    )
    body = Text(label=pgettext_lazy("of a reply", "Words to the customer"), max_length=5000)

    def build(self) -> None:
        """The words are the customer's language and tone."""
        self.fields["body"].widget = forms.Textarea(attrs={"rows": 4})
        with translation.override(self.ticket.language or self.ticket.customer.language):
            if self.ticket.customer.tone == Tone.INFORMAL:
                said = pgettext(
                    "informal", "Please put it here, not into a letter: it is encrypted, and erased when we are done."
                )
            else:
                said = pgettext(
                    "polite", "Please put it here, not into a letter: it is encrypted, and erased when we are done."
                )
        self.fields["body"].initial = said

    @property
    def title(self) -> str:
        return _("Ask through a protected field")

    @property
    def text(self) -> str:
        return _("The link goes below your words. Whoever has it can fill the field, and never read it.")

    @property
    def button(self) -> str:
        return pgettext("button", "Send the link")

    @property
    def refuse(self) -> str:
        return pgettext("button", "Do not ask")

    def act(self) -> str:
        told = self.cleaned_data
        self.ticket.ask_secret(told["label"], body=told["body"], by=self.person)
        return _("The link is sent, the customer’s turn")

"""Say to the customer what they want and why, before solving (B6)."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from otklik.desk.fields import Text
from otklik.desk.steps.base import Step
from otklik.people import rights
from otklik.tickets.models.goal import LONGEST


class Restating(Step):
    """What is wanted, and what for; the newest version is where one begins."""

    right = rights.REPLY
    resource = "goal"
    wants = Text(
        label=gettext_lazy("What the customer wants"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3})
    )
    why = Text(
        label=gettext_lazy("What for"), max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def build(self) -> None:
        """Begin with what stands."""
        if self.seen.goals:
            newest = self.seen.goals[0]
            self.fields["wants"].initial, self.fields["why"].initial = newest.wants, newest.why

    @property
    def title(self) -> str:
        return _("What the customer wants")

    @property
    def text(self) -> str:
        return _("The customer reads it in an answer and on the site, and says with one click whether it is so.")

    @property
    def button(self) -> str:
        return pgettext("button", "Ask whether it is so")

    @property
    def refuse(self) -> str:
        return pgettext("button", "Do not ask")

    def act(self) -> str:
        self.ticket.restate(self.cleaned_data["wants"], self.cleaned_data["why"], by=self.person)
        return _("The customer is asked whether it is so")

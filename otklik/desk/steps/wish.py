"""A request asks for a wish that is known, or for a new one (R14)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from otklik.desk.fields import Line
from otklik.desk.steps.base import Step
from otklik.people import rights
from otklik.wishes import recording

FRESH = "new"


class Wishing(Step):
    """To a known wish, the most alike first, or to a new one; the request ends as recorded."""

    right = rights.MERGE
    resource = "wish-step"
    fresh = Line(label=gettext_lazy("What is wished for, for a new wish"), max_length=200, required=False)
    reason = Line(label=gettext_lazy("What the customer needs it for"), max_length=500, required=False)
    closes = forms.BooleanField(
        label=gettext_lazy("Close the request as recorded and say so to the customer"), required=False, initial=True
    )

    def build(self) -> None:
        """Open wishes that look like the request."""
        self._known = {str(one.pk): one for one in recording.likely(self.ticket.subject, self.person)}
        self.fields["chosen"] = forms.ChoiceField(
            label=pgettext_lazy("wishes", "Wish"),
            choices=[*((key, f"{key}. {one.title}") for key, one in self._known.items()), (FRESH, _("a new wish"))],
            initial=FRESH,
            widget=forms.RadioSelect(),
        )
        self.fields["fresh"].initial = self.ticket.subject
        self.order_fields(("chosen", "fresh", "reason", "closes"))

    def clean(self) -> dict[str, Any]:
        """A new wish needs its words."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("chosen") == FRESH and not said.get("fresh"):
            self.add_error("fresh", _("Write what is wished for."))
        return said

    @property
    def title(self) -> str:
        return _("Record a wish: № %(number)s") % {"number": self.ticket.number}

    @property
    def text(self) -> str:
        return _("Everybody who asks hears of the decision in their own request, from the person they talked to.")

    @property
    def button(self) -> str:
        return pgettext("button", "Record the wish")

    @property
    def refuse(self) -> str:
        return pgettext("button", "Leave as it is")

    def act(self) -> str:
        said = self.cleaned_data
        wish = self._known.get(said["chosen"]) or recording.record(said["fresh"], by=self.person)
        recording.ask(wish, self.ticket, by=self.person, reason=said["reason"], closes=said["closes"])
        return _("Recorded as wish %(number)s: %(title)s") % {"number": wish.pk, "title": wish.title}

"""Name the questions of a request, and drop what is none of it (R7)."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from otklik.desk import points
from otklik.desk.fields import Text
from otklik.desk.steps.base import Step
from otklik.kernel.verbs import Refused
from otklik.people import rights
from otklik.tickets.kinds import PointState
from otklik.tickets.models.pointing import LONGEST, MOST


class Questions(Step):
    """One a line; the customer reads them, and each is answered and accepted by itself."""

    right = rights.REPLY
    resource = "questions"
    texts = Text(
        label=pgettext_lazy("of a request", "Questions"),
        help_text=gettext_lazy("One a line."),
        max_length=(LONGEST + 2) * MOST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def build(self) -> None:
        """What may be dropped is data."""
        known = points.choices(self.seen, (PointState.OPEN, PointState.DEVELOPING))
        if known:
            self.fields["dropped"] = forms.MultipleChoiceField(
                label=pgettext("of a question", "Drop"),
                choices=known,
                required=False,
                widget=forms.CheckboxSelectMultiple(),
            )

    @property
    def title(self) -> str:
        return _("Several questions in one request")

    @property
    def text(self) -> str:
        return _(
            "The customer reads them. A solution says which ones it answers, and the turn is ours while one is open."
        )

    @property
    def button(self) -> str:
        return pgettext("button", "Name the questions")

    @property
    def refuse(self) -> str:
        return pgettext("button", "Leave as it is")

    def act(self) -> str:
        for number in self.cleaned_data.get("dropped", ()):
            self.ticket.drop_point(int(number), by=self.person)
        if self.cleaned_data["texts"].strip() or not self.cleaned_data.get("dropped"):
            self.ticket.name_points(self.cleaned_data["texts"].splitlines(), by=self.person)
        return _("The questions are named")

    def note_refusal(self, refused: Refused) -> None:
        """At the field that it is about."""
        name = str(refused.facts.get("name", ""))
        self.add_error(name if name in self.fields else None, str(refused.said))

"""Closing and opening again."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from otklik.desk.fields import Line, Text
from otklik.desk.steps.base import Step
from otklik.people import rights
from otklik.tickets.kinds import TRACELESS, Closing
from otklik.tickets.models.closing import BY_SUPPORT


def _kinds() -> list[tuple[str, str]]:
    plain = [(kind.value, str(kind.label)) for kind in BY_SUPPORT if kind not in TRACELESS]
    return plain + [(kind.value, str(kind.label)) for kind in BY_SUPPORT if kind in TRACELESS]


class ClosingStep(Step):
    """How it is closed (R8); a refusal names its rule."""

    right = rights.CLOSE
    resource = "closing"
    kind = forms.ChoiceField(label=gettext_lazy("How it is closed"), choices=_kinds)
    rule = Line(
        label=gettext_lazy("The rule of a refusal"),
        help_text=gettext_lazy("Only when you refuse by the rules"),
        max_length=200,
        required=False,
    )
    reason = Text(
        label=gettext_lazy("For colleagues"),
        help_text=gettext_lazy("Only staff see it"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        required=False,
    )

    def build(self) -> None:
        """A mark from a button: spam, machine mail."""
        self.fields["kind"].initial = Closing.SOLVED

    @property
    def title(self) -> str:
        return _("Close № %(number)s") % {"number": self.ticket.number}

    @property
    def text(self) -> str:
        said = _("The customer may open it again within 14 days.")
        if self.seen.solution is None:
            return said
        name = {"name": self.ticket.customer.first_name}
        return _("%(name)s has not confirmed yet that the solution helped.") % name + " " + said

    @property
    def button(self) -> str:
        return pgettext("button", "Close the request")

    @property
    def refuse(self) -> str:
        return pgettext("button", "Do not close")

    def act(self) -> str:
        told = self.cleaned_data
        self.ticket.close(told["kind"], by=self.person, reason=told["reason"], rule=told["rule"])
        return _("Closed: %(how)s") % {"how": Closing(told["kind"]).label}


class Reopening(Step):
    """Support opens it again."""

    right = rights.CLOSE
    resource = "reopening"
    reason = Line(label=pgettext_lazy("of a reopening", "Why"), max_length=500, required=False)

    @property
    def title(self) -> str:
        return _("Open № %(number)s again") % {"number": self.ticket.number}

    @property
    def button(self) -> str:
        return pgettext("button", "Open again")

    @property
    def refuse(self) -> str:
        return pgettext("button", "Leave closed")

    def act(self) -> str:
        self.ticket.reopen(by=self.person, reason=self.cleaned_data["reason"])
        return _("Opened again")

"""«Такая же проблема, как в…»: a request joins a problem, or begins one (C4)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from otklik.desk import problems
from otklik.desk.fields import Line
from otklik.desk.steps.base import Step
from otklik.people import rights
from otklik.problems import founding
from otklik.problems.models import Problem

FRESH = "new"


class SameProblem(Step):
    """To an open problem, to the one of another request, or to a new one."""

    right = rights.MERGE
    resource = "problem-step"
    fresh = Line(label=gettext_lazy("What is wrong, for a new problem"), max_length=200, required=False)

    def build(self) -> None:
        """Open problems; the one that it looks like is chosen."""
        self._known = {str(one.pk): one for one in problems.candidates(self.ticket, self.person)}
        choices = [(key, f"{key}. {one.title}") for key, one in self._known.items()]
        first = choices[0][0] if choices else FRESH
        self.fields["chosen"] = forms.ChoiceField(
            label=pgettext("problems", "Problem"),
            choices=[*choices, (FRESH, _("a new problem"))],
            initial=first,
            widget=forms.RadioSelect(),
        )
        self.fields["fresh"].initial = self.ticket.subject
        self.order_fields(("chosen", "fresh"))

    def clean(self) -> dict[str, Any]:
        """A new problem needs its words."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("chosen") == FRESH and not said.get("fresh"):
            self.add_error("fresh", _("Write what is wrong."))
        return said

    @property
    def title(self) -> str:
        return _("The same problem as others have: № %(number)s") % {"number": self.ticket.number}

    @property
    def text(self) -> str:
        return _("Its customers are written to at once, each in their own request. It can leave the problem again.")

    @property
    def button(self) -> str:
        return pgettext("button", "Put into the problem")

    @property
    def refuse(self) -> str:
        return pgettext("button", "Leave as it is")

    def act(self) -> str:
        problem = self._known.get(self.cleaned_data["chosen"]) or self._found()
        if self.cleaned_data["chosen"] != FRESH:
            founding.join(problem, self.ticket, by=self.person)
        return _("In the problem %(number)s: %(title)s") % {"number": problem.number, "title": problem.title}

    def _found(self) -> Problem:
        problem = founding.found(self.cleaned_data["fresh"], [], by=self.person, noticed_at=None)
        founding.join(problem, self.ticket, by=self.person)
        return problem

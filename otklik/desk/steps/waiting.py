"""Standing still: put off, wait for others."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from otklik.desk.fields import Line, Text, When
from otklik.desk.steps.base import Named, Step
from otklik.people import rights
from otklik.people.models import Line as SupportLine
from otklik.tickets.models.waiting import MOST_POSTPONEMENTS, MOST_WORKING_DAYS, put_off


class Postponement(Step):
    """Until when, and why; what a lead must allow is said before (R6)."""

    right = rights.MOVE
    resource = "postponement"
    why = Text(label=pgettext_lazy("of a delay", "Why"), widget=forms.Textarea(attrs={"rows": 2}), max_length=1000)
    field_order = ("until", "why")

    def build(self) -> None:
        """Near times depend on the hour."""
        codes = ("hour", "evening", "tomorrow", "monday", "week")
        self.fields["until"] = When(self.seen.words, codes, label=_("Until when"))
        self.order_fields(self.field_order)

    @property
    def title(self) -> str:
        return _("Postpone № %(number)s") % {"number": self.ticket.number}

    @property
    def text(self) -> str:
        times, days = put_off(self.ticket)
        said = _("The promise to the customer goes on.")
        if not times:
            return said
        so_far = ngettext(
            "It was put off %(times)s time already, for %(days)s working days.",
            "It was put off %(times)s times already, for %(days)s working days.",
            times,
        )
        limit = _("More than %(times)s times or %(days)s days only with a lead.")
        most = {"times": MOST_POSTPONEMENTS, "days": MOST_WORKING_DAYS}
        return " ".join((said, so_far % {"times": times, "days": days}, limit % most))

    @property
    def button(self) -> str:
        return pgettext("button", "Postpone")

    @property
    def refuse(self) -> str:
        return pgettext("button", "Do not postpone")

    def act(self) -> str:
        until = self.cleaned_data["until"]
        self.ticket.postpone(until=until, why=self.cleaned_data["why"], by=self.person)
        return _("Postponed until %(time)s") % {"time": self.seen.words.sentence(until)}


class Others(Step):
    """Who, what was asked, when we ask again (R3)."""

    right = rights.MOVE
    resource = "others"
    whom = Line(label=gettext_lazy("Whom we wait for"), max_length=200, required=False)
    what = Text(label=gettext_lazy("What was asked"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4000)
    field_order = ("whom", "department", "what", "again_at")

    def build(self) -> None:
        """Departments are data, near times depend on the hour."""
        departments = SupportLine.objects.filter(is_department=True, is_active=True)
        if departments:
            hint = _("They get a request of their own; their answer wakes this one.")
            empty = pgettext("department", "nobody of ours")
            label = pgettext("of a request", "Department")
            self.fields["department"] = Named(
                departments, required=False, label=label, help_text=hint, empty_label=empty
            )
        codes = ("two_hours", "evening", "tomorrow", "monday")
        self.fields["again_at"] = When(self.seen.words, codes, label=_("When we ask again"))
        self.order_fields(self.field_order)

    @property
    def title(self) -> str:
        return _("Wait for others")

    @property
    def text(self) -> str:
        return _("At the chosen time the turn is ours again. The promise to the customer goes on.")

    @property
    def button(self) -> str:
        return pgettext("button", "Wait")

    @property
    def refuse(self) -> str:
        return pgettext("button", "Do not wait")

    def act(self) -> str:
        told = self.cleaned_data
        department = told.get("department")
        whom = told["whom"] or (str(department.name) if department else "")
        self.ticket.await_other(
            whom=whom, what=told["what"], again_at=told["again_at"], by=self.person, department=department
        )
        return _("Waiting for %(whom)s, we ask again %(time)s") % {
            "whom": whom,
            "time": self.seen.words.sentence(told["again_at"]),
        }

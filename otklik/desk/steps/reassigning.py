"""A lead moves a request from the console: to another person or to a line (R20)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from otklik.desk.fields import Text
from otklik.desk.steps.base import Step
from otklik.desk.steps.people import colleagues
from otklik.kernel.verbs import Stale
from otklik.people import rights
from otklik.people.models import Line, Person
from otklik.routing import staff
from otklik.tickets.models import Ticket

PERSON, LINE, POOL = "person-", "line-", "pool"


class Reassignment(Step):
    """Whose it is from now on. The choices say who is there and how much each has in hand."""

    right = rights.ASSIGN_OTHERS
    resource = "reassignment"
    is_beside = True
    was = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def build(self) -> None:
        """Who is on shift first, then the others who are not away, then the lines."""
        choices = [
            (pgettext("pulse", "On shift"), self._people(is_here=True)),
            (_("Not on shift"), self._people(is_here=False)),
            (pgettext("settings", "Lines"), self._lines()),
        ]
        self.fields["was"].initial = self.ticket.responsible_id or 0
        self.fields["to"] = forms.ChoiceField(
            label=pgettext("hand-over", "To whom"),
            choices=[("", _("Choose a person or a line")), *((name, group) for name, group in choices if group)],
        )
        self.fields["why"] = Text(label=pgettext("reassignment", "Why"), required=False, max_length=4000)
        self.fields["why"].widget.attrs["rows"] = 2
        self.fields["why"].help_text = _("A note that only staff read")

    def offer(self, to: str) -> None:
        """Begin with whom it was dropped on."""
        self.initial = {"to": to}

    @cached_property
    def _there(self) -> dict[int, bool]:
        return {duty.person_id: duty.state == "on" for duty in staff.on_shift()}

    @cached_property
    def _known(self) -> list[Person]:
        gone = staff.away()
        found = colleagues(self.person).exclude(pk=self.ticket.responsible_id or 0)
        return [one for one in found if one.pk not in gone]

    @cached_property
    def _in_hand(self) -> dict[int, int]:
        return staff.in_hand([one.pk for one in self._known])

    def _people(self, *, is_here: bool) -> list[tuple[str, str]]:
        return [(f"{PERSON}{one.pk}", self._told(one)) for one in self._known if (one.pk in self._there) == is_here]

    def _told(self, one: Person) -> str:
        return _("%(name)s: %(count)s in hand") % {"name": one.name, "count": self._in_hand.get(one.pk, 0)}

    def _lines(self) -> list[tuple[str, str]]:
        here = self.ticket.line_id
        found = Line.objects.filter(is_active=True).exclude(pk=here or 0).order_by("order", "id")
        lines = [(f"{LINE}{one.pk}", str(one.name)) for one in found]
        if self.ticket.responsible_id is None:
            return lines
        return [(POOL, _("Back to its line: whoever accepts it first")), *lines]

    @property
    def title(self) -> str:
        return _("Whose is № %(number)s from now on?") % {"number": self.ticket.number}

    @property
    def text(self) -> str:
        return Truncator(self.ticket.subject).chars(100)

    @property
    def button(self) -> str:
        return pgettext("button", "Pass on")

    @property
    def refuse(self) -> str:
        return pgettext("button", "Do not pass")

    def act(self) -> str:
        self.address = reverse("desk:console")
        to, why = self.cleaned_data["to"], self.cleaned_data["why"]
        ticket = Ticket.objects.visible_to(self.person).get(pk=self.ticket.pk).locked()
        if (ticket.responsible_id or 0) != (self.cleaned_data["was"] or 0):
            name = ticket.responsible.name if ticket.responsible else pgettext("responsible", "nobody")
            raise Stale("reassign.moved", _("Meanwhile it has moved: it is with %(name)s.") % {"name": name})
        return self._moved(ticket, to, why)

    def _moved(self, ticket: Ticket, to: str, why: str) -> str:
        if to == POOL:
            ticket.return_to_pool(by=self.person, why=why)
            return _("Back on the line")
        kind, pk = to.split("-")
        if kind == LINE.rstrip("-"):
            line = Line.objects.get(pk=pk)
            ticket.move_to_line(line, by=self.person, why=why)
            return _("Passed to the line: %(line)s") % {"line": line.name}
        one: Any = next(one for one in self._known if one.pk == int(pk))
        ticket.assign(to=one, by=self.person, why=why)
        return _("Passed to: %(name)s") % {"name": one.name}

"""In development: passing on, with or without a tracker, and words for developers (L1, R5, C8)."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from otklik.desk import points
from otklik.desk.fields import Line, Text
from otklik.desk.steps.base import Step
from otklik.development import passing, tracking
from otklik.development.passing import Bug
from otklik.kernel.verbs import Refused
from otklik.people import rights
from otklik.tickets.kinds import PointState


class Development(Step):
    """The key of a task, or a new one in the tracker; its date may follow (R5). Whose work stands still (C8)."""

    right = rights.MOVE
    resource = "development"
    key = Line(label=gettext_lazy("Key of the task"), max_length=100, required=False)
    url = forms.URLField(
        label=gettext_lazy("Address of the task"), required=False, max_length=500, assume_scheme="https"
    )
    due = forms.DateField(
        label=pgettext_lazy("of a task", "Due"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Empty: the tracker’s date, or the next bug day unless it is critical."),
    )
    what = Line(label=pgettext_lazy("of a task", "What it is about"), max_length=250, required=False)
    details = Text(
        label=gettext_lazy("For developers"),
        help_text=gettext_lazy("Steps, what is expected, what happens instead."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=8000,
        required=False,
    )
    whom = Line(
        label=gettext_lazy("Stops work now: whose"),
        help_text=gettext_lazy("Only if somebody’s important work stands still: then it waits for no bug day."),
        max_length=200,
        required=False,
    )
    stops = Line(label=gettext_lazy("Which work"), max_length=500, required=False)
    field_order = ("tracker", "key", "url", "what", "details", "points", "due", "whom", "stops")

    def build(self) -> None:
        """Trackers are data."""
        self.trackers = {str(one.pk): one for one in tracking.usable()}
        if self.trackers:
            choices = [*((pk, one.name) for pk, one in self.trackers.items()), ("", _("only the key"))]
            first = next(iter(self.trackers))
            label = pgettext("of a task", "Tracker")
            self.fields["tracker"] = forms.ChoiceField(choices=choices, required=False, initial=first, label=label)
            self.fields["key"].help_text = _("Empty: the task is made in the tracker.")
            self.initial["what"] = self.ticket.subject
            del self.fields["url"]
        else:
            self.fields["key"].help_text = _("For example, MAIL-318")
            del self.fields["details"]
        if open_ones := points.choices(self.seen, (PointState.OPEN, PointState.DEVELOPING)):
            self.fields["points"] = forms.MultipleChoiceField(
                label=_("Which questions"),
                choices=open_ones,
                initial=[number for number, _text in open_ones],
                widget=forms.CheckboxSelectMultiple(),
            )
        self.order_fields(self.field_order)

    @property
    def title(self) -> str:
        return _("Pass to development")

    @property
    def text(self) -> str:
        return _("The request wakes when development releases its work. The promise to the customer goes on.")

    @property
    def button(self) -> str:
        return pgettext("button", "Pass to development")

    @property
    def refuse(self) -> str:
        return pgettext("button", "Do not pass")

    def act(self) -> str:
        told = self.cleaned_data
        bug = Bug(
            tracker=self.trackers.get(told.get("tracker", "")),
            key=told["key"],
            url=told.get("url", ""),
            title=told["what"],
            text=told.get("details", ""),
            due=told["due"],
            whom=told["whom"],
            stops=told["stops"],
            points=tuple(map(int, told["points"])) if "points" in told else None,
        )
        task = passing.pass_on(self.ticket, bug, by=self.person)
        if not task.key:
            return _("Passed to development: the task is being made")
        return _("Passed to development: %(key)s") % {"key": task.key}

    def note_refusal(self, refused: Refused) -> None:
        """At the field that it is about."""
        name = str(refused.facts.get("name", ""))
        self.add_error(name if name in self.fields else None, str(refused.said))


class TaskComment(Step):
    """Words below the task in the tracker; colleagues read them here as a note."""

    right = rights.NOTE
    resource = "task-comment"
    body = Text(label=gettext_lazy("For developers"), widget=forms.Textarea(attrs={"rows": 5}), max_length=20_000)

    @property
    def title(self) -> str:
        return _("Write to developers")

    @property
    def text(self) -> str:
        return _("It stands below the task in the tracker and here as a note. The customer does not read it.")

    @property
    def button(self) -> str:
        return pgettext("button", "Write to developers")

    @property
    def refuse(self) -> str:
        return pgettext("button", "Do not write")

    def act(self) -> str:
        passing.comment(self.ticket, self.cleaned_data["body"], by=self.person)
        return _("It is on its way to developers")

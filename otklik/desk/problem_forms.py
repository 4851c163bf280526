"""What is written and chosen on the page of a problem."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from otklik.desk.fields import Line, Text
from otklik.people import rights
from otklik.people.models import Person
from otklik.people.models.person import Tone
from otklik.problems.founding import About
from otklik.problems.models import Problem, What
from otklik.tickets.models import Ticket
from otklik.tickets.models.ticket import Urgency

SEVERITIES = (
    (Urgency.USUAL.value, pgettext_lazy("urgency", "usual")),
    (Urgency.RAISED.value, pgettext_lazy("urgency", "raised")),
    (Urgency.CRITICAL.value, pgettext_lazy("urgency", "critical")),
)
INFORMAL = "informal"
OF_A_PROBLEM = [(one.value, one.label) for one in (What.NOTE, What.REPLY, What.SOLUTION)]


class Owner(forms.ModelChoiceField):  # type: ignore[type-arg]  # Django's class is generic only in stubs
    """A colleague, by name."""

    def label_from_instance(self, obj: Any) -> str:
        """The name."""
        return str(obj.name)


class SettingsForm(forms.Form):
    """Title, severity, owner, task, and what customers may read before they write."""

    title = Line(label=gettext_lazy("What is wrong"), max_length=200)
    severity = forms.TypedChoiceField(label=pgettext_lazy("of a problem", "Severity"), choices=SEVERITIES, coerce=int)
    owner = Owner(
        label=pgettext_lazy("of a problem", "Owner"), queryset=Person.objects.visible_to(None), required=False
    )
    task_key = Line(label=gettext_lazy("Task of development"), max_length=100, required=False)
    task_url = forms.URLField(
        label=gettext_lazy("Address of the task"), max_length=500, required=False, assume_scheme="https"
    )

    def __init__(self, data: Any, problem: Problem, person: Person) -> None:
        super().__init__(data, auto_id="problem-%s", label_suffix="")
        working = Person.objects.visible_to(person).staff().active().filter(role__rights__contains=[rights.MERGE])
        self.fields["owner"].queryset = working.order_by("name")  # type: ignore[attr-defined]
        for name in ("title", "severity", "owner", "task_key", "task_url"):
            self.fields[name].initial = getattr(problem, name)
        for code, name in settings.LANGUAGES:
            label = _("What customers may read before they write, %(language)s") % {"language": _(name)}
            self.fields[f"public_{code}"] = Line(
                label=label, max_length=300, required=False, initial=problem.public.get(code, "")
            )

    def about(self) -> About:
        """What `founding.change` takes."""
        said = self.cleaned_data
        public = {code: said[f"public_{code}"] for code, _name in settings.LANGUAGES}
        return {
            "title": said["title"],
            "severity": said["severity"],
            "owner": said["owner"],
            "task_key": said["task_key"],
            "task_url": said["task_url"],
            "public": public,
        }


class SayForm(forms.Form):
    """Words to all: by language, and if need be for those who are spoken to informally."""

    what = forms.ChoiceField(
        label=gettext_lazy("What it is"), choices=OF_A_PROBLEM, widget=forms.RadioSelect, initial=What.REPLY
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="say-%s", label_suffix="")
        for code, name in settings.LANGUAGES:
            self.fields[code] = Text(label=_(name), max_length=20_000, required=False)
        for code, name in settings.LANGUAGES:
            label = _("%(language)s, informal") % {"language": _(name)}
            self.fields[f"{code}_{INFORMAL}"] = Text(label=label, max_length=20_000, required=False)

    def texts(self) -> dict[tuple[str, str], str]:
        """By language and tone."""
        said = self.cleaned_data
        found = {(code, Tone.POLITE.value): said[code] for code, _name in settings.LANGUAGES}
        return found | {(code, Tone.INFORMAL.value): said[f"{code}_{INFORMAL}"] for code, _name in settings.LANGUAGES}

    def clean(self) -> dict[str, Any]:
        """Something has to be said."""
        said: dict[str, Any] = super().clean() or {}
        if not any(said.get(name) for name in self.fields if name != "what"):
            raise forms.ValidationError(_("Write something."))
        return said


class JoinForm(forms.Form):
    """Another request joins, by its number."""

    number = forms.IntegerField(label=gettext_lazy("Number of the request"), min_value=1, max_value=2**62)

    def __init__(self, data: Any, person: Person) -> None:
        super().__init__(data, auto_id="join-%s", label_suffix="")
        self._person = person

    def clean_number(self) -> Ticket:
        """The request of that number, if the person may see it."""
        found = Ticket.objects.visible_to(self._person).filter(number=self.cleaned_data["number"]).first()
        if found is None:
            raise forms.ValidationError(_("There is no such request."))
        return found

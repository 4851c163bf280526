"""What is written and chosen on the page of a wish (R14)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from otklik.desk.fields import Line, Text
from otklik.desk.problem_forms import INFORMAL, Owner
from otklik.development.models import Task
from otklik.people import rights
from otklik.people.models import Person
from otklik.people.models.person import Tone
from otklik.wishes import recording
from otklik.wishes.models import State, Wish
from otklik.wishes.recording import About


class WishForm(forms.Form):
    """What staff and what askers call it, whose it is, which task of development it has."""

    title = Line(label=gettext_lazy("What is wished for"), max_length=200)
    owner = Owner(label=pgettext_lazy("of a wish", "Owner"), queryset=Person.objects.visible_to(None), required=False)
    task = Line(
        label=gettext_lazy("Task of development"),
        help_text=gettext_lazy("The key of a task that is known here"),
        max_length=100,
        required=False,
    )

    def __init__(self, data: Any, wish: Wish, person: Person) -> None:
        super().__init__(data, auto_id="wish-%s", label_suffix="")
        self._person = person
        working = Person.objects.visible_to(person).staff().active().filter(role__rights__contains=[rights.MERGE])
        self.fields["owner"].queryset = working.order_by("name")  # type: ignore[attr-defined]
        self.initial = {"title": wish.title, "owner": wish.owner_id, "task": wish.task.key if wish.task else ""}
        for code, name in settings.LANGUAGES:
            label = _("What its askers read, %(language)s") % {"language": _(name)}
            self.fields[f"public_{code}"] = Line(
                label=label, max_length=200, required=False, initial=wish.public.get(code, "")
            )

    def clean_task(self) -> Task | None:
        """The task of that key. Raises ValidationError when none is known."""
        key = self.cleaned_data["task"]
        if not key:
            return None
        found = Task.objects.visible_to(self._person).filter(key__iexact=key).order_by("-pk").first()
        if found is None:
            raise forms.ValidationError(_("There is no such task. Pass a request to development with it first."))
        return found

    def about(self) -> About:
        """What `recording.change` takes."""
        said = self.cleaned_data
        public = {code: said[f"public_{code}"] for code, _name in settings.LANGUAGES}
        return {"title": said["title"], "owner": said["owner"], "task": said["task"], "public": public}


class MergeForm(forms.Form):
    """Into which wish it goes: one that looks alike, or any by its number."""

    number = forms.IntegerField(label=gettext_lazy("Or the number of another wish"), min_value=1, required=False)

    def __init__(self, data: Any, wish: Wish, person: Person) -> None:
        super().__init__(data, auto_id="merge-%s", label_suffix="")
        self._wish, self._person = wish, person
        alike = [one for one in recording.likely(wish.title, person, most=9) if one.pk != wish.pk]
        self.fields["chosen"] = forms.ChoiceField(
            label=gettext_lazy("It is the same as"),
            choices=[(str(one.pk), f"{one.pk}. {one.title}") for one in alike],
            required=False,
            widget=forms.RadioSelect(),
            help_text=gettext_lazy(
                "Askers, what was written to them and the task go over; the old address leads there."
            ),
        )
        self.order_fields(("chosen", "number"))

    def clean(self) -> dict[str, Any]:
        """The wish that was chosen, as `into`."""
        said: dict[str, Any] = super().clean() or {}
        number = said.get("number") or said.get("chosen")
        found = Wish.objects.visible_to(self._person).open().filter(pk=number or 0).first()
        if found is None or found.pk == self._wish.pk:
            self.add_error("number" if said.get("number") else None, _("Choose another wish that is open."))
        said["into"] = found
        return said


class DecisionForm(forms.Form):
    """What a lead decides, why, and what the askers are told in each language and tone."""

    why = Text(
        label=gettext_lazy("Why, for colleagues and on the customer’s page"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any, wish: Wish) -> None:
        super().__init__(data, auto_id="decision-%s", label_suffix="")
        choices = [(one.value, one.label) for one in State if one != wish.state]
        self.fields["state"] = forms.ChoiceField(
            label=pgettext_lazy("of a wish", "Decision"), choices=choices, widget=forms.RadioSelect
        )
        for tone in ("", f"_{INFORMAL}"):
            for code, name in settings.LANGUAGES:
                label = _("%(language)s, informal") % {"language": _(name)} if tone else _(name)
                self.fields[f"{code}{tone}"] = Text(label=label, max_length=20_000, required=False)
        self.order_fields(("state", "why"))

    def texts(self) -> dict[tuple[str, str], str]:
        """By language and tone."""
        tones = {"": Tone.POLITE.value, f"_{INFORMAL}": Tone.INFORMAL.value}
        languages = [code for code, _name in settings.LANGUAGES]
        return {(code, tone): self.cleaned_data[f"{code}{end}"] for end, tone in tones.items() for code in languages}

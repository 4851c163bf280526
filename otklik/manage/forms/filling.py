"""What forms of the settings share: custom fields beside ours, and a verb's refusal beside its field."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.http import HttpRequest

from otklik.kernel.verbs import Forbidden, Refused, Stale
from otklik.people.describing import as_json
from otklik.people.models import CustomField
from otklik.ui.forms import custom_input

PREFIX = "field_"


class Filled(forms.Form):
    """A form with custom fields behind its own; they come out together, as JSON, under `fields`."""

    def describe(self, noun: str, filled: dict[str, Any]) -> None:
        """Add the inputs of the noun's custom fields, with what is filled already."""
        self.filled = filled
        self.described = list(CustomField.objects.filter(noun=noun, is_active=True))
        for field in self.described:
            value = self.filled.get(field.code)
            self.fields[PREFIX + field.code] = custom_input(field, value)

    @property
    def plain(self) -> dict[str, Any]:
        """What was given, without the custom fields."""
        return {name: value for name, value in self.cleaned_data.items() if not name.startswith(PREFIX)}

    @property
    def custom(self) -> dict[str, Any]:
        """Every custom value, those of fields that are out of use included."""
        given = {field.code: as_json(self.cleaned_data[PREFIX + field.code]) for field in self.described}
        return {code: value for code, value in {**self.filled, **given}.items() if value not in (None, "")}


def posted(request: HttpRequest, form: type[forms.Form], *args: Any, **kwargs: Any) -> Any:
    """The form as this request fills it, or as it is first shown."""
    data = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    return form(*data, *args, **kwargs)


def done(form: forms.Form, act: Callable[[dict[str, Any]], object]) -> bool:
    """Whether the form was posted, fits, and its deed was done; what the verb refuses becomes an error of the form."""
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except (Forbidden, Stale):
        raise
    except Refused as refused:
        name = str(refused.facts.get("name", ""))
        form.add_error(name if name in form.fields else None, str(refused.said))
        return False
    return True


def lock(form: forms.Form, names: Iterable[str] | None = None) -> None:
    """Show the fields without letting them be changed."""
    for name in form.fields if names is None else names:
        form.fields[name].disabled = True

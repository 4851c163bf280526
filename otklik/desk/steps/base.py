from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField

from otklik.desk.fields import When
from otklik.desk.seen import Seen
from otklik.kernel.verbs import Refused
from otklik.people.models import Person
from otklik.tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class Shown:
    """A field as the template draws it; `look` is plain, hidden, chips or when (chips, and an input for another)."""

    bound: BoundField
    look: str
    chosen: str = ""
    exact: str = ""


class Step(forms.Form):
    """One step on a request. `right` is what it takes, `resource` the last part of its address.

    `is_beside`: it is taken from a page of many requests, which draws itself anew afterwards.
    `title`, `text`, `button` and `refuse` are its words; `act` calls the verb and says what was done.
    """

    right: ClassVar[str]
    resource: ClassVar[str]
    is_wide: ClassVar[bool] = False
    is_beside: ClassVar[bool] = False

    def __init__(self, seen: Seen, data: Any = None) -> None:
        super().__init__(data, auto_id="step-%s", label_suffix="")
        self.seen = seen
        self.address = ""
        self.build()

    def build(self) -> None:
        """Add the fields whose choices depend on the request."""

    @property
    def ticket(self) -> Ticket:
        """The request."""
        return self.seen.ticket

    @property
    def person(self) -> Person:
        """Who takes the step."""
        return self.seen.person

    @property
    def title(self) -> str:
        """The heading of the dialog."""
        return ""

    @property
    def text(self) -> str:
        """What one should know before."""
        return ""

    @property
    def button(self) -> str:
        """The button that does it: a verb that names the result."""
        return ""

    @property
    def refuse(self) -> str:
        """The button that does not."""
        return ""

    def shown(self) -> Iterator[Shown]:
        """The fields in order, each with its look."""
        for bound in self:
            if isinstance(bound.field, When):
                chosen, exact = bound.value() if isinstance(bound.value(), list) else (bound.field.soon.codes[0], "")
                yield Shown(bound, "when", chosen or "", exact or "")
            elif bound.is_hidden:
                yield Shown(bound, "hidden")
            else:
                yield Shown(bound, bound.field.widget.attrs.get("data-look", "plain"))

    def act(self) -> str:
        """Do it; give the sentence that says what was done. `address` may be set to go elsewhere afterwards."""
        return ""

    def note_refusal(self, refused: Refused) -> None:
        """Show what the verb refused where it belongs."""
        self.add_error(None, str(refused.said))


class Named(forms.ModelChoiceField):  # type: ignore[type-arg]  # Django's class is generic only in stubs
    """One of several people or lines, by name."""

    def label_from_instance(self, obj: Any) -> str:
        """The name in the reader's language."""
        return str(obj.name)

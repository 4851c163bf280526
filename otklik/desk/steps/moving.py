"""Some messages belong to another request."""

from __future__ import annotations

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from otklik.desk.steps.joining import ToAnother, described, movable
from otklik.people import rights
from otklik.tickets import relocating


class Relocating(ToAnother):
    """Into a request that is there already."""

    right = rights.MERGE
    resource = "moving"
    is_wide = True
    field_order = ("number", "messages")

    def build(self) -> None:
        """All messages but the first one and solutions; requests of the same customer are offered."""
        super().build()
        self._known = movable(self.ticket, self.person)
        self.fields["messages"] = forms.MultipleChoiceField(
            label=_("Messages that move"),
            choices=[(key, described(one, self.seen.words)) for key, one in self._known.items()],
            widget=forms.CheckboxSelectMultiple(),
        )
        self.order_fields(self.field_order)

    def offer(self, message: str) -> None:
        """Begin with one message."""
        if message in self._known:
            self.initial = {"messages": [message]}

    @property
    def title(self) -> str:
        return _("Move a part of № %(number)s into another request") % {"number": self.ticket.number}

    @property
    def text(self) -> str:
        return _("Letters that answer the moved messages will follow them. It can be undone for 30 days.")

    @property
    def button(self) -> str:
        return pgettext("button", "Move")

    @property
    def refuse(self) -> str:
        return pgettext("button", "Do not move")

    def act(self) -> str:
        into = self.cleaned_data["number"]
        chosen = [self._known[key] for key in self.cleaned_data["messages"]]
        relocating.relocate(self.ticket, chosen, into=into, by=self.person)
        self.address = reverse("desk:ticket", args=[into.number])
        said = ngettext("Moved: %(count)s message", "Moved: %(count)s messages", len(chosen))
        return said % {"count": len(chosen)}

"""Two requests become one, one becomes two, or they are tied; and a private reminder."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from otklik.desk.fields import Line, When
from otklik.desk.steps.base import Shown, Step
from otklik.kernel.text import snippet
from otklik.kernel.verbs import Refused
from otklik.people import rights
from otklik.people.models import Person
from otklik.tickets import merging, reminding, splitting
from otklik.tickets.models import Message, Ticket
from otklik.ui.formats import Words

LIKELY = 6
MOST_MESSAGES = 100


class ToAnother(Step):
    """A step that names another request by its number."""

    number = forms.IntegerField(label=gettext_lazy("Number of the request"), min_value=1, max_value=2**62)

    def build(self) -> None:
        """Open requests of the same customer and company are offered."""
        ticket = self.ticket
        same = Q(customer=ticket.customer_id)
        if ticket.organization_id:
            same |= Q(organization=ticket.organization_id)
        found = Ticket.objects.visible_to(self.person).open().filter(same).exclude(pk=ticket.pk).newest_first()
        self.likely = [(one.number, one.subject) for one in found[:LIKELY]]
        self.fields["number"].widget.attrs |= {"list": "likely", "inputmode": "numeric", "autocomplete": "off"}

    def clean_number(self) -> Ticket:
        """The request of that number, if the person may see it."""
        found = Ticket.objects.visible_to(self.person).filter(number=self.cleaned_data["number"]).first()
        if found is None:
            raise forms.ValidationError(_("There is no such request."))
        return found


class Merging(ToAnother):
    """Into another request; colleagues of one company only when somebody saw who will read what (R11)."""

    right = rights.MERGE
    resource = "merging"
    agreed = forms.BooleanField(required=False)
    asks_consent = False

    @property
    def title(self) -> str:
        return _("Merge № %(number)s into another request") % {"number": self.ticket.number}

    @property
    def text(self) -> str:
        return _("The conversation moves into the other request; this one is closed. It can be undone for 30 days.")

    @property
    def button(self) -> str:
        return pgettext("button", "Merge")

    @property
    def refuse(self) -> str:
        return pgettext("button", "Do not merge")

    def act(self) -> str:
        into = self.cleaned_data["number"]
        merging.merge(self.ticket, into=into, by=self.person, agreed=self.cleaned_data["agreed"])
        self.address = reverse("desk:ticket", args=[into.number])
        return _("№ %(number)s is merged into this request") % {"number": self.ticket.number}

    def note_refusal(self, refused: Refused) -> None:
        """Two customers of one company: ask whether they may read each other (R11)."""
        into = self.cleaned_data.get("number")
        super().note_refusal(refused)
        if refused.code == "merge.ask" and into is not None:
            names = {"one": self.ticket.customer.name, "other": into.customer.name}
            self["agreed"].label = _("%(one)s and %(other)s will read each other’s messages") % names
            self.asks_consent = True

    def shown(self) -> Iterator[Shown]:
        """The question is asked only when it is needed."""
        return (one for one in super().shown() if one.bound.name != "agreed" or self.asks_consent)


def movable(ticket: Ticket, person: Person) -> dict[str, Message]:
    """What can leave a request: all messages but the first one and solutions, the newest hundred."""
    readable = Message.objects.visible_to(person).filter(ticket=ticket, withdrawn_at__isnull=True)
    found = readable.filter(solution__isnull=True).select_related("author").order_by("-created_at", "-id")
    shown = list(found[:MOST_MESSAGES])[::-1]
    first = ticket.messages.order_by("created_at", "id").values_list("pk", flat=True).first()
    return {str(one.pk): one for one in shown if one.pk != first}


def described(message: Message, words: Words) -> str:
    """A message in one line, to choose it by."""
    author = message.author.name if message.author else _("the system")
    about = {"author": author, "when": words.moment(message.created_at), "text": snippet(message.body, 100)}
    return _("%(author)s, %(when)s: %(text)s") % about


class Splitting(Step):
    """Some messages become a request of their own."""

    right = rights.MERGE
    resource = "splitting"
    is_wide = True
    field_order = ("subject", "messages")
    subject = Line(label=gettext_lazy("Subject of the new request"), max_length=255)

    def build(self) -> None:
        """All messages but the first one and solutions."""
        self._known = movable(self.ticket, self.person)
        self.fields["messages"] = forms.MultipleChoiceField(
            label=_("Messages that move"),
            choices=[(key, described(one, self.seen.words)) for key, one in self._known.items()],
            widget=forms.CheckboxSelectMultiple(),
        )
        self.order_fields(self.field_order)

    def offer(self, message: str) -> None:
        """Begin with one message: it is a new question (R2)."""
        if one := self._known.get(message):
            self.initial = {"messages": [message], "subject": snippet(one.body, 120)}

    @property
    def title(self) -> str:
        return _("Split off a part of № %(number)s") % {"number": self.ticket.number}

    @property
    def text(self) -> str:
        return _("The chosen messages become a request of their own, of the same customer. It can be undone.")

    @property
    def button(self) -> str:
        return pgettext("button", "Split off")

    @property
    def refuse(self) -> str:
        return pgettext("button", "Do not split")

    def act(self) -> str:
        chosen = [self._known[key] for key in self.cleaned_data["messages"]]
        fresh = splitting.split(self.ticket, chosen, subject=self.cleaned_data["subject"], by=self.person)
        return _("Split off: № %(number)s") % {"number": fresh.number}


class Linking(ToAnother):
    """Two requests have to do with each other."""

    right = rights.SORT
    resource = "links"

    @property
    def title(self) -> str:
        return _("Tie № %(number)s to another request") % {"number": self.ticket.number}

    @property
    def button(self) -> str:
        return pgettext("button", "Tie")

    @property
    def refuse(self) -> str:
        return pgettext("button", "Do not tie")

    def act(self) -> str:
        other = self.cleaned_data["number"]
        splitting.link(self.ticket, other, by=self.person)
        return _("Tied to № %(number)s") % {"number": other.number}


class Reminding(Step):
    """«Напомнить мне»: private, changes no status (R19)."""

    right = rights.DESK
    resource = "reminding"
    field_order = ("at", "about")
    about = Line(label=gettext_lazy("Of what"), max_length=300, required=False)

    def build(self) -> None:
        """Near times depend on the hour."""
        self.fields["at"] = When(
            self.seen.words, ("hour", "two_hours", "evening", "tomorrow", "monday"), label=pgettext("reminder", "When")
        )
        self.order_fields(self.field_order)

    @property
    def title(self) -> str:
        return _("Remind me of № %(number)s") % {"number": self.ticket.number}

    @property
    def text(self) -> str:
        return _("Only you see it; nothing about the request changes.")

    @property
    def button(self) -> str:
        return pgettext("button", "Remind me")

    @property
    def refuse(self) -> str:
        return pgettext("button", "Do not remind")

    def act(self) -> str:
        told: dict[str, Any] = self.cleaned_data
        reminding.remind(self.ticket, at=told["at"], by=self.person, text=told["about"])
        return _("We will remind you %(time)s") % {"time": self.seen.words.sentence(told["at"])}

"""The leaders' feed (C3): everything that happens in requests, the newest first, narrowed, in pages by key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from otklik.desk.fields import Line as TypedLine
from otklik.desk.steps.base import Named
from otklik.kernel import clock, keyset
from otklik.kernel.events import KINDS, Event, SeenBy
from otklik.kernel.text import snippet
from otklik.people.models import Line, Person
from otklik.tickets import sentences
from otklik.tickets.models import Message, Participant, Ticket
from otklik.ui.formats import Stamp, Words

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SIZE = 50
SNIPPET = 200
WINDOW = timedelta(days=92)
"""How far back the feed goes: it is for the present; what is older stands in its request."""

ABOUT: Mapping[str, tuple[StrOrPromise, tuple[str, ...]]] = {
    "customers": (
        gettext_lazy("customers wrote"),
        ("ticket.opened", "ticket.written", "ticket.thanked", "ticket.rated"),
    ),
    "answers": (pgettext_lazy("feed", "answers"), ("ticket.replied", "ticket.noted", "solution.proposed")),
    "decisions": (
        gettext_lazy("solutions decided"),
        ("solution.accepted", "solution.accepted_in_words", "solution.rejected", "ticket.reopened"),
    ),
    "moves": (
        gettext_lazy("passed and accepted"),
        (
            *("ticket.accepted", "ticket.assigned", "ticket.returned", "ticket.line_changed", "ticket.nominated"),
            *("ticket.offered", "ticket.offer_ended", "ticket.open_to_all", "ticket.unplaced"),
        ),
    ),
    "ends": (pgettext_lazy("feed", "closed"), ("ticket.closed", "ticket.withdrawn", "ticket.closed_by_silence")),
    "clocks": (gettext_lazy("norms and promises broken"), ("norm.broken", "promise.broken")),
}
"""What a reader can narrow the feed to, by codes of events."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One event: when, in which request of whom, in words; what was written, if something was."""

    pk: int
    at: Stamp
    icon: str
    text: str
    actor: str
    """Empty where the text ends with the name."""
    number: int
    url: str
    subject: str
    customer: str
    said: str
    """Empty where it repeats the subject."""
    takes_part: bool


class FeedForm(forms.Form):
    """What the feed is narrowed to; what makes no sense narrows nothing."""

    about = forms.ChoiceField(
        label=pgettext_lazy("feed", "What"),
        required=False,
        choices=[
            ("", pgettext_lazy("feed", "everything")),
            *((code, title) for code, (title, _codes) in ABOUT.items()),
        ],
    )
    customer = TypedLine(label=pgettext_lazy("feed", "Customer"), required=False, max_length=100)

    def __init__(self, data: Any, *, reader: Person) -> None:
        super().__init__(data)
        self.reader = reader
        staff = Person.objects.visible_to(reader).staff().active().by_name()
        anybody, any_line = pgettext("feed", "anybody"), pgettext("feed", "any")
        self.fields["line"] = Named(
            Line.objects.filter(is_active=True), label=pgettext("feed", "Line"), required=False, empty_label=any_line
        )
        self.fields["who"] = Named(staff, label=pgettext("feed", "Who"), required=False, empty_label=anybody)
        self.order_fields(("about", "line", "who", "customer"))

    def events(self) -> QuerySet[Event]:
        """What fits, in requests that the reader may see."""
        self.is_valid()
        given = self.cleaned_data
        codes = ABOUT[given["about"]][1] if given.get("about") else told()
        found = Event.objects.filter(code__in=codes, at__gt=clock.now() - WINDOW, ticket_id__isnull=False)
        if given.get("who"):
            found = found.filter(actor=given["who"])
        return found.filter(ticket_id__in=self._tickets(given).values("pk"))

    def _tickets(self, given: Mapping[str, Any]) -> QuerySet[Ticket]:
        tickets = Ticket.objects.visible_to(self.reader).order_by()
        if given.get("line"):
            tickets = tickets.filter(line=given["line"])
        if given.get("customer"):
            named = Person.objects.visible_to(self.reader).filter(name__icontains=given["customer"])
            tickets = tickets.filter(customer__in=named.values("pk"))
        return tickets


def told() -> list[str]:
    """The codes that a lead may read and that say something of a request."""
    about = set(ABOUT["clocks"][1])
    return [
        code for code, kind in KINDS.items() if kind.seen_by != SeenBy.ADMIN and ("state" in kind.keys or code in about)
    ]


def page(form: FeedForm, cursor: str, asked: str) -> keyset.Page[Event]:
    """A page of events, the newest first."""
    events = form.events().select_related("actor")
    return keyset.page(events, order=["-at"], size=SIZE, cursor=cursor, view=f"feed-{asked}")


def entries(events: Sequence[Event], reader: Person) -> list[Entry]:
    """The events as lines, in the reader's words; four questions whatever their number."""
    words = Words(reader)
    sentence = sentences.read(events, words)
    numbers = [event.ticket_id or 0 for event in events]
    tickets = Ticket.objects.visible_to(reader).filter(pk__in=numbers).select_related("customer").in_bulk()
    written = {event.data.get("message") for event in events} - {None}
    said = dict(Message.objects.visible_to(reader).filter(pk__in=written).values_list("pk", "body"))
    mine = Participant.objects.present().filter(person=reader, ticket__in=numbers).values_list("ticket", flat=True)
    joined = set(mine) | {pk for pk, ticket in tickets.items() if ticket.responsible_id == reader.pk}
    return [
        _entry(event, tickets[event.ticket_id], sentence[event.pk], said, joined, words)
        for event in events
        if event.ticket_id in tickets
    ]


def _entry(
    event: Event,
    ticket: Ticket,
    told: sentences.Sentence,
    said: Mapping[int, str],
    joined: set[int],
    words: Words,
) -> Entry:
    actor = event.actor.name if event.actor else _("the system")
    written = snippet(said.get(event.data.get("message") or 0, ""), SNIPPET)
    return Entry(
        pk=event.pk,
        at=words.stamp(event.at, words.moment),
        icon=told.icon,
        text=told.text,
        actor="" if told.text.endswith(actor) else actor,
        number=ticket.number,
        url=reverse("desk:ticket", args=[ticket.number]),
        subject=ticket.subject,
        customer=ticket.customer.name,
        said="" if written == ticket.subject else written,
        takes_part=ticket.pk in joined,
    )

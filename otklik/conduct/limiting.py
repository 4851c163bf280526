"""«Только почта» (C10): who may write by e-mail only, and what other channels answer them. Nothing is lost: e-mail is
read as ever, and whatever they typed elsewhere stays before them.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from otklik.channels.email import channel
from otklik.conduct.models import Kind, Measure
from otklik.kernel import clock
from otklik.people.models import Person
from otklik.tickets.models import Ticket
from otklik.ui.formats import Words


def limit(person: Person) -> Measure | None:
    """By what the person may write by e-mail only now; a refusal before a limit, then the longest."""
    running = Measure.objects.of(person).limiting(clock.now())
    return min(
        running, key=lambda one: (one.kind != Kind.REFUSAL, -one.until.timestamp() if one.until else 0), default=None
    )


def answer(measure: Measure, person: Person, ticket: Ticket | None = None, *, is_kept: bool = False) -> str:
    """What a channel says instead of taking their words, in the active language: where to write, and until when."""
    where = address(ticket)
    if measure.until is None or measure.kind == Kind.REFUSAL:
        said = _("We read what you write by e-mail only.")
    else:
        until = Words(person).sentence(measure.until)
        said = _("Until %(time)s we read what you write by e-mail only.") % {"time": until}
    said += " " + (
        _("Please write to %(address)s.") % {"address": where} if where else _("Please answer our last letter.")
    )
    return said + " " + _("What you have typed is still here.") if is_kept else said


def address(ticket: Ticket | None = None) -> str:
    """Where they write: the mailbox of the request, else the usual one; empty when nothing is sent from here."""
    return channel.address_of(ticket)

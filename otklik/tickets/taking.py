"""«Отправить и следующее»: the next request by deadline, accepted (R19)."""

from __future__ import annotations

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from otklik.kernel.verbs import Stale
from otklik.people import rights
from otklik.people.models import Person
from otklik.tickets import ask
from otklik.tickets.models import Ticket
from otklik.tickets.models.queries import TicketQuerySet

TRIES = 10
"""Others may take the same one at the same moment."""


def take_next(*, by: Person, after: Ticket | None = None) -> Ticket | None:
    """Accept what waits longest on the person's lines; if nothing does, their own most urgent one; None if all is done.

    Urgent ones come first, then whoever waits for an answer longest.
    """
    seen = Ticket.objects.visible_to(by).exclude(pk=after.pk if after else 0)
    lines = list(by.lines.values_list("pk", flat=True))
    waiting = seen.unaccepted().ours().filter(Q(line__in=lines) | Q(line__isnull=True) if lines else Q())
    if (kept := ask.not_for_agents()) is not None and not by.may(rights.ASSIGN_OTHERS):
        waiting = waiting.exclude(pk__in=kept)
    for ticket in _by_deadline(waiting)[:TRIES] if by.may(rights.ACCEPT) else ():
        try:
            ticket.accept(by=by)
        except Stale:
            continue
        return ticket
    return _by_deadline(seen.of(by).ours()).first()


def _by_deadline(tickets: TicketQuerySet) -> TicketQuerySet:
    return tickets.annotate(due=Coalesce("next_word_by", "reply_owed_since", "turn_since")).order_by(
        "-urgency", F("due").asc(), "id"
    )

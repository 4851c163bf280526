from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, cast

from django.utils.translation import gettext as _

from otklik.kernel.verbs import Stale, verb
from otklik.people.models import Person
from otklik.tickets.kinds import Turn

if TYPE_CHECKING:
    from otklik.tickets.models.ticket import Ticket


class Offering:
    """An unaccepted request is held out to one person for a while; whoever accepts first has it all the same (C1, B3).

    While it is held out, its time is that person's (R23). Why this person is known on the floor of distribution.
    """

    @verb
    def offer(self, *, to: Person, until: datetime) -> None:
        """Hold it out to one person until then. Raises Stale when somebody has it, or nothing is to be done."""
        ticket = cast("Ticket", self).locked()
        if ticket.responsible_id is not None or ticket.turn != Turn.OURS:
            raise Stale("offer.taken", _("Somebody has this request already."))
        ticket.offered_to, ticket.offered_until = to, until
        ticket._record("ticket.offered", by=None, to=to.pk, until=until.isoformat())

    @verb
    def end_offer(self, how: str, *, by: Person | None = None) -> None:
        """Nobody has taken what was held out; safe to call twice."""
        ticket = cast("Ticket", self).locked()
        was = ticket.offered_to_id
        if was is None:
            return
        ticket.offered_to = ticket.offered_until = None
        ticket._record("ticket.offer_ended", by=by, to=was, how=how)

    @verb
    def open_to_all(self, why: str) -> None:
        """Everybody on the line may take it now, and nobody is asked first."""
        ticket = cast("Ticket", self).locked()
        if ticket.responsible_id is None and ticket.is_open:
            ticket._record("ticket.open_to_all", by=None, why=why)

    @verb
    def say_unplaced(self, why: str) -> None:
        """Nobody takes it: the lead hears of it."""
        ticket = cast("Ticket", self).locked()
        if ticket.responsible_id is None and ticket.is_open:
            ticket._record("ticket.unplaced", by=None, why=why)

    @verb
    def end_nomination(self) -> bool:
        """Whoever would have done best did not come: the request is simply everybody's (R18). Safe to call twice."""
        ticket = cast("Ticket", self).locked()
        was = ticket.nominee_id
        if was is None or ticket.responsible_id is not None or not ticket.is_open:
            return False
        ticket.nominee = ticket.nominated_at = None
        ticket._record("ticket.nomination_ended", by=None, to=was)
        return True

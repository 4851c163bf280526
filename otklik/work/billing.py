"""What is billed never exceeds what was approved (R15): settled under the lock of the request."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Sum
from django.utils.translation import gettext as _

from otklik import live
from otklik.kernel import clock, events
from otklik.kernel.text import clean_line
from otklik.kernel.verbs import Refused, Stale, verb
from otklik.people import rights
from otklik.people.models import Person
from otklik.tickets.models import Ticket
from otklik.work import money
from otklik.work.models import Charge, Estimate, State
from otklik.work.timing import today


@verb
def bill(ticket: Ticket, amount: int, currency: str, what: str, *, by: Person) -> Charge:
    """Bill work, in hundredths. Raises Refused `bill.over` when more was not approved: that takes another estimate."""
    rights.require(by, rights.REPLY)
    ticket = ticket.locked()
    what = clean_line(what)[:200]
    if not 0 < amount <= money.MOST:
        raise Refused("bill.amount", _("Write the sum, for example 12 500,50."), name="amount")
    if not what:
        raise Refused("bill.what", _("Write what was done."), name="what")
    free = left(ticket).get(currency, 0)
    if amount > free:
        raise Refused("bill.over", _over(ticket, free, currency), name="amount", left=free)
    charge = _charge(ticket, amount, currency, what, by)
    charge.save()
    events.record("work.billed", by=by, noun=charge, ticket_id=ticket.pk, charge=charge.pk)
    live.touch(ticket.live_name, to=["staff"])
    return charge


@verb
def unbill(charge: Charge, what: str, *, by: Person) -> Charge:
    """Put the same sum with a minus against it, once; what it took of the approved sum is free again."""
    rights.require(by, rights.REPLY)
    ticket = Ticket.objects.get(pk=charge.ticket_id).locked()
    charge = Charge.objects.select_for_update(of=("self",)).get(pk=charge.pk)
    what = clean_line(what)[:200]
    if not what:
        raise Refused("bill.what", _("Write what was wrong."), name="what")
    if charge.corrects_id is not None or Charge.objects.filter(corrects=charge).exists():
        raise Stale("bill.corrected", _("It was corrected already."))
    counter = _charge(ticket, -charge.amount, charge.currency, what, by)
    counter.organization_id, counter.customer_id, counter.corrects = charge.organization_id, charge.customer_id, charge
    counter.save()
    events.record("work.unbilled", by=by, noun=counter, ticket_id=ticket.pk, charge=counter.pk, corrects=charge.pk)
    live.touch(ticket.live_name, to=["staff"])
    return counter


def left(ticket: Ticket) -> dict[str, int]:
    """By currency: how much was approved and is not billed yet, in hundredths."""
    approved = Estimate.objects.of(ticket).filter(state=State.APPROVED).order_by()
    sums = dict(approved.values_list("currency").annotate(Sum("amount")))
    billed = dict(Charge.objects.of(ticket).order_by().values_list("currency").annotate(Sum("amount")))
    return remaining(sums, billed)


def remaining(approved: Mapping[str, int], billed: Mapping[str, int]) -> dict[str, int]:
    """What is left of the approved sums, by currency. Pure."""
    return {currency: int(amount) - int(billed.get(currency, 0)) for currency, amount in approved.items()}


def _charge(ticket: Ticket, amount: int, currency: str, what: str, by: Person) -> Charge:
    return Charge(
        ticket=ticket,
        organization_id=ticket.organization_id,
        customer_id=ticket.customer_id,
        amount=amount,
        currency=currency,
        what=what,
        by=by,
        at=clock.now(),
        day=today(),
    )


def _over(ticket: Ticket, free: int, currency: str) -> str:
    if not free:
        return _("Nothing more is approved. Send another estimate first.")
    shown = money.shown(free, currency, ticket.language or ticket.customer.language)
    return _("Only %(sum)s is approved and not billed. Send another estimate for more.") % {"sum": shown}

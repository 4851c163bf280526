"""An estimate is drafted, sent, and approved or declined by the head of the customer's company (R15, C9).

To the customer it is said by an ordinary question of the request, so that turn, debt and letters work as always; an
answer is an ordinary message of whoever decided. The proof to decide by mail is in a letter of its own to each head,
never in the request, which colleagues read.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _

from otklik import live
from otklik.kernel import clock, events, jobs, signing
from otklik.kernel.events import Event, Side
from otklik.kernel.text import clean
from otklik.kernel.verbs import Forbidden, Refused, Stale, verb
from otklik.people import rights
from otklik.people.models import Membership, Person
from otklik.people.models.organization import CompanyRole
from otklik.tickets.kinds import End
from otklik.tickets.models import Ticket
from otklik.work import money
from otklik.work.models import Currency, Estimate, State

LONGEST = 4000


@verb
def draft(ticket: Ticket, amount: int, currency: str, what: str, *, by: Person) -> Estimate:
    """A sum in hundredths and what is done for it; nobody but us sees it. One at a time is drafted or sent."""
    rights.require(by, rights.REPLY)
    ticket = ticket.locked()
    _refuse_unfit(ticket)
    if Estimate.objects.filter(ticket=ticket).open().exists():
        raise Stale("estimate.open", _("There is an estimate that is not decided on yet."))
    last = Estimate.objects.filter(ticket=ticket).aggregate(last=Max("number"))["last"] or 0
    estimate = Estimate(
        ticket=ticket,
        number=last + 1,
        organization_id=ticket.organization_id,
        customer_id=ticket.customer_id,
        by=by,
        at=clock.now(),
    )
    _fill(estimate, amount, currency, what)
    estimate.save()
    _record("estimate.drafted", estimate, by)
    return estimate


@verb
def change(estimate: Estimate, amount: int, currency: str, what: str, *, by: Person) -> None:
    """Write the draft otherwise. Raises Stale once it was sent."""
    rights.require(by, rights.REPLY)
    estimate = held(estimate)
    if estimate.state != State.DRAFT:
        raise Stale("estimate.sent", _("It was sent already. Withdraw it and make another."))
    _fill(estimate, amount, currency, what)
    estimate.save()
    _record("estimate.changed", estimate, by)


@verb
def send(estimate: Estimate, *, by: Person) -> None:
    """Ask the customer's head; it is the customer's turn meanwhile. Raises Refused when nobody there may approve."""
    rights.require(by, rights.REPLY)
    estimate = held(estimate)
    ticket = estimate.ticket
    if estimate.state != State.DRAFT:
        raise Stale("estimate.sent", _("It was sent already. Withdraw it and make another."))
    _refuse_unfit(ticket)
    heads = approvers(ticket)
    if not heads:
        raise Refused("estimate.nobody", _("Nobody of the company may approve. Name its head first."))
    message = ticket.reply(by=by, body=_letter(estimate, heads), end=End.ASKED)
    estimate.state, estimate.sent_at, estimate.message = State.SENT, clock.now(), message
    estimate.save(update_fields=["state", "sent_at", "message"])
    _record("estimate.sent", estimate, by, message=message.pk)
    _ask_later(estimate)


@verb
def withdraw(estimate: Estimate, *, by: Person) -> None:
    """It does not hold any more; if the customer has read it, they are told so."""
    rights.require(by, rights.REPLY)
    estimate = held(estimate)
    if estimate.state not in (State.DRAFT, State.SENT):
        raise Stale("estimate.decided", _("It was decided on already."))
    was_read = estimate.state == State.SENT
    estimate.state, estimate.decided_by, estimate.decided_at = State.WITHDRAWN, by, clock.now()
    estimate.save(update_fields=["state", "decided_by", "decided_at"])
    if was_read and estimate.ticket.is_open:
        with translation.override(_language(estimate.ticket)):
            body = _("We withdraw estimate %(number)s: it does not hold any more.") % {"number": estimate.number}
        estimate.ticket.reply(by=by, body=body)
    _record("estimate.withdrawn", estimate, by)


@verb
def approve(estimate: Estimate, *, by: Person) -> None:
    """«Согласовано», once; a second click changes nothing. Raises Stale when it does not wait any more."""
    estimate = _asked(estimate, by)
    if estimate.state == State.APPROVED:
        return
    _decide(estimate, State.APPROVED, by)
    with translation.override(_language(estimate.ticket)):
        said = _("Estimate %(number)s is approved: %(sum)s.") % {"number": estimate.number, "sum": total(estimate)}
    estimate.ticket.write(by=by, body=said, channel="portal")
    _record("estimate.approved", estimate, by, side=Side.CUSTOMER)


@verb
def decline(estimate: Estimate, why: str, *, by: Person) -> None:
    """«Не согласовано», with a reason, which is a message of the request."""
    estimate = _asked(estimate, by)
    if estimate.state == State.APPROVED:
        raise Stale("estimate.decided", _("It was decided on already."))
    why = clean(why).strip()[:LONGEST]
    if not why:
        raise Refused("estimate.why", _("Write why, so that we can make another."), name="why")
    estimate.why = why
    _decide(estimate, State.DECLINED, by)
    with translation.override(_language(estimate.ticket)):
        said = _("Estimate %(number)s is declined: %(why)s") % {"number": estimate.number, "why": why}
    estimate.ticket.write(by=by, body=said, channel="portal")
    _record("estimate.declined", estimate, by, side=Side.CUSTOMER)


def take_back(event: Event) -> None:
    """The words that it was sent with were taken back: it is a draft again."""
    for estimate in Estimate.objects.filter(message=event.data["message"], state=State.SENT).select_related("ticket"):
        estimate.state, estimate.sent_at, estimate.message = State.DRAFT, None, None
        estimate.save(update_fields=["state", "sent_at", "message"])
        _record("estimate.taken_back", estimate, event.actor)


@verb
def write_to_heads(estimate: Estimate) -> None:
    """A letter with a link of one's own to everybody who may approve, once; safe to call twice."""
    waiting = Estimate.objects.filter(pk=estimate.pk, state=State.SENT, asked_at__isnull=True)
    if not waiting.update(asked_at=clock.now()):
        return
    for person in approvers(estimate.ticket):
        address = person.identities.filter(kind="email").order_by("-is_primary", "id").first()
        if address is not None:
            with translation.override(person.language or _language(estimate.ticket)):
                send_mail(_subject(estimate), _asking(estimate, person), None, [address.value])


def approvers(ticket: Ticket) -> list[Person]:
    """The heads of the customer's company; who belongs to none decides alone (R15)."""
    if ticket.organization_id is None:
        return [ticket.customer]
    heads = Membership.objects.current().filter(organization=ticket.organization_id, role=CompanyRole.HEAD)
    if ticket.is_private:
        heads = heads.filter(person=ticket.customer_id)
    found = Person.objects.filter(pk__in=heads.values("person"), is_active=True, role__isnull=True)
    return list(found.order_by("sort_key", "id"))


def may_approve(ticket: Ticket, person: Person) -> bool:
    """Whether the person is one of those heads."""
    return not person.is_staff_member and any(one.pk == person.pk for one in approvers(ticket))


def address_of(estimate: Estimate, person: Person) -> str:
    """Where this head decides, signed in or not."""
    return f"{settings.SITE_URL}/estimates/{signing.sign('estimate', f'{estimate.pk}.{person.pk}')}/"


def asked_by(token: str) -> tuple[Estimate, Person] | None:
    """The estimate of such an address and the head whom it was written to; None for what we never wrote."""
    try:
        pk, _dot, person = signing.read("estimate", token).partition(".")
        keys = int(pk), int(person)
    except (signing.BadSignature, ValueError):
        return None
    estimate = Estimate.objects.public().select_related("ticket__customer", "decided_by").filter(pk=keys[0]).first()
    head = Person.objects.filter(pk=keys[1], is_active=True).first()
    return (estimate, head) if estimate is not None and head is not None else None


def total(estimate: Estimate, language: str = "") -> str:
    """The sum in words of a language: that of the request unless another is named."""
    return money.shown(estimate.amount, estimate.currency, language or _language(estimate.ticket))


def held(estimate: Estimate) -> Estimate:
    """The estimate as it is now, its request locked before it (F13)."""
    ticket = Ticket.objects.get(pk=estimate.ticket_id).locked()
    found = Estimate.objects.select_for_update(of=("self",)).get(pk=estimate.pk)
    found.ticket = ticket
    return found


def _asked(estimate: Estimate, by: Person) -> Estimate:
    estimate = held(estimate)
    if not may_approve(estimate.ticket, by):
        raise Forbidden("estimate.whose", _("The head of the company approves paid work."))
    if estimate.state == State.APPROVED:
        return estimate
    if estimate.state != State.SENT or estimate.message is None or estimate.message.is_pending:
        raise Stale("estimate.over", _("This estimate does not hold any more. Look at the request once more."))
    if not estimate.ticket.is_open:
        raise Stale("estimate.closed", _("The request is closed. Write to us, and we open it again."))
    return estimate


def _decide(estimate: Estimate, state: State, by: Person) -> None:
    estimate.state, estimate.decided_by, estimate.decided_at = state, by, clock.now()
    estimate.save(update_fields=["state", "decided_by", "decided_at", "why"])


def _fill(estimate: Estimate, amount: int, currency: str, what: str) -> None:
    what = clean(what).strip()[:LONGEST]
    if not 0 < amount <= money.MOST:
        raise Refused("estimate.amount", _("Write the sum, for example 12 500,50."), name="amount")
    if currency not in Currency.values:
        raise Refused("estimate.currency", _("There is no such currency."), name="currency")
    if not what:
        raise Refused("estimate.what", _("Write what is done for it."), name="what")
    estimate.amount, estimate.currency, estimate.what = amount, currency, what


def _refuse_unfit(ticket: Ticket) -> None:
    if ticket.parent_id is not None:
        raise Refused("estimate.child", _("A question to a department has no customer who would pay."))
    if not ticket.is_open:
        raise Refused("ticket.closed", _("The request is closed."))


def _ask_later(estimate: Estimate) -> None:
    from otklik.work.jobs import ask_heads

    assert estimate.message is not None
    jobs.later(ask_heads, at=estimate.message.visible_at, estimate_id=estimate.pk)


def _letter(estimate: Estimate, heads: list[Person]) -> str:
    known = {"number": estimate.number, "sum": total(estimate)}
    with translation.override(_language(estimate.ticket)):
        names = ", ".join(one.name for one in heads)
        parts = [
            _("Estimate %(number)s: %(sum)s.") % known,
            estimate.what,
            _("Who approves it: %(names)s. We begin after that. The link to approve is in a letter of its own.")
            % {"names": names},
        ]
    return "\n\n".join(parts)


def _subject(estimate: Estimate) -> str:
    known = {"number": estimate.ticket.number, "sum": total(estimate, translation.get_language())}
    return _("№ %(number)s: approve %(sum)s?") % known


def _asking(estimate: Estimate, person: Person) -> str:
    known = {"number": estimate.number, "sum": total(estimate, translation.get_language())}
    parts = [
        f"№ {estimate.ticket.number} · {estimate.ticket.subject}",
        _("Estimate %(number)s: %(sum)s.") % known,
        estimate.what,
        _("Approve or decline: %(address)s") % {"address": address_of(estimate, person)},
        _("The link is yours alone: whoever has it decides for you."),
    ]
    return "\n\n".join(parts)


def _language(ticket: Ticket) -> str:
    return ticket.language or ticket.customer.language


def _record(code: str, estimate: Estimate, by: Person | None, *, side: Side | None = None, **data: Any) -> None:
    known: dict[str, Any] = {"side": side} if side else {}
    events.record(
        code,
        by=by,
        noun=estimate,
        ticket_id=estimate.ticket_id,
        estimate=estimate.pk,
        number=estimate.number,
        **data,
        **known,
    )
    live.touch(estimate.ticket.live_name, to=["staff", *estimate.ticket.customer_topics()])

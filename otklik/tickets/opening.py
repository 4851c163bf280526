"""A request begins: by the customer, on behalf of a caller, as a continuation, or as a child of another one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypedDict, Unpack

from django.db import connection
from django.utils.translation import gettext as _

from otklik.kernel import clock, reading
from otklik.kernel.events import Side
from otklik.kernel.inserting import insert
from otklik.kernel.text import clean, first_line
from otklik.kernel.verbs import Refused, verb
from otklik.people.models import Identity, Line, Membership, Organization, Person
from otklik.tickets import concealing, machine
from otklik.tickets.kinds import Cause, Kind, MessageKind
from otklik.tickets.models import Status, Ticket

if TYPE_CHECKING:
    from otklik.tickets.models import Attachment

_RESERVE = (
    "SELECT coalesce(%s::bigint, nextval('ticket_number')),"
    " nextval(pg_get_serial_sequence('tickets_ticket', 'id')::regclass)"
)


class Circumstances(TypedDict, total=False):
    """What is known of a request when it begins, beside who asks what."""

    organization: Organization | None
    reply_to: Identity | None
    line: Line | None
    continues: Ticket | None
    parent: Ticket | None
    is_private: bool
    number: int


class Letter(TypedDict, total=False):
    """How the first message came, beside its text."""

    full_text: str
    html: str
    sanitiser_version: int
    language: str
    is_flagged: bool


@verb
def open_ticket(
    *,
    customer: Person,
    body: str,
    subject: str = "",
    created_by: Person | None = None,
    channel: str = "form",
    files: Sequence[Attachment] = (),
    letter: Letter | None = None,
    **known: Unpack[Circumstances],
) -> Ticket:
    """Open a request with its first message. The debt of reply begins with it (R1).

    `created_by` differs from `customer` when staff write down what a caller said (R12, R13). `number` is given only by
    an import, which keeps old numbers (M4).
    """
    body, letter = clean(body), letter or {}
    if not body.strip() and not files:
        raise Refused("ticket.empty", _("Write what happened, or attach a file."))
    by = created_by or customer
    side = Side.SUPPORT if by.is_staff_member else Side.CUSTOMER
    ticket = _fresh(customer, by, channel, known)
    hidden = concealing.conceal_subject(ticket, _subject(subject, body))
    ticket.language = letter.get("language") or customer.language
    _start(ticket, side)
    kind = MessageKind.CALL if created_by is not None and channel == "phone" else MessageKind.REQUEST
    if kind == MessageKind.CALL:
        ticket.reply_owed_since = None  # the call was the first reply, though statistics leave it out (R12)
    message = ticket.say(by=by, side=side, kind=kind, body=body, channel=channel, files=files, **letter)
    if hidden is not None:
        insert(hidden)
    on_behalf = by.pk != customer.pk
    ticket._record("ticket.opened", by=by, side=side, message=message.pk, channel=channel, on_behalf=on_behalf)
    return ticket


def _fresh(customer: Person, by: Person, channel: str, known: Circumstances) -> Ticket:
    number, key = _reserved(known.get("number"))
    line = _in_use(known.get("line")) or reading.first(Line, "is_default")
    return Ticket(
        id=key,
        number=number,
        customer=customer,
        created_by=by,
        channel=channel,
        organization=known.get("organization") or _company(customer),
        reply_to=known.get("reply_to") or (None if known.get("parent") else _address(customer)),
        line=line,
        work_type=line.work_type if line else "",
        continues=known.get("continues"),
        parent=known.get("parent"),
        is_private=known.get("is_private", False),
    )


def _in_use(line: Line | None) -> Line | None:
    """On a line that was taken out of use nobody would see the request."""
    return line if line is not None and line.is_active else None


def begin(ticket: Ticket, side: Side) -> None:
    """Give a fresh request its first status, turn and debt, and save it."""
    _start(ticket, side)
    ticket.save()


def _start(ticket: Ticket, side: Side) -> None:
    now = clock.now()
    kind, debt = machine.step(side, Cause.OPEN, Kind.NEW, debt=False)
    ticket.status = Status.objects.of(kind)
    ticket.kind, ticket.turn = kind, machine.turn(kind, debt=debt)
    ticket.reply_owed_since = now if debt else None
    ticket.opened_at = ticket.changed_at = ticket.turn_since = ticket.status_since = now


def next_number() -> int:
    """The next number of a request; gaps are allowed (F13)."""
    return _reserved(None)[0]


def _reserved(number: int | None) -> tuple[int, int]:
    """The next number of a request, unless it has one, and its key.

    With its key known before, a request goes in once, after its first message: what refers to it is checked at commit.
    """
    with connection.cursor() as cursor:
        cursor.execute(_RESERVE, [number])
        number, key = cursor.fetchone()
        return int(number), int(key)


def _subject(subject: str, body: str) -> str:
    return (" ".join(clean(subject).split()) or first_line(body) or _("No subject"))[:255]


def _company(customer: Person) -> Organization | None:
    if customer.is_newcomer:
        return None
    first = reading.first(Membership, "person_id = %s::bigint AND left_at IS NULL ORDER BY since, id", [customer.pk])
    return reading.attach(first, "organization").organization if first else None


def _address(customer: Person) -> Identity | None:
    return reading.first(
        Identity, "person_id = %s::bigint AND kind = 'email' ORDER BY is_primary DESC, id", [customer.pk]
    )

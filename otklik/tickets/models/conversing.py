from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypedDict, Unpack, cast

from django.utils.translation import gettext as _

from otklik.kernel import clock
from otklik.kernel.events import Side
from otklik.kernel.inserting import insert, insert_all
from otklik.kernel.languages import detect
from otklik.kernel.text import clean
from otklik.kernel.verbs import Forbidden, Refused, Stale, verb
from otklik.people import rights
from otklik.people.models import Person
from otklik.tickets import ask, concealing, mentioning, options, words
from otklik.tickets.kinds import OUTGOING, Cause, End, Kind, MessageKind
from otklik.tickets.models.message import Message, Notification

if TYPE_CHECKING:
    from otklik.tickets.models.attachment import Attachment
    from otklik.tickets.models.ticket import Ticket
    from otklik.tickets.opening import Letter


class Saying(TypedDict, total=False):
    """What goes with words: files, who is told, who gets a copy, by which channel."""

    files: Sequence[Attachment]
    notify: Sequence[Person]
    copies: Sequence[Person]
    channel: str


class Conversing:
    """Saying something: the customer writes, support replies or notes, a company notes for itself."""

    @verb
    def write(
        self, *, by: Person, body: str, channel: str = "form", files: Sequence[Attachment] = (), **letter: Any
    ) -> Message:
        """The customer's side says something: a debt of reply begins (R1).

        A closed request opens again within 14 days, else a new one continues it, and the message belongs to that one
        (R9). Mere thanks open nothing (R2). `letter` takes `full_text`, `html`, `sanitiser_version`, `language`.
        """
        ticket = cast("Ticket", self).locked()
        if by.is_staff_member:
            ticket._require_customer_side(by)
        if ticket.merged_into is not None:
            return ticket.merged_into.write(by=by, body=body, channel=channel, files=files, **letter)
        thanks = words.is_thanks(body) and not files
        if ticket.kind == Kind.CLOSED and not thanks and _is_over(ticket):
            return _continue(ticket, by=by, body=body, channel=channel, files=files, **letter)
        ticket.let_in(by)
        message = ticket.say(
            by=by,
            side=Side.CUSTOMER,
            kind=MessageKind.REQUEST,
            body=body,
            channel=channel,
            files=files,
            is_thanks=thanks,
            **letter,
        )
        if ticket.kind == Kind.CLOSED and thanks:
            ticket._move("ticket.thanked", Cause.THANK, by=by, side=Side.CUSTOMER, message=message.pk)
        elif ticket.kind == Kind.CLOSED:
            _reopen(ticket, message, by)
        else:
            ticket._move("ticket.written", Cause.WRITE, by=by, side=Side.CUSTOMER, message=message.pk)
        return message

    @verb
    def reply(
        self,
        *,
        by: Person,
        body: str,
        end: str = End.OURS,
        next_word_by: datetime | None = None,
        seen_up_to: int | None = None,
        **said: Unpack[Saying],
    ) -> Message:
        """Answer the customer; the debt is paid (R1). `end` says what follows (R4): our turn, or theirs as we asked.

        Raises `Stale` with the newer messages if somebody else said something after `seen_up_to` (F12).
        """
        asked = end == End.ASKED
        cause = Cause.ASK if asked else Cause.REPLY
        ticket = cast("Ticket", self).ready(cause, by)
        rights.require(by, rights.REPLY)
        _refuse_empty(body, said.get("files", ()))
        ticket._stop_if_behind(by, seen_up_to)
        before = ticket.remember()
        message = ticket.say(by=by, kind=MessageKind.REPLY, body=body, end=end, **said)
        ticket.next_word_by = None if asked else next_word_by
        ticket._move(
            "ticket.replied",
            cause,
            by=by,
            responsible=ticket._answering(by),
            message=message.pk,
            end=end,
            next=ticket.next_word_by.isoformat() if ticket.next_word_by else None,
        )
        ticket._let_undo(message, before)
        return message

    @verb
    def tell(self, *, by: Person, body: str) -> Message:
        """News for the customer after which all stays as it is: turn, debt, and what is closed stays closed (R14)."""
        ticket = cast("Ticket", self).locked()
        rights.require(by, rights.REPLY)
        _refuse_empty(body, ())
        if ticket.merged_into is not None:
            return ticket.merged_into.tell(by=by, body=body)
        before = ticket.remember()
        message = ticket.say(by=by, kind=MessageKind.REPLY, body=body, end=End.OURS)
        ticket._record("ticket.told", by=by, message=message.pk)
        ticket._let_undo(message, before)
        return message

    @verb
    def note(
        self, *, by: Person, body: str, files: Sequence[Attachment] = (), notify: Sequence[Person] = ()
    ) -> Message:
        """Write for colleagues; no customer ever reads it (B4). The turn does not change."""
        ticket = cast("Ticket", self).locked()
        rights.require(by, rights.NOTE)
        ticket._require_sight(by)
        _refuse_empty(body, files)
        message = ticket.say(by=by, kind=MessageKind.NOTE, body=body, files=files, notify=notify)
        if ticket.responsible_id != by.pk:
            ticket.observe(person=by, by=by)
        ticket._record("ticket.noted", by=by, message=message.pk)
        return message

    @verb
    def note_privately(self, *, by: Person, body: str, files: Sequence[Attachment] = ()) -> Message:
        """A note among people of the customer's company; support never reads it (B4)."""
        ticket = cast("Ticket", self).locked()
        if by.is_staff_member or by.membership_in(ticket.organization_id) is None:
            raise Forbidden("note.private", _("Only colleagues of the customer's company write here."))
        ticket._require_sight(by)
        _refuse_empty(body, files)
        message = ticket.say(by=by, side=Side.CUSTOMER, kind=MessageKind.PRIVATE, body=body, files=files)
        ticket._record("ticket.noted_privately", by=by, side=Side.CUSTOMER, message=message.pk)
        return message

    @verb
    def overhear(self, *, by: Person, body: str, channel: str, files: Sequence[Attachment] = ()) -> Message:
        """A machine spoke for somebody, out of office for example: staff see it; no turn, debt or reopening follows."""
        ticket = cast("Ticket", self).locked()
        message = ticket.say(by=by, side=Side.CUSTOMER, kind=MessageKind.NOTE, body=body, channel=channel, files=files)
        ticket._record("ticket.noted", by=None, message=message.pk)
        return message

    @verb
    def need_no_reply(self, *, by: Person) -> None:
        """«Ответ не нужен»: pay the debt without words; counted per person (R1)."""
        ticket = cast("Ticket", self).locked()
        rights.require(by, rights.REPLY)
        if ticket.reply_owed_since is None:
            raise Refused("debt.none", _("No reply is owed."))
        ticket._move("ticket.reply_not_needed", Cause.NO_REPLY_NEEDED, by=by)

    def say(
        self,
        *,
        by: Person | None,
        kind: str,
        body: str,
        side: Side = Side.SUPPORT,
        files: Sequence[Attachment] = (),
        notify: Sequence[Person] = (),
        copies: Sequence[Person] = (),
        **more: Any,
    ) -> Message:
        """Add a message to the thread; verbs call it, and decide what it means."""
        ticket = cast("Ticket", self)
        now = clock.now()
        leaves = kind in OUTGOING and side == Side.SUPPORT and ticket.parent_id is None
        held = options.UNDO_SEND.value if leaves else timedelta(0)
        more.setdefault("language", detect(body, usual=ticket.language) or "")
        message = Message(
            ticket=ticket,
            author=by,
            side=side,
            kind=kind,
            body=clean(body),
            created_at=now,
            visible_at=now + held,
            **more,
        )
        hidden = concealing.conceal(message)
        insert(message)
        concealing.keep(hidden, message)
        _send_along(files, message)
        _tell(message, _called(message, side), notify, copies)
        if kind != MessageKind.PRIVATE:
            ticket.last_message = message
        if message.is_public:
            ticket.last_public_message = message
        return message

    def _answering(self, by: Person) -> Person | None:
        """Whoever answers first accepts by that."""
        ticket = cast("Ticket", self)
        return by if ticket.responsible_id is None and by.may(rights.ACCEPT) else None

    def _stop_if_behind(self, by: Person, seen_up_to: int | None) -> None:
        ticket = cast("Ticket", self)
        if seen_up_to is None:
            return
        newer = Message.objects.filter(ticket=ticket, pk__gt=seen_up_to).public().exclude(author=by)
        if found := list(newer.values_list("pk", flat=True)[:20]):
            raise Stale(
                "reply.behind", _("Something was said meanwhile. Read it first; your text is kept."), messages=found
            )


def _send_along(files: Sequence[Attachment], message: Message) -> None:
    """Only once: what went with another message stays there. What is not saved yet is saved with its message."""
    fresh = []
    for order, file in enumerate(files):
        if file._state.adding:
            fresh.append(file)
        elif not type(file).objects.filter(pk=file.pk, message__isnull=True).update(message=message, order=order):
            continue
        file.message, file.order = message, order
    insert_all(fresh)


def _called(message: Message, side: Side) -> Sequence[Person]:
    """Colleagues whom the text of a member of staff calls with @."""
    if side != Side.SUPPORT or "@" not in message.body:
        return ()
    return mentioning.mentioned(message.body, Person.objects.staff().active())


def _tell(message: Message, mentions: Sequence[Person], notify: Sequence[Person], copies: Sequence[Person]) -> None:
    chosen = {person.pk: Notification(message=message, person=person) for person in notify}
    for person in mentions:
        chosen[person.pk] = Notification(message=message, person=person, is_mention=True)
    for person in copies:
        chosen[person.pk] = Notification(message=message, person=person, is_copy=True)
    insert_all(list(chosen.values()))
    for person in (*notify, *mentions):
        if person.is_staff_member and not person.may(rights.SEE_ALL):  # who is called must see what for
            message.ticket.observe(person=person, by=message.author)


def _refuse_empty(body: str, files: Sequence[Attachment]) -> None:
    if not body.strip() and not files:
        raise Refused("message.empty", _("Write something, or attach a file."))


def _is_over(ticket: Ticket) -> bool:
    return ticket.closed_at is not None and clock.now() - ticket.closed_at > ask.REOPENING


def _reopen(ticket: Ticket, message: Message, by: Person) -> None:
    if ticket.responsible is not None and not ask.is_available(ticket.responsible):
        ticket.observe(person=ticket.responsible, by=None)
        ticket.responsible = None
    ticket._note_reopening(by)
    ticket._move("ticket.reopened", Cause.WRITE, by=by, side=Side.CUSTOMER, message=message.pk)


def _continue(ticket: Ticket, *, by: Person, body: str, channel: str, files: Any, **letter: Any) -> Message:
    from otklik.tickets.opening import open_ticket

    if begun := ticket.continuations.filter(customer=by).order_by("-pk").first():
        return begun.write(by=by, body=body, channel=channel, files=files, **letter)
    fresh = open_ticket(
        customer=by,
        body=body,
        subject=ticket.subject,
        channel=channel,
        files=files,
        letter=cast("Letter", letter),
        organization=ticket.organization if by.membership_in(ticket.organization_id) else None,
        line=ticket.line,
        continues=ticket,
        is_private=ticket.is_private,
    )
    assert fresh.last_public_message is not None
    return fresh.last_public_message

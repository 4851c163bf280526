"""One message as staff see it: whose words, who read them, what became of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from markupsafe import Markup

from otklik.channels.email.html import remote_pictures
from otklik.desk import channels, secrets
from otklik.desk.translated import Foreign, Foreigners
from otklik.kernel.events import Side
from otklik.kernel.mime import is_dangerous
from otklik.kernel.text import snippet, to_html
from otklik.people import rights
from otklik.people.models import Identity, Person
from otklik.style.coarse import is_abusive
from otklik.tickets import ask
from otklik.tickets.ask import Delivered
from otklik.tickets.kinds import OUTGOING, End, MessageKind
from otklik.tickets.kinds import Outcome as Became
from otklik.tickets.mentioning import marked
from otklik.tickets.models import Attachment, Message, Solution, Ticket
from otklik.tickets.models.facts import ReactionKind
from otklik.ui.formats import Stamp, Words
from otklik.ui.shapes import Face, Outcome, face

QUOTED = 200
"""Characters of somebody's words inside another sentence."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file of a message; `preview` is the address of its small picture, `view` of the whole one."""

    name: str
    size: str
    url: str
    icon: str
    preview: str = ""
    view: str = ""
    is_dangerous: bool = False


@dataclass(frozen=True, slots=True)
class Undo:
    """Until `ends` (seconds since 1970) the words can be taken back at `url`; another's only wait (`url` is empty)."""

    ends: int
    url: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """A letter that did not arrive; `again` and `elsewhere` are addresses of ours to post to, empty for who may not.

    `choices` are the customer's other addresses.
    """

    pk: int
    text: str
    at: Stamp | None = None
    again: str = ""
    elsewhere: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """A prepared message. `kind` is client, reply, note, solution or call; `whole` is the letter with its quotes,
    `blocked` the number of its remote pictures, which are not fetched unasked."""

    pk: int
    kind: str
    author: Face
    at: Stamp
    html: Markup
    says: str
    icon: str
    language: str = ""
    whole: Markup | None = None
    letter: str = ""
    blocked: int = 0
    files: tuple[Attached, ...] = ()
    outcome: Outcome | None = None
    outcome_kind: str = ""
    troubles: tuple[Trouble, ...] = ()
    notes: tuple[str, ...] = ()
    is_flagged: bool = False
    is_overheard: bool = False
    is_abusive: bool = False
    trust: str = ""
    warnings: tuple[str, ...] = ()
    foreign: Foreign | None = None
    seal: str = ""
    is_closed: bool = False
    hides: str = ""
    disclose: str = ""
    excerpt: str = ""
    undo: Undo | None = None
    may_split: bool = False


class _Open(dict[str, str]):
    """Fills all holes of a sentence but one: its addresses are known later."""

    def __missing__(self, name: str) -> str:
        return f"%({name})s"


class Teller:
    """Prepares messages for one reader; how they were delivered is asked once for all of them."""

    def __init__(self, ticket: Ticket, person: Person, words: Words, messages: Sequence[Message]) -> None:
        self.ticket, self.person, self.words = ticket, person, words
        outgoing = [message.pk for message in messages if message.kind in OUTGOING]
        self.delivered: Mapping[int, Sequence[Delivered]] = ask.delivery_states(outgoing) if outgoing else {}
        letters = [message.pk for message in messages if message.channel == "email" and message.side == Side.CUSTOMER]
        self.trust = ask.letter_trust(letters) if letters else {}
        self.hides = secrets.hidden_in(messages)
        self.foreigners = Foreigners(ticket.number, words.language, messages)
        self.last_outgoing = max(outgoing, default=0)

    def said(self, message: Message) -> Said:
        """The message, ready for its template."""
        solution = getattr(message, "solution", None)
        says, icon = _says(message, solution)
        body = to_html(message.body)
        return Said(
            pk=message.pk,
            kind=_kind(message),
            author=face(message.author, nobody=_("the system")),
            at=self.words.stamp(message.created_at, self.words.moment),
            html=marked(body, (one.person.name for one in message.notifications.all() if one.is_mention)),
            says=says,
            icon=icon,
            language=message.language if message.language != self.words.language else "",
            whole=_whole(message),
            letter=reverse("desk:letter", args=[self.ticket.number, message.pk]) if message.html else "",
            blocked=len(remote_pictures(message.html)) if message.html else 0,
            files=tuple(
                attached(one, self.words) for one in message.attachments.all() if not one.is_inline or not message.html
            ),
            outcome=self._outcome(message, solution),
            outcome_kind="rejected" if solution and solution.outcome in (Became.REJECTED, Became.PARTLY) else "",
            troubles=tuple(self._troubles(message)),
            notes=tuple(self._notes(message)),
            is_flagged=message.is_flagged,
            is_overheard=_is_overheard(message),
            is_abusive=message.side == Side.CUSTOMER and not _is_overheard(message) and is_abusive(message.body),
            excerpt=snippet(message.body, 100),
            trust=believed.verdict if (believed := self.trust.get(message.pk)) else "",
            warnings=believed.signs if believed else (),
            seal=believed.seal if believed else "",
            is_closed=believed.is_closed if believed else False,
            foreign=self.foreigners.of(message),
            hides=self.hides.get(message.pk, ""),
            disclose=self._disclose(message),
            undo=self._undo(message),
            may_split=solution is None,
        )

    def _disclose(self, message: Message) -> str:
        if message.pk not in self.hides or not self.person.may(rights.SEE_SECRETS):
            return ""
        return reverse("desk:disclosure", args=[self.ticket.number, message.pk])

    def _undo(self, message: Message) -> Undo | None:
        if not message.is_pending:
            return None
        mine = message.author_id == self.person.pk
        url = reverse("desk:withdrawal", args=[self.ticket.number, message.pk]) if mine else ""
        return Undo(int(message.visible_at.timestamp()), url)

    def _troubles(self, message: Message) -> Iterator[Trouble]:
        """What did not arrive, with its reason and since when; whoever may answer may send it again."""
        may = self.person.may(rights.REPLY)
        for one in self.delivered.get(message.pk, ()):
            if one.state not in ("failed", "bounced"):
                continue
            arguments = [self.ticket.number, one.pk]
            yield Trouble(
                pk=one.pk,
                text=_("Not delivered to %(address)s: %(why)s") % {"address": one.address, "why": one.why},
                at=self.words.stamp(one.at, self.words.moment) if one.at else None,
                again=reverse("desk:delivery-attempt", args=arguments) if may else "",
                elsewhere=reverse("desk:delivery-address", args=arguments) if may and one.recipient else "",
                choices=self._other_addresses(one),
            )

    def _other_addresses(self, one: Delivered) -> tuple[str, ...]:
        """Where else that person reads; asked only when something did not arrive."""
        known = Identity.objects.filter(person=one.recipient, kind="email", undeliverable_since=None)
        return tuple(known.exclude(value=one.address).order_by("-is_primary", "id").values_list("value", flat=True))

    def _notes(self, message: Message) -> list[str]:
        """What stands under the words in quiet ink: who was told, what they answered with one click, how it went."""
        notes = []
        told = [one.person.name for one in message.notifications.all() if not one.is_copy]
        copies = [one.person.name for one in message.notifications.all() if one.is_copy]
        if copies:
            notes.append(_("Copy: %(names)s") % {"names": ", ".join(copies)})
        if told:
            notes.append(_("Told: %(names)s") % {"names": ", ".join(told)})
        notes += [f"{_reaction(one.kind)}: {one.person.first_name}" for one in message.reactions.all()]
        notes += self._under_way(message)
        if message.kind == MessageKind.REPLY and (saw := self._saw(message)):
            notes.append(saw)
        return notes

    def _under_way(self, message: Message) -> list[str]:
        """Letters that have not left yet, those that have nothing to leave by, and those that a server has taken."""
        waiting: dict[str, list[str]] = {}
        for one in self.delivered.get(message.pk, ()):
            if sentence := self._way(one):
                waiting.setdefault(sentence, []).append(one.address)
        return [sentence % {"addresses": ", ".join(addresses)} for sentence, addresses in waiting.items()]

    def _way(self, one: Delivered) -> str:
        if one.state == "sent" and one.why:
            return _("Sent, but the other server has not delivered it to %(addresses)s yet")
        if one.state == "sent" and one.at is not None:
            return _("Sent to %(addresses)s %(when)s") % _Open(when=self.words.sentence(one.at))
        if one.next_at is not None:
            known = _Open(why=one.why.replace("%", "%%"), when=self.words.sentence(one.next_at))
            return _("Not sent to %(addresses)s yet: %(why)s Next attempt %(when)s.") % known
        return {
            "queued": _("Being sent to %(addresses)s"),
            "sending": _("Being sent to %(addresses)s"),
            "held": _("Not sent to %(addresses)s: there is no mailbox"),
        }.get(one.state, "")

    def _saw(self, message: Message) -> str:
        at = self.ticket.customer_saw_at
        if message.pk != self.last_outgoing or at is None or at < message.visible_at:
            return ""
        return _("Opened on the site %(when)s") % {"when": self.words.sentence(at)}

    def _outcome(self, message: Message, solution: Solution | None) -> Outcome | None:
        if solution is not None:
            return self._became(message, solution)
        if message.kind != MessageKind.CALL:
            return None
        if message.confirmed_at is None:
            return Outcome("", _("Waits for the customer to confirm."), "hourglass")
        return Outcome(self.words.sentence(message.confirmed_at), _("Confirmed by the customer."), "circle-check")

    def _became(self, message: Message, solution: Solution) -> Outcome:
        if not solution.outcome:
            return Outcome(self._saw(message), _("Waiting for “It helped” or “It did not help”."), "hourglass")
        title, icon = _OUTCOMES[Became(solution.outcome)]
        said = solution.reason or (solution.words.body if solution.words else "")
        parts = [_("“%(words)s”") % {"words": snippet(said, QUOTED)}] if said else []
        who = solution.decided_by.first_name if solution.decided_by else ""
        when = self.words.sentence(solution.decided_at) if solution.decided_at else ""
        parts.append(", ".join(part for part in (who, when) if part))
        return Outcome(" ".join(parts), str(title), icon)


def attached(one: Attachment, words: Words) -> Attached:
    """A file of a message, or one that waits to be sent."""
    view = reverse("desk:attachment-view", args=[one.pk]) if one.file.is_inline_image else ""
    danger = is_dangerous(one.name, one.file.mime)
    return Attached(
        name=one.name,
        size=words.size(one.file.size),
        url=reverse("desk:attachment", args=[one.pk, one.name]),
        icon="triangle-alert" if danger else "image" if view else "paperclip",
        preview=reverse("desk:attachment-preview", args=[one.pk]) if view and one.file.thumbnail_id else "",
        view=view,
        is_dangerous=danger,
    )


_OUTCOMES = {
    Became.ACCEPTED: (gettext_lazy("It helped."), "circle-check-big"),
    Became.ACCEPTED_IN_WORDS: (gettext_lazy("Closed from the customer’s words."), "circle-check-big"),
    Became.REJECTED: (gettext_lazy("It did not help."), "undo-2"),
    Became.PARTLY: (gettext_lazy("Helped in part."), "undo-2"),
    Became.NOT_ENOUGH: (gettext_lazy("The workaround was not enough."), "undo-2"),
    Became.SUPERSEDED: (gettext_lazy("Replaced by a newer solution."), "circle-slash"),
    Became.BY_SILENCE: (gettext_lazy("Closed by silence."), "hourglass"),
}


def _is_overheard(message: Message) -> bool:
    """A machine's words from the customer's side: kept, and read by who wants to."""
    return message.kind == MessageKind.NOTE and message.side == Side.CUSTOMER


def _kind(message: Message) -> str:
    if message.kind == MessageKind.REQUEST:
        return "client" if message.side == Side.CUSTOMER else "call"
    return "reply" if message.kind == MessageKind.REMINDER else str(message.kind)


def _says(message: Message, solution: Solution | None) -> tuple[str, str]:
    """The words beside the author, and their icon."""
    if solution is not None:
        return _solution_says(solution)
    if message.kind == MessageKind.REQUEST:
        if message.side == Side.CUSTOMER:
            return channels.words(message.channel), channels.icon(message.channel)
        return _("written down from the customer’s words"), "pencil"
    if _is_overheard(message):
        return _("automatic, the customer does not see it; nothing follows from it"), "mail-open"
    if message.kind == MessageKind.REPLY and message.end == End.ASKED:
        return _("to the customer, a question"), "circle-help"
    return {
        MessageKind.REPLY: (_("to the customer"), "reply"),
        MessageKind.REMINDER: (_("reminder to the customer"), "alarm-clock"),
        MessageKind.CALL: (_("record of a call"), "phone"),
        MessageKind.NOTE: (_("note, the customer does not see it"), "lock"),
    }.get(MessageKind(message.kind), ("", "reply"))


def _solution_says(solution: Solution) -> tuple[str, str]:
    number = {"number": solution.number}
    if solution.outcome == Became.REJECTED:
        return _("solution %(number)s, did not help") % number, "circle-slash"
    if solution.outcome in (Became.ACCEPTED, Became.ACCEPTED_IN_WORDS):
        return _("solution %(number)s, helped") % number, "circle-check-big"
    if solution.outcome == Became.PARTLY:
        return _("solution %(number)s, helped in part") % number, "circle-slash"
    if solution.outcome == Became.NOT_ENOUGH:
        return _("workaround %(number)s, not enough") % number, "circle-slash"
    if solution.outcome == Became.SUPERSEDED:
        return _("solution %(number)s, replaced") % number, "circle-slash"
    if solution.is_workaround:
        return _("workaround %(number)s proposed") % number, "circle-check-big"
    return _("solution %(number)s proposed") % number, "circle-check-big"


def _whole(message: Message) -> Markup | None:
    whole = message.full_text.strip()
    return to_html(whole) if whole and whole != message.body.strip() else None


def _reaction(kind: str) -> str:
    return {
        ReactionKind.THANKS: pgettext("reaction", "Thanks"),
        ReactionKind.CLEAR: pgettext("reaction", "Clear"),
        ReactionKind.UNCLEAR: pgettext("reaction", "Unclear"),
    }.get(ReactionKind(kind), kind)

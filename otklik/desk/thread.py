"""The conversation of a request, prepared for its template in a fixed number of queries, however long it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby

from django.db.models import Max, Q
from django.utils.translation import gettext as _

from otklik.cards.codes import SHOWN as OF_CARDS
from otklik.conduct.codes import SHOWN as OF_CONDUCT
from otklik.desk.chronicle import LOUD, SAYING, SILENT, Chronicle, Fact
from otklik.desk.messages import Said, Teller
from otklik.kernel.events import Event, Side
from otklik.people.models import Person
from otklik.tickets import history
from otklik.tickets.codes import CODES
from otklik.tickets.models import Message, Ticket
from otklik.ui.formats import Words

PAGE = 30
"""How many messages a page shows; older ones come on demand."""

BESIDE = (*OF_CARDS, *OF_CONDUCT, "ticket.passed_up")
"""What other floors have to say in the conversation."""
MOST_FACTS = 400
"""How many facts stand between them at most."""


@dataclass(frozen=True, slots=True)
class Item:
    """One line; `kind` is day, mark, message, fact or facts. `turn` is whose it was after, `was` before it passed."""

    kind: str
    id: str
    turn: str = "ours"
    was: str = ""
    text: str = ""
    said: Said | None = None
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Thread:
    """`before` is the message to ask for older ones with (0: there are none); `seen` is the newest one shown."""

    items: tuple[Item, ...]
    before: int
    seen: int


@dataclass(frozen=True, slots=True)
class _Moment:
    """A message, an event, or an event with the message that came with it."""

    at: datetime
    event: Event | None = None
    message: Message | None = None
    turn: str = "ours"
    was: str = ""


def thread(ticket: Ticket, person: Person, *, before: int = 0, size: int = PAGE) -> Thread:
    """The newest messages of the request with the facts between them; with `before`, those older than that one."""
    found, later = _messages(ticket, person, before, size + 1)
    has_older, shown = len(found) > size, found[-size:]
    since = shown[0].created_at if has_older else None
    events = _events(ticket, person, since, later.created_at if later else None)
    words = Words(person)
    writer = _Writer(ticket, words, Chronicle(ticket, person, words, events), Teller(ticket, person, words, shown))
    return Thread(
        items=tuple(writer.items(_with_turns(_moments(shown, events), since))),
        before=shown[0].pk if has_older else 0,
        seen=max((message.pk for message in shown), default=0),
    )


def _messages(ticket: Ticket, person: Person, before: int, size: int) -> tuple[list[Message], Message | None]:
    readable = Message.objects.visible_to(person).filter(ticket=ticket, withdrawn_at__isnull=True)
    later = readable.filter(pk=before).first() if before else None
    if later:
        at = later.created_at
        readable = readable.filter(Q(created_at__lt=at) | Q(created_at=at, pk__lt=later.pk))
    newest = readable.select_related("author", "solution__decided_by", "solution__words").prefetch_related(
        "attachments__file", "reactions__person", "notifications__person"
    )
    return list(newest.order_by("-created_at", "-id")[:size])[::-1], later


def _events(ticket: Ticket, person: Person, since: datetime | None, until: datetime | None) -> list[Event]:
    """What happened in the window, and the last event before it: the lane begins with its turn."""
    every = history.visible_to(person).filter(ticket_id=ticket.pk, code__in=[*CODES, *BESIDE])
    wanted = every if until is None else every.filter(at__lt=until)
    if since is not None:
        last = (
            every.filter(at__lt=since, code__in=CODES)
            .order_by()
            .values("ticket_id")
            .annotate(last=Max("id"))
            .values("last")
        )
        wanted = wanted.filter(Q(at__gte=since) | Q(pk__in=last))
    return list(wanted.order_by("-at", "-id")[:MOST_FACTS])[::-1]


def _moments(messages: Sequence[Message], events: Sequence[Event]) -> list[_Moment]:
    waiting = {message.pk: message for message in messages}
    moments = []
    for event in events:
        message = waiting.pop(event.data.get("message") or 0, None) if event.code in SAYING else None
        moments.append(_Moment(event.at, event, message))
    moments += [_Moment(message.created_at, None, message) for message in waiting.values()]
    return sorted(moments, key=_order)


def _order(moment: _Moment) -> tuple[datetime, bool, int]:
    newest = moment.event or moment.message
    return moment.at, moment.event is None, newest.pk if newest else 0


def _with_turns(moments: Iterable[_Moment], since: datetime | None) -> Iterator[_Moment]:
    """What is shown, with whose turn it was; the first words of a request pass it from the customer to us."""
    turn = shown = "" if since else "customer"
    for moment in moments:
        state = (moment.event.data.get("state") if moment.event else None) or {}
        turn = str(state.get("turn") or turn or "ours")
        if since is not None and moment.at < since:
            shown = turn
        elif not _is_silent(moment):
            yield replace(moment, turn=turn, was=shown if shown != turn else "")
            shown = turn


class _Writer:
    """Lines for one reader."""

    def __init__(self, ticket: Ticket, words: Words, chronicle: Chronicle, teller: Teller) -> None:
        self.words, self.chronicle, self.teller = words, chronicle, teller
        self.owed_since = ticket.reply_owed_since

    def items(self, moments: Iterable[_Moment]) -> Iterator[Item]:
        """Lines in order, with the days between them; what matters little is folded together."""
        last: date | None = None
        for (day, is_quiet), group in groupby(moments, key=self._place):
            belonging = list(group)
            if last is not None and day != last:
                yield Item("day", f"day-{day}", _before(belonging[0]), text=self.words.day_heading(day))
            if is_quiet:
                yield self._folded(belonging)
            else:
                yield from self._each(belonging, is_first=last is None)
            last = day

    def _place(self, moment: _Moment) -> tuple[date, bool]:
        return moment.at.astimezone(self.words.zone).date(), _is_quiet(moment)

    def _each(self, moments: Sequence[_Moment], *, is_first: bool) -> Iterator[Item]:
        for place, moment in enumerate(moments):
            if self._begins_debt(moment):
                self.owed_since = None
                if not (is_first and place == 0):
                    text = _("Unanswered since %(time)s") % {"time": self.words.short(moment.at)}
                    yield Item("mark", "unanswered", _before(moment), text=text)
            if moment.message is not None:
                said = self.teller.said(moment.message)
                yield Item("message", f"m-{moment.message.pk}", moment.turn, moment.was, said=said)
            elif moment.event is not None:
                fact = self.chronicle.fact(moment.event)
                yield Item("fact", f"e-{moment.event.pk}", moment.turn, moment.was, facts=(fact,))

    def _begins_debt(self, moment: _Moment) -> bool:
        said, owed = moment.message, self.owed_since
        return bool(said and owed and said.side == Side.CUSTOMER and said.created_at >= owed)

    def _folded(self, moments: Sequence[_Moment]) -> Item:
        events = [moment.event for moment in moments if moment.event]
        facts = tuple(self.chronicle.fact(event) for event in events)
        kind, text = ("fact", "") if len(events) == 1 else ("facts", self.chronicle.summary(events))
        return Item(kind, f"e-{events[0].pk}", moments[-1].turn, moments[0].was, text=text, facts=facts)


def _is_silent(moment: _Moment) -> bool:
    return moment.message is None and moment.event is not None and moment.event.code in SILENT


def _is_quiet(moment: _Moment) -> bool:
    return moment.message is None and not moment.was and moment.event is not None and moment.event.code not in LOUD


def _before(moment: _Moment) -> str:
    return moment.was or moment.turn

"""A request as one member of staff sees it: fetched by their rights, each fact asked for once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import JSONField, OuterRef, Subquery, Value

from otklik.cards import looking
from otklik.clocks.models import Deadline, Limit, Shelved
from otklik.desk import conduct, identity, problems
from otklik.desk.deadlines import Ticking
from otklik.desk.scopes import visible_ticket
from otklik.kernel import clock
from otklik.kernel.events import Side
from otklik.people import rights
from otklik.people.models import Person
from otklik.routing import calling, relieving
from otklik.routing.models import Absence
from otklik.tickets import machine
from otklik.tickets.kinds import Cause, Kind
from otklik.tickets.models import Goal, Message, Participant, Point, Solution, Tag, Ticket, Wait
from otklik.ui.formats import Words

BESIDE = (
    *("status", "customer", "organization", "responsible", "nominee", "offered_to"),
    *("line", "category", "reply_to", "created_by"),
    *("parent", "continues", "merged_into", "rating__by", "last_public_message", "limit"),
)

MOST_GOALS = 20


class Seen:
    """A request and its reader. Raises Http404 for a request that they may not see."""

    def __init__(self, person: Person, number: int) -> None:
        self.person = person
        gone = Absence.objects.at(clock.now()).filter(person=OuterRef("responsible")).values("until")[:1]
        waits = Shelved.objects.at(clock.now()).filter(ticket=OuterRef("pk")).values("word_by")[:1]
        call = calling.standing(OuterRef("pk"))
        relief = relieving.standing(OuterRef("pk"))
        may = person.may(rights.SEE_CONDUCT)
        among = (
            Ticket.objects.visible_to(person)
            .select_related(*BESIDE)
            .annotate(
                away=Subquery(gone),
                waits_until=Subquery(waits),
                help_since=Subquery(call.values("at")[:1]),
                help_by=Subquery(call.values("by__name")[:1]),
                relief_since=Subquery(relief.values("at")[:1]),
                relief_by=Subquery(relief.values("by__name")[:1]),
                proof=Subquery(identity.of(OuterRef("customer"))),
                has_card=looking.has_card(),
                conduct=Subquery(conduct.mark_of(OuterRef("customer"))) if may else Value(None, JSONField()),
            )
        )
        self.ticket = visible_ticket(person, number, among=among)
        self.away: datetime | None = getattr(self.ticket, "away", None)
        self.waits_until: datetime | None = getattr(self.ticket, "waits_until", None)
        self.help_since: datetime | None = getattr(self.ticket, "help_since", None)
        self.help_by: str = getattr(self.ticket, "help_by", None) or ""
        self.conduct: Mapping[str, Any] | None = getattr(self.ticket, "conduct", None)
        self.relief_since: datetime | None = getattr(self.ticket, "relief_since", None)
        self.relief_by: str = getattr(self.ticket, "relief_by", None) or ""
        self.words = Words(person)
        self.has_card: bool = getattr(self.ticket, "has_card", False)
        self.may = May(person, self.ticket)

    @cached_property
    def wait(self) -> Wait | None:
        """For what the request stands still now."""
        return self.ticket.running_wait()

    @cached_property
    def running(self) -> Ticking | None:
        """The nearest clock that runs."""
        row = Deadline.objects.ticking().filter(ticket=self.ticket).first()
        return Ticking(row.kind, row.since, row.due_at, row.degree, row.late_since, row.is_firm) if row else None

    @property
    def limit(self) -> Limit | None:
        """The limit that the wait for an answer has passed (R29)."""
        found: Limit | None = getattr(self.ticket, "limit", None)
        return found if found is not None and found.degree else None

    @cached_property
    def around(self) -> problems.Around:
        """Its problem, or a suspicion of one (C4)."""
        return problems.around(self.ticket, self.person)

    @cached_property
    def participants(self) -> list[Participant]:
        """Who takes part beside the customer and the responsible person."""
        present = self.ticket.participants.present().select_related("person__role")
        return list(present.order_by("added_at", "id"))

    @cached_property
    def tags(self) -> list[Tag]:
        """The words on the request."""
        return list(self.ticket.tags.order_by("normalised"))

    @cached_property
    def goals(self) -> list[Goal]:
        """What the customer wants, the newest version first."""
        return list(Goal.objects.of(self.ticket).select_related("by", "answered_by")[:MOST_GOALS])

    @cached_property
    def points(self) -> list[Point]:
        """Its questions, if several were named; asks nothing where there are none (R7)."""
        return list(self.ticket.questions.all()) if self.ticket.points else []

    @cached_property
    def solution(self) -> Solution | None:
        """What nobody has decided on yet."""
        return self.ticket.open_solution()

    @cached_property
    def newest(self) -> int:
        """The id of the last message that the reader may read (0: there is none); what F12 compares with."""
        readable = Message.objects.visible_to(self.person).filter(ticket=self.ticket, withdrawn_at__isnull=True)
        return readable.order_by("-id").values_list("pk", flat=True).first() or 0

    @property
    def follows(self) -> bool:
        """Whether the reader watches the request."""
        return any(one.person_id == self.person.pk and one.follows for one in self.participants)

    @property
    def is_mine(self) -> bool:
        """Whether the reader is responsible."""
        return self.ticket.responsible_id == self.person.pk


class May:
    """What the reader may do with the request now: by right and by the machine. The verbs check it all again."""

    def __init__(self, person: Person, ticket: Ticket) -> None:
        self._person, self._ticket = person, ticket
        self._causes = frozenset(machine.allowed(Side.SUPPORT, Kind(ticket.kind)))

    def _can(self, right: str, cause: Cause) -> bool:
        return self._person.may(right) and cause in self._causes

    @property
    def accept(self) -> bool:
        """Nobody is responsible, and the reader could be."""
        return self._ticket.is_open and not self._ticket.is_accepted and self._person.may(rights.ACCEPT)

    @property
    def reply(self) -> bool:
        """Write to the customer."""
        return self._can(rights.REPLY, Cause.REPLY)

    @property
    def note(self) -> bool:
        """Write to colleagues."""
        return self._person.may(rights.NOTE)

    @property
    def move(self) -> bool:
        """Pass the turn."""
        return self._can(rights.MOVE, Cause.WORK)

    @property
    def close(self) -> bool:
        """Close."""
        return self._can(rights.CLOSE, Cause.CLOSE)

    @property
    def reopen(self) -> bool:
        """Open again what was closed, but not what was merged away."""
        return self._can(rights.CLOSE, Cause.REOPEN) and self._ticket.merged_into_id is None

    @property
    def let_go(self) -> bool:
        """Return to the line."""
        mine = self._ticket.responsible_id == self._person.pk
        taken = self._ticket.is_accepted and Cause.RETURN in self._causes
        return taken and (mine or self._person.may(rights.ASSIGN_OTHERS))

    @property
    def owe_nothing(self) -> bool:
        """Say that the debt needs no reply (R1)."""
        return self._ticket.reply_owed_since is not None and self._can(rights.REPLY, Cause.NO_REPLY_NEEDED)

    @property
    def sort(self) -> bool:
        """Tags, category, subject, fields, links."""
        return self._person.may(rights.SORT)

    @property
    def merge(self) -> bool:
        """Merge and split."""
        return self._person.may(rights.MERGE) and self._ticket.merged_into_id is None

    @property
    def invite(self) -> bool:
        """Bring colleagues in."""
        return self._person.may(rights.NOTE)

    @property
    def edit_people(self) -> bool:
        """Change what is written about the customer."""
        return self._person.may(rights.EDIT_PEOPLE)

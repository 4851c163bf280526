"""What a change of norms would have brought over a past month, before it is switched on (R24).

Both sides are computed alike, by `charging` over the spans of the month: the norms that hold now, as if they had held
all the month, and the same with the drafts in their places. No violation is written. A large month is counted in
slices, each committed with the place it has come to, so that a killed worker loses one slice at the most.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from django.db.models import Q, QuerySet

from otklik.clocks import answers, jobs, reckoning, shelving
from otklik.clocks.charging import Piece, Stretch, charge
from otklik.clocks.drafts import Draft
from otklik.clocks.models import Norm, Replay
from otklik.clocks.rules import Rules
from otklik.kernel import clock
from otklik.kernel import jobs as queue
from otklik.kernel.verbs import verb
from otklik.people import rights
from otklik.people.models import Line, Person
from otklik.tickets.kinds import TRACELESS
from otklik.tickets.models import Span, Status, Ticket

BATCH = 100
SLICE = 20.0
"""Seconds that a job takes before it lets others pass."""
KEPT = timedelta(days=2)
NOBODY = "-"
"""In the place of a status: a debt of reply; in the place of a person: the line's shift."""


@dataclass
class Effect:
    """What has been counted: turns by status; violations of degrees I to III, as norms are and as they would be, by
    status; sums of shares by person. Keys are ids as JSON has them.
    """

    turns: Counter[str] = field(default_factory=Counter)
    were: dict[str, list[int]] = field(default_factory=dict)
    would: dict[str, list[int]] = field(default_factory=dict)
    people: dict[str, list[float]] = field(default_factory=dict)

    @classmethod
    def read(cls, kept: dict[str, Any]) -> Effect:
        """From the row."""
        return cls(Counter(kept.get("turns", {})), kept.get("were", {}), kept.get("would", {}), kept.get("people", {}))

    @property
    def kept(self) -> dict[str, Any]:
        """For the row."""
        return {"turns": dict(self.turns), "were": self.were, "would": self.would, "people": self.people}


@verb
def begin(drafts: Iterable[Draft], since: datetime, until: datetime, *, by: Person) -> Replay:
    """Note what is to be counted. Raises Forbidden."""
    rights.require(by, rights.MANAGE_TICKETS)
    Replay.objects.filter(at__lt=clock.now() - KEPT).delete()
    total = _lived(since, until).count()
    return Replay.objects.create(
        by=by, since=since, until=until, drafts=[_dumped(draft) for draft in drafts], total=total
    )


def go_on(pk: int, seconds: float = SLICE) -> Replay:
    """Count for so long at the most; what is left becomes a job. Safe to run twice, and by two at once."""
    ends = monotonic() + seconds
    replay = _slice(pk)
    while replay.finished_at is None and monotonic() < ends:
        replay = _slice(pk)
    if replay.finished_at is None:
        queue.later(jobs.replay, pk=pk, unique=f"clocks replay {pk}")
    return replay


@verb
def _slice(pk: int) -> Replay:
    """The next requests, under a lock of the row."""
    replay = Replay.objects.select_for_update().get(pk=pk)
    if replay.finished_at is not None:
        return replay
    tickets = list(_lived(replay.since, replay.until).filter(pk__gt=replay.last).order_by("pk")[:BATCH])
    effect = Effect.read(replay.result)
    now, then = _rules(replay)
    for pieces, told in _histories(tickets, replay.since, replay.until):
        _count(effect, pieces, told, (now, then), replay.until)
    replay.result = effect.kept
    replay.done += len(tickets)
    replay.last = tickets[-1].pk if tickets else replay.last
    replay.finished_at = clock.now() if len(tickets) < BATCH else None
    replay.save(update_fields=["result", "done", "last", "finished_at"])
    return replay


def _count(
    effect: Effect, pieces: Sequence[Piece], told: Sequence[datetime], rules: tuple[Rules, Rules], until: datetime
) -> None:
    were, would = (charge(pieces, told, one.norms, until) for one in rules)
    for one in were:
        effect.turns.update({_key(piece.status) for piece in one.pieces})
    for place, (stretches, by_status) in enumerate(((were, effect.were), (would, effect.would))):
        for one in stretches:
            if one.steps:
                by_status.setdefault(_key(one.steps[-1].status), [0, 0, 0])[one.degree - 1] += 1
                _share(effect, one, place)


def _share(effect: Effect, one: Stretch, place: int) -> None:
    whole = sum(one.shares.values(), timedelta())
    for holder, time in one.shares.items():
        effect.people.setdefault(_key(holder), [0.0, 0.0])[place] += time / whole


def _key(pk: int | None) -> str:
    return str(pk) if pk else NOBODY


def _rules(replay: Replay) -> tuple[Rules, Rules]:
    """The norms that hold now from the first instant of the month on, and the same with the drafts."""
    known = {(norm.status_id, norm.line_id, norm.level): norm for norm in Norm.objects.in_force(clock.now())}
    for norm in known.values():
        norm.valid_from = replay.since  # in memory only
    drafts = [_loaded(draft).norm(replay.since) for draft in replay.drafts]
    changed = known | {(norm.status_id, norm.line_id, norm.level): norm for norm in drafts}
    return Rules(list(known.values())), Rules(list(changed.values()))


def _lived(since: datetime, until: datetime) -> QuerySet[Ticket]:
    """Requests that were open in the period, those that leave no trace left out (R8)."""
    known = Ticket.objects.filter(opened_at__lt=until).exclude(closing_kind__in=TRACELESS)
    return known.filter(Q(closed_at__isnull=True) | Q(closed_at__gt=since))


def _histories(
    tickets: Sequence[Ticket], since: datetime, until: datetime
) -> Iterator[tuple[list[Piece], list[datetime]]]:
    """The spans of the period and the answers of each request, without what was shelved (C7): three questions."""
    lived = Span.objects.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=since), started_at__lt=until)
    pieces: dict[int, list[Piece]] = {}
    for span in lived.filter(ticket__in=tickets).select_related("status").order_by("ticket", "started_at", "id"):
        pieces.setdefault(span.ticket_id, []).append(reckoning.piece(span))
    said, shelved = answers.said_among(pieces), shelving.intervals_among(pieces)
    for pk, known in pieces.items():
        yield list(shelving.cut(known, shelved.get(pk, []))), [one.at for one in said.get(pk, [])]


def _dumped(draft: Draft) -> dict[str, Any]:
    return {
        "status": draft.status.pk if draft.status else None,
        "line": draft.line.pk if draft.line else None,
        "level": draft.level,
        "limits": [limit.total_seconds() for limit in draft.limits],
        "counting": draft.counting,
    }


def _loaded(kept: dict[str, Any]) -> Draft:
    return Draft(
        Status.objects.get(pk=kept["status"]) if kept["status"] else None,
        Line.objects.get(pk=kept["line"]) if kept["line"] else None,
        tuple(timedelta(seconds=limit) for limit in kept["limits"]),
        kept["counting"],
        kept.get("level"),
    )

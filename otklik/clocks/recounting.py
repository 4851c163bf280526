"""A changed promise, norm or calendar moves open clocks: what would move, and what has (D1).

Open requests are walked in batches by id; each is reckoned in a transaction of its own, together with what it adds to
the counts, so that a killed worker neither loses nor doubles anything: what it reckons again does not move again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic
from typing import Any, Final

from django.db import models, transaction

from otklik.clocks import jobs, reckoning
from otklik.clocks.models import Deadline, Limit, Recount
from otklik.clocks.rules import Rules
from otklik.kernel import clock, events
from otklik.kernel import jobs as queue
from otklik.kernel.verbs import verb
from otklik.people.models import Person
from otklik.tickets.models import Ticket

BATCH = 100
SLICE = 20.0
"""Seconds that a job takes before it lets others pass."""
SHOWN = 20
"""Moved clocks that are kept by name."""
TRIED, AT_ONCE = 200, 2.0
"""A preview looks at so many open requests, the newest first, and for so many seconds, at the most."""
KEPT = timedelta(days=30)
LIMIT: Final = "limit"
"""How the 8 and 24 hours are called beside the kinds of deadlines."""
WAYS: Final = ("earlier", "later", "started", "stopped")

Instants = dict[str, datetime]


@dataclass
class Effect:
    """How many clocks of open requests move, by way; `sample` has [request number, kind, before, after] of the first;
    `seen` of `total` requests were looked at.
    """

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(WAYS, 0))
    sample: list[list[Any]] = field(default_factory=list)
    seen: int = 0
    total: int = 0

    @property
    def is_empty(self) -> bool:
        """Nothing moves."""
        return not any(self.counts.values())

    def add(self, number: int, before: Instants, after: Instants) -> None:
        """One more request."""
        self.seen += 1
        for kind in sorted(before.keys() | after.keys()):
            was, now = before.get(kind), after.get(kind)
            if was == now:
                continue
            self.counts[_way(was, now)] += 1
            if len(self.sample) < SHOWN:
                self.sample.append([number, kind, was and was.isoformat(), now and now.isoformat()])


def _way(was: datetime | None, now: datetime | None) -> str:
    if was is None or now is None:
        return "started" if was is None else "stopped"
    return "earlier" if now < was else "later"


@verb
def begin(changed: models.Model, *, by: Person | None) -> Recount:
    """Note that something has changed, and let open clocks follow as a job; a walk that is not through begins anew."""
    Recount.objects.filter(at__lt=clock.now() - KEPT).delete()
    Recount.objects.filter(finished_at__isnull=True).update(finished_at=clock.now(), is_cut=True)
    total = Ticket.objects.open().order_by().count()
    row = Recount.objects.create(by=by, noun=changed._meta.model_name or "", noun_id=changed.pk, total=total)
    queue.later(jobs.reckon_open, unique="clocks reckon open")
    return row


def go_on(seconds: float = SLICE) -> None:
    """Walk for so long at the most; what is left becomes a job. Safe to kill, and to run by two at once."""
    ends = monotonic() + seconds
    while (row := _standing()) is not None:
        if monotonic() >= ends:
            queue.later(jobs.reckon_open, unique="clocks reckon open")
            return
        _batch(row)


def _standing() -> Recount | None:
    return Recount.objects.filter(finished_at__isnull=True).order_by("-id").first()


def _batch(row: Recount) -> None:
    rules = Rules()
    found = Ticket.objects.open().filter(pk__gt=row.last).order_by("pk").values_list("pk", flat=True)
    pks = list(found[:BATCH])
    for pk in pks:
        _one(row.pk, pk, rules)
    _come(row.pk, len(pks), pks[-1] if pks else row.last, is_last=len(pks) < BATCH)


@verb
def _one(recount: int, pk: int, rules: Rules) -> None:
    """Reckon a request, and count in the same transaction what has moved."""
    ticket = Ticket.objects.get(pk=pk).locked()
    before = instants(ticket)
    reckoning.reckon(ticket, rules, fully=True)
    after = instants(ticket)
    if before == after:
        return
    row = Recount.objects.select_for_update().get(pk=recount)
    effect = effect_of(row)
    effect.add(ticket.number, before, after)
    row.result = {"counts": effect.counts, "sample": effect.sample}
    row.save(update_fields=["result"])


@verb
def _come(recount: int, count: int, last: int, *, is_last: bool) -> None:
    row = Recount.objects.select_for_update().get(pk=recount)
    if row.finished_at is not None or row.last > last:
        return
    row.done, row.last = row.done + count, last
    if is_last:
        row.finished_at = clock.now()
        moved: dict[str, Any] = {**effect_of(row).counts, "requests": row.done}
        events.record("clocks.recounted", by=row.by, noun=row, **moved)
    row.save(update_fields=["done", "last", "finished_at"])


def effect_of(row: Recount) -> Effect:
    """What a walk has found so far."""
    counts = {**dict.fromkeys(WAYS, 0), **row.result.get("counts", {})}
    return Effect(counts, list(row.result.get("sample", [])), row.done, row.total)


def preview(act: Callable[[], object], seconds: float = AT_ONCE) -> Effect:
    """What `act`, a verb that changes a rule, would move; nothing of it stays. Raises what the verb refuses.

    The newest open requests are looked at, a bounded number of them for a bounded time.
    """
    effect, ends = Effect(total=Ticket.objects.open().order_by().count()), monotonic() + seconds
    with transaction.atomic():
        act()
        rules = Rules()
        for ticket in Ticket.objects.open().order_by("-pk")[:TRIED]:
            if monotonic() >= ends:
                break
            before = instants(ticket)
            reckoning.reckon(ticket, rules, fully=True)
            effect.add(ticket.number, before, instants(ticket))
        transaction.set_rollback(True)
    return effect


def instants(ticket: Ticket) -> Instants:
    """When each running clock of the request is due, or since when it is late."""
    running = Deadline.objects.filter(ticket=ticket, is_running=True)
    rows = running.values_list("kind", "due_at", "late_since")
    limits = Limit.objects.filter(ticket=ticket).values_list("due_at", "late_since")
    known = [*((kind, due or late) for kind, due, late in rows), *((LIMIT, due or late) for due, late in limits)]
    return {kind: at for kind, at in known if at is not None}

"""The clock of a request: the nearest of what was promised and what its norm allows, as a chip that runs (D1, D2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from otklik.clocks.models import Deadline, DeadlineKind
from otklik.ui.formats import Words
from otklik.ui.shapes import Clock

SOON = 0.85
"""The share of a clock's time after which its end is near."""


@dataclass(frozen=True, slots=True)
class Ticking:
    """A clock that runs: `began` is where its present part did; `late` since when it has been broken, in degrees."""

    kind: str
    began: datetime
    ends: datetime | None
    degree: int = 0
    late: datetime | None = None
    is_firm: bool = False
    """A contract or a person promised it; otherwise we only try (R30)."""

    @property
    def is_promise(self) -> bool:
        """To the customer, rather than a norm for ourselves."""
        return self.kind != DeadlineKind.NORM


def nearest() -> Subquery:
    """The nearest clock of each request, for its row."""
    running = Deadline.objects.ticking().filter(ticket=OuterRef("pk"))
    made = JSONObject(kind="kind", began="since", ends="due_at", degree="degree", late="late_since", firm="is_firm")
    return Subquery(running.values(made=made)[:1])


def of_row(values: Mapping[str, Any]) -> Ticking | None:
    """What runs in a row of a list: `values` has `deadline` and what was promised."""
    known = values["deadline"]
    running = None
    if known:
        began, ends, late = (known[name] and datetime.fromisoformat(known[name]) for name in ("began", "ends", "late"))
        running = Ticking(known["kind"], began, ends, known["degree"], late, known["firm"])
    return running


def chip(words: Words, running: Ticking) -> Clock:
    """As the browser keeps it true."""
    now, ends = words.now, running.ends
    done = _done(running, now)
    text = words.left(ends - now) if ends else ""
    if running.late:
        text = f"+{words.duration(now - running.late)}"
    degree = 0 if running.is_promise else running.degree
    return Clock(
        text,
        fill=round(degree + done, 2) if ends or running.is_promise else float(degree),
        degree=degree,
        promise=running.is_promise,
        soon=not running.late and SOON < done < 1,
        began=int(running.began.timestamp()) if ends else None,
        ends=int(ends.timestamp()) if ends else None,
        passed=int(running.late.timestamp()) if running.late else None,
        title=label(words, running),
    )


def label(words: Words, running: Ticking) -> str:
    """What the chip is about, in words."""
    if running.late and not running.is_promise:
        return _("Norm broken at %(time)s") % {"time": words.sentence(running.late)}
    at = running.late or running.ends or running.began
    pattern = (_firm() if running.is_firm else _soft()).get(running.kind)
    if pattern is None:
        return _("By the norm until %(time)s") % {"time": words.sentence(at)}
    return pattern % {"time": words.moment(at)}


def _firm() -> dict[str, str]:
    """What a contract or a person promised (R30)."""
    return {
        DeadlineKind.FIRST_REPLY: _("We promised a first reply by %(time)s"),
        DeadlineKind.SUBSTANCE: _("We promised an answer to the point by %(time)s"),
        DeadlineKind.NEXT_REPLY: _("We promised a reply by %(time)s"),
        DeadlineKind.SOLUTION: _("We promised a solution by %(time)s"),
        DeadlineKind.UPDATE: _("We promised news by %(time)s"),
        DeadlineKind.NEXT_WORD: _("We promised the next word by %(time)s"),
    }


def _soft() -> dict[str, str]:
    """What we try to keep: nobody promised it."""
    return {
        DeadlineKind.FIRST_REPLY: _("We try to reply first by %(time)s"),
        DeadlineKind.SUBSTANCE: _("We try to answer to the point by %(time)s"),
        DeadlineKind.NEXT_REPLY: _("We try to reply by %(time)s"),
        DeadlineKind.SOLUTION: _("We try to solve it by %(time)s"),
        DeadlineKind.UPDATE: _("We try to send news by %(time)s"),
    }


def _done(running: Ticking, now: datetime) -> float:
    """How much of the present part has gone, from 0 to 1."""
    if running.ends is None:
        return 1.0
    length = (running.ends - running.began).total_seconds()
    gone = (now - running.began).total_seconds()
    return min(max(gone / length, 0.0), 1.0) if length > 0 else 1.0

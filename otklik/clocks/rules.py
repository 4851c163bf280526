"""Which norms and calendars hold, read once for as many requests as are reckoned together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise
from typing import NamedTuple

from otklik.clocks import ask, keeping
from otklik.clocks.arithmetic import ALWAYS, Hours
from otklik.clocks.charging import Piece, Version
from otklik.clocks.models import Calendar, CalendarLine, Counting, Norm, Promise
from otklik.kernel import reading
from otklik.people import levels
from otklik.tickets.models import Ticket

Key = tuple[int | None, int | None, int | None]
"""Status, line, level."""

_STANDS = """
    SELECT md5(concat_ws('/',
        (SELECT string_agg(one::text, '' ORDER BY id) FROM clocks_norm AS one WHERE withdrawn_at IS NULL),
        (SELECT string_agg(one::text, '' ORDER BY id) FROM clocks_promise AS one WHERE is_active),
        (SELECT string_agg(one::text, '' ORDER BY id) FROM clocks_calendar AS one),
        (SELECT string_agg(one::text, '' ORDER BY id) FROM clocks_calendarline AS one)
    ))
"""
"""What the rules are, in short: another answer means that they were changed, here or in another process."""


class Standing(NamedTuple):
    """The rows of the rules as they stand; whoever reads them changes nothing in them."""

    norms: list[Norm]
    promises: list[Promise]
    calendars: dict[int | None, Calendar]


_kept: tuple[str, Standing] | None = None


def standing() -> Standing:
    """The rules that hold in this transaction: one statement says whether those of the last time still do."""
    global _kept
    known, stands = _kept, reading.value(_STANDS)
    if known is None or known[0] != stands:
        known = _kept = stands, _read()
    return known[1]


def _read() -> Standing:
    known = {row.pk: row for row in reading.rows(Calendar, "true ORDER BY id")}
    lines = reading.rows(CalendarLine, "true")
    calendars: dict[int | None, Calendar] = {
        row.line_id: known[row.calendar_id] for row in lines if row.calendar_id in known
    }
    if usual := next((row for row in known.values() if row.is_default), None):
        calendars[None] = usual
    promises = reading.rows(Promise, 'is_active ORDER BY "order", id')
    return Standing(reading.rows(Norm, "withdrawn_at IS NULL"), promises, calendars)


class Rules:
    """Norms by status, line and level of the holder, each in the hours of the line."""

    def __init__(self, norms: Sequence[Norm] | None = None) -> None:
        """`norms`: instead of those that stand, for asking what would have been."""
        stands = standing()
        rows = stands.norms if norms is None else list(norms)
        self._norms: dict[Key, list[Norm]] = {}
        for norm in sorted(rows, key=lambda row: (row.valid_from, row.pk or 0)):
            self._norms.setdefault((norm.status_id, norm.line_id, norm.level), []).append(norm)
        self._versions: dict[Key, list[Version]] = {}
        self._own: dict[tuple[int, int | None], Hours] = {}
        self._noted: dict[int, list[levels.Noted]] = {}
        self.know_levels = any(norm.level is not None for norm in rows)
        self._calendars = stands.calendars
        self._promises = stands.promises if norms is None else []

    @property
    def are_none(self) -> bool:
        """Nothing is to be reckoned."""
        return not self._norms and not self._promises

    @property
    def count_own(self) -> bool:
        """Some norm counts the hours of whoever holds the request."""
        return any(norm.counting == Counting.OWN for chain in self._norms.values() for norm in chain)

    def promise(self, ticket: Ticket) -> Promise | None:
        """What is promised to the customer of this request; nothing to colleagues (R3)."""
        if ticket.parent_id is not None:
            return None
        return next((promise for promise in self._promises if promise.fits(ticket)), None)

    def hours_of(self, ticket: Ticket, promise: Promise) -> Hours:
        """The hours in which a promise counts: the company's own calendar, else the line's."""
        if promise.counting == Counting.CALENDAR:
            return ALWAYS
        own = self.own_calendar(ticket)
        return keeping.hours(own) if own else self.hours(ticket.line_id)

    def own_calendar(self, ticket: Ticket) -> Calendar | None:
        """The calendar by which the company of the request is served, if it has one."""
        if ticket.organization_id is None:
            return None
        condition = "id = (SELECT calendar_id FROM clocks_calendarorganization WHERE organization_id = %s::bigint)"
        return reading.first(Calendar, condition, [ticket.organization_id])

    def norms(self, piece: Piece) -> Sequence[Version]:
        """The versions that hold for a piece: each narrower norm from its first on, before it the wider.

        The line's at the level of the holder, the line's, those of the level, and those of everybody (R21).
        """
        level = self.level(piece) if self.know_levels else None
        key = piece.status, piece.line, level
        if key not in self._versions:
            self._versions[key] = list(self._of(*key))
        return self._versions[key]

    def level(self, piece: Piece) -> int | None:
        """That of the holder on the line when they took it, whatever becomes of them later; None in nobody's hands."""
        if piece.holder is None:
            return None
        if piece.holder not in self._noted:
            self._noted[piece.holder] = levels.noted(piece.holder)
        return levels.at(self._noted[piece.holder], piece.line, piece.start)

    def hours(self, line: int | None) -> Hours:
        """The hours of a line, else the usual ones."""
        return keeping.hours(self.calendar(line))

    def own_hours(self, line: int | None, holder: int) -> Hours:
        """The hours of a person on a line; the line's where nothing is known of theirs."""
        calendar = self.calendar(line)
        key = holder, calendar.pk if calendar else None
        if key not in self._own:
            self._own[key] = ask.holder_hours(holder, calendar) or keeping.hours(calendar)
        return self._own[key]

    def calendar(self, line: int | None) -> Calendar | None:
        """The calendar of a line, else the usual one."""
        return self._calendars.get(line) or self._calendars.get(None)

    def _of(self, status: int | None, line: int | None, level: int | None) -> Iterator[Version]:
        chain: list[Norm] = []
        for where, who in dict.fromkeys(((None, None), (None, level), (line, None), (line, level))):
            if own := self._norms.get((status, where, who), []):
                chain = [*(norm for norm in chain if norm.valid_from < own[0].valid_from), *own]
        for norm, later in pairwise([*chain, None]):
            if norm is not None and norm.limits:
                hours = ALWAYS if norm.counting == Counting.CALENDAR else self.hours(line)
                theirs = partial(self.own_hours, line) if norm.counting == Counting.OWN else None
                yield Version(norm.pk, norm.valid_from, later.valid_from if later else None, norm.limits, hours, theirs)

"""Moments: days by the calendar of whoever asks, and ages (`создано:>7д`) by the present."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q

from otklik.kernel.conditions.errors import Unfit
from otklik.kernel.conditions.kinds import COMPARISONS, Context, Kind, Shown
from otklik.kernel.conditions.tree import Op, Term, Value

DAYS = {
    "today": {"ru": "сегодня", "uk": "сьогодні", "en": "today"},
    "yesterday": {"ru": "вчера", "uk": "вчора", "en": "yesterday"},
    "tomorrow": {"ru": "завтра", "uk": "завтра", "en": "tomorrow"},
}
UNITS = [
    (604800, {"ru": "нед", "uk": "тиж", "en": "w"}),
    (86400, {"ru": "д", "uk": "д", "en": "d"}),
    (3600, {"ru": "ч", "uk": "год", "en": "h"}),
    (60, {"ru": "мин", "uk": "хв", "en": "min"}),
]
_SHIFTS = {"yesterday": -1, "today": 0, "tomorrow": 1}
_KEYWORDS = {word: day for day, words in DAYS.items() for word in words.values()}
_SECONDS = {word: seconds for seconds, words in UNITS for word in words.values()} | {"м": 60, "m": 60, "н": 604800}
_LONGEST = 100 * 366 * 86400
_FLIPPED = {Op.LT: Op.GT, Op.LE: Op.GE, Op.GT: Op.LT, Op.GE: Op.LE}


class Moment(Kind):
    """A point in time, compared with a day ("2026-03-02", "today") or with its age (seconds).

    `создано:3д` is at most three days ago, `создано:>3д` is longer ago. With `ahead` the length counts into the future:
    `срок:<2ч` is due within two hours.
    """

    ops = frozenset({Op.IS, Op.WITHIN, Op.NONE}) | COMPARISONS

    def __init__(self, *, ahead: bool = False) -> None:
        self.ahead = ahead

    def read(self, text: str, quoted: bool, context: Context) -> Value:
        """A day or a length of time, in any language."""
        word = text.lower()
        if word in _KEYWORDS:
            return _KEYWORDS[word]
        if (length := re.fullmatch(r"(\d{1,6})\s?([^\W\d]+)", word)) and length[2] in _SECONDS:
            return self.check(int(length[1]) * _SECONDS[length[2]])
        if day := re.fullmatch(r"(\d\d)\.(\d\d)\.(\d{4})", word):
            return self.check(f"{day[3]}-{day[2]}-{day[1]}")
        return self.check(word)

    def write(self, value: Value, context: Context) -> Shown:
        """A day as 2026-03-02, a length in the largest unit that fits."""
        if isinstance(value, int):
            size, words = next(unit for unit in UNITS if value % unit[0] == 0)
            return Shown(f"{value // size}{words[context.language]}", keyword=True)
        return Shown(DAYS[value][context.language] if value in DAYS else value, keyword=True)

    def check(self, value: Any) -> Value:
        """A day of this age, or whole minutes."""
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _LONGEST and value % 60 == 0:
            return value
        if isinstance(value, str) and (value in DAYS or _is_day(value)):
            return value
        raise Unfit

    def term(self, name: str, op: Op, values: Collection[Any]) -> Term:
        """Days and lengths do not mix, and a length is compared, not met."""
        lengths = {isinstance(value, int) for value in values}
        if len(lengths) > 1 or (lengths == {True} and op is Op.IS):
            raise Unfit
        return super().term(name, op, values)

    def operator_for(self, value: Value) -> Op:
        """A bare length means at most so long."""
        return Op.LE if isinstance(value, int) else Op.IS

    def q(self, column: str, term: Term, context: Context) -> Q:
        """The query over half-open intervals."""
        if term.op is Op.NONE:
            return ~self.is_something(column)
        any_of = Q()
        for start, end in self._intervals(term, context):
            bounds = {f"{column}__gte": start, f"{column}__lt": end}
            any_of |= Q(**{name: bound for name, bound in bounds.items() if bound is not None})
        return Q((f"{column}__isnull", False)) & any_of

    def holds(self, actual: Any, term: Term, context: Context) -> bool:
        """The same for one moment."""
        return any(
            (start is None or start <= actual) and (end is None or actual < end)
            for start, end in self._intervals(term, context)
        )

    def _intervals(self, term: Term, context: Context) -> list[tuple[datetime | None, datetime | None]]:
        spans = [self._span(value, context) for value in term.values]
        past = isinstance(term.values[0], int) and not self.ahead
        if term.op is Op.WITHIN:
            (start, _), (_, end) = reversed(spans) if past else spans
            return [(start, end)]
        if term.op is Op.IS:
            return [*spans]
        start, end = spans[0]
        op = _FLIPPED[term.op] if past else term.op
        return [{Op.LT: (None, start), Op.LE: (None, end), Op.GT: (end, None), Op.GE: (start, None)}[op]]

    def _span(self, value: Value, context: Context) -> tuple[datetime, datetime]:
        if isinstance(value, int):
            moment = context.now + timedelta(seconds=value if self.ahead else -value)
            return moment, moment + timedelta(microseconds=1)
        if value in _SHIFTS:
            day = context.now.astimezone(context.zone).date() + timedelta(days=_SHIFTS[value])
        else:
            day = date.fromisoformat(value)
        midnight = datetime.combine(day, time(), context.zone)
        return midnight, datetime.combine(day + timedelta(days=1), time(), context.zone)


def _is_day(value: str) -> bool:
    try:
        return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", value)) and 1970 <= date.fromisoformat(value).year < 2200
    except ValueError:
        return False

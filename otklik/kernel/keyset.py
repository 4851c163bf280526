"""Lists by key: each page begins where the last one ended, however long the list has grown (F14).

page = keyset.page(tickets, order=["-changed_at"], size=50, cursor=request.GET.get("page", ""), view=view.hash)
page.rows, page.next, page.previous
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar

from django.db.models import Q, QuerySet

from otklik.kernel import clock, signing

R = TypeVar("R")

_DUMPS: dict[type, tuple[str, Any]] = {
    datetime: ("t", datetime.isoformat),
    date: ("d", date.isoformat),
    Decimal: ("n", str),
}
_LOADS: dict[str, Any] = {"t": datetime.fromisoformat, "d": date.fromisoformat, "n": Decimal}


@dataclass(frozen=True)
class Page(Generic[R]):
    """Some rows of a list, and the cursors of its neighbours (None: there are none).

    `as_of` is when its first page was shown: a list sorted by a moving column freezes its deeper pages at it.
    """

    rows: list[R]
    next: str | None
    previous: str | None
    as_of: datetime


def page(
    queryset: QuerySet[Any, R],
    *,
    order: Sequence[str],
    size: int,
    cursor: str = "",
    view: str = "",
    dress: Callable[[Any], QuerySet[Any, Any]] | None = None,
) -> Page[Any]:
    """One page of `queryset` in the order of never-null columns ("-name" descends), then of id.

    `view` names the list with its filters: a cursor of another view, or one that is not ours, shows the first page.
    A queryset of `values()` must contain the columns. Raises ValueError when one of them is null.

    `dress` joins to the chosen rows what is shown of them. Where no index has the order, all rows are sorted; with it,
    nothing is joined to those that are not shown.
    """
    walk = _Walk(_with_id(order), view)
    place = walk.read(cursor) or _Place()
    found = _found(walk, queryset, place, size + 1, dress)
    if not found and place.values:  # everything behind the cursor is gone
        return page(queryset, order=order, size=size, view=view, dress=dress)
    rows, more = found[:size], len(found) > size
    if place.backward:
        rows.reverse()
    return Page(
        rows,
        next=walk.cursor(rows[-1], place, backward=False) if more or place.backward else None,
        previous=walk.cursor(rows[0], place, backward=True) if place.values and (more or not place.backward) else None,
        as_of=place.as_of,
    )


def _found(walk: _Walk, queryset: QuerySet[Any, Any], place: _Place, count: int, dress: Any) -> list[Any]:
    if dress is None:
        return list(walk.after(queryset, place)[:count])
    chosen = walk.after(queryset, place).values("pk")[:count]
    return list(walk.after(dress(queryset.model._default_manager.filter(pk__in=chosen)), place))


@dataclass(frozen=True)
class _Place:
    """Where a page begins: behind these values, or before them when walking backward."""

    values: tuple[Any, ...] = ()
    backward: bool = False
    as_of: datetime = field(default_factory=clock.now)


@dataclass(frozen=True)
class _Walk:
    """A way through a list: its columns in order, and the view that it belongs to."""

    order: tuple[str, ...]
    view: str

    def after(self, queryset: QuerySet[Any, R], place: _Place) -> QuerySet[Any, R]:
        """The rows from `place` on, in the direction of the walk."""
        order = tuple(_turned(column) for column in self.order) if place.backward else self.order
        ordered = queryset.order_by(*order)
        return ordered.filter(_beyond(order, place.values)) if place.values else ordered

    def cursor(self, row: Any, place: _Place, *, backward: bool) -> str:
        """The signed place of a row."""
        values = [_dumped(_of(row, column.lstrip("-"))) for column in self.order]
        body = json.dumps([values, backward, place.as_of.isoformat()], separators=(",", ":"))
        return signing.sign(self._purpose(), base64.urlsafe_b64encode(body.encode()).decode().rstrip("="))

    def read(self, cursor: str) -> _Place | None:
        """The place that a cursor means; None if it is not ours or of another view."""
        try:
            body = signing.read(self._purpose(), cursor)
            values, backward, as_of = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
            return _Place(tuple(map(_loaded, values)), backward, datetime.fromisoformat(as_of))
        except (signing.BadSignature, ValueError, binascii.Error):
            return None

    def _purpose(self) -> str:
        return "keyset " + hashlib.sha256("\0".join([*self.order, self.view]).encode()).hexdigest()


def _with_id(order: Sequence[str]) -> tuple[str, ...]:
    if any(column.lstrip("-") in ("id", "pk") for column in order):
        return tuple(order)
    return (*order, "-id" if order and order[-1].startswith("-") else "id")


def _beyond(order: tuple[str, ...], values: tuple[Any, ...]) -> Q:
    """(a, b) after (x, y): a >= x and (a > x or (a = x and b > y)); the first part lets an index begin there."""
    column, sign = order[0].lstrip("-"), "lt" if order[0].startswith("-") else "gt"
    strictly = Q((f"{column}__{sign}", values[0]))
    if len(order) == 1:
        return strictly
    return Q((f"{column}__{sign}e", values[0])) & (strictly | Q((column, values[0])) & _beyond(order[1:], values[1:]))


def _turned(column: str) -> str:
    return column[1:] if column.startswith("-") else f"-{column}"


def _of(row: Any, column: str) -> Any:
    if isinstance(row, dict):
        return row[column]
    for name in column.split("__"):
        row = getattr(row, name)
    return row


def _dumped(value: Any) -> Any:
    if value is None:
        raise ValueError("a column to page by must not be null")
    if type(value) in _DUMPS:
        tag, dump = _DUMPS[type(value)]
        return [tag, dump(value)]
    return value


def _loaded(value: Any) -> Any:
    return _LOADS[value[0]](value[1]) if isinstance(value, list) else value

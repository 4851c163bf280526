"""Rows that people put in order by hand: a column `order`, counted from 0 among their neighbours."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, QuerySet


def move(row: Model, among: QuerySet[Any], *, up: bool) -> bool:
    """Let `row` change places with its neighbour `among` the others; whether it had one. Call it inside a verb."""
    rows = list(among.select_for_update(of=("self",)).order_by("order", "id"))
    at = next(place for place, one in enumerate(rows) if one.pk == row.pk)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(rows):
        return False
    rows[at], rows[to] = rows[to], rows[at]
    for place, one in enumerate(rows):
        if one.order != place:
            one.order = place
            one.save(update_fields=["order"])
    return True


def last(among: QuerySet[Any]) -> int:
    """The place behind all others."""
    found = among.order_by("-order").values_list("order", flat=True).first()
    return 0 if found is None else found + 1

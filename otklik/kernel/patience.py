"""Searches that may not take long, nor read a whole table."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, transaction
from django.db.backends.utils import CursorWrapper
from psycopg.errors import QueryCanceled

from otklik.kernel import replica


class TooSlow(Exception):
    """A search was stopped."""


@contextmanager
def patience(milliseconds: int) -> Iterator[None]:
    """For this transaction: a limit of time for a statement, no plan that reads a table, room for an exact bitmap.

    With a lossy one PostgreSQL takes the words of every text of a page again: 76 s in place of 0.3. Raises TooSlow.
    """
    line = replica.line()
    try:
        with transaction.atomic(using=line.alias), line.cursor() as cursor:
            _set(cursor, statement_timeout=str(milliseconds), enable_seqscan="off", work_mem="64MB")
            yield
            _set(cursor, statement_timeout="0", enable_seqscan="on", work_mem="4MB")
    except OperationalError as slow:
        if isinstance(slow.__cause__, QueryCanceled):
            raise TooSlow from slow
        raise


def _set(cursor: CursorWrapper, **values: str) -> None:
    calls = ", ".join(["set_config(%s::text, %s::text, true)"] * len(values))
    cursor.execute(f"SELECT {calls}", [part for item in values.items() for part in item])

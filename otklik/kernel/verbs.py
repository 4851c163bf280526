"""A verb on a noun: one transaction, one instant."""

from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import transaction

from otklik.kernel import clock

P = ParamSpec("P")
R = TypeVar("R")
_is_acting: ContextVar[bool] = ContextVar("is_acting", default=False)


class Refused(Exception):
    """A verb that cannot be done; `code` names the reason, `said` is a sentence for the person who tried."""

    def __init__(self, code: str, said: object = "", **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.said = said
        self.facts = facts


class Stale(Refused):
    """Somebody was faster: the row is no longer what the person saw (409)."""


class Forbidden(Refused):
    """The person may see this, but not do it (403)."""


def verb(act: Callable[P, R]) -> Callable[P, R]:
    """Run `act` in one transaction during which the clock stands still.

    A verb inside of a verb is part of it and has no savepoint: an error in it undoes both. Whoever wants to go on after
    one opens a `transaction.atomic()` around it; without that the next statement fails, and nothing is half done.
    """

    @wraps(act)
    def acting(*args: P.args, **kwargs: P.kwargs) -> R:
        outermost = not _is_acting.get()
        token = _is_acting.set(True)
        try:
            with transaction.atomic(savepoint=outermost), clock.at(clock.now()):
                return act(*args, **kwargs)
        finally:
            _is_acting.reset(token)

    return acting

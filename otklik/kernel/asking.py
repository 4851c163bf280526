"""Who is asking, and in which request: what events and logs write down."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

request_id: ContextVar[UUID | None] = ContextVar("request_id", default=None)
"""The request or job that is running, so that one click's events and log lines can be read together."""

person_id: ContextVar[int | None] = ContextVar("person_id", default=None)
"""The person on whose behalf it runs; the middleware knows."""


@contextmanager
def asked_by(person: int | None) -> Iterator[None]:
    """Let everything inside be known as asked by this person."""
    token = person_id.set(person)
    try:
        yield
    finally:
        person_id.reset(token)

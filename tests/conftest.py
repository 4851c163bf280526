"""What every test may ask for: a database with the cast, a client signed in as one of them, travel in time."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client, TransactionTestCase

from otklik.kernel import clock
from tests.databases import Databases


@pytest.fixture(scope="session")
def django_db_setup(worker_id: str, django_db_blocker: pytest.FixtureRequest) -> Iterator[Databases]:
    """A database of this worker's own, cloned from the template instead of migrated."""
    databases = Databases(worker_id)
    with django_db_blocker.unblock():
        databases.make()
    # A test that commits is followed by a new clone: quicker than emptying every table, and the cast comes back.
    TransactionTestCase._fixture_teardown = lambda self: databases.restore()
    yield databases
    with django_db_blocker.unblock():
        databases.drop()


@pytest.fixture
def signed_in(db: None) -> Callable[[Any], Client]:
    """`signed_in(anna)` is a browser in which anna has signed in; `signed_in(None)` is a stranger's."""

    def sign_in(person: Any) -> Client:
        client = Client()
        if person:
            client.force_login(person)
        return client

    return sign_in


class Time:
    """The present, as `otklik.kernel.clock` tells it to the test and to what it calls."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack

    def stands(self, instant: datetime) -> datetime:
        """Let it be `instant` from here on."""
        return self._stack.enter_context(clock.at(instant))

    def passes(self, **how_much: float) -> datetime:
        """Let so many `minutes=`, `hours=` or `days=` pass."""
        return self.stands(clock.now() + timedelta(**how_much))


@pytest.fixture
def time() -> Iterator[Time]:
    """Travel in time: `time.stands(noon)`, `time.passes(hours=2)`."""
    with ExitStack() as stack:
        yield Time(stack)

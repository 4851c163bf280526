"""What every test may ask for: a database with the cast, a client signed in as one of them, travel in time."""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from _pytest.terminal import TerminalReporter
from django.test import Client, TransactionTestCase
from pytest_django import DjangoDbBlocker
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from otklik.kernel import clock
from tests import words
from tests.cast import Cast, everybody
from tests.databases import Databases

hypothesis.settings.register_profile("otklik", deadline=None)  # no timing is asserted
hypothesis.settings.load_profile("otklik")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        words.compile_catalogues()


NO_PGVECTOR = "this server has no pgvector"
"""Debian 12 has no package of it (F20): what lies in it is tested on the embedded server."""


class Together(LoadScopeScheduling):
    """Tests that share something slow to start stay on one worker; all others go where there is room."""

    GROUPS = (
        "tests/browser/test_screens.py",
        "tests/browser/",
        "tests/test_walk.py",
        "tests/kernel/test_door.py",
        "tests/live/test_stream.py",
    )

    def _split_scope(self, nodeid: str) -> str:
        return next((group for group in self.GROUPS if nodeid.startswith(group)), nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Together:
    return Together(config, log)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """With OTKLIK_REQUIRE_ALL=1 a test that could not run is a failure (F30)."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None:
        return
    skipped = [report for report in reporter.stats.get("skipped", ()) if NO_PGVECTOR not in report.longrepr[2]]
    if skipped and os.environ.get("OTKLIK_REQUIRE_ALL") == "1":
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave the names of what failed where bin/test asked for them: it tries these once more, alone."""
    place, reporter = os.environ.get("OTKLIK_FAILED"), config.pluginmanager.get_plugin("terminalreporter")
    if place and reporter and not hasattr(config, "workerinput"):
        failed = {report.nodeid for kind in ("failed", "error") for report in reporter.stats.get(kind, [])}
        Path(place).write_text("".join(f"{name}\n" for name in sorted(failed)))


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """Say what did not run, and why."""
    reasons = Counter(report.longrepr[2] for report in terminalreporter.stats.get("skipped", ()))
    for reason, count in reasons.items():
        terminalreporter.write_line(f"NOT RUN: {count} tests: {reason.removeprefix('Skipped: ')}", yellow=True)


@pytest.fixture(scope="session")
def django_db_setup(worker_id: str, django_db_blocker: DjangoDbBlocker) -> Iterator[Databases]:
    """A database of this worker's own, cloned from the template instead of migrated."""
    databases = Databases(worker_id)
    with django_db_blocker.unblock():
        databases.make()
    # A test that commits is followed by a new clone: quicker than emptying every table, and the cast comes back.
    TransactionTestCase._fixture_teardown = lambda self: databases.restore()  # type: ignore[attr-defined]
    yield databases
    with django_db_blocker.unblock():
        databases.drop()


@pytest.fixture(autouse=True)
def fresh_settings() -> None:
    """What another test has set is not remembered."""
    from otklik.kernel import settings  # once Django is set up

    settings.forget()


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


@pytest.fixture
def cast(db: None) -> Cast:
    """Anna, Boris, Vera and the others: `cast.anna`."""
    return everybody()

"""A Jira beside us, and a tracker that leads to it."""

import pytest

from otklik.development.models import Tracker
from tests.development.fake_jira import TOKEN, USER, jira_at


@pytest.fixture
def jira(settings):
    """The fake; our own program may ask it although it is inside."""
    with jira_at() as fake:
        settings.OUTSIDE_ALSO = frozenset([f"127.0.0.1:{fake.port}"])
        yield fake


@pytest.fixture
def tracker(jira, cast):
    """Jira Cloud."""
    known = {"name": "Jira", "url": jira.url, "project": "MAIL", "user": USER, "token": TOKEN}
    return Tracker.add(by=None, **known, released=["Released"])

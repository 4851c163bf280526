"""Trackers beside us, and our own settings that lead to them."""

import pytest

from otklik.development.models import Tracker
from tests.development.fake_github import github_at
from tests.development.fake_gitlab import gitlab_at
from tests.development.fake_jira import TOKEN, USER, jira_at

KINDS = {"jira_cloud": jira_at, "gitlab": gitlab_at, "github": github_at}


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


def standing(kind, settings):
    """One kind of tracker, and what we know of it as `tracker`."""
    with KINDS[kind]() as fake:
        settings.OUTSIDE_ALSO = frozenset([f"127.0.0.1:{fake.port}"])
        known = {"url": fake.url, "project": fake.PROJECT, "token": TOKEN, "released": ["Released"]}
        user = USER if kind == "jira_cloud" else ""
        fake.tracker = Tracker.add(by=None, name="Разработка", flavour=kind, user=user, **known)
        yield fake


@pytest.fixture(params=KINDS)
def there(request, settings, cast):
    """Each kind of tracker in turn."""
    yield from standing(request.param, settings)


@pytest.fixture(params=["gitlab", "github"])
def forge(request, settings, cast):
    """Those whose tasks have numbers."""
    yield from standing(request.param, settings)

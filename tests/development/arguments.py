"""What the walk puts into addresses of development."""

from collections.abc import Callable

from otklik.development.models import Task, Tracker
from otklik.kernel import clock
from tests import canaries


def tracker() -> int:
    """A tracker with a token that nobody may ever see; it is not asked."""
    secrets = {"token": canaries.PASSWORD.word, "secret": canaries.PASSWORD.word}
    known = {"url": "https://jira.otklik.example", "project": "MAIL", "released": ["Released"], "is_active": False}
    found = Tracker.objects.filter(name="Jira").first()
    return (found or Tracker.add(by=None, name="Jira", **known, **secrets)).pk


def bug() -> int:
    """A task that is known by its key alone."""
    made = {"title": "Ошибка", "created_at": clock.now()}
    return Task.objects.get_or_create(tracker=None, key="WALK-1", defaults=made)[0].pk


Value = Callable[[], object]
BUGS = ("date", "taking", "return", "repair", "reopening", "critical", "calm")

BY_ADDRESS: dict[str, dict[str, Value]] = {
    **{f"desk:bug-{deed}": {"pk": bug} for deed in BUGS},
    **{f"manage:tracker{deed}": {"pk": tracker} for deed in ("", "_check")},
    "manage:tracker_calls": {"pk": tracker, "proof": lambda: "guessed"},
}

FORMS: dict[str, dict[str, Value]] = {
    "manage:tracker_new": {
        "name": lambda: "Jira 2",
        "flavour": lambda: "jira_cloud",
        "url": lambda: "https://jira2.otklik.example",
        "project": lambda: "MAIL",
        "issue_type": lambda: "Bug",
    },
}

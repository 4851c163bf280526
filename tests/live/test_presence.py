"""Who looks and who types: heard when it changes, forgotten by itself (B9)."""

import pytest
from django.db import connection

from otklik.live import presence
from otklik.live.models import Name, Presence

pytestmark = pytest.mark.django_db

ANNA, OLEG = 1, 2


@pytest.fixture
def said(django_capture_on_commit_callbacks):
    """The names that an act touches."""

    def names(act, *arguments):
        with django_capture_on_commit_callbacks() as hooks:
            act(*arguments)
        connection.run_on_commit.clear()  # as after a commit
        return [one.name for hook in hooks for one in hook.said]

    return names


def test_who_comes_is_seen_and_told_once(said, time):
    assert said(presence.mark, ANNA, "ticket-1", "looks") == ["presence-ticket-1"]
    time.passes(seconds=30)
    assert said(presence.mark, ANNA, "ticket-1", "looks") == []
    assert [(one.person_id, one.doing) for one in presence.at("ticket-1")] == [(ANNA, "looks")]
    assert presence.at("ticket-2") == []


def test_who_begins_to_type_is_told(said):
    said(presence.mark, ANNA, "ticket-1", "looks")
    said(presence.mark, OLEG, "ticket-1", "looks")
    assert said(presence.mark, ANNA, "ticket-1", "types") == ["presence-ticket-1"]
    assert [(one.person_id, one.doing) for one in presence.at("ticket-1")] == [(ANNA, "types"), (OLEG, "looks")]


def test_who_leaves_is_told_once(said):
    said(presence.mark, ANNA, "ticket-1", "looks")
    assert said(presence.mark, ANNA, "ticket-1", presence.GONE) == ["presence-ticket-1"]
    assert said(presence.mark, ANNA, "ticket-1", presence.GONE) == []
    assert presence.at("ticket-1") == []


def test_who_falls_silent_has_gone_after_a_minute_and_is_told_by_the_sweep(said, time):
    said(presence.mark, ANNA, "ticket-1", "looks")
    said(presence.mark, OLEG, "ticket-2", "looks")
    assert said(presence.forget_gone) == []
    time.passes(seconds=60)
    assert presence.at("ticket-1") == []
    said(presence.mark, OLEG, "ticket-2", "looks")
    assert said(presence.forget_gone) == ["presence-ticket-1"]
    assert said(presence.forget_gone) == []
    assert said(presence.mark, ANNA, "ticket-1", "looks") == ["presence-ticket-1"]


def test_who_was_here_is_forgotten_after_ten_minutes(said, time):
    said(presence.mark, ANNA, "ticket-1", "looks")
    time.passes(minutes=10)
    said(presence.forget_gone)
    assert not Presence.objects.exists()
    assert not Name.objects.filter(name__startswith="presence").exists()

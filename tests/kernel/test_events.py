"""F7: one history, append-only."""

import inspect

import pytest
from django.db import IntegrityError, connection, transaction

from otklik.kernel import events, jobs, once
from otklik.kernel.events import Event
from otklik.kernel.verbs import verb

SIGNATURE = inspect.signature(lambda event_id: None)
pytestmark = pytest.mark.django_db


@pytest.fixture
def code(monkeypatch):
    for name in ("KINDS", "_now", "_later"):
        monkeypatch.setattr(events, name, {})
    events.declare("thing.done", "It was done: %(what)s", keys=["what"])
    return "thing.done"


def done(what=1):
    return events.record("thing.done", by=None, noun=once.Answer(pk=5), ticket_id=7, what=what)


def test_what_happened_is_written_with_who_and_to_what(code):
    event = Event.objects.get(pk=done().pk)
    assert (event.noun, event.noun_id, event.ticket_id, event.data, event.side) == (
        "answer",
        5,
        7,
        {"what": 1},
        "system",
    )
    assert event.kind.code == code


def test_f7_a_code_is_declared_once_and_its_data_has_declared_keys_only(code):
    with pytest.raises(ValueError, match="twice"):
        events.declare(code, "")
    with pytest.raises(ValueError, match="words"):
        events.record(code, by=None, noun=once.Answer(pk=5), words="oh")
    with pytest.raises(ValueError, match="not declared"):
        events.follow("thing.forgotten")


def test_now_followers_hear_at_once_and_later_followers_by_a_job(code, monkeypatch):
    heard = []
    listen = jobs.Task("tests.listen", lambda event_id: heard.append(("later", event_id)), "now", 1, SIGNATURE)
    monkeypatch.setitem(jobs.TASKS, "tests.listen", listen)
    events.follow(code, now=[lambda event: heard.append(("now", event.pk))], later=[listen])
    event = done()
    assert heard == [("now", event.pk)]
    jobs.run_due()
    assert heard == [("now", event.pk), ("later", event.pk)]


@pytest.mark.parametrize(
    "change",
    ["UPDATE kernel_event SET code = 'x'", "DELETE FROM kernel_event", "TRUNCATE kernel_event CASCADE"],
)
def test_f7_history_cannot_be_changed(code, change):
    done()
    connection.check_constraints()  # TRUNCATE wants no check to be pending
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
    assert Event.objects.filter(code=code).exists()


def test_f28_only_an_erasure_may_change_history_and_only_while_it_lasts(code):
    event = done()
    with events.erasing():
        Event.objects.filter(pk=event.pk).update(data={})
    assert Event.objects.get(pk=event.pk).data == {}
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.filter(pk=event.pk).delete()


def test_what_a_verb_did_is_undone_with_its_event(code):
    @verb
    def fail():
        done()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert not Event.objects.filter(code=code).exists()

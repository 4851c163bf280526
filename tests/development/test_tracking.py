"""A bug goes to Jira and comes back (L1, R5)."""

from datetime import date

import pytest

from otklik.development import calling, errands, passing
from otklik.development.models import DueMove, Errand, Flavour, Hook, Task, Tracker
from otklik.development.passing import Bug
from otklik.kernel import jobs
from otklik.kernel.events import Event
from otklik.kernel.verbs import Refused
from otklik.tickets import drafting
from tests.tickets.acting import opened


def developed(cast, tracker, **bug):
    """Vera's request in Anna's hands, passed on; whatever follows at once has happened."""
    ticket = opened(cast.vera)
    ticket.accept(by=cast.anna)
    task = passing.pass_on(ticket, Bug(tracker=tracker, **{"title": "Ящик не открывается", **bug}), by=cast.anna)
    jobs.run_due()
    ticket.refresh_from_db()
    task.refresh_from_db()
    return ticket, task


def read(task):
    """Read it now."""
    errands.read_soon(task)
    jobs.run_due()
    task.refresh_from_db()


def owed(ticket):
    ticket.refresh_from_db()
    return ticket.reply_owed_since is not None


@pytest.mark.parametrize("flavour", [Flavour.CLOUD, Flavour.SERVER])
def test_a_bug_becomes_a_task_that_leads_back_to_the_request(cast, jira, tracker, flavour):
    Tracker.objects.update(flavour=flavour, user="" if flavour == Flavour.SERVER else "bot@otklik.example")
    tracker.refresh_from_db()
    ticket, task = developed(cast, tracker, text="Шаги: войти")
    assert (ticket.kind, task.key, task.status) == ("in_development", "MAIL-318", "To Do")
    assert ticket.running_wait().key == "MAIL-318"
    assert ticket.running_wait().url == f"{jira.url}/browse/MAIL-318"
    assert jira.links[f"otklik-{ticket.number}"]["url"].endswith(f"/desk/tickets/{ticket.number}/")
    told = next(body for method, path, body in jira.asked if path.endswith("/issue"))
    version = "3" if flavour == Flavour.CLOUD else "2"
    assert all(path.startswith(f"/rest/api/{version}/") for _, path, _ in jira.asked)
    assert isinstance(told["fields"]["description"], dict) == (flavour == Flavour.CLOUD)
    assert "Шаги: войти" in str(told["fields"]["description"])
    assert {proof.split()[0] for proof in jira.authorization} == {"Basic" if flavour == Flavour.CLOUD else "Bearer"}


def test_a_project_without_a_date_gets_the_task_without_one(cast, jira, tracker):
    jira.has_due_field = False
    _, task = developed(cast, tracker)
    assert task.key == "MAIL-318"
    assert task.due == task.bug_day


def test_words_that_somebody_is_writing_are_never_replaced(cast, jira, tracker):
    ticket, task = developed(cast, tracker)
    drafting.keep(cast.anna, ticket, "reply", "Я уже пишу")
    jira.put(task.key, status="Released")
    read(task)
    assert drafting.kept(cast.anna, ticket)["reply"].body == "Я уже пишу"


def test_whoever_takes_a_released_request_gets_the_suggested_answer(cast, jira, tracker):
    ticket, task = developed(cast, tracker)
    type(ticket).objects.filter(pk=ticket.pk).update(responsible=None)
    jira.put(task.key, status="Released")
    read(task)
    ticket.accept(by=cast.oleg)
    assert drafting.kept(cast.oleg, ticket)["reply"].body


def test_what_jira_refuses_waits_for_a_person_and_is_not_lost(cast, jira, tracker):
    tracker.change(by=None, project="NONE")
    ticket, task = developed(cast, tracker)
    errand = Errand.objects.get(what="create")
    assert (errand.due_at, errand.done_at, task.key) == (None, None, "")
    assert "valid project is required" in errand.error
    tracker.change(by=None, project="MAIL")
    errands.run_due()
    task.refresh_from_db()
    assert task.key == "MAIL-318"
    assert ticket.running_wait().key == "MAIL-318"


def test_a_tracker_in_our_own_network_is_not_asked_unless_it_is_named(cast, jira, tracker, settings):
    settings.OUTSIDE_ALSO = frozenset()
    developed(cast, tracker)
    tracker.refresh_from_db()
    assert tracker.error.startswith("inside")
    assert jira.asked == []


# Calls


# Rights and words


def test_only_those_who_may_pass_on_do(cast, jira, tracker):
    ticket = opened(cast.vera)
    with pytest.raises(Refused):
        passing.pass_on(ticket, Bug(tracker=tracker, title="x"), by=cast.misha)
    assert not Task.objects.exists()


def test_without_a_tracker_a_key_is_demanded_and_enough(cast):
    ticket = opened(cast.vera)
    with pytest.raises(Refused) as refused:
        passing.pass_on(ticket, Bug(), by=cast.anna)
    assert refused.value.facts["name"] == "key"
    task = passing.pass_on(ticket, Bug(key="OT-7", due=date(2030, 1, 5)), by=cast.anna)
    passing.pass_on(ticket, Bug(key="OT-7", due=date(2030, 1, 9)), by=cast.anna)
    assert owed(ticket)
    assert [move.due for move in DueMove.objects.order_by("pk")] == [date(2030, 1, 5), date(2030, 1, 9)]
    assert Event.objects.filter(code="task.known").count() == 1
    assert task.concerns.count() == 1


def test_two_requests_share_a_task_and_both_wake(cast, jira, tracker):
    first, task = developed(cast, tracker)
    second = opened(cast.rival)
    second.accept(by=cast.oleg)
    passing.pass_on(second, Bug(tracker=tracker, key=task.key), by=cast.oleg)
    jira.put(task.key, status="Released")
    read(task)
    for ticket in (first, second):
        ticket.refresh_from_db()
        assert ticket.kind == "in_work"
    assert drafting.kept(cast.oleg, second)["reply"].body


def test_calls_are_forgotten_after_thirty_days(cast, jira, tracker, time):
    calling.keep(tracker, b"{}")
    calling.understand()
    time.passes(days=31)
    calling.forget_old()
    assert not Hook.objects.exists()


def test_a_token_is_never_sent_to_another_address_than_it_was_given_for(cast, jira, tracker):
    with pytest.raises(Refused) as refused:
        tracker.change(by=None, url="https://evil.example")
    assert refused.value.facts["name"] == "token"

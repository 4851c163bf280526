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
from otklik.tickets.models import Message
from tests.development.fake_jira import TOKEN
from tests.tickets.acting import codes, opened


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


def test_an_answer_that_was_lost_does_not_make_a_second_task(cast, jira, tracker, time):
    jira.faults = ["hang up"]
    _, task = developed(cast, tracker)
    assert task.key == ""
    time.passes(minutes=1)
    errands.run_due()
    jobs.run_due()
    task.refresh_from_db()
    assert (task.key, len(jira.issues)) == ("MAIL-318", 1)


def test_a_project_without_a_date_gets_the_task_without_one(cast, jira, tracker):
    jira.has_due_field = False
    _, task = developed(cast, tracker)
    assert task.key == "MAIL-318"
    assert task.due == task.bug_day


def test_every_moved_date_is_kept_and_owes_an_answer(cast, jira, tracker):
    jira.put("MAIL-7", duedate="2030-01-10")
    ticket, task = developed(cast, tracker, key="mail-7", whom="Вера", stops="отчёт")
    assert task.due == date(2030, 1, 10)
    ticket.reply(by=cast.anna, body="Передали разработке")
    assert not owed(ticket)
    jira.put("MAIL-7", duedate="2030-02-20", assignee="Дана", versions=["4.2"])
    read(task)
    assert owed(ticket)
    assert (ticket.kind, ticket.turn) == ("in_development", "ours")
    assert ticket.running_wait().until.date() == date(2030, 2, 20)
    assert [(move.was, move.due) for move in task.moves.order_by("pk")] == [
        (None, date(2030, 1, 10)),
        (date(2030, 1, 10), date(2030, 2, 20)),
    ]
    assert (task.assignee, task.fix_version) == ("Дана", "4.2")
    read(task)
    assert codes(ticket).count("ticket.due_moved") == 1


def test_released_wakes_the_request_with_a_suggested_answer_and_done_does_not(cast, jira, tracker):
    ticket, task = developed(cast, tracker)
    jira.put(task.key, status="Done", duedate=jira.issues[task.key]["duedate"])
    read(task)
    ticket.refresh_from_db()
    assert ticket.kind == "in_development"
    jira.put(task.key, status="released", versions=["4.2"])
    read(task)
    ticket.refresh_from_db()
    assert (ticket.kind, ticket.turn) == ("in_work", "ours")
    assert "4.2" in drafting.kept(cast.anna, ticket)["reply"].body
    assert not Message.objects.filter(ticket=ticket, kind="reply").exists()


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


def test_a_developers_comment_is_a_note_and_never_reaches_the_customer(cast, jira, tracker):
    jira.put("MAIL-7")
    jira.say("MAIL-7", "Старое, до нас")
    ticket, task = developed(cast, tracker, key="MAIL-7")
    document = {
        "type": "doc",
        "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Нужен журнал"}]}],
    }
    jira.say("MAIL-7", document)
    read(task)
    read(task)
    (note,) = Message.objects.filter(ticket=ticket, channel="tracker")
    assert (note.kind, note.body) == ("note", "MAIL-7 · Дана Тимченко:\nНужен журнал")
    assert not Message.objects.visible_to(cast.vera).filter(pk=note.pk).exists()
    assert note.notifications.get().person == cast.anna


def test_words_for_developers_are_written_once_and_do_not_come_back(cast, jira, tracker, time):
    ticket, task = developed(cast, tracker)
    jira.faults = ["hang up"]
    passing.comment(ticket, "Журнал приложен", by=cast.anna)
    jobs.run_due()
    time.passes(minutes=2)
    errands.run_due()
    read(task)
    assert len(jira.issues[task.key]["comments"]) == 1
    assert Message.objects.filter(ticket=ticket, kind="note").count() == 1
    assert Errand.objects.get(what="comment").done_at


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ((401, {}, b""), "auth"),
        ((403, {}, b'{"message": "no"}'), "forbidden"),
        ((500, {}, b"<html>"), "broken"),
        ((502, {}, b""), "broken"),
        ((200, {}, b"<html>hello"), "nonsense"),
        ((200, {}, b"[" * 100_000), "nonsense"),
        ((200, {}, b'{"key": "../../etc", "fields": 7}'), "nonsense"),
        ((302, {"Location": "http://evil.example/"}, b""), "redirect"),
        ("hang up", "unreachable"),
    ],
)
def test_what_goes_wrong_is_said_with_its_age_and_tried_again(cast, jira, tracker, time, fault, code):
    _, task = developed(cast, tracker)
    jira.faults = [fault]
    began = time.passes(minutes=1)
    read(task)
    tracker.refresh_from_db()
    reading = Errand.objects.get(what="read")
    assert tracker.error.startswith(code)
    assert (tracker.failing_since, reading.failing_since) == (began, began)
    assert TOKEN not in tracker.error
    assert task.status == "To Do"
    jira.put(task.key, status="In Progress")
    time.passes(hours=2)
    errands.run_due()
    task.refresh_from_db()
    tracker.refresh_from_db()
    assert (task.status, tracker.error, tracker.failing_since) == ("In Progress", "", None)


def test_a_tracker_that_asks_for_rest_is_left_alone_as_long_as_it_says(cast, jira, tracker, time):
    _, task = developed(cast, tracker)
    jira.faults = [(429, {"Retry-After": "300"}, b"")]
    read(task)
    asked = len(jira.asked)
    time.passes(minutes=4)
    errands.run_due()
    assert len(jira.asked) == asked
    time.passes(minutes=2)
    errands.run_due()
    assert len(jira.asked) > asked


def test_a_slow_tracker_is_cut_off(cast, jira, tracker, monkeypatch):
    monkeypatch.setattr("otklik.development.jira.SECONDS", 0.3)
    _, task = developed(cast, tracker)
    jira.faults = ["slow"]
    read(task)
    tracker.refresh_from_db()
    assert tracker.error.startswith("slow")


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


def test_a_call_is_kept_raw_and_the_task_is_read_anew(cast, jira, tracker):
    _, task = developed(cast, tracker)
    jira.put(task.key, status="In Progress")
    body = jira.hook(task.key)
    assert calling.keep(tracker, body, "1")
    assert bytes(Hook.objects.get().body) == body
    jobs.run_due()
    task.refresh_from_db()
    assert (task.status, Hook.objects.get().state) == ("In Progress", "heard")


def test_calls_that_come_twice_or_late_change_nothing(cast, jira, tracker):
    _, task = developed(cast, tracker)
    old = jira.hook(task.key)
    jira.put(task.key, status="In Progress")
    read(task)
    asked = len(jira.asked)
    assert calling.keep(tracker, old, "1")
    assert not calling.keep(tracker, old, "1")
    assert calling.keep(tracker, old)
    assert not calling.keep(tracker, old)
    jobs.run_due()
    assert set(Hook.objects.values_list("state", flat=True)) == {"old"}
    assert len(jira.asked) == asked


@pytest.mark.parametrize(
    "body", [b"", b"\xff\x00", b"[]", b"{}", b'{"issue": 5}', b'{"issue": {"key": "../x"}}', b"[" * 90_000]
)
def test_a_call_that_is_nonsense_is_kept_and_harmless(cast, jira, tracker, body):
    assert calling.keep(tracker, body)
    calling.understand()
    assert Hook.objects.get().state == "nonsense"


def test_a_call_about_a_foreign_task_makes_nothing(cast, jira, tracker):
    jira.put("MAIL-99")
    calling.keep(tracker, jira.hook("MAIL-99"))
    calling.understand()
    assert (Hook.objects.get().state, Task.objects.count()) == ("strange", 0)


def test_an_answer_older_than_what_is_known_is_ignored(cast, jira, tracker):
    _, task = developed(cast, tracker)
    jira.put(task.key, status="In Progress")
    read(task)
    jira.issues[task.key] |= {"status": "To Do", "updated": "2020-01-01T00:00:00.000+0000"}
    read(task)
    assert task.status == "In Progress"


def test_a_call_that_was_lost_heals_by_reading_again(cast, jira, tracker, time):
    _, task = developed(cast, tracker)
    jira.put(task.key, status="In Progress")
    time.passes(minutes=11)
    errands.run_due()
    task.refresh_from_db()
    assert task.status == "In Progress"


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

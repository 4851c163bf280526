"""What every tracker does for us, whatever it speaks: made, read, heard, commented on; and what goes wrong (L1, R5)."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from otklik.development import calling, errands, passing, trackers
from otklik.development.exchange import MOST_COMMENTS
from otklik.development.models import Errand, Hook, Task
from otklik.development.passing import Bug
from otklik.kernel import jobs
from otklik.kernel.remote import Trouble
from otklik.tickets import drafting
from otklik.tickets.models import Message
from tests.development.fake_jira import TOKEN
from tests.development.test_tracking import developed, owed, read
from tests.tickets.acting import codes, opened

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)


def test_a_bug_becomes_a_task_that_leads_back_to_the_request(cast, there):
    ticket, task = developed(cast, there.tracker, text="Шаги: войти")
    assert (ticket.kind, task.key, task.status) == ("in_development", there.FIRST, there.OPEN)
    assert ticket.running_wait().url == task.url
    assert task.url.startswith(f"{there.url}/")
    assert there.leads_to(task.key, f"/desk/tickets/{ticket.number}/")
    assert all(TOKEN in proof or "Basic" in proof for proof in there.authorization)
    assert not Message.objects.filter(ticket=ticket, channel="tracker").exists()


def test_a_second_request_leads_there_too_and_nobody_is_told_of_our_own_words(cast, there):
    _, task = developed(cast, there.tracker)
    second = opened(cast.rival)
    second.accept(by=cast.oleg)
    passing.pass_on(second, Bug(tracker=there.tracker, key=task.key), by=cast.oleg)
    jobs.run_due()
    read(task)
    assert there.leads_to(task.key, f"/desk/tickets/{second.number}/")
    assert not Message.objects.filter(channel="tracker").exists()
    below = there.words_below(task.key)
    Errand.objects.filter(what="link", ticket=second).update(due_at=task.read_at, done_at=None)
    errands.run_due()
    assert there.words_below(task.key) == below


def test_an_answer_that_was_lost_does_not_make_a_second_task(cast, there, time):
    there.faults = ["hang up"]
    _, task = developed(cast, there.tracker)
    assert task.key == ""
    time.passes(minutes=1)
    errands.run_due()
    jobs.run_due()
    task.refresh_from_db()
    assert (task.key, len(there.issues)) == (there.FIRST, 1)


def test_every_moved_date_is_kept_and_owes_an_answer(cast, there):
    there.put(there.KNOWN, duedate="2030-01-10")
    ticket, task = developed(cast, there.tracker, key=there.KNOWN, whom="Вера", stops="отчёт")
    assert task.due == date(2030, 1, 10)
    ticket.reply(by=cast.anna, body="Передали разработке")
    assert not owed(ticket)
    there.put(there.KNOWN, duedate="2030-02-20", assignee="Дана", versions=["4.2"])
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


def test_released_wakes_the_request_with_a_suggested_answer_and_done_does_not(cast, there):
    ticket, task = developed(cast, there.tracker)
    there.put(task.key, status=there.DONE)
    read(task)
    ticket.refresh_from_db()
    assert (ticket.kind, task.status) == ("in_development", there.DONE)
    there.put(task.key, status="Released", versions=["4.2"])
    read(task)
    ticket.refresh_from_db()
    assert (ticket.kind, ticket.turn) == ("in_work", "ours")
    assert "4.2" in drafting.kept(cast.anna, ticket)["reply"].body
    assert not Message.objects.filter(ticket=ticket, kind="reply").exists()


def test_a_developers_comment_is_a_note_and_never_reaches_the_customer(cast, there):
    there.put(there.KNOWN)
    there.say(there.KNOWN, "Старое, до нас")
    ticket, task = developed(cast, there.tracker, key=there.KNOWN)
    there.say(there.KNOWN, "Нужен журнал")
    read(task)
    read(task)
    (note,) = Message.objects.filter(ticket=ticket, channel="tracker")
    assert (note.kind, note.body) == ("note", f"{there.KNOWN} · Дана Тимченко:\nНужен журнал")
    assert not Message.objects.visible_to(cast.vera).filter(pk=note.pk).exists()
    assert note.notifications.get().person == cast.anna


def test_words_for_developers_are_written_once_and_do_not_come_back(cast, there, time):
    ticket, task = developed(cast, there.tracker)
    there.faults = ["hang up"]
    passing.comment(ticket, "Журнал приложен", by=cast.anna)
    jobs.run_due()
    time.passes(minutes=2)
    errands.run_due()
    read(task)
    assert len(there.words_below(task.key)) == 1
    assert Message.objects.filter(ticket=ticket, kind="note").count() == 1
    assert Errand.objects.get(what="comment").done_at


def test_of_many_comments_the_newest_are_heard(cast, there):
    there.put(there.KNOWN)
    developed(cast, there.tracker, key=there.KNOWN)
    for number in range(120):
        there.say(there.KNOWN, f"Замечание {number}")
    found = [one.text for one in trackers.client(there.tracker).read(there.KNOWN).comments]
    assert found[-MOST_COMMENTS:] == [f"Замечание {number}" for number in range(120 - MOST_COMMENTS, 120)]


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ((401, {}, b'{"message": "401 Unauthorized"}'), "auth"),
        ((403, {}, b'{"message": "no"}'), "forbidden"),
        ((500, {}, b"<html>"), "broken"),
        ((502, {}, b""), "broken"),
        ((200, {}, b"<html>hello"), "nonsense"),
        ((200, {}, b"[" * 100_000), "nonsense"),
        ((200, {}, b'{"key": "../../etc", "iid": "../etc", "number": -1, "fields": 7}'), "nonsense"),
        ((302, {"Location": "http://evil.example/"}, b""), "redirect"),
        ((200, {}, b'"' + b"a" * (2 * 2**20) + b'"'), "too_large"),
        ("hang up", "unreachable"),
    ],
)
def test_what_goes_wrong_is_said_with_its_age_and_tried_again(cast, there, time, fault, code):
    _, task = developed(cast, there.tracker)
    there.faults = [fault]
    began = time.passes(minutes=1)
    read(task)
    there.tracker.refresh_from_db()
    reading = Errand.objects.get(what="read")
    assert there.tracker.error.startswith(code)
    assert (there.tracker.failing_since, reading.failing_since) == (began, began)
    assert TOKEN not in there.tracker.error
    assert task.status == there.OPEN
    there.put(task.key, assignee="Дана")
    time.passes(hours=2)
    errands.run_due()
    task.refresh_from_db()
    there.tracker.refresh_from_db()
    assert (task.assignee, there.tracker.error, there.tracker.failing_since) == ("Дана", "", None)


def test_a_task_that_is_gone_is_said_of_the_task_and_asked_for_rarely(cast, there, time):
    _, task = developed(cast, there.tracker)
    del there.issues[task.key]
    read(task)
    assert Errand.objects.get(what="read").error.startswith("missing")
    asked = len(there.asked)
    time.passes(minutes=9)
    errands.run_due()
    assert len(there.asked) == asked


@pytest.mark.parametrize(
    "fault",
    [
        (429, {"Retry-After": "300"}, b""),
        (403, {"Retry-After": "300"}, b'{"message": "You have exceeded a secondary rate limit."}'),
    ],
)
def test_a_tracker_that_asks_for_rest_is_left_alone_as_long_as_it_says(cast, there, time, fault):
    _, task = developed(cast, there.tracker)
    there.faults = [fault]
    read(task)
    asked = len(there.asked)
    time.passes(minutes=4)
    errands.run_due()
    assert len(there.asked) == asked
    time.passes(minutes=2)
    errands.run_due()
    assert len(there.asked) > asked


@pytest.mark.parametrize(
    ("headers", "minutes"),
    [({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "{reset}"}, 15), ({"X-RateLimit-Remaining": "7"}, 1)],
)
def test_a_spent_hour_is_waited_for_and_a_limit_in_words_alone_is_a_minute(there, time, headers, minutes):
    reset = str(int(time.stands(NOON).timestamp()) + 900)
    told = {name: value.format(reset=reset) for name, value in headers.items()}
    there.faults = [(403, told, b'{"message": "You have exceeded a secondary rate limit. Please wait."}')]
    with pytest.raises(Trouble) as trouble:
        trackers.client(there.tracker).who()
    assert (trouble.value.code, trouble.value.rest) == ("busy", timedelta(minutes=minutes))


def test_a_slow_tracker_is_cut_off(cast, there, monkeypatch):
    monkeypatch.setattr("otklik.development.exchange.SECONDS", 0.3)
    _, task = developed(cast, there.tracker)
    there.faults = ["slow"]
    read(task)
    there.tracker.refresh_from_db()
    assert there.tracker.error.startswith("slow")


# Calls


def call(there, body, delivery="1", secret=""):
    """The tracker calls."""
    return calling.take(there.tracker, body, there.proofs(secret, body, delivery))


def test_a_call_is_kept_raw_and_the_task_is_read_anew(cast, there):
    _, task = developed(cast, there.tracker)
    there.put(task.key, assignee="Дана")
    body = there.hook(task.key)
    assert call(there, body)
    assert bytes(Hook.objects.get().body) == body
    jobs.run_due()
    task.refresh_from_db()
    assert (task.assignee, Hook.objects.get().state) == ("Дана", "heard")


def test_calls_that_come_twice_or_late_change_nothing(cast, there):
    _, task = developed(cast, there.tracker)
    old = there.hook(task.key)
    there.put(task.key, assignee="Дана")
    read(task)
    asked = len(there.asked)
    for delivery in ("1", "1", "2", "", ""):
        assert call(there, old, delivery)
    jobs.run_due()
    assert list(Hook.objects.values_list("state", flat=True)) == ["old"] * 3
    assert len(there.asked) == asked


def test_a_call_that_the_tracker_did_not_make_is_not_taken(cast, there):
    there.tracker.change(by=None, secret="agreed")
    there.put(there.KNOWN)
    body = there.hook(there.KNOWN)
    assert not call(there, body, secret="guessed")
    assert not calling.take(there.tracker, body, {})
    assert call(there, body, secret="agreed")
    assert Hook.objects.count() == 1


NONSENSE = [b"", b"\xff\x00", b"[]", b"{}", b'{"issue": 5}', b'{"issue": {"key": "../x"}}', b"[" * 90_000, b"payload="]


@pytest.mark.parametrize("body", NONSENSE)
def test_a_call_that_is_nonsense_is_kept_and_harmless(cast, there, body):
    assert call(there, body)
    calling.understand()
    assert Hook.objects.get().state == "nonsense"


def test_a_call_about_a_foreign_task_makes_nothing(cast, there):
    there.put(there.FOREIGN)
    call(there, there.hook(there.FOREIGN))
    calling.understand()
    assert (Hook.objects.get().state, Task.objects.count()) == ("strange", 0)


def test_an_answer_older_than_what_is_known_is_ignored(cast, there):
    _, task = developed(cast, there.tracker)
    there.put(task.key, assignee="Дана")
    read(task)
    there.minutes = -1000
    there.put(task.key, assignee="Никто")
    read(task)
    assert task.assignee == "Дана"


def test_a_call_that_was_lost_heals_by_reading_again(cast, there, time):
    _, task = developed(cast, there.tracker)
    there.put(task.key, assignee="Дана")
    time.passes(minutes=11)
    errands.run_due()
    task.refresh_from_db()
    assert task.assignee == "Дана"


# What only GitLab and GitHub have


def test_a_number_is_found_however_it_is_written(forge):
    client = trackers.client(forge.tracker)
    written = ["42", "#42", " company/mail#42 ", client.address_of("#42"), f"{client.address_of('#42')}/"]
    assert {client.key_of(one) for one in written} == {"#42"}
    assert {client.key_of(one) for one in ("", "#0", "MAIL-42", "42a", "https://evil.example/", "../..")} == {""}


def test_a_comment_calls_us_too_and_calls_about_other_things_are_not_ours(cast, forge):
    _, task = developed(cast, forge.tracker)
    forge.say(task.key, "Нужен журнал")
    call(forge, forge.hook_of_comment(task.key), "1")
    elsewhere = json.loads(forge.hook(task.key))
    for place in ("project", "repository"):
        if place in elsewhere:
            elsewhere[place] = dict.fromkeys(elsewhere[place], "company/other")
    call(forge, json.dumps(elsewhere).encode(), "2")
    call(forge, b'{"object_kind": "push", "zen": "Keep it logically awesome.", "hook_id": 1}', "3")
    jobs.run_due()
    assert list(Hook.objects.order_by("id").values_list("state", flat=True)) == ["heard", "strange", "strange"]
    assert Message.objects.filter(channel="tracker").count() == 1


def test_a_call_of_the_same_second_is_not_taken_for_an_old_one(cast, forge):
    _, task = developed(cast, forge.tracker)
    call(forge, forge.hook(task.key))
    calling.understand()
    assert Hook.objects.get().state == "heard"


def test_what_we_write_is_marked_and_the_mark_is_nobodys_words(cast, forge):
    ticket, task = developed(cast, forge.tracker, text="Шаги")
    passing.comment(ticket, "Журнал приложен", by=cast.anna)
    read(task)
    jobs.run_due()
    (written,) = forge.words_below(task.key)
    assert written == "Журнал приложен\n\n<!-- otklik -->"
    assert trackers.client(forge.tracker).read(task.key).comments[0].text == "Журнал приложен"
    assert Message.objects.filter(ticket=ticket, kind="note").count() == 1


def test_the_kind_of_tasks_is_a_label_and_may_be_none(cast, forge):
    _, labelled = developed(cast, forge.tracker)
    forge.tracker.change(by=None, issue_type="")
    _, plain = developed(cast, forge.tracker, title="Другая")
    found = [str(forge.shown(task.key)["labels"]) for task in (labelled, plain)]
    assert "Bug" in found[0]
    assert found[1] == "[]"

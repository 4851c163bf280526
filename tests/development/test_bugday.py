"""Critical bugs now, the rest on Friday (C8)."""

from datetime import UTC, date, datetime, timedelta

import hypothesis.strategies as st
import pytest
from hypothesis import given

from otklik.development import bugday, options, passing
from otklik.development.models import Concern, Stop, Task
from otklik.development.passing import Bug
from otklik.kernel import settings as declared
from otklik.kernel.verbs import Refused, Stale
from otklik.tickets import drafting
from otklik.tickets.models import Message
from tests.tickets.acting import opened

TUESDAY = datetime(2026, 11, 17, 9, tzinfo=UTC)


@pytest.fixture
def tuesday(time):
    time.stands(TUESDAY)
    return time


def bug(cast, customer, key, **more):
    """A request of the customer that Anna passes on."""
    ticket = opened(customer)
    ticket.accept(by=cast.anna)
    return ticket, passing.pass_on(ticket, Bug(key=key, title=f"Ошибка {key}", **more), by=cast.anna)


@given(st.dates(date(2020, 1, 1), date(2090, 1, 1)), st.integers(0, 6))
def test_the_next_bug_day_is_within_a_week_and_never_today(day, weekday):
    found = bugday.following(day, weekday)
    assert found.weekday() == weekday
    assert timedelta(0) < found - day <= timedelta(7)


def test_a_bug_that_stops_nobody_is_due_on_the_next_bug_day(cast, tuesday):
    ticket, task = bug(cast, cast.vera, "OT-1")
    assert (task.bug_day, task.due) == (date(2026, 11, 20), date(2026, 11, 20))
    assert ticket.running_wait().until.date() == date(2026, 11, 20)


def test_the_day_is_a_setting(cast, tuesday):
    declared.change(options.BUG_DAY.name, "2", by=cast.gleb)
    assert bugday.next_day() == date(2026, 11, 18)


def test_a_critical_bug_waits_for_no_day_and_says_whose_work_stands_still(cast, tuesday):
    ticket, task = bug(cast, cast.vera, "OT-1", whom="Вера", stops="не выставить счёт")
    assert (task.is_critical, task.bug_day, task.due) == (True, None, None)
    assert ticket.running_wait().until is None
    stop = Stop.objects.get()
    assert (stop.whom, stop.what, stop.by) == ("Вера", "не выставить счёт", cast.anna)
    assert list(bugday.critical(cast.anna)) == [task]
    assert list(bugday.waiting(cast.anna)) == []


def test_whose_work_without_which_is_asked_for(cast, tuesday):
    with pytest.raises(Refused) as refused:
        bug(cast, cast.vera, "OT-1", whom="Вера")
    assert refused.value.facts["name"] == "stops"
    assert not Task.objects.exists()


def test_what_becomes_critical_loses_its_day_and_what_calms_down_gets_one(cast, tuesday):
    ticket, task = bug(cast, cast.vera, "OT-1")
    bugday.mark_critical(task, whom="Вера", what="отчёт", by=cast.dana)
    assert ticket.running_wait().until is None
    bugday.calm(task, by=cast.dana)
    task.refresh_from_db()
    assert (task.is_critical, task.due) == (False, date(2026, 11, 20))
    assert Stop.objects.get().ended_by == cast.dana
    with pytest.raises(Stale):
        bugday.calm(task, by=cast.dana)


def test_the_board_counts_people_and_not_requests(cast, tuesday):
    _, loud = bug(cast, cast.vera, "OT-1")
    bug(cast, cast.vera, "OT-1")
    bug(cast, cast.vera, "OT-1")
    _, wide = bug(cast, cast.vera, "OT-2")
    bug(cast, cast.rival, "OT-2")
    assert [(task.key, task.people) for task in bugday.waiting(cast.anna)] == [(wide.key, 2), (loud.key, 1)]


def test_of_two_who_take_a_bug_one_wins(cast, tuesday):
    _, task = bug(cast, cast.vera, "OT-1")
    bugday.take(task, by=cast.dana)
    with pytest.raises(Stale) as stale:
        bugday.take(task, by=cast.anna)
    assert "Дана" in str(stale.value.said)
    with pytest.raises(Stale):
        bugday.leave(task, by=cast.anna)
    bugday.leave(task, by=cast.dana)
    bugday.take(task, by=cast.anna)


def test_done_without_a_tracker_wakes_the_requests_and_stands_in_the_text_of_the_day(cast, tuesday):
    ticket, task = bug(cast, cast.vera, "OT-1")
    bugday.finish(task, by=cast.dana)
    ticket.refresh_from_db()
    assert ticket.kind == "in_work"
    today = list(bugday.repaired(cast.anna))
    assert "Ошибка OT-1" in bugday.announcement(today)
    assert bugday.announcement([]) == ""
    with pytest.raises(Stale):
        bugday.finish(task, by=cast.anna)
    tuesday.passes(days=1)
    assert list(bugday.repaired(cast.anna)) == []


def test_each_reporter_is_thanked_by_a_draft_that_a_person_sends(cast, tuesday):
    first, task = bug(cast, cast.vera, "OT-1")
    second, _ = bug(cast, cast.rival, "OT-1")
    bugday.finish(task, by=cast.dana)
    drafting.forget(cast.anna, first, "reply")
    assert bugday.thank(by=cast.anna) == 1
    assert "Спасибо, что рассказали" in drafting.kept(cast.anna, first)["reply"].body
    assert "Исправили" in drafting.kept(cast.anna, second)["reply"].body
    assert bugday.thank(by=cast.anna) == 0
    assert not Message.objects.filter(kind="reply").exists()
    assert Concern.objects.filter(thanked_at__isnull=False).count() == 2


def test_what_was_not_repaired_after_all_waits_again(cast, tuesday):
    _, task = bug(cast, cast.vera, "OT-1")
    bugday.finish(task, by=cast.dana)
    bugday.reopen(task, by=cast.dana)
    assert [one.key for one in bugday.waiting(cast.anna)] == ["OT-1"]


def test_observers_take_nothing(cast, tuesday):
    _, task = bug(cast, cast.vera, "OT-1")
    for act in (bugday.take, bugday.finish, bugday.calm):
        with pytest.raises(Refused):
            act(task, by=cast.misha)


def test_customers_see_no_task(cast, tuesday):
    bug(cast, cast.vera, "OT-1")
    assert not Task.objects.visible_to(cast.vera).exists()

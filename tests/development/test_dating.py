"""A date may be found out for eight working hours, on development's clock; then development and its leads hear (R5)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from otklik.clocks import waking
from otklik.development import bugday, dating, options, passing
from otklik.development.passing import Bug
from otklik.kernel import clock, jobs
from otklik.kernel import settings as declared
from otklik.kernel.events import Event
from otklik.kernel.verbs import Refused
from otklik.notices.models import Notice, Reason
from otklik.people.models import Line, LineMembership
from tests.development.test_tracking import read
from tests.tickets.acting import opened

MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)
"""Noon in Moscow: the usual calendar is open from nine to six, with lunch at one."""


@pytest.fixture
def monday(time):
    time.stands(MONDAY)
    return time


def undated(cast, customer=None, key="OT-1"):
    """A critical bug waits for no day, so nobody knows when it will be repaired."""
    ticket = opened(customer or cast.vera)
    ticket.accept(by=cast.anna)
    return ticket, passing.pass_on(ticket, Bug(key=key, title="Счёт", whom="Вера", stops="счёт"), by=cast.anna)


def woken(time, **more):
    """So much later the clock wakes, and what follows has happened."""
    time.passes(**more)
    waking.wake()
    jobs.run_due()


def told(person):
    return Notice.objects.filter(person=person, reason=Reason.UNDATED)


def test_it_is_due_after_eight_hours_of_working_time_and_not_of_the_wall(cast, monday):
    _, task = undated(cast)
    noon = datetime(2026, 11, 17, 9, tzinfo=UTC)
    assert (task.undated_since, task.date_by) == (MONDAY, noon)


def test_whoever_has_the_task_and_the_leads_hear_once_though_two_requests_wait(cast, monday):
    first, task = undated(cast)
    second, _ = undated(cast, cast.rival)
    bugday.take(task, by=cast.dana)
    woken(monday, days=3)
    woken(monday, days=1)
    assert (told(cast.dana).count(), told(cast.boris).count(), told(cast.anna).count()) == (1, 1, 0)
    at = Event.objects.filter(code="task.undated").order_by("ticket_id")
    assert [event.ticket_id for event in at] == [first.pk, second.pk]
    task.refresh_from_db()
    assert (task.date_by, at[0].data["at"]) == (None, task.date_late_since.isoformat())
    assert task.date_late_since < MONDAY + timedelta(days=3)


def test_a_named_date_ends_the_waiting_and_its_loss_begins_it_anew(cast, monday):
    _, task = undated(cast)
    woken(monday, days=3)
    bugday.name_date(task, date(2026, 12, 1), by=cast.dana)
    task.refresh_from_db()
    assert (task.due, task.undated_since, task.date_by, task.date_late_since) == (date(2026, 12, 1), None, None, None)
    woken(monday, days=5)
    assert Event.objects.filter(code="task.undated").count() == 1


def test_the_trackers_date_ends_it_too_and_one_that_it_takes_back_begins_it(cast, there, monday):
    there.put(there.KNOWN)
    ticket = opened(cast.vera)
    ticket.accept(by=cast.anna)
    bug = Bug(tracker=there.tracker, key=there.KNOWN, title="Счёт", whom="Вера", stops="счёт")
    task = passing.pass_on(ticket, bug, by=cast.anna)
    jobs.run_due()
    task.refresh_from_db()
    assert task.date_by is not None
    there.put(there.KNOWN, duedate="2030-01-10")
    read(task)
    assert task.date_by is None


def test_a_bug_that_waits_for_the_bug_day_has_a_date(cast, monday):
    ticket = opened(cast.vera)
    ticket.accept(by=cast.anna)
    task = passing.pass_on(ticket, Bug(key="OT-2"), by=cast.anna)
    assert (task.due, task.date_by) == (date(2026, 11, 20), None)
    bugday.mark_critical(task, whom="Вера", what="отчёт", by=cast.dana)
    task.refresh_from_db()
    assert task.date_by is not None
    bugday.calm(task, by=cast.dana)
    task.refresh_from_db()
    assert task.date_by is None


@pytest.mark.parametrize("end", ["back", "done"])
def test_nobody_is_told_when_nobody_waits_any_more(cast, monday, end):
    ticket, task = undated(cast)
    if end == "back":
        ticket.work(by=cast.anna)
    else:
        bugday.finish(task, by=cast.dana)
    woken(monday, days=3)
    task.refresh_from_db()
    assert (task.date_by, task.undated_since) == (None, None)
    assert not Event.objects.filter(code="task.undated").exists()


def test_what_comes_back_to_development_is_waited_for_again(cast, monday):
    ticket, task = undated(cast)
    ticket.work(by=cast.anna)
    woken(monday, days=3)
    passing.pass_on(ticket, Bug(key="OT-1", whom="Вера", stops="счёт"), by=cast.anna)
    task.refresh_from_db()
    assert task.undated_since == clock.now()


def test_the_norm_is_a_setting_and_a_longer_one_is_waited_for(cast, monday):
    _, task = undated(cast)
    declared.change(options.DATE.name, timedelta(hours=80), by=cast.gleb)
    woken(monday, days=3)
    task.refresh_from_db()
    assert task.date_by > clock.now()
    assert task.date_late_since is None


def test_another_calendar_moves_what_is_being_waited_for(cast, monday):
    _, task = undated(cast)
    before = task.date_by
    type(task).objects.update(date_by=before + timedelta(days=9))
    assert dating.reckon_again() == 1
    task.refresh_from_db()
    assert task.date_by == before


def test_the_line_of_development_has_its_own_leads(cast, monday):
    line = Line.objects.create(code="dev", name={"ru": "Разработка"})
    LineMembership.objects.create(line=line, person=cast.boris)
    declared.change(options.LINE.name, str(line.pk), by=cast.gleb)
    undated(cast)
    woken(monday, days=3)
    assert set(Notice.objects.filter(reason=Reason.UNDATED).values_list("person", flat=True)) == {cast.boris.pk}
    with pytest.raises(Refused):
        declared.change(options.LINE.name, "999999", by=cast.gleb)


def test_a_day_that_is_over_and_a_task_of_a_tracker_are_refused(cast, tracker, monday):
    _, task = undated(cast)
    with pytest.raises(Refused):
        bugday.name_date(task, date(2026, 11, 15), by=cast.dana)
    task.tracker = tracker
    with pytest.raises(Refused):
        bugday.name_date(task, date(2026, 12, 1), by=cast.dana)
    with pytest.raises(Refused):
        bugday.name_date(task, date(2026, 12, 1), by=cast.misha)

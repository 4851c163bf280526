"""D1: a change of what is promised moves open clocks; what would move is said before, and what has moved after."""

from datetime import date, timedelta

import pytest

from otklik.clocks import arranging, policies, recounting
from otklik.clocks.freezing import Day, DayKind
from otklik.clocks.models import Calendar, Deadline, Promise, Recount
from otklik.kernel.models import Event
from tests.clocks.test_norms import moscow
from tests.clocks.test_promises import due, promise
from tests.desk.asking import text
from tests.tickets.acting import opened

HOUR = timedelta(hours=1)


@pytest.fixture
def row(cast, time):
    time.stands(moscow(2026, 11, 16, 9))
    return promise(next_reply=None)


def _change(row, cast, **about):
    policies.change_promise(Promise.objects.get(pk=row.pk), by=cast.boris, **about)


def _known(row, **about):
    return {"first_reply": row.first_reply, "next_reply": row.next_reply, "solution": row.solution} | about


def test_a_longer_promise_moves_clocks_later_and_says_which(cast, row):
    ticket = opened(cast.vera)
    was = due(ticket, "first_reply")
    _change(row, cast, **_known(row, first_reply=row.first_reply + HOUR))
    recounting.go_on()
    assert due(ticket, "first_reply") == was + HOUR
    walk = Recount.objects.get()
    assert walk.result["counts"] == {"earlier": 0, "later": 1, "started": 0, "stopped": 0}
    [[number, kind, before, after]] = walk.result["sample"]
    assert (number, kind) == (ticket.number, "first_reply")
    assert (before, after) == (was.isoformat(), (was + HOUR).isoformat())
    event = Event.objects.get(code="clocks.recounted")
    assert (event.data["requests"], event.data["later"], event.actor) == (1, 1, cast.boris)


def test_a_shorter_one_moves_them_earlier_and_one_taken_out_of_use_stops_them(cast, row):
    opened(cast.vera)
    _change(row, cast, **_known(row, first_reply=HOUR / 2))
    recounting.go_on()
    assert Recount.objects.latest("id").result["counts"]["earlier"] == 1
    _change(row, cast, **_known(row, is_active=False))
    recounting.go_on()
    assert Recount.objects.latest("id").result["counts"]["stopped"] == 1


def test_what_would_move_is_counted_and_nothing_of_it_stays(cast, row):
    ticket = opened(cast.vera)
    was, events = due(ticket, "first_reply"), Event.objects.count()
    effect = recounting.preview(lambda: _change(row, cast, **_known(row, first_reply=HOUR / 2, solution=9 * HOUR)))
    assert (effect.counts["earlier"], effect.counts["started"], effect.seen, effect.total) == (1, 1, 1, 1)
    assert due(ticket, "first_reply") == was
    assert (Event.objects.count(), Recount.objects.count()) == (events, 0)
    assert Promise.objects.get(pk=row.pk).solution == row.solution


def test_killed_between_two_requests_nothing_is_lost_or_doubled(cast, row, monkeypatch):
    tickets = [opened(cast.vera) for _ in range(5)]
    _change(row, cast, **_known(row, first_reply=row.first_reply + HOUR))
    real, count = recounting._one, iter(range(100))

    def dies(*args):
        if next(count) == 3:
            raise KeyboardInterrupt
        real(*args)

    monkeypatch.setattr(recounting, "_one", dies)
    with pytest.raises(KeyboardInterrupt):
        recounting.go_on()
    assert Recount.objects.get().finished_at is None
    recounting.go_on()
    walk = Recount.objects.get()
    assert (walk.done, walk.result["counts"]["later"]) == (5, 5)
    assert len(walk.result["sample"]) == len({row[0] for row in walk.result["sample"]}) == len(tickets)


def test_many_are_walked_in_batches_and_few_are_named(cast, row, monkeypatch):
    monkeypatch.setattr(recounting, "BATCH", 2)
    monkeypatch.setattr(recounting, "SHOWN", 3)
    for _ in range(5):
        opened(cast.vera)
    _change(row, cast, **_known(row, first_reply=row.first_reply + HOUR))
    recounting.go_on(0)
    assert (Recount.objects.get().done, Recount.objects.get().total) == (0, 5)
    recounting.go_on()
    walk = Recount.objects.get()
    assert (walk.done, walk.result["counts"]["later"], len(walk.result["sample"])) == (5, 5, 3)


def test_a_newer_change_takes_over_a_walk_that_is_not_through(cast, row):
    ticket = opened(cast.vera)
    was = due(ticket, "first_reply")
    for hours in (1, 2):
        _change(row, cast, **_known(row, first_reply=row.first_reply + hours * HOUR))
    recounting.go_on()
    assert [one.is_cut for one in Recount.objects.order_by("id")] == [True, False]
    assert due(ticket, "first_reply") == was + 2 * HOUR


def test_a_calendar_that_changes_is_followed_too(cast, row):
    opened(cast.vera)
    usual = Calendar.objects.usual()
    arranging.change_calendar(usual, usual.name, time_zone=usual.time_zone, week=[[(600, 900)]] * 7, by=cast.boris)
    recounting.go_on()
    assert Recount.objects.get(noun="calendar").result["counts"]["later"] == 1


def test_the_settings_show_it_before_and_after(signed_in, cast, row):
    boris, ticket = signed_in(cast.gleb), opened(cast.vera)
    form = {"name_ru": "Обычное", "first_reply": "30 мин", "counting": "business", "is_active": "on"}
    page = text(boris.post(f"/manage/promises/{row.pk}/", {**form, "try": "1"}))
    assert "раньше: 1" in page
    assert f"№ {ticket.number}".replace(" ", "") in page.replace(" ", "").replace("\u00a0", "")
    assert Promise.objects.get(pk=row.pk).first_reply == row.first_reply
    assert boris.post(f"/manage/promises/{row.pk}/", form).status_code == 303
    assert "пересчитано 0 из 1" in text(boris.get("/manage/promises/"))
    recounting.go_on()
    assert "пересчитано обращений: 1" in text(boris.get("/manage/promises/"))
    assert Deadline.objects.get(ticket=ticket, kind="first_reply").due_at < moscow(2026, 11, 16, 10)


def test_a_preview_of_a_calendar_leaves_no_hours_behind_in_the_memory_of_the_process(cast, row):
    """Tried with 10 to 15, saved with 12 to 17: two hours from Monday, 9:00, end at 14:00, not at 12:00."""
    usual, ticket = Calendar.objects.usual(), opened(cast.vera)

    def change(week):
        again = Calendar.objects.get(pk=usual.pk)
        arranging.change_calendar(again, usual.name, time_zone=usual.time_zone, week=week, by=cast.boris)

    effect = recounting.preview(lambda: change([[(600, 900)]] * 7))
    assert effect.counts["later"] == 1
    assert due(ticket, "first_reply") == moscow(2026, 11, 16, 11)
    change([[(720, 1020)]] * 7)
    recounting.go_on()
    assert due(ticket, "first_reply") == moscow(2026, 11, 16, 14)


def test_another_calendar_for_a_line_or_for_all_is_followed(cast, row):
    ticket = opened(cast.vera)
    night = arranging.add_calendar({"ru": "Ночь"}, time_zone="Europe/Moscow", week=[[(1200, 1440)]] * 7, by=cast.boris)
    arranging.use_for(night, lines=[ticket.line], by=cast.boris)
    recounting.go_on()
    assert due(ticket, "first_reply") == moscow(2026, 11, 16, 22)
    arranging.use_for(night, by=cast.boris)
    recounting.go_on()
    assert due(ticket, "first_reply") == moscow(2026, 11, 16, 11)
    arranging.prefer_calendar(night, by=cast.boris)
    recounting.go_on()
    assert due(ticket, "first_reply") == moscow(2026, 11, 16, 22)


def test_a_day_that_is_declared_closed_moves_the_8_hours_too(cast, row, time):
    time.stands(moscow(2026, 11, 16, 20))
    opened(cast.vera)
    closed = Day(date(2026, 11, 17), DayKind.OFF)
    effect = recounting.preview(lambda: arranging.set_day(Calendar.objects.usual(), closed, by=cast.boris))
    assert sorted(kind for _number, kind, _before, _after in effect.sample) == ["first_reply", "limit"]


def test_the_settings_show_what_a_calendar_would_move(signed_in, cast, row):
    gleb, usual, ticket = signed_in(cast.gleb), Calendar.objects.usual(), opened(cast.vera)
    week = {f"day{number}": "10:00–15:00" for number in range(7)}
    form = {"name_ru": "Другое", "time_zone": "Europe/Moscow", **week}
    address = f"/manage/calendars/{usual.pk}/"
    page = text(gleb.post(address, {**form, "try": "1"}))
    assert "позже: 1" in page
    assert "Другое" in gleb.post(address, {**form, "try": "1"}).content.decode()  # what was typed stays
    assert Calendar.objects.usual().name == usual.name
    assert gleb.post(address, {**form, "day0": "10–9", "try": "1"}).status_code == 422
    day = {"date": "2026-11-16", "kind": "off", "shut": "9:00–12:00"}
    page = text(gleb.post(f"{address}days/", {**day, "try": "1"}))
    assert "позже: 2" in page  # the first reply and the 8 hours
    assert "предел ожидания" in page
    assert not usual.days.filter(date=date(2026, 11, 16)).exists()
    assert gleb.post(f"{address}days/", {**day, "shut": "9–10, 11–12"}).status_code == 422
    assert gleb.post(f"{address}days/", day).status_code == 303
    assert "12:00–13:00, 14:00–18:00" in gleb.get(f"{address}?year=2026").content.decode()
    recounting.go_on()
    assert "пересчитано обращений: 1" in text(gleb.get(address))
    page = text(gleb.post("/manage/calendars/new/", {**form, "lines": [ticket.line_id], "try": "1"}))
    assert "раньше: 2" in page
    assert Calendar.objects.count() == 1

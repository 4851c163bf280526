"""Norms and calendars as leads arrange them in the settings (D2, D5, R24)."""

import re
from datetime import date, timedelta

import pytest
from django import forms

from otklik.clocks import norming
from otklik.clocks.models import Calendar, CalendarDay, Norm, Promise
from otklik.manage.forms.hours import PeriodsField, read_length, shown_length, shown_periods
from otklik.people.models import Line
from otklik.tickets.models import Status
from tests.clocks.test_norms import moscow, norm
from tests.tickets.acting import opened

HOUR = timedelta(hours=1)


def filled(**changed):
    """The editor of norms as a browser would send it: every row empty but for what is `changed`."""
    keys = [str(status.pk) for status in Status.objects.filter(kind__in=["new", "in_work", "reopened"])] + ["debt"]
    form = {"since": "2026-11-25"}
    for key in keys:
        form |= {f"{key}-counting": "business", f"{key}-first": "", f"{key}-second": "", f"{key}-third": ""}
    return form | changed


def key(code):
    return str(Status.objects.of(code).pk)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("15", 15),
        ("15 мин", 15),
        ("1 ч", 60),
        ("1ч 30мин", 90),
        ("2 год 5 хв", 125),
        ("1 h 30 min.", 90),
        ("48 часов", 2880),
    ],
)
def test_lengths_are_read_as_people_write_them(text, minutes):
    assert read_length(text) == timedelta(minutes=minutes)
    assert read_length(shown_length(timedelta(minutes=minutes))) == timedelta(minutes=minutes)


@pytest.mark.parametrize("text", ["скоро", "1 ч и ещё", "-5", "5 дней"])
def test_what_is_no_length_is_refused(text):
    with pytest.raises(forms.ValidationError):
        read_length(text)


def test_hours_of_a_day_are_read_back_as_they_are_shown():
    periods = PeriodsField().clean("9-13, 14:00–18:30; 22:00-0:00")
    assert periods == [(540, 780), (840, 1110), (1320, 1440)]
    assert PeriodsField().clean(shown_periods(periods)) == periods
    with pytest.raises(forms.ValidationError):
        PeriodsField().clean("с утра до вечера")


def test_a_lead_sets_a_norm_ahead_and_takes_it_back(boris, cast, time):
    time.stands(moscow(2026, 11, 20, 12))
    new = key("new")
    sent = filled(**{f"{new}-first": "15 мин", f"{new}-second": "1 ч"})
    assert boris.post("/manage/norms/", sent).status_code == 303
    made = Norm.objects.get()
    assert (made.first, made.second, made.third) == (HOUR / 4, HOUR, None)
    assert made.valid_from == moscow(2026, 11, 25, 3) - 3 * HOUR  # midnight in Moscow
    page = boris.get("/manage/norms/").content.decode()
    assert "15 мин, 1 ч" in page
    assert boris.post(f"/manage/norms/{made.pk}/withdrawal/").status_code == 303
    assert not Norm.objects.standing().exists()


def test_saving_what_nobody_changed_sets_nothing(boris, cast, time):
    time.stands(moscow(2026, 11, 20, 12))
    norm("new", 1)
    boris.post("/manage/norms/", filled(**{f"{key('new')}-first": "60"}))
    assert Norm.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"first": "2 ч", "second": "1 ч"}, "Каждый порог позже предыдущего"),
        ({"first": "", "second": "1 ч"}, "начиная с первого"),
        ({"first": "скоро"}, "Часы и минуты"),
        ({"first": "99999 ч"}, "Столько времени календарь не даёт"),
    ],
)
def test_a_wrong_threshold_is_refused_beside_its_row(boris, cast, time, changed, said):
    time.stands(moscow(2026, 11, 20, 12))
    sent = filled(**{f"{key('new')}-{name}": value for name, value in changed.items()})
    answer = boris.post("/manage/norms/", sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Norm.objects.exists()


def test_a_norm_cannot_come_sooner_than_in_three_days(boris, cast, time):
    time.stands(moscow(2026, 11, 20, 12))
    answer = boris.post("/manage/norms/", filled(since="2026-11-21", **{f"{key('new')}-first": "1 ч"}))
    assert answer.status_code == 422
    assert "за три дня" in answer.content.decode()


def test_a_line_has_norms_of_its_own(boris, cast, time):
    time.stands(moscow(2026, 11, 20, 12))
    boris.post("/manage/norms/?line=second", filled(**{"debt-first": "2 ч"}))
    made = Norm.objects.get()
    assert (made.line, made.status) == (Line.objects.get(code="second"), None)


def test_a_change_is_tried_on_the_last_month_and_not_saved(boris, cast, time):
    time.stands(moscow(2026, 11, 16, 9))
    ticket = opened(cast.vera)
    time.passes(hours=2)
    ticket.reply(by=cast.anna, body="Какой тариф?", end="asked")
    time.stands(moscow(2026, 11, 20, 12))
    answer = boris.post("/manage/norms/", filled(**{f"{key('new')}-first": "1 ч", "try": "1"}))
    assert answer.status_code == 200
    assert "0 · 0 · 0" in answer.content.decode()
    assert "1 · 0 · 0" in answer.content.decode()
    assert not Norm.objects.exists()
    october = boris.post("/manage/norms/", filled(**{f"{key('new')}-first": "1 ч", "try": "1", "month": "2026-10"}))
    assert "ни одно обращение не было в наш ход" in october.content.decode()
    same = boris.post("/manage/norms/", filled(**{"try": "1"}))
    assert "Ничего не отличается" in same.content.decode() or "не отличается" in same.content.decode()


def test_a_large_month_goes_on_by_itself_and_says_how_far_it_is(boris, signed_in, cast, time, monkeypatch):
    from otklik.clocks import replaying
    from otklik.clocks.models import Replay
    from otklik.manage.views import norms

    time.stands(moscow(2026, 11, 16, 9))
    opened(cast.vera)
    opened(cast.vera)
    time.stands(moscow(2026, 11, 20, 12))
    monkeypatch.setattr(replaying, "BATCH", 1)
    monkeypatch.setattr(norms, "AT_ONCE", -1.0)
    answer = boris.post("/manage/norms/", filled(**{f"{key('new')}-first": "1 ч", "try": "1"})).content.decode()
    row = Replay.objects.get()
    assert "1 из 2 обращений" in answer
    assert f'hx-get="/manage/norms/replays/{row.pk}/"' in answer
    replaying.go_on(row.pk)
    piece = boris.get(f"/manage/norms/replays/{row.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "2 · 0 · 0" in piece
    assert "hx-get" not in piece
    assert "Что было бы" in boris.get(f"/manage/norms/replays/{row.pk}/").content.decode()
    assert signed_in(cast.gleb).get(f"/manage/norms/replays/{row.pk}/").status_code == 404


def test_r24_a_lead_sees_who_has_not_read_of_a_coming_norm(boris, cast, time):
    time.stands(moscow(2026, 11, 20, 12))
    boris.post("/manage/norms/", filled(**{f"{key('new')}-first": "15 мин"}))
    norming.acknowledge(Norm.objects.get(), by=cast.anna)
    page = boris.get("/manage/norms/").content.decode()
    assert "прочитали 1 из 4" in page
    said = page.partition("Ещё нет: ")[2].partition("<")[0]
    assert "Олег Дёмин" in said
    assert "Анна Белова" not in said


WEEK = {f"day{number}": "9:00–18:00" if number < 5 else "" for number in range(7)}


def test_a_calendar_is_added_with_the_holidays_of_its_country(boris, cast):
    line = Line.objects.get(code="second")
    sent = {"name_ru": "Поддержка в Минске", "time_zone": "Europe/Minsk", "country": "BY", "lines": [line.pk], **WEEK}
    assert boris.post("/manage/calendars/new/", sent).status_code == 303
    made = Calendar.objects.get(time_zone="Europe/Minsk")
    assert made.days.filter(date=date(2026, 7, 3)).exists()
    assert line.works_by.calendar == made
    assert "Понедельник–пятница 9:00–18:00" in boris.get("/manage/calendars/").content.decode()


def test_overlapping_hours_are_refused_in_the_form(boris, cast):
    usual = Calendar.objects.usual()
    sent = {"name_ru": "Пятидневка", "time_zone": "Europe/Moscow", **WEEK, "day0": "9:00–13:00, 12:00–18:00"}
    answer = boris.post(f"/manage/calendars/{usual.pk}/", sent)
    assert answer.status_code == 422
    assert "пересекаются" in answer.content.decode()


def test_a_date_is_added_changed_and_removed(boris, cast, time):
    time.stands(moscow(2026, 11, 16, 9))
    usual = Calendar.objects.usual()
    sent = {"date": "2026-11-24", "kind": "short", "shorter_by": "60", "name": "Переезд", "like": ""}
    assert boris.post(f"/manage/calendars/{usual.pk}/days/", sent).status_code == 303
    row = CalendarDay.objects.get(date=date(2026, 11, 24))
    assert (row.shorter_by, row.edited_by) == (60, cast.boris)
    assert "Переезд" in boris.get(f"/manage/calendars/{usual.pk}/?year=2026").content.decode()
    assert boris.post(f"/manage/calendars/{usual.pk}/days/", sent | {"shorter_by": ""}).status_code == 422
    assert boris.post(f"/manage/calendars/{usual.pk}/days/{row.pk}/removal/").status_code == 303
    assert not CalendarDay.objects.filter(pk=row.pk).exists()


def test_holidays_of_another_year_are_copied(boris, cast):
    usual = Calendar.objects.usual()
    usual.days.filter(date__year=2025).delete()
    assert boris.post(f"/manage/calendars/{usual.pk}/years/", {"year": "2025"}).status_code == 303
    assert usual.days.filter(date=date(2025, 5, 9)).exists()
    assert boris.post(f"/manage/calendars/{usual.pk}/years/", {"year": "никогда"}).status_code == 422


def test_an_agent_arranges_no_time(anna, cast):
    assert anna.get("/manage/norms/").status_code == 403
    assert anna.get("/manage/calendars/").status_code == 403


def test_a_promise_is_added_and_changed(boris, cast, last):
    sent = {"name_ru": "Договор", "first_reply": "1 ч", "counting": "business", "is_active": "on", "is_contract": "on"}
    sent["organization"] = cast.company("warm").pk
    assert boris.post("/manage/promises/new/", sent).status_code == 303
    made = Promise.objects.get()
    assert (made.first_reply, made.organization, made.is_contract) == (HOUR, cast.company("warm"), True)
    assert "Тёплый дом" in boris.get("/manage/promises/").content.decode()
    assert 'value="1 ч"' in boris.get(f"/manage/promises/{made.pk}/").content.decode()
    assert boris.post(f"/manage/promises/{made.pk}/", sent | {"first_reply": "30 мин"}).status_code == 303
    assert last("promise.changed").after["limits"] == [1800, None, None, None, None]


def test_a_promise_is_chosen_by_channel_kind_of_work_and_urgency(boris, cast):
    sent = {"name_ru": "Внедрение", "substance": "3 ч", "update": "16 ч", "counting": "business", "is_active": "on"}
    about = {"channel": "email", "work_type": "implementation", "urgency": "2"}
    assert boris.post("/manage/promises/new/", sent | about).status_code == 303
    made = Promise.objects.get(channel="email")
    assert (made.work_type, made.urgency, made.update) == ("implementation", 2, timedelta(hours=16))
    assert "внедрение, критично" in boris.get("/manage/promises/").content.decode()
    answer = boris.post(f"/manage/promises/{made.pk}/", sent | {"channel": "pigeon"})
    assert answer.status_code == 422
    assert 'value="3 ч"' in answer.content.decode()


def test_a_promise_of_nothing_is_refused(boris, cast):
    sent = {"name_ru": "Пустое", "counting": "business"}
    answer = boris.post("/manage/promises/new/", sent)
    assert answer.status_code == 422
    assert "хотя бы одно из этого" in answer.content.decode()


def test_a_norm_may_count_the_hours_of_the_person_responsible(boris, cast, time):
    time.stands(moscow(2026, 11, 20, 12))
    debt = {"debt-first": "2 ч", "debt-counting": "own"}
    assert boris.post("/manage/norms/", filled(**debt)).status_code == 303
    assert Norm.objects.get().counting == "own"
    assert "часы ответственного" in boris.get("/manage/norms/").content.decode()
    assert "часы ответственного" not in boris.get("/manage/promises/new/").content.decode()


def test_r21_those_at_a_level_have_norms_of_their_own(boris, cast, time):
    time.stands(moscow(2026, 11, 20, 12))
    norm("new", 1)
    empty = boris.get("/manage/norms/?line=first&level=1").content.decode()
    assert re.search(r'aria-current="true">новичок<', empty)
    assert 'value="1 ч"' not in empty
    answer = boris.post("/manage/norms/?line=first&level=1", filled(**{f"{key('new')}-first": "6 ч"}))
    assert (answer.status_code, answer["Location"]) == (303, "/manage/norms/?line=first&level=1")
    made = Norm.objects.get(level=1)
    assert (made.line.code, made.limits) == ("first", (6 * HOUR,))
    assert "уровень: новичок" in boris.get("/manage/norms/?line=first").content.decode()  # what comes
    assert boris.post("/manage/norms/?level=0", filled(**{"debt-first": "5 ч"})).status_code == 303
    assert Norm.objects.get(level=0).line is None
    assert boris.get("/manage/norms/?level=beyond").status_code == 200

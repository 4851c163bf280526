"""The switch of one's shift, handing it over, and the lead's console (R17, R20)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from otklik.desk import counting
from otklik.kernel import clock
from otklik.people.models import Person
from otklik.routing import away, handing, hours, shifts
from otklik.routing.models import Absence, Duty, Handover
from tests.desk.asking import HTMX, text
from tests.tickets.acting import opened


@pytest.fixture
def boris(signed_in, cast):
    """Boris's browser."""
    return signed_in(cast.boris)


def _post(client, rest, **form):
    return client.post(f"/desk/shift/{rest}", form)


def test_the_switch_begins_changes_and_ends_a_shift(anna, cast):
    for state in ("on", "lunch", "on"):
        assert _post(anna, "state/", state=state).status_code == 303
    assert "на смене" in text(anna.get("/desk/shift/"))
    _post(anna, "state/", state="off")
    assert list(Duty.objects.order_by("id").values_list("state", flat=True)) == ["on", "lunch", "on"]
    assert not Duty.objects.running()
    assert _post(anna, "state/", state="dancing").status_code == 422


def test_a_shift_that_ended_by_itself_says_so_and_is_taken_up_with_one_press(anna, cast, time):
    time.passes(minutes=0)
    shifts.enter(cast.anna, by=cast.anna)
    time.passes(hours=12)
    shifts.end_due()
    assert "закончилась сама" in text(anna.get("/desk/mine/"))
    _post(anna, "state/", state="resume")
    assert shifts.running(cast.anna)


def test_who_ends_the_shift_with_something_in_hand_hands_it_over_first(anna, cast):
    opened(cast.vera).accept(by=cast.anna)
    shifts.enter(cast.anna, by=cast.anna)
    assert _post(anna, "state/", state="off")["Location"] == "/desk/shift/handing/"
    assert shifts.running(cast.anna)
    _post(anna, "state/", state="off", sure="1")
    assert shifts.running(cast.anna) is None


def test_one_screen_hands_over_each_or_all(anna, signed_in, cast):
    first, second, third = (opened(cast.vera, subject=name) for name in ("Первое", "Второе", "Третье"))
    for ticket in (first, second, third):
        ticket.accept(by=cast.anna)
    page = text(anna.get("/desk/shift/handing/"))
    assert all(ticket.subject in page for ticket in (first, second, third))
    form = {
        f"way-{first.number}": f"person-{cast.oleg.pk}",
        f"todo-{first.number}": "Позвонить до десяти",
        "all": "line",
    }
    assert _post(anna, "handing/", **form).status_code == 303
    assert Handover.objects.get(ticket=first).to == cast.oleg
    assert set(Handover.objects.exclude(ticket=first).values_list("way", flat=True)) == {"line"}
    oleg = signed_in(cast.oleg)
    assert "Первое" in text(oleg.get("/desk/shift/"))
    _post(oleg, f"handovers/{Handover.objects.get(ticket=first).pk}/acceptance/")
    first.refresh_from_db()
    assert first.responsible == cast.oleg


def test_what_cannot_be_kept_comes_back_with_the_text(anna, cast):
    ticket = opened(cast.vera)
    ticket.accept(by=cast.anna)
    ticket.reply(by=cast.anna, body="Смотрим", next_word_by=clock.now() + timedelta(minutes=30))
    form = {f"way-{ticket.number}": "kept", f"known-{ticket.number}": "Диск полон"}
    answer = _post(anna, "handing/", **form)
    assert answer.status_code == 422
    assert "Диск полон" in answer.content.decode()
    assert "Оставить нельзя" in text(answer)


def test_what_was_offered_to_others_is_not_found(anna, signed_in, cast):
    ticket = opened(cast.vera)
    ticket.accept(by=cast.anna)
    handover = handing.hand_over(ticket, "person", to=cast.oleg, by=cast.anna)
    assert _post(signed_in(cast.misha), f"handovers/{handover.pk}/refusal/").status_code == 404
    _post(anna, f"handovers/{handover.pk}/withdrawal/")
    handover.refresh_from_db()
    assert handover.ended_how == "moot"


def test_r20_the_console_shows_who_is_there_what_they_carry_and_what_was_left(boris, cast, time):
    time.passes(minutes=0)
    shifts.enter(cast.oleg, "lunch", by=cast.oleg)
    hours.set_ceiling(cast.oleg, 1, by=cast.boris)
    for person in (cast.oleg, cast.oleg, cast.anna):
        opened(cast.vera).accept(by=person)
    now = clock.now()
    away.plan(cast.gleb, "vacation", since=now, until=now + timedelta(days=3), by=cast.boris)
    page = text(boris.get("/desk/shift/console/", headers=HTMX))
    assert page.index("На смене") < page.index("Олег Дёмин обед") < page.index("Не на смене")
    assert "2 / 1 больше предела" in page
    assert page.index("Не на смене") < page.index("Анна Белова") < page.index("Отсутствуют") < page.index("Глеб Ершов")


def test_r17_a_lead_moves_everything_of_somebody_to_the_line(boris, cast):
    ticket = opened(cast.vera)
    ticket.accept(by=cast.anna)
    assert _post(boris, f"people/{cast.anna.pk}/requests/").status_code == 303
    ticket.refresh_from_db()
    assert ticket.responsible is None


def test_a_lead_enters_hours_and_their_owner_sees_them(boris, anna, cast):
    form = {f"day{day}": "9:00–13:00, 14-18" for day in range(5)} | {"ceiling": "7"}
    assert _post(boris, f"people/{cast.anna.pk}/", **form).status_code == 303
    assert "09:00–13:00, 14:00–18:00" in text(anna.get("/desk/shift/"))
    assert hours.ceiling(cast.anna) == 7
    wrong = _post(boris, f"people/{cast.anna.pk}/", day0="с утра", day1="18-9")
    assert wrong.status_code == 422
    assert wrong.content.decode().count('aria-invalid="true"') == 2
    assert anna.get(f"/desk/shift/people/{cast.anna.pk}/").status_code == 403


def test_an_absence_is_planned_and_called_off(anna, cast):
    form = {"kind": "vacation", "since": "2026-12-01T09:00", "until": "2026-12-08T09:00"}
    assert _post(anna, f"people/{cast.anna.pk}/absences/", **form).status_code == 303
    assert "отпуск" in text(anna.get("/desk/shift/"))
    assert _post(anna, f"people/{cast.anna.pk}/absences/", **{**form, "until": "2026-11-30T09:00"}).status_code == 422
    assert _post(anna, f"people/{cast.oleg.pk}/absences/", **form).status_code == 403
    assert _post(anna, f"absences/{Absence.objects.get().pk}/removal/").status_code == 303
    assert not Absence.objects.standing()


def test_above_the_ceiling_a_word_warns(anna, cast):
    hours.set_ceiling(cast.anna, 1, by=cast.boris)
    for wanted in (False, True):
        ticket = opened(cast.vera)
        said = anna.post(f"/desk/tickets/{ticket.number}/responsibility/", headers=HTMX).content.decode()
        assert ("это больше 1" in said) == wanted


def test_the_console_asks_as_much_for_many_as_for_few(boris, cast):
    shifts.enter(cast.anna, by=cast.anna)
    few = _asked(boris)
    for place in range(8):
        Person.objects.create(login=f"more{place}", name=f"Ещё {place}", role=cast.anna.role)
    for person in Person.objects.staff().exclude(pk=cast.anna.pk):
        shifts.enter(person, by=person)
    for _ in range(4):
        opened(cast.vera).accept(by=cast.anna)
    assert len(_asked(boris)) <= len(few) <= 27, [one["sql"] for one in few]


def _asked(boris):
    counting.forget()
    boris.get("/desk/shift/console/", headers=HTMX)  # what is read once a process
    counting.forget()
    with CaptureQueriesContext(connection) as asked:
        boris.get("/desk/shift/console/", headers=HTMX)
    return asked.captured_queries


def test_r17_a_request_of_somebody_away_says_so_in_lists_and_in_its_head(anna, cast, time):
    time.passes(minutes=0)
    ticket = opened(cast.vera)
    ticket.accept(by=cast.oleg)
    now = clock.now()
    away.plan(cast.oleg, "vacation", since=now, until=now + timedelta(days=3), by=cast.boris)
    for address in ("/desk/open/", f"/desk/tickets/{ticket.number}/"):
        assert "Олег Дёмин, нет на месте до" in anna.get(address).content.decode()
    assert "отпуск" not in anna.get("/desk/open/").content.decode()


def test_many_are_accepted_at_once_only_as_far_as_one_can_carry(anna, cast):
    hours.set_ceiling(cast.anna, 2, by=cast.boris)
    tickets = [opened(cast.vera) for _ in range(3)]
    answer = anna.post("/desk/bulk/", {"do": "accept", "ids": [ticket.number for ticket in tickets]})
    assert "сколько можете" in text(anna.get(answer["Location"], follow=True))
    assert [ticket.refresh_from_db() or ticket.is_accepted for ticket in tickets] == [True, True, False]

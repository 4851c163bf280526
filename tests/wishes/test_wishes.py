"""Wishes: one wish, many askers with their reasons, a decision with its why, and everybody hears of it (R14)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from otklik.channels.models import Delivery
from otklik.desk import counting
from otklik.kernel import jobs
from otklik.kernel.verbs import Forbidden, Refused, Stale
from otklik.problems.models import CopyState
from otklik.tickets.kinds import Turn
from otklik.tickets.models import Ticket
from otklik.wishes import recording
from otklik.wishes.models import Asking, Wish
from tests.desk.asking import address, opened_page, post, text
from tests.tickets.acting import codes, opened

pytestmark = pytest.mark.django_db
DONE = {("ru", "polite"): "{клиент}, сделали: отчёт выгружается в XLSX.", ("uk", "polite"): "Зробили вивантаження."}


@pytest.fixture
def ticket(cast):
    """Vera's, whom Anna has answered."""
    fresh = opened(cast.vera, "Хочу выгружать отчёт в XLSX", subject="Выгрузка отчёта в XLSX")
    fresh.accept(by=cast.anna)
    return fresh


@pytest.fixture
def wish(cast):
    return recording.record("Выгрузка отчётов в XLSX", by=cast.anna)


def about_wishes(queries):
    """How many statements are about wishes: what stands around a page is cached by the second."""
    return sum("wishes_" in one["sql"] for one in queries)


def now(row):
    return type(row).objects.get(pk=row.pk)


def last(ticket):
    return now(ticket).last_public_message


def asks(wish, person, by, **more):
    ticket = opened(person, "Нужна выгрузка", **more)
    ticket.accept(by=by)
    recording.ask(wish, ticket, by=by, closes=True)
    return ticket


def test_one_step_records_a_wish_and_closes_the_request_as_recorded(signed_in, cast, ticket):
    answer = post(
        signed_in(cast.anna),
        ticket,
        "wish-step/",
        chosen="new",
        fresh="Выгрузка в XLSX",
        reason="Сдаёт бухгалтерии",
        closes="on",
    )
    assert answer.status_code == 200
    asking = Asking.objects.get()
    assert (asking.wish.title, asking.person, asking.reason) == ("Выгрузка в XLSX", cast.vera, "Сдаёт бухгалтерии")
    assert asking.organization == cast.company("warm")
    assert (now(ticket).kind, now(ticket).closing_kind) == ("closed", "recorded")
    assert "записали Ваше пожелание" in last(ticket).body


def test_the_key_and_the_menu_lead_to_the_step(signed_in, cast, ticket):
    page = opened_page(signed_in(cast.anna), ticket)
    assert 'data-key="Shift+KeyP"' in page
    assert address(ticket, "wish-step/") in page


def test_wishes_like_the_request_stand_first(cast, wish):
    for title in ("Тёмная тема", "Вход по ключу", "Уведомления в Telegram"):
        recording.record(title, by=cast.anna)
    assert recording.likely("выгрузить отчет в xlsx", cast.anna)[0] == wish


def test_people_and_companies_are_counted_once_however_often_they_ask(signed_in, cast, wish):
    asks(wish, cast.vera, cast.anna)
    asks(wish, cast.vera, cast.anna)
    asks(wish, cast.pavel, cast.oleg)
    asks(wish, cast.rival, cast.oleg)
    page = text(signed_in(cast.anna).get(f"/desk/wishes/{wish.pk}/"))
    assert "Людей 3" in page
    assert "Компаний 2" in page


def test_a_request_asks_for_one_wish_until_it_is_taken_out(cast, wish, ticket):
    asking = recording.ask(wish, ticket, by=cast.anna)
    other = recording.record("Другое", by=cast.anna)
    with pytest.raises(Stale):
        recording.ask(other, ticket, by=cast.oleg)
    recording.leave(asking, by=cast.oleg)
    recording.ask(other, ticket, by=cast.oleg)
    assert [one.wish for one in Asking.objects.standing()] == [other]


def test_when_it_is_done_each_asker_hears_it_once_from_whom_they_talked_to(cast, wish, time):
    first, again = asks(wish, cast.vera, cast.anna), asks(wish, cast.vera, cast.anna)
    second = asks(wish, cast.rival, cast.oleg)
    time.passes(days=30)
    recording.decide(wish, "done", by=cast.boris, texts=DONE)
    jobs.run_due()
    assert last(second).author == cast.oleg
    assert last(second).body == "Руслан, сделали: отчёт выгружается в XLSX."
    assert last(again).author == cast.anna
    assert "сделали" not in last(first).body
    assert now(again).kind == "closed"
    assert codes(again)[-1] == "ticket.told"
    assert Delivery.objects.filter(message=last(again)).exists()


def test_it_is_said_in_the_language_of_the_asker(cast, wish):
    asked = asks(wish, cast.stranger, cast.anna, letter={"language": "uk"})
    recording.decide(wish, "done", by=cast.boris, texts=DONE)
    jobs.run_due()
    assert last(asked).body == "Зробили вивантаження."


def test_news_change_nothing_in_an_open_request(cast, wish, ticket):
    recording.ask(wish, ticket, by=cast.anna)
    owed = now(ticket).reply_owed_since
    recording.decide(wish, "planned", by=cast.boris, texts={("ru", "polite"): "Взяли в план"})
    jobs.run_due()
    after = now(ticket)
    assert (after.turn, after.reply_owed_since, after.last_public_message.body) == (Turn.OURS, owed, "Взяли в план")


def test_what_was_said_is_taken_back_while_it_has_not_left(signed_in, cast, wish, ticket):
    recording.ask(wish, ticket, by=cast.anna)
    say = recording.decide(wish, "planned", by=cast.boris, texts={("ru", "polite"): "Взяли в план"}).say
    jobs.run_due()
    signed_in(cast.boris).post(f"/desk/wishes/{wish.pk}/words/{say.pk}/withdrawal/")
    assert say.copies.get().state == CopyState.TAKEN_BACK
    assert last(ticket).body != "Взяли в план"


def test_a_gap_in_the_words_is_shown_and_can_be_tried_again(signed_in, cast, wish, ticket):
    recording.ask(wish, ticket, by=cast.anna)
    say = recording.decide(wish, "planned", by=cast.boris, texts={("ru", "polite"): "Версия {?номер версии}"}).say
    jobs.run_due()
    assert say.copies.get().state == CopyState.FAILED
    boris = signed_in(cast.boris)
    assert "Выгрузка отчёта в XLSX" in text(boris.get(f"/desk/wishes/{wish.pk}/"))
    boris.post(f"/desk/wishes/{wish.pk}/words/{say.pk}/attempt/")
    assert say.copies.get().state == CopyState.WAITING


def test_declining_takes_a_reason_and_words_and_the_form_keeps_what_was_typed(signed_in, cast, wish, ticket):
    recording.ask(wish, ticket, by=cast.anna)
    boris, place = signed_in(cast.boris), f"/desk/wishes/{wish.pk}/decision/"
    answer = boris.post(place, {"state": "declined", "ru": "Увы"})
    assert answer.status_code == 422
    assert "Увы" in answer.content.decode()
    assert boris.post(place, {"state": "declined", "why": "Дорого"}).status_code == 422
    assert boris.post(place, {"state": "declined", "why": "Дорого", "ru": "Не будем"}).status_code == 303
    assert (now(wish).state, now(wish).why) == ("declined", "Дорого")
    assert boris.post(place, {"state": "declined", "why": "Дорого", "ru": "Не будем"}).status_code == 422


def test_only_a_lead_decides_and_a_trainee_records_nothing(cast, wish, ticket):
    with pytest.raises(Forbidden):
        recording.decide(wish, "planned", by=cast.anna)
    with pytest.raises(Forbidden):
        recording.record("Моё", by=cast.misha)
    with pytest.raises(Refused):
        recording.decide(wish, "magic", by=cast.boris)


def test_a_decided_wish_takes_no_more_askers(cast, wish, ticket):
    recording.decide(wish, "declined", by=cast.boris, why="Дорого")
    with pytest.raises(Stale):
        recording.ask(wish, ticket, by=cast.anna)


def test_a_customer_sees_their_own_wishes_and_takes_one_back(signed_in, cast, wish):
    asked = asks(wish, cast.vera, cast.anna)
    asks(wish, cast.rival, cast.anna)
    recording.change(wish, by=cast.anna, public={"ru": "Отчёты в XLSX"})
    vera = signed_in(cast.vera)
    page = text(vera.get("/wishes/"))
    assert page.count("Отчёты в XLSX") == 1
    assert "Думаем" in page
    mine = Asking.objects.get(ticket=asked)
    assert signed_in(cast.rival).post(f"/wishes/{mine.pk}/withdrawal/").status_code == 404
    assert vera.post(f"/wishes/{mine.pk}/withdrawal/").status_code == 303
    assert "Отчёты в XLSX" not in text(vera.get("/wishes/"))
    recording.decide(wish, "done", by=cast.boris, texts=DONE)
    jobs.run_due()
    assert "сделали" not in last(asked).body


def test_what_staff_call_it_is_never_shown_to_a_customer(signed_in, cast):
    asks(recording.record("Нытьё про XLSX", by=cast.anna), cast.vera, cast.anna, subject="Отчёт")
    page = text(signed_in(cast.vera).get("/wishes/"))
    assert ("Нытьё" in page, "Отчёт" in page) == (False, True)


def test_a_task_of_development_is_named_by_its_key(signed_in, cast, wish):
    from otklik.development.models import Task
    from otklik.kernel import clock

    Task.objects.create(key="DEV-7", created_at=clock.now())
    anna, place = signed_in(cast.anna), f"/desk/wishes/{wish.pk}/settings/"
    assert anna.post(place, {"title": "XLSX", "task": "DEV-8"}).status_code == 422
    assert anna.post(place, {"title": "XLSX", "task": "dev-7"}).status_code == 303
    assert (now(wish).title, now(wish).task.key) == ("XLSX", "DEV-7")


def test_the_list_filters_by_state_and_asks_as_much_for_many_as_for_few(signed_in, cast, wish):
    anna = signed_in(cast.anna)
    anna.get("/desk/wishes/")
    counting.forget()
    with CaptureQueriesContext(connection) as few:
        anna.get("/desk/wishes/")
    for number in range(60):
        recording.record(f"Пожелание {number}", by=cast.anna)
    counting.forget()
    with CaptureQueriesContext(connection) as many:
        page = anna.get("/desk/wishes/").content.decode()
    assert about_wishes(many) == about_wishes(few) <= 3
    assert page.count("/desk/wishes/") > 50
    assert "page=" in page
    recording.decide(wish, "planned", by=cast.boris)
    shown = text(anna.get("/desk/wishes/?state=planned"))
    assert ("Выгрузка отчётов" in shown, "Пожелание 5" in shown) == (True, False)
    assert Wish.objects.count() == 61


def test_the_request_says_which_wish_it_asks_for(signed_in, cast, wish, ticket):
    recording.ask(wish, ticket, by=cast.anna)
    assert wish.title in text(signed_in(cast.anna).get(address(ticket, "ledger/")))
    assert Ticket.objects.get(pk=ticket.pk).is_open

"""Development on the desk: passing on, words for developers, the board (L1, C8)."""

from datetime import UTC, datetime

import pytest

from otklik.clocks import waking
from otklik.development import passing
from otklik.development.models import Concern, Errand, Stop, Task
from otklik.development.passing import Bug
from otklik.kernel import jobs
from tests.desk.asking import opened_page, post, text
from tests.development.conftest import jira, tracker  # noqa: F401  fixtures
from tests.tickets.acting import opened

BOARD = "/desk/bugs/"


@pytest.fixture
def ticket(cast):
    made = opened(cast.vera)
    made.accept(by=cast.anna)
    return made


def bug(cast, customer, key, **more):
    made = opened(customer)
    made.accept(by=cast.anna)
    return passing.pass_on(made, Bug(key=key, title=f"Ошибка {key}", **more), by=cast.anna)


def test_with_a_tracker_the_task_is_made_and_its_state_is_shown(anna, ticket, jira, tracker):  # noqa: F811
    assert "Пусто: задача создаётся" in text(anna.get(f"/desk/tickets/{ticket.number}/development/"))
    answer = post(anna, ticket, "development/", tracker=tracker.pk, what="Не открывается", details="Шаги")
    assert "задача создаётся" in text(answer)
    assert "Задача создаётся" in text(opened_page(anna, ticket))
    jobs.run_due()
    page = text(opened_page(anna, ticket))
    assert "MAIL-318" in page
    assert "Статус: To Do" in page


def test_a_click_twice_makes_one_task(anna, ticket, jira, tracker):  # noqa: F811
    for _ in range(2):
        post(anna, ticket, "development/", tracker=tracker.pk, what="x", once="the-same-token-of-one-form")
    assert Task.objects.count() == 1


def test_half_of_what_is_critical_is_refused_and_the_text_is_kept(anna, ticket):
    answer = post(anna, ticket, "development/", key="OT-1", whom="Вера")
    assert answer.status_code == 422
    assert "какая работа стоит" in text(answer)
    assert 'value="OT-1"' in answer.content.decode()
    post(anna, ticket, "development/", key="OT-1", whom="Вера", stops="счета")
    assert Stop.objects.get().what == "счета"
    assert "Останавливает работу: Вера, счета" in text(opened_page(anna, ticket))


def test_a_key_that_is_none_is_refused(anna, ticket, jira, tracker):  # noqa: F811
    answer = post(anna, ticket, "development/", tracker=tracker.pk, key="не ключ")
    assert answer.status_code == 422
    assert "MAIL-318" in text(answer)
    assert not Concern.objects.exists()


def test_words_for_developers_go_to_the_task(anna, ticket, jira, tracker):  # noqa: F811
    assert post(anna, ticket, "task-comment/", body="Журнал").status_code == 422
    post(anna, ticket, "development/", tracker=tracker.pk, what="x")
    jobs.run_due()
    assert post(anna, ticket, "task-comment/", body="Журнал приложен").status_code == 200
    jobs.run_due()
    assert len(jira.issues["MAIL-318"]["comments"]) == 1
    assert "Журнал приложен" in text(opened_page(anna, ticket))


def test_what_could_not_be_done_is_shown_in_the_request(anna, ticket, jira, tracker):  # noqa: F811
    jira.faults = [(401, {}, b"")]
    post(anna, ticket, "development/", tracker=tracker.pk, what="x")
    jobs.run_due()
    assert "не принимает учётную запись" in text(opened_page(anna, ticket))
    assert Errand.objects.get(what="create").due_at


def test_the_board_is_worked_through(signed_in, cast):
    task = bug(cast, cast.vera, "OT-1")
    dana = signed_in(cast.dana)
    page = text(dana.get(BOARD))
    assert "Ошибка OT-1" in page
    assert "1 человек" in page
    assert dana.post(f"{BOARD}{task.pk}/taking/").status_code == 303
    assert signed_in(cast.anna).post(f"{BOARD}{task.pk}/taking/").status_code == 409
    assert dana.post(f"{BOARD}{task.pk}/critical/", {"whom": "Вера"}).status_code == 422
    assert dana.post(f"{BOARD}{task.pk}/critical/", {"whom": "Вера", "what": "счета"}).status_code == 303
    assert "Вера: счета" in text(dana.get(BOARD))
    dana.post(f"{BOARD}{task.pk}/repair/")
    assert "Что исправлено сегодня" in text(dana.get(BOARD))
    assert "Подготовить благодарности" not in text(dana.get(BOARD))
    assert signed_in(cast.anna).post(f"{BOARD}thanks/").status_code == 303


def test_an_empty_board_says_what_gathers_here(signed_in, cast):
    assert "собираются здесь" in text(signed_in(cast.boris).get(BOARD))


def test_observers_look_and_do_nothing(signed_in, cast):
    task = bug(cast, cast.vera, "OT-1")
    misha = signed_in(cast.misha)
    assert "Беру" not in text(misha.get(BOARD))
    assert misha.post(f"{BOARD}{task.pk}/taking/").status_code == 403


def test_the_board_asks_as_much_for_many_as_for_few(signed_in, cast, django_assert_max_num_queries):
    for number in range(1, 7):
        bug(cast, cast.vera, f"OT-{number}", **({"whom": "В", "stops": "с"} if number % 2 else {}))
    anna = signed_in(cast.anna)
    anna.get(BOARD)
    with django_assert_max_num_queries(26):
        anna.get(BOARD)


def test_a_missing_date_stands_on_the_request_and_the_board_until_it_is_named(signed_in, anna, cast, time):
    time.stands(datetime(2026, 11, 16, 9, tzinfo=UTC))
    ticket = opened(cast.vera)
    ticket.accept(by=cast.anna)
    task = passing.pass_on(ticket, Bug(key="OT-1", whom="Вера", stops="счёт"), by=cast.anna)
    assert "Срок уточняется до:" in text(opened_page(anna, ticket))
    time.passes(days=2)
    waking.wake()
    assert "Разработка не назвала срок" in text(opened_page(anna, ticket))
    dana = signed_in(cast.dana)
    board = dana.get("/desk/bugs/").content.decode()
    assert "Разработка не назвала срок" in board
    address = f"/desk/bugs/{task.pk}/date/"
    assert address in board
    answer = dana.post(address, {"due": "2026-11-01"})
    assert answer.status_code == 422
    assert 'value="2026-11-01"' in answer.content.decode()
    assert dana.post(address, {"due": "2026-11-30"}).status_code == 303
    assert "Разработка не назвала срок" not in dana.get("/desk/bugs/").content.decode()
    assert ticket.running_wait().until.date().isoformat() == "2026-11-30"

"""Pages of problems and suspicions at the desk (C4)."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from otklik.desk import counting, problem_list
from otklik.kernel import jobs
from otklik.problems import founding
from otklik.problems.models import Copy, Joining, Problem, Suspicion
from otklik.tickets.models import Message
from tests.desk.asking import post, text
from tests.problems.crowd import OUTAGE, crowd, customer, writes
from tests.tickets.acting import opened

pytestmark = pytest.mark.django_db


def test_the_desk_says_aloud_what_three_people_write_and_why(anna, cast):
    crowd(2)
    assert "Похоже на общую проблему" not in text(anna.get("/desk/unaccepted/"))
    writes(cast.vera, OUTAGE[2])
    assert "Похоже на общую проблему: 3 клиента за" in text(anna.get("/desk/unaccepted/"))
    suspicion = Suspicion.objects.get()
    page = text(anna.get(f"/desk/problems/suspicions/{suspicion.pk}/"))
    assert "те же слова:" in page
    assert "503" in page


def test_the_banner_goes_when_somebody_has_put_all_of_them_into_a_problem_by_hand(anna, cast):
    tickets = crowd(3)
    problem = founding.found("503", tickets[:2], by=cast.anna)
    assert "Похоже на общую проблему" in text(anna.get("/desk/unaccepted/"))
    founding.join(problem, tickets[2], by=cast.anna)
    assert "Похоже на общую проблему" not in text(anna.get("/desk/unaccepted/"))


def test_two_people_are_marked_quietly_on_both_requests(anna):
    for ticket in crowd(2):
        page = text(anna.get(f"/desk/tickets/{ticket.number}/"))
        assert "пишут двое" in page


def test_a_suspicion_is_confirmed_or_called_different(anna, cast):
    crowd(3)
    suspicion = Suspicion.objects.get()
    refused = anna.post(f"/desk/problems/suspicions/{suspicion.pk}/confirmation/", {"title": " "})
    assert refused.status_code == 422
    done = anna.post(f"/desk/problems/suspicions/{suspicion.pk}/confirmation/", {"title": "Ошибка 503"})
    problem = Problem.objects.get()
    assert done.headers["Location"] == f"/desk/problems/{problem.pk}/"
    assert anna.post(f"/desk/problems/suspicions/{suspicion.pk}/dismissal/").status_code == 409
    assert "Ошибка 503" in text(anna.get("/desk/problems/"))
    assert "Ошибка 503" not in text(anna.get("/desk/problems/?state=closed"))


def test_a_request_joins_by_a_step_and_leaves(anna, cast):
    ticket = opened(cast.vera)
    assert post(anna, ticket, "problem-step/", chosen="new", fresh="").status_code == 422
    assert post(anna, ticket, "problem-step/", chosen="new", fresh="Ошибка 503").status_code == 200
    problem = Problem.objects.get()
    other = opened(cast.rival)
    assert post(anna, other, "problem-step/", chosen=str(problem.pk)).status_code == 200
    twice = post(anna, other, "problem-step/", chosen=str(problem.pk))
    assert twice.status_code == 409
    assert "уже в этой проблеме" in text(twice)
    anna.post(f"/desk/problems/{problem.pk}/requests/{other.number}/departure/")
    assert not Joining.objects.current().filter(ticket=other).exists()


def test_everything_of_a_problem_is_changed_on_its_page(anna, cast):
    ticket = opened(cast.vera)
    problem = founding.found("503", [ticket], by=cast.anna)
    page = f"/desk/problems/{problem.pk}/"
    fields = {"title": "503 на web-7", "severity": 2, "owner": cast.boris.pk, "public_ru": "Сайты на web-7 недоступны"}
    known = {**fields, "task_key": "WEB-7", "task_url": "https://tasks.example/WEB-7"}
    assert anna.post(f"{page}settings/", known).status_code == 303
    assert anna.post(f"{page}settings/", {"title": "", "severity": 2}).status_code == 422
    shown = text(anna.get(page))
    for said in ("503 на web-7", "крити", "Борис Королёв", "Сайты на web-7 недоступны", "WEB-7"):
        assert said.lower() in shown.lower(), said
    assert anna.post(f"{page}requests/", {"number": 999}).status_code == 422
    assert anna.post(f"{page}state/", {"state": "closed"}).status_code == 303
    assert anna.post(f"{page}state/", {"state": "open"}).status_code == 303
    assert Joining.objects.current().get().problem == problem


def test_words_to_all_are_written_taken_back_and_tried_again(anna, cast):
    tickets = [opened(cast.vera), opened(cast.rival)]
    problem = founding.found("503", tickets, by=cast.anna)
    page = f"/desk/problems/{problem.pk}/"
    assert anna.post(f"{page}words/", {"what": "reply"}).status_code == 422
    assert anna.post(f"{page}words/", {"what": "reply", "ru": "Чиним", "once": "k"}).status_code == 303
    assert anna.post(f"{page}words/", {"what": "reply", "ru": "Чиним", "once": "k"}).status_code == 303
    tickets[1].write(by=cast.rival, body="И почта тоже не работает")
    jobs.run_due()
    assert "Написано: 1 из 2" in text(anna.get(page))
    assert "сначала прочитайте" in text(anna.get(page))
    said = Copy.objects.first().say_id
    assert anna.post(f"{page}words/{said}/attempt/").status_code == 303
    jobs.run_due()
    assert "Написано: 2 из 2" in text(anna.get(page))
    anna.post(f"{page}words/{said}/withdrawal/")
    assert Message.objects.filter(kind="reply", withdrawn_at__isnull=True).count() == 0


def test_a_problem_costs_as_much_with_many_requests_as_with_few(anna, cast):
    problem = founding.found("503", [opened(customer("one"))], by=cast.anna)

    def queries():
        counting.forget()
        with CaptureQueriesContext(connection) as asked:
            anna.get(f"/desk/problems/{problem.pk}/")
        return len(asked)

    queries()
    few = queries()
    for place in range(5):
        founding.join(problem, opened(customer(f"more{place}")), by=cast.anna)
    assert queries() <= few <= 30


def test_a_trainee_reads_and_changes_nothing(signed_in, cast):
    problem = founding.found("503", [opened(cast.vera)], by=cast.anna)
    misha = signed_in(cast.misha)
    assert misha.get(f"/desk/problems/{problem.pk}/").status_code == 200
    assert misha.post(f"/desk/problems/{problem.pk}/state/", {"state": "closed"}).status_code == 403
    assert signed_in(cast.vera).get(f"/desk/problems/{problem.pk}/").status_code == 403


def test_the_list_is_turned_over_by_key_and_keeps_what_was_asked(anna, cast, monkeypatch):
    monkeypatch.setattr(problem_list, "SIZE", 2)
    for place in range(5):
        founding.found(f"Сбой-{place}", [], by=cast.anna)
    seen, address = [], "/desk/problems/?state=all&mine=1"
    while address:
        html = anna.get(address).content.decode()
        seen.append(re.findall(r"Сбой-\d", html))
        older = re.search(r'rel="next" href="([^"]+)"', html)
        address = f"/desk/problems/{unescape(older[1])}" if older else ""
        assert "state=all&mine=1" in (address or "state=all&mine=1")
    assert seen == [["Сбой-4", "Сбой-3"], ["Сбой-2", "Сбой-1"], ["Сбой-0"]]


def test_a_page_of_the_list_costs_as_much_with_many_as_with_few(anna, cast):
    def queries():
        counting.forget()
        with CaptureQueriesContext(connection) as asked:
            anna.get("/desk/problems/")
        return len(asked)

    founding.found("Сбой", [opened(cast.vera)], by=cast.anna)
    queries()
    few = queries()
    for place in range(5):
        founding.found(f"Сбой {place}", [opened(customer(f"more{place}"))], by=cast.boris)
    assert queries() <= few <= 20

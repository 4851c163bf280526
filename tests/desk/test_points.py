"""Several questions in one request: named and answered on the desk, accepted in part on the portal (R7)."""

import pytest

from otklik.tickets.kinds import Outcome
from tests.desk.asking import opened_page, post, text
from tests.tickets.acting import opened


@pytest.fixture
def ticket(cast):
    made = opened(cast.vera, body="Почта, сайт и счёт")
    made.accept(by=cast.anna)
    return made


@pytest.fixture
def named(cast, ticket):
    ticket.name_points(["Почта не уходит", "Сайт медленный", "Счёт двойной"], by=cast.anna)
    return ticket


def states(ticket):
    return [point.state for point in ticket.questions.all()]


def said(client, ticket, **form):
    """Propose a solution with the composer."""
    return post(client, ticket, "messages/", mode="solution", body="Готово, проверьте", **form)


def test_a_request_without_questions_shows_nothing_of_them(anna, ticket):
    page = opened_page(anna, ticket)
    assert "f-questions" not in page
    assert 'name="points"' not in page


def test_questions_are_named_one_a_line_and_a_refusal_keeps_the_words(anna, ticket):
    answer = post(anna, ticket, "questions/", texts="Почта не уходит")
    assert answer.status_code == 422
    assert "хотя бы два вопроса" in text(answer)
    assert "Почта не уходит" in answer.content.decode()
    post(anna, ticket, "questions/", texts="Почта не уходит\n\n  Сайт медленный \nПочта не уходит")
    page = text(opened_page(anna, ticket))
    assert "1. Почта не уходит" in page
    assert "2. Сайт медленный" in page
    assert "Вопросы названы: Анна" in page
    post(anna, ticket, "questions/", texts="", dropped=["2"])
    assert [point.text for point in ticket.questions.all()] == ["Почта не уходит"]


def test_the_composer_offers_what_is_open_and_the_solution_names_what_was_chosen(anna, cast, named):
    assert opened_page(anna, named).count('name="points" value="1" checked') == 1
    said(anna, named, points=["", "1", "3"])
    assert states(named) == ["answered", "open", "answered"]
    named.refresh_from_db()
    assert (named.kind, named.turn) == ("in_work", "ours")


def test_when_all_is_answered_a_newer_solution_is_about_all_of_it(anna, cast, named):
    named.propose(by=cast.anna, body="Готово")
    page = opened_page(anna, named)
    assert all(f'name="points" value="{number}" checked' in page for number in (1, 2, 3))
    said(anna, named, points=["", "1", "2", "3"])
    assert named.open_solution().points == [1, 2, 3]


def test_a_solution_about_nothing_comes_back_with_its_words_and_its_empty_choice(anna, named):
    answer = said(anna, named, points=[""])
    assert answer.status_code == 422
    assert "на какие вопросы" in text(answer)
    assert "Готово, проверьте" in answer.content.decode()
    assert 'name="points" value="1" checked' not in answer.content.decode()


def test_an_old_form_without_the_choice_answers_the_whole(anna, named):
    said(anna, named)
    assert states(named) == ["answered"] * 3


def test_some_questions_go_to_development(anna, named):
    assert "Сайт медленный" in text(anna.get(f"/desk/tickets/{named.number}/development/"))
    post(anna, named, "development/", key="OT-1", points=["2"])
    assert states(named) == ["open", "developing", "open"]
    post(anna, named, "development/", key="OT-1", points=["2", "3"])
    assert states(named) == ["open", "developing", "developing"]


def test_the_customer_reads_the_questions_and_accepts_what_is_answered(signed_in, cast, named, time):
    vera = signed_in(cast.vera)
    page = f"/requests/{named.number}/"
    named.propose(by=cast.anna, body="Почта и счёт готовы", points=[1, 3])
    assert "Помогло" not in text(vera.get(page))
    time.passes(minutes=1)
    seen = text(vera.get(page))
    assert "Сайт медленный открыт" in seen
    assert "Проверьте решение того, на что уже есть ответ: 1, 3" in seen
    assert vera.post(f"{page}acceptance/", {"solution": "1"}).status_code == 303
    assert states(named) == ["accepted", "open", "accepted"]
    assert "Сайт медленный открыт" in text(vera.get(page))


def test_the_customer_says_what_helped_all_the_same(signed_in, cast, named, time):
    vera = signed_in(cast.vera)
    page = f"/requests/{named.number}/"
    named.propose(by=cast.anna, body="Всё готово")
    time.passes(minutes=1)
    form = {"solution": "1", "reason": "Сайт медленный", "helped": ["1", "2", "3"]}
    answer = vera.post(f"{page}rejection/", form)
    assert answer.status_code == 422
    assert "нажмите «Помогло»" in text(answer)
    assert ">Сайт медленный</textarea>" in answer.content.decode()
    assert vera.post(f"{page}rejection/", form | {"helped": ["1", "3", "x"]}).status_code == 303
    assert states(named) == ["accepted", "open", "accepted"]
    assert "Помогло частично" in text(vera.get(page))


def test_whoever_may_not_answer_may_not_name_questions(signed_in, cast, ticket):
    misha = signed_in(cast.misha)
    assert post(misha, ticket, "questions/", texts="а\nб").status_code == 403
    assert "Несколько вопросов" not in text(opened_page(misha, ticket))


@pytest.mark.parametrize("outcome", [*Outcome.values, ""])
def test_whatever_became_of_a_solution_is_read_by_both_sides(anna, signed_in, cast, ticket, outcome, time):
    solution = ticket.propose(by=cast.anna, body="Готово")
    time.passes(minutes=1)
    type(solution).objects.update(outcome=outcome, decided_by=cast.vera, decided_at=solution.proposed_at)
    assert "Готово" in text(opened_page(anna, ticket))
    assert "Готово" in text(signed_in(cast.vera).get(f"/requests/{ticket.number}/"))

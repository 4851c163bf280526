"""Several questions in one request: named, answered in part, accepted in part (R7)."""

from datetime import timedelta
from typing import Any

from playwright.sync_api import expect

from otklik.kernel import settings
from tests.browser.test_the_loop import LIVE
from tests.cast import everybody
from tests.tickets.acting import opened


def test_r7_questions_are_named_answered_and_accepted_one_by_one(browse: Any) -> None:
    cast = everybody()
    settings.change("tickets.undo_send", timedelta(0), by=cast.gleb)
    ticket = opened(cast.vera, subject="Три вопроса", body="Почта, сайт и счёт")
    ticket.accept(by=cast.anna)
    anna, vera = browse(cast.anna), browse(cast.vera)
    anna.goto(f"/desk/tickets/{ticket.number}/questions/")
    anna.locator("[name=texts]").fill("Почта не уходит\nСайт медленный\nСчёт двойной")
    anna.get_by_role("button", name="Назвать вопросы").click()
    questions = anna.locator("#f-questions")
    expect(questions).to_contain_text("2. Сайт медленный")
    choice = anna.locator("#composer").get_by_label("2. Сайт медленный")
    expect(choice).to_be_hidden()  # a reply answers no question by itself
    anna.locator("#composer-solution").click()
    choice.uncheck()
    anna.locator("#composer textarea:enabled").fill("Почту починили, лишний счёт отозвали. Проверьте, пожалуйста.")
    anna.locator("#composer [data-send]").click()
    expect(questions.locator("li", has_text="Почта")).to_contain_text("есть ответ")
    expect(questions.locator("li", has_text="Сайт")).to_contain_text("открыт")

    vera.goto(f"/requests/{ticket.number}/")
    expect(vera.locator("#now")).to_contain_text("на что уже есть ответ: 1, 3")
    vera.locator("#did-not summary").click()
    vera.locator("#reason").fill("Счёт всё ещё двойной")
    vera.locator("#did-not").get_by_label("1. Почта не уходит").check()
    vera.get_by_role("button", name="Отправить: не помогло").click()
    expect(vera.locator("#now")).to_contain_text("Помогло частично")

    expect(questions.locator("li", has_text="Почта")).to_contain_text("готово", timeout=LIVE)  # without a reload
    expect(questions.locator("li", has_text="Счёт")).to_contain_text("открыт")
    ticket.refresh_from_db()
    assert (ticket.kind, ticket.turn) == ("in_work", "ours")

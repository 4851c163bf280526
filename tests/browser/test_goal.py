"""Understanding first: an agent says what the customer wants, the customer confirms it with one click (B6)."""

from datetime import timedelta
from typing import Any

from playwright.sync_api import expect

from otklik.kernel import settings
from tests.browser.test_the_loop import LIVE
from tests.cast import everybody
from tests.tickets.acting import opened


def test_b6_a_restated_goal_is_confirmed_by_one_click_and_heads_the_request(browse: Any) -> None:
    cast = everybody()
    settings.change("tickets.undo_send", timedelta(0), by=cast.gleb)
    ticket = opened(cast.vera, subject="Письма с формы", body="Не вижу заказов, помогите")
    ticket.accept(by=cast.anna)
    anna, vera = browse(cast.anna), browse(cast.vera)
    anna.goto(f"/desk/tickets/{ticket.number}/goal/")
    anna.locator("[name=wants]").fill("Видеть заказы с сайта в почте")
    anna.locator("[name=why]").fill("чтобы не терять покупателей")
    anna.get_by_role("button", name="Спросить, верно ли").click()
    expect(anna.locator(".goal-line")).to_have_count(0)  # what nobody confirmed heads nothing

    vera.goto(f"/requests/{ticket.number}/")
    asked = vera.locator("#goal")
    expect(asked).to_contain_text("Видеть заказы с сайта в почте", timeout=LIVE)
    asked.get_by_role("button", name="Всё верно").click()
    vera.goto(f"/requests/{ticket.number}/")
    expect(vera.locator("#goal")).to_contain_text("Подтверждено")

    line = anna.locator(".goal-line")
    expect(line).to_contain_text("Видеть заказы с сайта в почте", timeout=LIVE)  # without a reload
    expect(line).to_contain_text("чтобы не терять покупателей")
    assert ticket.goals.get().is_confirmed

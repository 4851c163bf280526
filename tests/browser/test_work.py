"""Time is logged by a key, an estimate is sent, the head approves it on the portal (C9, R15)."""

from playwright.sync_api import expect

from tests.cast import everybody
from tests.tickets.acting import opened


def test_r15_an_estimate_goes_to_the_head_and_comes_back_approved(browse):
    cast = everybody()
    ticket = opened(cast.pavel, body="Перенесите магазин на новый сервер")
    ticket.accept(by=cast.anna)
    anna = browse(cast.anna)
    anna.goto(f"/desk/tickets/{ticket.number}/")
    block = anna.locator("#f-ledger")
    expect(block).to_be_attached()
    anna.keyboard.press("Shift+T")
    anna.locator("[name=minutes]").fill("40")
    anna.locator("[name=word]").fill("Осмотр")
    anna.get_by_role("button", name="Записать время").click()
    expect(block).to_contain_text("Осмотр")
    block.get_by_role("link", name="Смета").click()
    anna.locator("[name=amount]").fill("18 500,50")
    anna.locator("[name=what]").fill("Перенос магазина и почты")
    anna.get_by_role("button", name="Сохранить смету").click()
    expect(block).to_contain_text("ждёт согласования")
    expect(anna.locator(".undo, undo-countdown")).to_have_count(0, timeout=20_000)
    vera = browse(cast.vera)
    vera.goto(f"/requests/{ticket.number}/")
    vera.get_by_role("button", name="Согласовать 18").click()
    expect(vera.locator("#talk")).to_contain_text("согласована")
    anna.goto(f"/desk/tickets/{ticket.number}/")
    expect(anna.locator("#f-ledger")).to_contain_text("согласована")
    expect(anna.locator("#f-ledger")).to_contain_text("18 500,50")

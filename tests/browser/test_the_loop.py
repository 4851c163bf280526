"""The whole loop in three browsers at once: a customer writes, two agents see it, one answers, the customer decides."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from otklik.kernel import settings
from otklik.tickets.kinds import Closing, Kind
from otklik.tickets.models import Ticket
from tests.cast import everybody

LIVE = 40_000
"""Milliseconds within which a page shows by itself what another browser did."""


@pytest.fixture
def scene(browse: Any) -> tuple[Page, Page, Page]:
    """Vera at the portal, Anna and Oleg at the desk; a reply leaves at once."""
    cast = everybody()
    settings.change("tickets.undo_send", timedelta(0), by=cast.gleb)
    return browse(cast.vera), browse(cast.anna), browse(cast.oleg, r"status of 409")


def test_a_customer_writes_a_person_answers_the_customer_closes(scene: tuple[Page, Page, Page]) -> None:
    vera, anna, oleg = scene
    for page in scene:
        page.set_default_timeout(LIVE)
    for agent in (anna, oleg):
        agent.goto("/desk/unaccepted/")
    number = _write(vera)
    _both_press_accept(anna, oleg, number)
    _talk(vera, anna, number)
    _decide(vera, anna, number)
    ticket = Ticket.objects.get(number=number)
    assert (ticket.kind, ticket.closing_kind, ticket.rating.score) == (Kind.CLOSED, Closing.SOLVED, 5)
    assert [s.outcome for s in ticket.solutions.order_by("number")] == ["rejected", "accepted"]


def _write(vera: Page) -> int:
    vera.goto("/")
    vera.locator("textarea[name=text]").fill("Не приходят письма с формы заказа")
    vera.get_by_role("button", name="Отправить").click()
    vera.wait_for_url("**/requests/*/")
    expect(vera.locator("#status h2")).to_have_text("Приняли, ответим")
    return int(vera.url.rstrip("/").rpartition("/")[2])


def _both_press_accept(anna: Page, oleg: Page, number: int) -> None:
    """B3: both see it without reloading; one wins, the other learns who."""
    for agent in (anna, oleg):
        _show_new(agent, number)
    press = f"document.querySelector('#t-{number} .who button').click()"
    anna.evaluate(press)
    oleg.evaluate(press)
    for agent in (anna, oleg):
        expect(agent.locator(f"#t-{number} .who button")).to_have_count(0, timeout=LIVE)
    winner = Ticket.objects.get(number=number).responsible
    assert winner is not None
    loser = oleg if winner.login == "anna" else anna
    expect(loser.locator("#toasts")).to_contain_text(winner.name)
    if winner.login != "anna":
        Ticket.objects.get(number=number).assign(to=everybody().anna, by=everybody().boris)


def _show_new(agent: Page, number: int) -> None:
    row = agent.locator(f"#t-{number}")
    more = agent.get_by_text("показать")
    expect(row.or_(more).first).to_be_visible(timeout=LIVE)
    if not row.is_visible():
        more.first.click()
    expect(row).to_be_visible(timeout=LIVE)


def _talk(vera: Page, anna: Page, number: int) -> None:
    anna.goto(f"/desk/tickets/{number}/")
    _say(anna, "reply", "Вера, здравствуйте! Смотрю журнал почты.")
    expect(vera.locator("#talk")).to_contain_text("Смотрю журнал почты", timeout=LIVE)
    expect(vera.locator("#status h2")).to_contain_text("Работаем")
    _say(anna, "note", "Похоже на DKIM, клиенту пока не говорю")
    vera.reload()
    expect(vera.locator("body")).not_to_contain_text("DKIM")


def _decide(vera: Page, anna: Page, number: int) -> None:
    _say(anna, "solution", "Заменили запись SPF, проверьте")
    expect(vera.locator("#status h2")).to_have_text("Ждём Вас: проверьте решение", timeout=LIVE)
    vera.locator(".did-not summary").click()
    vera.locator("#reason").fill("Подождала час, так же")
    vera.get_by_role("button", name="Отправить: не помогло").click()
    expect(anna.locator("#thread")).to_contain_text("Подождала час, так же", timeout=LIVE)
    _say(anna, "solution", "Включили подпись DKIM, проверьте ещё раз")
    helped = vera.get_by_role("button", name="Помогло", exact=True)
    expect(vera.locator("#talk")).to_contain_text("Включили подпись DKIM", timeout=LIVE)
    helped.click()
    expect(vera.locator("#status h2")).to_have_text("Решено")
    vera.locator(".scale label").nth(4).click()
    vera.get_by_role("button", name="Оценить").click()
    expect(vera.locator("#rating legend")).to_have_text("Ваша оценка")


def _say(anna: Page, mode: str, text: str) -> None:
    anna.locator(f"#composer-{mode}").click()
    box = anna.locator(f"#composer textarea[data-mode={mode}]")
    box.fill(text)
    box.press("Control+Enter")
    expect(anna.locator("#thread li[id^=m-]", has_text=text)).to_be_visible(timeout=LIVE)

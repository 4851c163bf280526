"""People find what they look for with the keyboard alone (B9, E1)."""

import os

from tests.cast import everybody
from tests.knowledge.shelf import publish
from tests.tickets.acting import opened


def _shot(page, name):
    if folder := os.environ.get("OTKLIK_SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png")


def test_a_customer_finds_an_article_with_two_mistypes_and_in_the_wrong_layout(browse, site):
    publish("Как перенести домен к нам", "Снимите запрет и получите код.")
    page = browse(everybody().vera)
    page.goto("/help/ru/")
    box = page.get_by_role("searchbox")
    for typed in ("перинести дамен", "gthtytcnb ljvty"):
        box.fill(typed)
        box.press("Enter")
        page.locator(".help-found a", has_text="Как перенести домен к нам").first.wait_for()
        _shot(page, "help-search")
        box = page.get_by_role("searchbox")


def test_an_agent_searches_with_conditions_by_the_keyboard_alone(browse, site):
    ticket = opened(everybody().vera, subject="Диск переполнен", body="На сервере кончилось место, удалите журналы")
    opened(everybody().rival, subject="Переполнен ящик", body="Журналы заняли место")
    page = browse(everybody().anna)
    page.goto("/desk/search/")
    page.keyboard.type("журнал от:соколова ста")
    page.locator(".search-offers a", has_text="статус:").wait_for()
    page.keyboard.type("тус:откр")
    offer = page.locator(".search-offers a", has_text="статус:открыто")
    offer.wait_for()
    for _step in range(8):
        page.keyboard.press("Tab")
        if offer.evaluate("one => one === document.activeElement"):
            break
    page.keyboard.press("Enter")
    found = page.locator(".search-list a", has_text="Диск переполнен")
    found.wait_for()
    _shot(page, "desk-search")
    assert page.locator(".search-list a", has_text="Переполнен ящик").count() == 0
    assert page.locator(".search-list .said mark").first.inner_text() == "журналы"
    found.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/desk/tickets/{ticket.number}/*")

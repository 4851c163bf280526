"""The page of a request while several people work on it."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from otklik.kernel import settings
from tests.cast import everybody
from tests.tickets.acting import opened


@pytest.fixture
def ticket(site):
    fresh = opened(everybody().vera, subject="Диск")
    fresh.accept(by=everybody().anna)
    return fresh


def test_what_others_say_appears_and_nothing_typed_or_unfolded_is_lost(browse, ticket):
    """F2, B9."""
    cast = everybody()
    ticket.tag(["VPS"], by=cast.anna)
    anna, boris = (browse(person) for person in (cast.anna, cast.boris))
    for page in (anna, boris):
        page.goto(f"/desk/tickets/{ticket.number}/")
    boris.locator(".events summary").click()
    text = boris.locator("textarea[data-mode=reply]")
    text.fill("Начинаю отвечать")
    anna.locator("textarea[data-mode=reply]").press_sequentially("Диск заменили?")
    expect(boris.locator("#presence")).to_contain_text("Анна Белова тоже пишет")
    expect(anna.locator("[name=end]")).to_have_value("asked")
    anna.keyboard.press("Control+Enter")
    expect(boris.locator("#thread")).to_contain_text("Диск заменили?")
    expect(text).to_have_value("Начинаю отвечать")
    expect(text).to_be_focused()
    expect(boris.locator(".events")).to_have_attribute("open", "")
    expect(boris.locator(".turn-track [aria-current]")).to_have_attribute("data-side", "client")


def test_a_sent_reply_comes_back_with_one_key(browse, ticket):
    """B9."""
    settings.change("tickets.undo_send", timedelta(minutes=1), by=everybody().gleb)
    page = browse(everybody().anna)
    page.goto(f"/desk/tickets/{ticket.number}/")
    page.locator("textarea[data-mode=reply]").fill("Не то хотела сказать")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#thread undo-countdown button")).to_be_visible()
    expect(page.locator("textarea[data-mode=reply]")).to_have_value("")
    page.keyboard.press("z")
    expect(page.locator("textarea[data-mode=reply]")).to_have_value("Не то хотела сказать")
    expect(page.locator("#thread")).not_to_contain_text("Не то хотела сказать")


def test_a_file_waits_with_the_text_that_it_was_dropped_on(browse, ticket):
    page = browse(everybody().anna)
    page.goto(f"/desk/tickets/{ticket.number}/")
    page.keyboard.press("n")
    page.locator("upload-drop input").set_input_files(
        [{"name": "тайна.txt", "mimeType": "text/plain", "buffer": b"no"}]
    )
    expect(page.locator("[data-files=note] [data-upload]")).to_contain_text("тайна.txt")
    page.get_by_role("tab", name="Ответ клиенту").click()
    expect(page.locator("[data-files=note]")).to_be_hidden()
    page.reload()
    page.get_by_role("tab", name="Внутренняя заметка").click()
    expect(page.locator("[data-files=note]")).to_contain_text("тайна.txt")


def test_one_writes_on_while_the_last_words_are_being_sent(browse, ticket):
    page = browse(everybody().anna)
    page.goto(f"/desk/tickets/{ticket.number}/")
    answers = []
    page.route("**/messages/", lambda route: answers.append(route))
    page.keyboard.press("n")
    page.locator("textarea[data-mode=note]").fill("Первая заметка")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#thread .pending")).to_contain_text("Первая заметка")
    page.get_by_role("tab", name="Ответ клиенту").click()
    page.locator("textarea[data-mode=reply]").fill("А теперь ответ")
    answers[0].continue_()
    expect(page.locator("#thread li[id^=m-]", has_text="Первая заметка")).to_be_visible()
    expect(page.locator("textarea[data-mode=reply]")).to_have_value("А теперь ответ")
    expect(page.locator("textarea[data-mode=reply]")).to_be_focused()
    expect(page.locator("textarea[data-mode=note]")).to_have_value("")


def test_what_could_not_be_sent_stays_in_the_field(browse, ticket):
    page = browse(everybody().anna, r"htmx:(afterRequest|sendError)|net::ERR_FAILED")
    page.goto(f"/desk/tickets/{ticket.number}/")
    page.route("**/messages/", lambda route: route.abort())
    page.locator("textarea[data-mode=reply]").fill("Не пропади")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#thread .failed")).to_contain_text("Не пропади")
    expect(page.locator("textarea[data-mode=reply]")).to_have_value("Не пропади")
    page.unroute("**/messages/")
    page.get_by_role("button", name="Отправить ещё раз").click()
    expect(page.locator("#thread li[id^=m-]", has_text="Не пропади")).to_be_visible()
    expect(page.locator("#thread .failed")).to_have_count(0)

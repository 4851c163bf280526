"""From a request to an article and a lesson; a draft that a person puts right (E5, E6, 0036)."""

import re

import pytest
from playwright.sync_api import expect

from otklik.knowledge import assistant
from otklik.knowledge.models import ArticleSource, Drafted, StepDone
from otklik.tickets.models import Message
from tests.cast import everybody
from tests.knowledge import shelf
from tests.knowledge.fake_model import MODEL, model_at
from tests.knowledge.test_suggesting import solve
from tests.tickets.acting import opened
from tests.waiting import until

WAIT = 30_000


@pytest.fixture
def cast(site):
    return everybody()


@pytest.fixture
def model(site, cast, settings):
    """An assistant beside the site, on the one port where the site may ask; off again afterwards."""
    settings.OUTSIDE_ALSO = frozenset([f"127.0.0.1:{site.stranger}"])
    with model_at(site.stranger) as fake:
        known = {"is_on": True, "address": fake.url, "model": MODEL}
        assistant.change({f"assistant.{name}": value for name, value in known.items()}, by=cast.gleb)
        yield fake
        assistant.change({"assistant.is_on": False}, by=cast.gleb)


def test_a_request_becomes_an_article_and_a_step_of_a_lesson_that_a_customer_does(browse, cast):
    shelf.section()
    ticket = opened(cast.vera, "Сканер штрихкодов пикает, а товар не пробивается, пароль: Qw3rty!9zx")
    solve(ticket, "Переключите сканер в режим клавиатуры", cast.anna, cast.vera)
    page = browse(cast.boris)
    page.goto(f"/manage/articles/new/?ticket={ticket.number}")
    page.get_by_label("Заголовок").fill("Сканер не пробивает товар")
    page.get_by_role("button", name="Начать").click()
    text = page.get_by_label("Текст")
    expect(text).to_have_value(re.compile("пикает[^$]*режим клавиатуры"), timeout=WAIT)
    assert "Qw3rty" not in text.input_value()
    page.get_by_role("button", name="Сохранить и опубликовать").click()
    expect(page.get_by_text("Опубликовано").first).to_be_visible(timeout=WAIT)
    assert ArticleSource.objects.get(ticket=ticket).article.texts.get().live is not None
    page.goto("/manage/lessons/new/")
    page.locator("[name=name_ru]").fill("Касса за вечер")
    page.get_by_role("button", name="Добавить").click()
    for title in ("Сканер не пробивает товар", shelf.TITLE):
        page.get_by_label("Статья").select_option(label=title)
        page.get_by_role("button", name="Добавить в урок").click()
        expect(page.locator("#rows li", has_text=title)).to_be_visible(timeout=WAIT)
    page.get_by_role("button", name=f"Выше: {shelf.TITLE}").press("Enter")
    expect(page.locator("#rows li").first).to_contain_text(shelf.TITLE, timeout=WAIT)
    page.get_by_role("button", name="Показать читателям").click()
    reader = browse(cast.vera, java_script_enabled=False)
    reader.goto("/help/ru/lessons/kassa-za-vecher/")
    reader.get_by_role("link", name="Начать").click()
    reader.get_by_role("button", name="Готово, дальше").click()
    expect(reader.get_by_role("heading", name="Сканер не пробивает товар")).to_be_visible(timeout=WAIT)
    reader.get_by_role("button", name="Готово").click()
    expect(reader.get_by_text("Урок пройден целиком")).to_be_visible(timeout=WAIT)
    assert StepDone.objects.filter(person=cast.vera).count() == 2


def test_a_draft_of_the_assistant_is_put_right_before_it_is_sent(browse, cast, model):
    shelf.publish(title="Как продлить сертификат", body="Откройте раздел «Сертификаты» и нажмите «Продлить».")
    model.says = "{customer}, откройте «Сертификаты» и нажмите «Продлить». Подробно: evil.example/pay"
    ticket = opened(cast.vera, "Как продлить сертификат сайта?")
    ticket.accept(by=cast.anna)
    page = browse(cast.anna)
    button = page.get_by_role("button", name="Черновик ответа от помощника")
    until(lambda: page.goto(f"/desk/tickets/{ticket.number}/") and button.count())  # settings are a second old at most
    button.click()
    text = page.locator("textarea[data-mode=reply]")
    expect(text).to_have_value(re.compile("^Вера, откройте"), timeout=WAIT)
    assert "evil" not in text.input_value()
    unread = page.get_by_text("прочитайте и поправьте")
    expect(unread).to_be_visible()
    expect(page.locator("#assistant a", has_text="Как продлить сертификат")).to_be_visible()
    assert not Message.objects.filter(ticket=ticket, kind="reply").exists()
    text.fill("Вера, откройте «Сертификаты» и нажмите «Продлить»: это минута.")
    expect(unread).to_be_hidden()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#thread li[id^=m-]", has_text="это минута")).to_be_visible(timeout=WAIT)
    assert Drafted.objects.get(ticket=ticket).sources[0][0] == "Как продлить сертификат"

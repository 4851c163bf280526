"""Knowledge at hand, in real Chromium: a ready answer after a slash, an old version restored, a customer's opinion."""

import re

import pytest
from playwright.sync_api import expect

from otklik.kernel.models import Event
from otklik.knowledge import answering, embedding, writing
from otklik.knowledge.models import ArticleText, ArticleUse, Opinion, ReadyAnswerUse
from otklik.tickets.models import Category, Ticket
from tests.cast import everybody
from tests.knowledge import shelf
from tests.knowledge.test_suggesting import solve
from tests.tickets.acting import opened

WAIT = 30_000


@pytest.fixture
def cast(site):
    return everybody()


def test_an_agent_answers_in_ukrainian_from_a_ready_answer(browse, cast):
    """E2: found from the wrong keyboard layout, filled, with its gap to see; it is not sent until the gap is filled."""
    bodies = {("ru", "polite"): "{клиент}, проверьте", ("uk", "polite"): "{клієнт}, перевірте до {дата}. {я}"}
    answering.add("Перевірити пошту", bodies, sharing="company", by=cast.boris)
    ticket = opened(cast.vera, subject="Не приходять листи", letter={"language": "uk"})
    ticket.accept(by=cast.anna)
    page = browse(cast.anna)
    page.goto(f"/desk/tickets/{ticket.number}/")
    text = page.locator("textarea[data-mode=reply]")
    text.click()
    text.press_sequentially("/gthtd")
    offered = page.get_by_role("option", name=re.compile("Перевірити пошту"))
    expect(offered).to_have_attribute("aria-selected", "true", timeout=WAIT)
    text.press("Enter")
    expect(text).to_have_value("Вера, перевірте до ⟦дата⟧. Анна")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("⟦дата⟧", timeout=WAIT)
    expect(text).to_have_value("Вера, перевірте до ⟦дата⟧. Анна")
    text.fill("Вера, перевірте до п’ятниці. Анна")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#thread li[id^=m-]", has_text="перевірте до п’ятниці")).to_be_visible(timeout=WAIT)
    assert ReadyAnswerUse.objects.get(ticket=ticket).person == cast.anna


def test_a_writer_sees_the_preview_and_restores_an_old_version(browse, cast):
    """E1."""
    article = shelf.publish(title="Перенос домена", body="Раньше было так")
    writing.write(article, language="ru", title="Перенос домена", body="Теперь иначе", by=cast.anna)
    page = browse(cast.boris)
    page.goto(f"/manage/articles/{article.pk}/ru/")
    page.get_by_label("Текст").fill("## Новая глава")
    expect(page.locator("#preview h2")).to_have_text("Новая глава", timeout=WAIT)
    page.goto(f"/manage/articles/{article.pk}/ru/versions/1/")
    page.get_by_role("button", name="Вернуть эту версию").click()
    expect(page.get_by_label("Текст")).to_have_value("Раньше было так", timeout=WAIT)
    assert ArticleText.objects.get(article=article).latest.body == "Раньше было так"


def test_a_guest_reads_and_says_what_is_missing(browse, cast):
    """E1."""
    article = shelf.publish(title="Возврат денег")
    page = browse(None)
    page.goto("/help/ru/vozvrat-deneg/")
    page.get_by_text("Рассказать, чего не хватило").click()
    page.get_by_label("Чего не хватило").fill("Нет про карту")
    page.get_by_role("button", name="Нет, не хватило").click()
    expect(page.get_by_role("status").filter(has_text="Спасибо")).to_be_visible(timeout=WAIT)
    assert Opinion.objects.get(text__article=article).comment == "Нет про карту"


def test_an_agent_sorts_by_a_key_and_answers_with_what_is_suggested(browse, cast):
    """E4, B7: the category by one key; a link and a solution put into the answer by one press each."""
    mail = Category.objects.create(name={"ru": "Доставка писем"})
    old = opened(cast.vera, "письма от банка не приходят на почту")
    old.categorise(mail, by=cast.anna)
    solve(old, "Адрес был в списке спама, убрали", cast.anna, cast.vera)
    shelf.lesson(shelf.publish(title="Не приходят письма на почту"), name="Письма без потерь")
    ticket = opened(cast.rival, "не приходят письма на почту")
    ticket.accept(by=cast.anna)
    for one in (old, ticket):
        embedding.follow_ticket(one.pk)
    page = browse(cast.anna)
    page.goto(f"/desk/tickets/{ticket.number}/")
    expect(page.get_by_role("button", name="Доставка писем")).to_be_visible(timeout=WAIT)
    page.keyboard.press("Alt+1")
    expect(page.locator("#f-tags .tag", has_text="Доставка писем")).to_be_visible(timeout=WAIT)
    page.get_by_role("button", name="Вставить ссылку в ответ: Не приходят письма на почту").click()
    page.get_by_role("button", name="Вставить ссылку в ответ: Письма без потерь").click()
    page.get_by_role("button", name=re.compile(f"решение из № {old.number}")).click()
    text = page.locator("textarea[data-mode=reply]")
    expect(text).to_have_value(
        re.compile("/help/ru/[-a-z]+/\n.*/help/ru/lessons/[-a-z]+/\nАдрес был в списке спама, убрали")
    )
    page.keyboard.press("Control+Enter")
    expect(page.locator("#thread li[id^=m-]", has_text="Адрес был в списке")).to_be_visible(timeout=WAIT)
    assert ArticleUse.objects.get(ticket=ticket).helped_at is None


def test_a_customer_finds_the_answer_while_writing_and_sends_nothing(browse, cast):
    """E4: after three words and a pause."""
    article = shelf.publish(title="Как восстановить пароль", body="Нажмите «Забыли пароль?»")
    before = Ticket.objects.count()
    page = browse(cast.vera)
    page.goto("/")
    text = page.locator("textarea[name=text]")
    text.press_sequentially("не могу восстановить пороль")
    page.get_by_text("Как восстановить пароль").click(timeout=WAIT)
    page.get_by_role("button", name="Это помогло, не отправлять").click()
    expect(page.get_by_text("Ничего не отправлено")).to_be_visible(timeout=WAIT)
    expect(text).to_have_value("")
    assert Event.objects.get(code="article.prevented").noun_id == article.pk
    assert Ticket.objects.count() == before

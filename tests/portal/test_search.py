"""Customers find articles and their own requests, however they type (issue 6)."""

import re
from html import unescape

import pytest

from tests.knowledge.shelf import publish
from tests.tickets.acting import opened


@pytest.fixture
def found(client):
    """`found("пароль")`: the text of what a guest, or somebody signed in, finds."""

    def ask(typed, who=client, language="ru"):
        html = who.get(f"/help/{language}/search/", {"q": typed}, headers={"HX-Request": "true"}).content.decode()
        return " ".join(unescape(re.sub("<[^>]+>", "", html)).split())

    return ask


@pytest.fixture
def shelf(cast):
    publish("Как восстановить пароль", "Нажмите «Забыли пароль?» и ждите письма.")
    publish("Как вернуть деньги за заказ", "Возврат идёт до десяти дней.")
    publish("Тайный порядок возвратов", "Только для своих", visibility="staff")


@pytest.mark.parametrize("typed", ["восстановление паролей", "востановить пороль", "gfhjkm", "parol", "забыл пароль"])
def test_a_guest_finds_an_article_with_mistypes_and_in_the_wrong_layout(found, shelf, typed):
    said = found(typed)
    assert "Как восстановить пароль" in said
    assert "вернуть деньги" not in said


def test_nobody_is_shown_articles_that_are_not_for_them(found, shelf, signed_in, cast):
    assert "Тайный" not in found("возврат")
    assert "Тайный" not in found("возврат", signed_in(cast.vera))
    html = signed_in(cast.anna).get("/desk/search/", {"q": "тайный порядок"}).content.decode()
    assert "порядок</mark>" in html


def test_a_customer_finds_their_own_requests_by_what_was_said(found, signed_in, cast):
    ticket = opened(cast.vera, subject="Вопрос", body="Пропал шкаф из корзины")
    ticket.note(by=cast.anna, body="Шкаф списан, не говорить клиенту: брак")
    assert "Пропал шкаф" in found("шкафы", signed_in(cast.vera))
    assert "Вопрос" not in found("шкафы", signed_in(cast.rival))
    assert "списан" not in found("шкаф списан", signed_in(cast.vera))
    assert "Вопрос" not in found("брак", signed_in(cast.vera))


def test_what_was_not_found_is_said(found, shelf):
    assert "Ничего не нашлось" in found("бегемот")
    assert found("") == ""


def test_the_page_works_without_javascript(client, shelf):
    page = client.get("/help/ru/search/", {"q": "деньги"}).content.decode()
    assert 'value="деньги"' in page
    assert "Как вернуть" in page


@pytest.mark.parametrize("page", ["/help/ru/", "/help/ru/search/"])
def test_articles_are_found_while_one_types(client, shelf, page):
    html = client.get(page).content.decode()
    assert 'hx-get="/help/ru/search/"' in html
    assert 'hx-target="#help-found"' in html
    assert 'id="help-found"' in html


def test_what_was_meant_is_marked_and_small_words_are_not(client, cast):
    publish("Как настроить почту на телефоне")
    page = client.get("/help/ru/search/", {"q": "пачту на телифоне"}).content.decode()
    assert "<mark>почту</mark> на <mark>телефоне</mark>" in page
    assert "<mark>почту</mark>" in client.get("/help/ru/search/", {"q": "gjxne"}).content.decode()

"""What Ctrl K finds."""

import re

import pytest

from otklik.desk.finding import marked
from otklik.knowledge import answering
from otklik.tickets import viewing
from tests.knowledge import shelf
from tests.tickets.acting import opened


@pytest.fixture
def find(anna):
    """`find("gmail")`: groups with the words of their options."""

    def ask(typed, client=anna):
        html = client.get("/desk/palette/", {"q": typed}).content.decode()
        groups = re.findall(
            r'role="group" aria-label="([^"]+)">(.*?)</div>\s*(?=<div role="group"|</div>)', html, re.DOTALL
        )
        options = {name: re.findall(r'<span class="truncate">(.*?)</span>', body) for name, body in groups}
        return {name: [re.sub("<[^>]+>", "", text) for text in texts] for name, texts in options.items()}

    return ask


def test_requests_are_found_by_words_open_ones_first(find, cast, time):
    first = opened(cast.vera, subject="Gmail кладёт письма в спам")
    second = opened(cast.vera, subject="Не доходит до Gmail")
    time.passes(minutes=1)
    first.close("solved", by=cast.anna)
    assert find("gmail")["Обращения"] == [second.subject, first.subject]


def test_a_number_comes_first(find, cast):
    ticket = opened(cast.vera, subject="Первое")
    opened(cast.vera, subject=f"Ещё раз про {ticket.number}")
    assert find(str(ticket.number))["Обращения"][0] == "Первое"
    assert find(f"#{ticket.number}").keys() == {"Обращения"}


def test_customers_are_found_and_lead_to_their_requests(find, anna, cast, numbers):
    mine = opened(cast.vera)
    opened(cast.rival)
    assert find("@соколова") == {"Клиенты": ["Вера Соколова"]}
    html = anna.get("/desk/palette/", {"q": "@соколова"}).content.decode()
    address = re.search(r'href="(/desk/all/[^"]+)"', html)[1].replace("&amp;", "&")
    assert numbers(anna.get(address)) == [mine.number]


def test_commands_and_lists_are_found_by_a_part_of_their_words(find, cast):
    viewing.keep("Возвраты", "", by=cast.anna)
    assert find("возвр")["Списки"] == ["Возвраты"]
    assert find("ПРИНЯТЬ")["Действия"] == ["Принять обращение"]
    assert find(">").keys() == {"Действия", "Списки"}
    assert "Мои" in find("")["Списки"]


def test_nobody_finds_what_they_may_not_see_or_do(find, signed_in, cast):
    opened(cast.vera, subject="Gmail")
    dana = signed_in(cast.dana)
    assert "Обращения" not in find("gmail", dana)
    assert "Принять обращение" not in find(">", dana)["Действия"]


def test_nothing_is_said_when_nothing_is_found(anna):
    assert "Ничего не нашлось" in anna.get("/desk/palette/", {"q": "абракадабра"}).content.decode()


def test_what_was_typed_is_marked_and_escaped():
    assert marked("<b> Gmail и gmail", "gmail") == "&lt;b&gt; <mark>Gmail</mark> и <mark>gmail</mark>"
    assert marked("<b>", "<b>") == "<mark>&lt;b&gt;</mark>"
    assert marked("a.c abc", "a.c") == "<mark>a.c</mark> abc"


def test_a_request_is_put_into_a_problem_from_here_too(find, signed_in, cast):
    assert find("проблем")["Действия"] == ["Такая же проблема, как…", "Проблемы"]
    assert find("проблем", client=signed_in(cast.misha))["Действия"] == ["Проблемы"]


def test_articles_and_ready_answers_are_found_for_whoever_may_have_them(find, signed_in, cast):
    shelf.publish("Как настроить DKIM")
    shelf.publish("DKIM внутри компании", visibility="staff")
    answering.add("DKIM готов", {("ru", "polite"): "{клиент}, подпись на месте"}, sharing="company", by=cast.boris)
    answering.add("Мой DKIM", {("ru", "polite"): "{клиент}, всё готово"}, by=cast.anna)
    found = find("dkim")
    assert set(found["Статьи"]) == {"Как настроить DKIM", "DKIM внутри компании"}
    assert set(found["Готовые ответы"]) == {"DKIM готов", "Мой DKIM"}
    assert find("dkim", signed_in(cast.misha))["Готовые ответы"] == ["DKIM готов"]
    assert find("влшь")["Статьи"] == found["Статьи"]
    assert {"Статьи", "Готовые ответы"}.isdisjoint(find("#dkim"))


def test_an_article_in_another_language_says_so(find, anna, cast):
    shelf.publish("Where is my invoice", language="en")
    assert find("invoice")["Статьи"] == ["Where is my invoice"]
    assert re.search(r"invoice.*EN", anna.get("/desk/palette/", {"q": "invoice"}).content.decode(), re.DOTALL)


def test_a_lesson_is_found_by_its_steps_by_whoever_may_read_it(find, cast):
    shelf.lesson(shelf.publish("Как настроить DKIM"), name="Первые шаги")
    shelf.lesson(shelf.publish("Как сменить пароль"), name="Ещё не показан", is_shown=False)
    assert find("dkim")["Уроки"] == ["Первые шаги"]
    assert "Уроки" not in find("возврат денег")

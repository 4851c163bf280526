"""One search over everything that the desk holds (B9)."""

import re
from html import unescape

import pytest

from otklik.knowledge import answering
from tests.tickets.acting import opened


@pytest.fixture
def found(anna):
    """`found("оплата")`: the text of what was found, marks kept as [ ]."""

    def ask(typed, client=anna):
        html = client.get("/desk/search/", {"q": typed}, headers={"HX-Request": "true"}).content.decode()
        text = html.replace("<mark>", "[").replace("</mark>", "]")
        return " ".join(unescape(re.sub("<[^>]+>", " ", text)).split())

    return ask


def test_words_in_any_form_are_found_in_what_was_said_and_marked(found, cast):
    opened(cast.vera, subject="Вопрос", body="Добрый день. Вчера мы оплатили счёт, а тариф не продлился.")
    opened(cast.vera, subject="Другое", body="Ничего похожего")
    said = found("оплатил счета")
    assert "[оплатили] [счёт]" in said
    assert "Другое" not in said


def test_the_wrong_layout_and_latin_letters_are_read_when_little_is_found(found, cast):
    opened(cast.vera, subject="Привет от домена", body="Домен не делегирован")
    assert "[Домен]" in found("ljvty")
    assert "Искали также: домен" in found("ljvty")
    assert "Искали также" not in found("домен")
    assert "[Домен]" in found("domen")


def test_conditions_stand_beside_words(found, cast):
    kept = opened(cast.vera, subject="Оплата первая")
    opened(cast.rival, subject="Оплата вторая")
    assert str(kept.number) in found("оплата от:соколова")
    assert "вторая" not in found("оплата от:соколова")
    assert "Оплата" not in found("оплата статус:закрыто")


def test_a_number_an_address_and_a_code_are_found_exactly(found, cast):
    first = opened(cast.vera, subject="Первое", body="Пишет: ошибка 0x80070005 при входе")
    opened(cast.rival, subject="Второе", body="Ошибка 0x80070006")
    assert "Первое" in found(f"№ {first.number}")
    assert "Первое" in found("vera@warm.example")
    assert "Второе" not in found("vera@warm.example")
    assert "Первое" in found("0x80070005")
    assert "Второе" not in found("0x80070005")


def test_ukrainian_words_are_found_in_another_form(found, cast):
    opened(cast.vera, subject="Питання", body="Не надходять сповіщення про нові замовлення")
    assert "[замовлення]" in found("замовленням")
    assert "[сповіщення]" in found("сповіщень")


def test_open_and_recent_requests_come_first(found, cast, time):
    old = opened(cast.vera, subject="Сертификат старый")
    old.close("solved", by=cast.anna)
    time.passes(days=60)
    opened(cast.vera, subject="Сертификат новый")
    said = found("сертификат")
    assert said.index("новый") < said.index("старый")


def test_what_is_no_condition_is_looked_for_as_words(found, cast):
    opened(cast.vera, subject="Ошибка: timeout")
    assert "[Ошибка]" in found("ошибка:timeout")


def test_a_half_typed_condition_is_completed(anna):
    html = anna.get("/desk/search/", {"q": "стат"}).content.decode()
    assert "статус:</a>" in html
    html = anna.get("/desk/search/", {"q": "оплата статус:от"}).content.decode()
    assert "статус:открыто</a>" in html


def test_nobody_finds_by_words_what_they_may_not_see(found, signed_in, cast):
    ticket = opened(cast.vera, subject="Секретное дело", body="Кодовое слово брюква")
    ticket.note(by=cast.anna, body="Тайная заметка про репу")
    assert "брюква" in found("брюква")
    assert "Заметка, Анна Белова" in found("репа")
    assert "дело" not in found("брюква", signed_in(cast.dana))
    assert "дело" not in found("секретное", signed_in(cast.dana))


@pytest.mark.parametrize(
    "typed", ["'", '"', "\\", "a' | 'b", "!!!", "&|!:*<->", "не", "%", "\x00", "ё" * 600, "a:" * 300]
)
def test_nothing_that_is_typed_breaks_the_search(anna, typed):
    assert anna.get("/desk/search/", {"q": typed}).status_code == 200


def test_a_search_is_a_fixed_number_of_queries(anna, cast, django_assert_max_num_queries):
    for number in range(6):
        opened(cast.vera, subject=f"Оплата {number}", body="Оплата не прошла")
    anna.get("/desk/search/", {"q": "оплата"})
    with django_assert_max_num_queries(29):
        anna.get("/desk/search/", {"q": "оплата"}, headers={"HX-Request": "true"})


def test_ready_answers_are_found_by_those_who_have_them(found, signed_in, cast):
    bodies = {("ru", "polite"): "Проверьте папку со спамом и белый список"}
    answering.add("Письма не доходят", bodies, by=cast.anna)
    assert "Письма не доходят" in found("белый список")
    assert "не доходят" in found("письма")
    assert "Заготовки ответов" not in found("писем брюква")
    assert "Письма не доходят" not in found("белый список", signed_in(cast.oleg))

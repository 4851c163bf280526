"""Russian, Ukrainian and English are told apart, in a sentence and in two words (A11)."""

import pytest

from otklik.kernel.languages import detect

SAID = {
    "ru": "Не приходит письмо с кодом|где мой заказ|Спасибо, помогло|верните деньги|не работает почта|смена пароля|"
    "Добрый вечер, оплатили счёт, но тариф не продлён|нужна помощь|как удалить аккаунт|сервер недоступен",
    "uk": "Не приходить лист з кодом|де моє замовлення|Дякую, допомогло|поверніть гроші|не працює пошта|зміна пароля|"
    "Добрий вечір, рахунок оплачено, але тариф не продовжено|потрібна допомога|як видалити обліковку|немає доступу",
    "en": "The code never arrives|where is my order|Thanks, it works|refund please|mail is down|password change|"
    "Good evening, we paid the invoice, but the plan was not extended|help needed|delete account|server unreachable",
}


@pytest.mark.parametrize(("code", "text"), [(code, text) for code in SAID for text in SAID[code].split("|")])
def test_a_customers_language_is_told_from_a_few_words(code, text):
    assert detect(text) == code


def test_letters_of_one_language_outweigh_everything():
    assert detect("сервіс") == "uk"
    assert detect("объект") == "ru"


@pytest.mark.parametrize("text", ["", "   ", "…", "12345", "👍", "https://example.com/path", "a@example.com"])
def test_where_nothing_is_written_no_language_is_guessed(text):
    assert detect(text) is None


def test_a_log_in_latin_letters_does_not_make_a_question_english():
    log = (
        "ERROR connect timeout upstream prematurely closed connection while reading response header from upstream " * 5
    )
    assert detect(f"Почему сайт отвечает так? {log}") == "ru"


def test_a_russian_name_does_not_make_an_english_letter_russian():
    assert detect("Hello, I am writing to you about the domain of my colleague Иван, is it paid? Thank you") == "en"


def test_what_somebody_usually_writes_decides_a_doubtful_word():
    assert (detect("пароль", usual="uk"), detect("пароль", usual="ru")) == ("uk", "ru")

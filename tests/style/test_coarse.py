"""C10: abusive words of a customer are hidden from staff behind a click, and nobody else notices."""

import pytest

from otklik.style.coarse import is_abusive
from tests.tickets.acting import opened


@pytest.mark.parametrize(
    "text",
    [
        "Вы там совсем ОХУЕЛИ?",
        "сколько можно ждать, блядь",
        "Дебилы, верните сайт",
        "Наёбываете клиентов",
        "Ви що, йобнулися",
        "Whoever wrote this is a fucking clown",
        "Сайт лежит, bullshit, а не хостинг",
    ],
)
def test_abuse_is_found_in_any_of_the_languages(text):
    assert is_abusive(text)


@pytest.mark.parametrize(
    "text",
    [
        "Подстрахуйте, пожалуйста, и употребляйте хлеб в меру: учебный мандат, сабля, рубля и колебания",
        "Застрахуйте груз, команда. Оскорблять не хотим, требуем себе перебоев поменьше",
        "Сукно, сумка, худой, хуже, блямба, небо, ребята, погреб",
        "Потрібен хліб і користування послугою",
        "Scunthorpe, shiitake, pitch, button, classic assessment",
        "",
    ],
)
def test_words_that_only_look_like_it_are_shown(text):
    assert not is_abusive(text)


def test_c10_staff_read_abuse_behind_a_click_and_its_author_reads_it_as_it_was(cast, signed_in):
    ticket = opened(cast.vera, body="Вы дебилы, где мой сайт?")
    ticket.accept(by=cast.anna)
    ticket.reply(by=cast.anna, body="Дебилы — цитата. Сайт работает.")
    page = signed_in(cast.anna).get(f"/desk/tickets/{ticket.number}/").content.decode()
    assert page.count("Грубые слова скрыты") == 1  # the colleague's own words are shown
    hidden = page.index("Грубые слова скрыты")
    assert page.index("<details", hidden - 60) < hidden < page.index("Вы дебилы, где мой сайт?", hidden)
    portal = signed_in(cast.vera).get(f"/requests/{ticket.number}/").content.decode()
    assert "Вы дебилы, где мой сайт?" in portal
    assert "Грубые слова" not in portal

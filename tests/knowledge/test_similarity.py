"""Questions find their documents, however they are typed (issue 6)."""

import numpy as np
import pytest

from otklik.knowledge.language import detect
from otklik.knowledge.similarity import embed, rank

DOCS = [
    "Как восстановить пароль",
    "Не приходит письмо с кодом",
    "Как вернуть деньги за заказ",
    "Як змінити номер телефону",
    "How do I cancel my subscription",
    "Оплата картой не проходит",
    "Ошибка 0x80070005 при обновлении",
]


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("восстановления паролей", 0),  # forms of words
        ("забыл паролль", 0),  # a mistype
        ("gfhjkm", 0),  # the wrong layout
        ("vernut dengi", 2),  # by sound
        ("писем с кодами нету", 1),
        ("зміна телефона", 3),
        ("поміняти номер", 3),  # another name of the same
        ("cancell subscripton", 4),
        ("oplata kartoy", 5),
        ("0x80070005", 6),
        ("деньги", 2),
    ],
)
def test_a_question_finds_its_document(query, place):
    assert rank(query, DOCS)[0] == place


def test_every_document_has_a_place_even_if_nothing_is_asked():
    assert rank("", DOCS) == list(range(len(DOCS)))
    assert sorted(rank("деньги", DOCS)) == list(range(len(DOCS)))
    assert rank("деньги", []) == []
    assert rank("деньги", ["", "…"]) == [0, 1]


def test_a_vector_has_length_one_and_depends_on_nothing_but_its_text():
    rows = embed([*DOCS, ""])
    assert (rows.shape, rows.dtype) == ((len(DOCS) + 1, 1024), np.float32)
    assert np.allclose(np.linalg.norm(rows[:-1], axis=1), 1, atol=1e-5)
    assert not rows[-1].any()
    assert np.array_equal(embed([DOCS[3]])[0], rows[3])
    assert embed([]).shape == (0, 1024)


def test_a_mistyped_text_lies_nearest_to_what_was_meant():
    near = embed(DOCS) @ embed(["как востановить пороль"])[0]
    assert near.argmax() == 0
    assert near[0] > 0.4 > np.sort(near)[-2]


def test_the_detector_of_languages_has_its_public_name_here():
    assert detect("Доброго дня") == "uk"


def test_a_borrowed_word_is_known_by_its_sound():
    docs = ["Перенести сайт на WordPress", "Запуск заданий (cron)", "Сменить версию PHP", "Гарантия и ремонт"]
    assert [rank(question, docs)[0] for question in ("вордпресс", "не работает крон", "пхп")] == [0, 1, 2]


def test_a_question_answered_before_finds_its_article_again():
    docs = ["Как вернуть деньги", "Изменить адрес доставки", "Гарантия и ремонт"]
    asked = "курьер поехал на старую квартиру"
    learned = [[], ["курьер едет на старую квартиру"], ["не включается"]]
    assert rank(asked, docs, learned)[0] == 1
    assert rank("вернуть деньги", docs, learned)[0] == 0
    assert sorted(rank("", docs, learned)) == [0, 1, 2]

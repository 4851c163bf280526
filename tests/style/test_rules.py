"""Every rule finds what its examples show, and nothing in good replies (E3)."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from otklik.kernel.verbs import Refused
from otklik.style.catalogue import WHY
from otklik.style.checking import CHECKS, check
from otklik.style.hints import Situation
from otklik.style.lists import LANGUAGES, data, read

ASKED = {
    "ru": "Здравствуйте! Сколько стоит тариф «Старт»? И за сколько переносится домен?",
    "uk": "Вітаю! Скільки коштує тариф «Старт»? І за скільки переноситься домен?",
    "en": "Hello! How much is the Start plan? And how long does a domain transfer take?",
}
NAMES = {"ru": ("Вера", "Вера Соколова"), "uk": ("Віра", "Віра Соколова"), "en": ("Vera", "Vera Sokolova")}
UNTIL = {"ru": "сегодня в 15:00", "uk": "сьогодні о 15:00", "en": "today at 15:00"}


def situation(language="ru", **known):
    name, full = NAMES[language]
    return Situation(language=language, **{"name": name, "names": (full,), "until": UNTIL[language], **known})


EXAMPLES = [
    (language, rule, kind, text)
    for language in LANGUAGES
    for rule, examples in data(language)["examples"].items()
    for kind in ("good", "bad")
    for text in examples[kind]
]


def of_example(language, rule):
    asked = ASKED[language] if rule == "unanswered" else ""
    return situation(language, asked=asked, is_first=rule == "name")


@pytest.mark.parametrize(("language", "rule", "kind", "text"), EXAMPLES)
def test_an_example_shows_what_its_rule_means(language, rule, kind, text):
    found = {hint.rule for hint in check(text, of_example(language, rule))}
    if kind == "bad":
        assert rule in found
    else:
        assert not found


def test_every_rule_has_examples_in_every_language():
    for language in LANGUAGES:
        assert set(data(language)["examples"]) == set(CHECKS) - {"own"}


def rules_of(text, **known):
    return [hint.rule for hint in check(text, situation(**known))]


def mended(text, **known):
    """The text after every suggestion was followed."""
    places = [place for hint in check(text, situation(**known)) for place in hint.places if place.instead is not None]
    for place in sorted(places, key=lambda one: -one.start):
        text = text[: place.start] + place.instead + text[place.end :]
    return text


@pytest.mark.parametrize(
    ("text", "better"),
    [
        ("Вера, пришлите ваш логин, мы вам поможем", "Вера, пришлите Ваш логин, мы Вам поможем"),
        ("Ольга, здравствуйте", "Вера, здравствуйте"),
        ("Вера, ответим скоро", "Вера, ответим сегодня в 15:00"),
        ("Скоро исправим, Вера", "Сегодня в 15:00 исправим, Вера"),
        ("Вера, готово!!!", "Вера, готово!"),
        ("Вера, НЕ ПЕРЕЗАГРУЖАЙТЕ СЕРВЕР", "Вера, не перезагружайте сервер"),
        ("Вера, проверь и напиши", "Вера, проверьте и напишите"),
    ],
)
def test_a_suggestion_mends_what_it_speaks_of(text, better):
    assert mended(text) == better
    assert not rules_of(better)


@pytest.mark.parametrize(
    "text",
    [
        "> скоро ли почините?\n\nВера, уже починили",
        "Вера, нажмите «СКОРО ПОЧИНИМ ВСЁ»",
        "Вера, впишите `{клиент}` и откройте https://example.com/{id}",
        "Вера, скорость выросла, скорее всего, вдвое",
        "Вера, як скоро це буде?",
    ],
)
def test_what_others_said_and_what_is_code_is_left_alone(text):
    assert not rules_of(text)


@pytest.mark.parametrize(
    ("said", "known", "is_theirs"),
    [
        ("Віро", "Вера", True),
        ("Vera", "Вера", True),
        ("Дима", "Дмитрий", True),
        ("Артем", "Артём", True),
        ("Марія", "Мария", True),
        ("Анне", "Анна", True),
        ("Сергей", "Степан", False),
        ("Ольга", "Вера", False),
        ("Марина", "Мария", False),
    ],
)
def test_a_name_is_known_in_its_forms_and_alphabets(said, known, is_theirs):
    known_as = Situation(name=known, names=(known,))
    found = {hint.rule for hint in check(f"Здравствуйте, {said}! Всё готово, сайт открывается.", known_as)}
    assert ("name" not in found) == is_theirs


def test_the_same_words_twice_are_one_hint_that_mends_both():
    text = "Вера, скоро исправим. Скоро напишем."
    (hint,) = check(text, situation())
    assert [text[place.start : place.end] for place in hint.places] == ["скоро", "Скоро"]
    assert mended(text) == "Вера, сегодня в 15:00 исправим. Сегодня в 15:00 напишем."


def test_several_people_are_spoken_to_with_a_small_letter():
    assert not rules_of("Здравствуйте, коллеги! Проверьте ваш сайт.", is_to_many=True)


def test_an_unanswered_question_is_named_and_a_thorough_reply_is_left_alone():
    asked = "Сколько стоит перенос? Будет ли простой? Кто перенесёт почту?"
    (hint,) = check("Вера, спасибо, что написали.", situation(asked=asked))
    assert (hint.rule, hint.words) == ("unanswered", "Сколько стоит перенос?")
    for good in (
        "Вера, перенос бесплатный, простоя не будет, почту перенесём мы.",
        "Вера, уточню у коллег и вернусь сегодня до 15:00.",
        "Вера, а какой у Вас тариф?",
        "Вера, готово, всё перенесли!",
        "1. Бесплатно\n2. Не будет\n3. Мы",
    ):
        assert "unanswered" not in rules_of(good, asked=asked)
    assert not rules_of("Вера, спасибо.", asked="Как дела? Всё хорошо")


def test_a_secret_is_masked_in_the_hint():
    (hint,) = check("Вера, пароль: Kx8qw2Zt", situation())
    assert hint.rule == "internal"
    assert "Kx8qw2Zt" not in hint.words


TEXTS = some.text(some.sampled_from("аВыыЫ скоровасвамTHE!?.,«»⟦⟧{}[]\n>`🙂её'’ Вера"), max_size=120)


@given(TEXTS, some.sampled_from(LANGUAGES), some.sampled_from(("polite", "official", "informal")), some.booleans())
@settings(max_examples=60)
def test_places_lie_within_the_text_and_do_not_cross(text, language, tone, is_first):
    found = check(text, situation(language, tone=tone, is_first=is_first, asked=text, notes=(text,)))
    for hint in found:
        assert all(0 <= place.start <= place.end <= len(text) for place in hint.places)
        assert all(one.end <= other.start for one, other in itertools.pairwise(hint.places))
        assert hint.why in WHY
    assert rules_in_order(found)


def rules_in_order(found):
    order = [list(CHECKS).index(hint.rule) for hint in found]
    return order == sorted(order)


def test_a_rule_that_is_off_says_nothing():
    assert not check("Вера, мы скоро всё исправим", situation(), without={"promise"})


@pytest.mark.parametrize(
    ("written", "found"),
    [("проблем* => вопрос", "Проблемами"), ("наш(и|е) люди", "наше люди"), ("дорогуша", "дорогуша")],
)
def test_a_company_writes_its_phrases_plainly(written, found):
    hints = check(f"Вера, вот {found} тут", situation(own=read(written)))
    assert [(hint.rule, hint.words) for hint in hints] == [("own", found)]


@pytest.mark.parametrize("line", ["(", "a", "[аб]+", "x" * 200, "(а|б", "(?=аб)вг", "аб*" * 4, "(аб)?" * 5])
def test_a_line_that_is_no_phrase_is_refused(line):
    with pytest.raises(Refused):
        read(f"хорошая фраза\n{line}")

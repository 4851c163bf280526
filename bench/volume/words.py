"""Russian (with some Ukrainian and English) sentences, endless and always the same for the same seed."""

from __future__ import annotations

from random import Random

STEMS = (
    "письм счёт домен сервер почт касс заказ клиент договор тариф оплат доступ парол отчёт склад товар выгрузк настройк"
    " ошибк сайт форм ссылк файл архив копи журнал запис сертификат ключ подпис адрес телефон звонк магазин корзин"
    " скидк акт сверк филиал бухгалтер сотрудник менеджер поддержк ответ вопрос обновлен верси модул кнопк вкладк"
).split()
ENDINGS = ("", "а", "у", "ом", "е", "ы", "ов", "ам", "ами", "ах")
VERBS = (
    "не приходит не открывается пропадает зависает требует показывает пишет возвращает сбрасывается исчезает грузится"
    " обновилось сломалось работало перестало выдаёт теряет дублирует просит присылает"
).split(" ")
SMALL = (
    "в на после при из для по с без до у и но а что как когда если где почему сегодня вчера утром снова опять".split()
)
UKRAINIAN = (
    "лист рахунок сервер домен пошта замовлення доступ пароль помилка сторінка кнопка не працює відкривається".split()
)
ENGLISH = (
    "letter invoice server domain order access password error page button does not open work again since update".split()
)
SYLLABLES = "ка ло ми ре то ва ни ста про вер гла дом зем лис мор пол рас сан тре ход чис шум эта юга яма бор".split()
COMMON, MIDDLE, RARE = "здравствуйте", "переадресация", "крабоносец"
"""Words that stand in most messages, in one of a thousand, and in about one of a hundred thousand."""


def bodies(count: int, seed: int) -> list[str]:
    """Texts of messages: about 640 characters on average, some of one line, some of many screens."""
    chance = Random(seed)
    tail = ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in range(20_000)]
    sentences = [_sentence(chance, tail) for _ in range(20_000)]
    return [_body(chance, sentences, place) for place in range(count)]


def subjects(count: int, seed: int) -> list[str]:
    """Subjects of three to nine words."""
    chance = Random(seed + 1)
    return [_phrase(chance, chance.randint(3, 9)).capitalize()[:250] for _ in range(count)]


def _body(chance: Random, sentences: list[str], place: int) -> str:
    said = chance.choices(sentences, k=max(1, min(400, int(chance.lognormvariate(1.75, 0.85)))))
    if chance.random() < 0.6:
        said.insert(0, f"{COMMON.capitalize()}.")
    if place % 1000 == 7:
        said.append(f"Нужна {MIDDLE}.")
    if place == 4242:
        said.append(f"Это {RARE}.")
    if chance.random() < 0.2:
        said.append(f"Код ошибки E{chance.randint(1000, 9999)}-{chance.randint(10, 99)}.")
    return " ".join(said)


def _sentence(chance: Random, tail: list[str]) -> str:
    pick = chance.random()
    if pick < 0.06:
        said = " ".join(chance.choices(UKRAINIAN, k=8))
    elif pick < 0.1:
        said = " ".join(chance.choices(ENGLISH, k=9))
    else:
        said = _phrase(chance, chance.randint(5, 16))
        if chance.random() < 0.5:
            said += " " + chance.choice(tail)
    return said.capitalize() + "."


def _phrase(chance: Random, length: int) -> str:
    words = [chance.choice(STEMS) + chance.choice(ENDINGS), chance.choice(VERBS)]
    while len(words) < length:
        words += [chance.choice(SMALL), chance.choice(STEMS) + chance.choice(ENDINGS)]
    return " ".join(words[:length])

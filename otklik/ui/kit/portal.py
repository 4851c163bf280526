"""Samples of what customers see."""

from datetime import timedelta
from typing import Any

from markupsafe import Markup

from otklik.ui.formats import Words
from otklik.ui.kit.desk import ANNA, LONG, MARINA, NOW, YESTERDAY
from otklik.ui.shapes import Choice, File, Request, Talk

MARKS = ("Плохо", "Так себе", "Нормально", "Хорошо", "Отлично")


def samples(words: Words) -> dict[str, Any]:
    """Values of kit.html for the parts of the portal."""
    return {
        "requests": requests(words),
        "talk": talk(words),
        "marks": [Choice(str(number), text, number == 4) for number, text in enumerate(MARKS, 1)],
        "reactions": [
            Choice("thanks", "Спасибо", True, icon="heart"),
            Choice("clear", "Понятно", icon="thumbs-up"),
            Choice("unclear", "Не совсем понятно", icon="circle-help"),
        ],
    }


def requests(words: Words) -> list[Request]:
    """One of each turn."""
    now, old = words.stamp(NOW), words.stamp(NOW - timedelta(days=400))
    return [
        Request(4812, "#", "Письма не доходят до Gmail", "customer", "проверьте решение", now, "Ждём Вас:"),
        Request(4820, "#", "Не приходит код входа", "ours", "ответим до 15:00", now, "Работаем,"),
        Request(4768, "#", "В счетах для 1С теряется НДС", "other", "исправим ко вторнику", now, "Работаем,"),
        Request(4655, "#", LONG, "nobody", "Решено", old),
    ]


def talk(words: Words) -> list[Talk]:
    """What both sides said, with a solution that did not help and one that waits."""
    then, now = words.stamp(YESTERDAY, words.moment), words.stamp(NOW, words.moment)
    lost = Markup("<p>С утра покупатели не получают подтверждения заказов.</p>")
    hello = Markup("<p>Анна, здравствуйте! Вижу отказы в журнале, первый был в 07:12. Уже разбираемся.</p>")
    old, new = Markup("<p>Замените запись SPF.</p>"), Markup("<p>Исправили на нашей стороне, проверьте.</p>")
    files = (File("dkim.png", "80 КБ", "#", "image"),)
    return [
        Talk("t-1", ANNA, "Вы", then, lost, mine=True),
        Talk("t-2", MARINA, "Марина", then, hello, "поддержка"),
        Talk("t-3", MARINA, "Марина", then, old, "предложено решение", kind="solution", old=True),
        Talk("t-4", MARINA, "Марина", now, new, "предложено решение", kind="solution", files=files),
    ]

"""Samples of what staff see."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from markupsafe import Markup

from otklik.ui.formats import Stamp, Words
from otklik.ui.shapes import Age, Choice, Clock, Composer, Face, File, Line, Message, Outcome, Tag, TicketRow

NOW = datetime(2026, 11, 21, 11, 34, tzinfo=UTC)
ILYA, MARINA = Face("Илья Воронов", "ИВ", "staff", 0), Face("Марина Седых", "МС", "staff", 1)
OKSANA, TIMUR = Face("Оксана Литвин", "ОЛ", "staff", 2), Face("Тимур Галиев", "ТГ", "staff", 3)
LONGEST = Face("Константин Константинопольский-Преображенский", "КК", "staff", 7)
ANNA, NOBODY = Face("Анна Ковальчук", "АК", "client"), Face("никто не принял")
LONG = "Очень-очень длинная тема обращения без единого повода остановиться, " * 4
HOSTILE = "<script>alert('из имени')</script>"
YESTERDAY = NOW - timedelta(days=1)


def samples(words: Words) -> dict[str, Any]:
    """Values of kit.html for the parts of the desk."""
    code = Markup('Передано в разработку: <a href="#thread">MAIL-318</a>, срок 24 ноября')
    return {
        "faces": [ILYA, MARINA, OKSANA, TIMUR],
        "marina": MARINA,
        "anna": ANNA,
        "nobody": NOBODY,
        "hues": [Face(f"Цвет {hue}", "ЯЯ", "staff", hue) for hue in range(12)],
        "clocks": CLOCKS,
        "promises": PROMISES,
        "rows": [*unaccepted(words.stamp(NOW)), *accepted(words)],
        "messages": _in_order(said(words), *proposed(words)),
        "quiet": [Line("Принято за 6 мин", words.stamp(NOW), "hand"), Line("Статус: В работе", words.stamp(NOW))],
        "passed": Line(code, words.stamp(NOW), "code-xml", "other", "us"),
        "composers": [composer("reply"), composer("note"), composer("solution")],
        "choices": [Choice("fire", "Сначала горящие", True), Choice("new", "Сначала новые")],
    }


CLOCKS = [
    Clock("ещё 38 мин", 0.35),
    Clock("ещё 4 мин", 0.9, note="скоро", soon=True),
    Clock("+12 мин", 1.3, 1),
    Clock("+1 ч 40 мин", 2.3, 2),
    Clock("+1 д 2 ч", 3, 3),
    Clock("ещё 23 ч", 0.1, note="не идёт, ход клиента", paused=True),
]
PROMISES = [
    Clock("ещё 1 ч 11 мин", 0.4, promise=True),
    Clock("ещё 6 мин", 0.88, promise=True, soon=True, title="Стараемся ответить до 14:40"),
    Clock("9 мин", 0.08, note="из 2 ч", promise=True, done=True),
]


def unaccepted(at: Stamp) -> list[TicketRow]:
    """Rows with the button; the first is under the cursor."""
    return [
        TicketRow(
            *(4831, "#list", "Сайт открывается с ошибкой 503", "ours", "Новое", at, "Кирилл Дроздов"),
            *("Минут двадцать назад перестал открываться магазин, в панели всё зелёное", "message-circle"),
            sub=Age("не принято 14 мин", int(NOW.timestamp()) - 840, "не принято {}"),
            tags=(Tag("web-7", "problem"), Tag("VPS")),
            clock=PROMISES[1],
            accept="#",
            unread=True,
            cursor=True,
        ),
        TicketRow(
            *(4834, "#list", "Подскажите, как добавить второй IP-адрес", "ours", "Новое", at, "Ольга Неверова"),
            *("Здравствуйте! Нужен второй адрес для почтового сервера", "mail", "не принято 7 мин"),
            tags=(Tag("VPS"),),
            clock=PROMISES[0],
            accept="#",
            unread=True,
        ),
    ]


def accepted(words: Words) -> list[TicketRow]:
    """Rows of each turn, with a late one and one whose every word is too long."""
    at, before = words.stamp(NOW), words.stamp(YESTERDAY)
    return [
        TicketRow(
            *(4790, "#list", "Вернуть деньги за неиспользованный год", "ours", "Открыто снова", at, "Павел Синицын"),
            *("Прошу всё-таки ответить по срокам", "mail", "после закрытия 18 ноября"),
            clock=CLOCKS[4],
            who=MARINA,
            unread=True,
        ),
        TicketRow(
            *(4812, "#list", "Письма не доходят до Gmail", "customer", "Решение предложено", before, "Анна Ковальчук"),
            *("Предложено решение: подпись DKIM включена", "mail", "ждём 36 мин"),
            tags=(Tag("Почта"), Tag("MAIL-318")),
            clock=Clock("ещё 23 ч", 0.1, paused=True),
            who=MARINA,
        ),
        TicketRow(
            *(4768, "#list", LONG, "other", "В разработке", before, HOSTILE),
            *(LONG, "globe", "BILL-2291, до 24 ноября"),
            tags=(Tag("1С"),),
            clock=CLOCKS[0],
            who=LONGEST,
        ),
    ]


def said(words: Words) -> list[Message]:
    """What each side wrote."""
    then, now = words.stamp(YESTERDAY, words.moment), words.stamp(NOW, words.moment)
    files = (File("возврат-gmail.eml", "14 КБ", "#"), File("503.png", "212 КБ", "#", "image"))
    paper = Markup("<p>Слова клиента лежат прямо на бумаге, без рамки.</p>")
    striped = Markup('<p><span class="mention">@Тимур</span> жёлтая бумага, полосатый край, замок и слова.</p>')
    call = Outcome("Итоги отправлены письмом вчера в 18:52", "Ожидает подтверждения клиентом.")
    told = Markup("<p>Договорились: включаем временную отправку через mx-1.</p>")
    return [
        Message("m-1", "client", ANNA, then, paper, "us", "client", "письмо", "mail", files=files),
        Message("m-2", "note", MARINA, then, striped, "us", says="заметка, клиент не видит", icon="lock"),
        Message(
            "m-4", "call", MARINA, then, told, "us", "client", says="звонок, 6 мин", icon="phone-outgoing", outcome=call
        ),
        Message("m-5", "reply", MARINA, now, Markup("<p>Отправляем.</p>"), "us", says="клиенту", state="pending"),
        Message("m-6", "reply", MARINA, now, Markup("<p>Текст остаётся.</p>"), "us", says="не ушло", state="failed"),
    ]


def proposed(words: Words) -> list[Message]:
    """A solution that did not help, and the one that waits."""
    then, now = words.stamp(YESTERDAY, words.moment), words.stamp(NOW, words.moment)
    record = Markup("<p>Замените запись на <code>v=spf1 include:_spf.prichal.example ~all</code>.</p>")
    fixed = Markup("<p>Исправили на нашей стороне, Вам ничего менять не нужно.</p>")
    no = Outcome("«Подождала час, не идёт». Анна, вчера в 18:30", "Не помогло.", "undo-2")
    wait = Outcome("Ждём «Помогло» или «Не помогло». Открыто на сайте в 14:06")
    first = Message("m-3", "solution", MARINA, then, record, "client", "us", "решение 1", "circle-slash")
    second = Message("m-7", "solution", MARINA, now, fixed, "client", "us", "решение 2 предложено", "circle-check-big")
    return [replace(first, outcome=no, outcome_kind="rejected", was="other"), replace(second, outcome=wait)]


def _in_order(said: list[Message], first: Message, second: Message) -> list[Message]:
    return [*said[:2], first, *said[2:], second]


def composer(mode: str) -> Composer:
    """The same form in one of its modes."""
    texts = (("reply", "Анна, "), ("note", "@Тимур, посмотри журнал mx-3"), ("solution", "Исправили, проверьте"))
    return Composer(
        action="#",
        once=f"once-{mode}",
        seen="m-7",
        to="Анна Ковальчук, письмом на anna@tepliydom.example",
        to_all="Увидят 4 участника",
        draft_key=f"kit-{mode}",
        me=MARINA,
        into="#kit-thread",
        id=f"composer-{mode}",
        mode=mode,  # type: ignore[arg-type]  # one of the three
        texts=texts,
        manner="Анна, на «Вы», по-русски",
        colleagues=(Choice("3", "Тимур Галиев", True), Choice("4", "Вера Аникина")),
        ends=(Choice("ours", "Ход наш, следующее слово"), Choice("asked", "Спросили, ждём клиента")),
        next_word="15:00",
    )

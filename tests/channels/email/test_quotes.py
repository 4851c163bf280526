"""New words are told from quoted ones; nothing that the customer wrote is hidden (research: mail, §3.8)."""

import pytest

from otklik.channels.email.lines import to_text
from otklik.channels.email.quotes import fold, strip_reply
from tests.channels.email import clients, pages

TEXTS = {
    "gmail": "Хорошо.\n\nпн, 4 авг. 2026 г. в 09:14, Bob <bob@x.ru> написал:\n\n> старое\n> ещё",
    "gmail, old and wrapped": 'Хорошо.\n\n20 окт. 2016 г. 19:37 пользователь "R" <\nmeta@x.org> написал:\n\n> старое',
    "apple": "Хорошо.\n\n4 сент. 2026 г., в 09:43, Клиент <c@x.ru> написал(а):\n> старое\n> ещё",
    "thunderbird": "Хорошо.\n\n12.05.2026 14:32, Иван Иванов <i@x.ru> пишет:\n> старое",
    "outlook": "Хорошо.\n\nОт: Иван <i@x.ru>\nОтправлено: 11 августа 2026 г. 10:00\nКому: Я\nТема: привет\n\nстарое",
    "outlook, english": "Хорошо.\n________________________________\nFrom: A\nSent: Monday\nTo: B\nSubject: C\nстарое",
    "original message": "Хорошо.\n-----Исходное сообщение-----\nОт: А\nстарое",
    "mail.ru": "Хорошо.\n\nПонедельник, 24 августа 2026, 00:01 +03:00 от Иван <s@x.ru>:\nстарое\n",
    "mail.ru, quoted": "Хорошо.\n\n> \n> Ср, 24 августа 2026, 00:01 +03:00 от И <s@x.ru\n> >:\n> \n> старое\n\n--\nя",
    "yandex": 'Хорошо.\n\n----------------\nКому: Я (a@b.ru);\nТема: Т;\n04.05.2026, 18:58, "Он" <i@x.ru>:\nстарое',
    "ukrainian": "Хорошо.\n\nвт, 30 серп. 2016 р. о 20:45 Arpit <a@b.c> пише:\n> старое",
    "english": "Хорошо.\n\nOn Mon, Jan 5, 2026 at 3:04 PM Bob Smith <bob@x.com>\nwrote:\n\nстарое",
    "german": "Хорошо.\n\nAm 12.03.2026 um 10:00 schrieb Max Muster:\n> старое\n> ещё",
    "french": "Хорошо.\n\nLe lun. 3 août 2026 à 10:00, Max <m@x.fr> a écrit :\n> старое",
    "below the quote": "Здравствуйте, Имя, Вы писали:\n> старое\n> ещё\nХорошо.",
    "words go on in the line": "Хорошо.\n\nOn 04/19/2026 07:10 AM, Bob Smith <b@x.com> wrote: > старое\n> ещё",
    "three lines": "Хорошо.\n\nOn Monday, January 5, 2026 at 3:04 PM, Bob The Builder\nvia Desk <support@x.com>\n"
    "wrote:\n\nстарое",
    "quoting": "Хорошо.\n\nQuoting Bob Smith:\n\n> старое",
    "at a time": "Хорошо.\n\nAt 03:04 PM 1/5/2026, you wrote:\n>старое",
    "aol": "Хорошо.\n\nIn a message dated 1/5/2026 3:04 P.M. Eastern Standard Time, b@x.com writes:\n\nстарое",
    "date alone": "Хорошо.\n\n2026/1/5 Bob <bob@x.com>\n\n> старое",
    "notes": "Хорошо.\n\nBob Smith/ACME wrote on 01/05/2026 03:04:05 PM:\n\n> старое",
    "phone, one line": "Хорошо.\n\n-------- Original message --------From: Bob <b@x.com> Date: 1/5/26 To: a@y.com\nста",
    "zoho": "Хорошо.\n\n---- On Mon, 05 Jan 2026 15:04:05 +0100 Bob <b@x.com> wrote ----\n\nстарое",
    "polish": "Хорошо.\n\n-------- Wiadomość oryginalna --------\nTemat: x\nNadawca: B\nAdresat: A\n\nстарое",
    "one line head": "Хорошо.\n\nFrom: Bob [mailto:b@x.com] Sent: Monday, 5 January To: A Subject: x\n\nстарое",
    "list": "> старое\n\nХорошо.\n_______________________\nusers mailing list\nusers@x.org",
    "reply above": "Хорошо.\n\n##- Please type your reply above this line -##\n\nстарое",
    "phone": "Хорошо.\n\nОтправлено с iPhone\n\n> 4 сент. 2026 г., в 09:43, К <c@x.ru> написал(а):\n> \n> старое",
    "signature": "Хорошо.\n\n-- \nИван\n+7 900 000-00-00",
}


def test_an_answer_is_told_from_the_quote_in_every_language_and_program():
    missed = [name for name, body in clients.replies() if strip_reply(body).split() != clients.NEW.split()]
    assert missed == []


def test_a_forward_is_kept_whole_in_every_language_and_program():
    missed = [name for name, body in clients.forwards() if strip_reply(body).split() != body.split()]
    assert missed == []


@pytest.mark.parametrize("page", pages.ANSWERS.values(), ids=pages.ANSWERS)
def test_an_answer_is_told_from_the_quote_on_the_page_of_every_program(page):
    html = page.format(new=pages.NEW, old=pages.OLD)
    shown, folded = fold(html)
    assert strip_reply("", html) == to_text(shown).strip() == pages.NEW
    assert pages.OLD in to_text(folded)


@pytest.mark.parametrize("page", pages.FORWARDED.values(), ids=pages.FORWARDED)
def test_a_forward_is_kept_whole_on_the_page_of_every_program(page):
    html = page.format(new="", old=pages.OLD)
    assert strip_reply("", html).split() == to_text(html).split()
    assert fold(html)[1] == ""


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_quote_is_told_from_the_answer(text):
    assert strip_reply(text) == "Хорошо."


KEPT = {
    "a forward": "Для информации.\n\n---------- Forwarded message ---------\nFrom: A <a@x.ru>\n\nтекст",
    "a forward by apple": "Вот.\n\nНачало переадресованного сообщения:\n\nОт: А\nТема: Б\n\nтекст",
    "answers between": "On Mon, Jan 5, 2026 at 3:04 PM B <b@x.com> wrote:\n> раз?\nда\n> два?\nнет",
    "comparison": "a > b is true\n> note",
    "words like a head": "От: нас ничего не требуется, счёт ниже.\nСчёт №5 во вложении.",
    "words like an attribution": "Ответ отправим в 10:04, <sales@example.com>:\nЦена 250 000 руб.",
    "a list after a verb": "Отправил письмо, кому надо написал:\n- раз\n- два",
    "nothing but a quote": "> один\n> два",
    "a journey": "Please book:\nFrom: Berlin\nTo: Paris\nDate: 5 May 2026\nThree persons, window seats.",
    "a form of a site": "New on your site\n\nFrom: Bob\nEmail: b@x.com\nSubject: x\n\nMessage:\nIt is down.",
    "a form": "Name: Bob\nEmail: bob@x.com\nMessage: the site is down\nFrom: the page of contacts",
    "a pasted bounce": "I get this all the time:\n\nFrom: daemon@x.com\nTo: me@y.com\nSubject: failure\n\nno user",
    "rules between chapters": "One.\n\n----------\n\nTwo.\n\n==========\n\nThree.",
    "a log": "It says:\n2026-01-05 15:04:05 bob@x.com wrote 15 bytes\n2026-01-05 15:04:06 done\nWhat is it?",
    "code": "Run this:\n\n>>> import os\n>>> os.getcwd()\n'/root'\n\nand tell me what it says.",
    "an appointment": "We meet on 05.01.2026 at 15:04, tell me at bob@x.com:\nyes or no",
    "a greeting with a verb": "Anna wrote:\nthat you can help me with the server.",
    "answers in the quote": "> When?\n\nTomorrow at noon.\n\n> Where?\n\nHere.\n\nBob",
    "regards": "Thanks.\n\nС уважением,\nИван Петров\n+7 900 000-00-00",
    "sent late": "Мы отправили запрос.\nОтправлено с опозданием.",
    "sent by post": "Sent the documents by post yesterday.\nSent from Berlin they take a week.\nIs that all right?",
    "a date and a colon": "Прошу рассчитать по КМД от 12.09.2026:\nограждение 12 м",
}


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT)
def test_words_of_the_customer_are_kept(text):
    assert strip_reply(text).split() == text.split()


def test_what_the_plain_text_keeps_whole_the_page_does_not_cut():
    forward = "Вот.\n\n---------- Forwarded message ---------\nFrom: A <a@x.ru>\n\nстарое"
    page = '<p>Вот.</p><blockquote type="cite">A пишет: старое</blockquote>'
    assert strip_reply(forward, page).split() == forward.split()
    assert strip_reply("> раз?\nда\n> два?\nнет", page).split() == [">", "раз?", "да", ">", "два?", "нет"]
    assert strip_reply("Вот. A пишет: старое", page) == "Вот."


PAGES = {
    "gmail": '<div>Да.</div><div class="gmail_quote"><div class="gmail_attr">Сб, 29 авг. 2026 г. в 10:04, a@b.c:'
    '</div><blockquote class="gmail_quote">старое</blockquote></div>',
    "mail.ru": '<div>Да.</div><div class="mail-quote-collapse"><blockquote style="border-left:1px solid #0857A6">'
    "<span>Пн, 21 сентября 2026, 09:54 +10:00 от z@x.ru:</span><br>старое</blockquote></div>",
    "outlook": '<div class="WordSection1"><p>Да.</p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt">'
    "<p><b>From:</b> a@b.c<br><b>Sent:</b> Monday<br><b>Subject:</b> x</p></div></div><p>старое</p></div>",
    "owa": '<div>Да.</div><hr><div id="divRplyFwdMsg"><b>From:</b> A<br><b>Sent:</b> M<br><b>To:</b> S</div>старое',
    "thunderbird": '<p>Да.</p><div class="moz-cite-prefix">21.09.2026 20:11, a@b.c пишет:<br></div>'
    '<blockquote type="cite"><p>старое</p></blockquote><pre class="moz-signature">Иван</pre>',
    "bare": "<div>Да.</div><div>Иван Петров пишет:</div><blockquote>старое</blockquote>",
}


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_a_quote_in_html_is_folded_and_nothing_is_cut(page):
    shown, folded = fold(page)
    assert strip_reply("", page) == "Да."
    assert to_text(shown) == "Да."
    assert "старое" in to_text(folded)


INTERLEAVED = (
    '<div class="moz-cite-prefix">21.09.2026, И пишет:</div><blockquote type="cite">Где?</blockquote><p>Тут.</p>'
    '<blockquote type="cite">Когда?</blockquote><p>Завтра.</p>'
)


@pytest.mark.parametrize(
    "page",
    [
        "<p>Прошу изготовить:</p><blockquote>ограждение 12 м;<br>калитка 1 шт.</blockquote><p>Спасибо.</p>",
        INTERLEAVED,
        '<div>Вот.</div><div class="gmail_quote">---------- Forwarded message ---------<br>От: И<br>текст</div>',
    ],
)
def test_an_indent_an_interleaved_answer_and_a_forward_are_kept_whole(page):
    assert strip_reply("", page).split() == to_text(page).split()
    assert fold(page)[1] == ""


EVIL = [
    "a@b.c " * 50000 + ":",
    ("1.1.2026 10:00 a@b.c wrote " * 20 + ":\n") * 500,
    "> " * 100000,
    "От: a\n" * 50000,
    "<" * 300000,
    "<p>x" * 60000,
    "<blockquote style='border-left:1px solid'>" * 3000,
    "&" * 300000,
    "\n" * 300000,
]


@pytest.mark.parametrize("evil", EVIL, ids=range(len(EVIL)))
def test_no_body_takes_forever(evil):
    """Work grows with the length alone; otherwise this test would not end."""
    assert isinstance(strip_reply(evil, ""), str)
    assert isinstance(strip_reply("", evil), str)

"""Requests with a past, told by the product's own verbs: for tests, pictures and looking."""

import io
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from PIL import Image

from otklik.channels.email import receiving
from otklik.kernel import clock, files
from otklik.tickets import attaching, splitting
from otklik.tickets.models import Ticket
from otklik.tickets.opening import open_ticket
from tests.cast import everybody
from tests.channels.email import sealed

NOW = datetime(2026, 11, 21, 11, 34, tzinfo=UTC)
LONG_NAME = "Константин Константинопольский-Преображенский " * 4
LONG_WORD = "оченьдлинноесловобезпробелов" * 8
SCRIPT = "<script>alert('{}')</script><img src=x onerror=alert(1)>"


def _picture() -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize((900, 500)).convert("RGB").save(out, "PNG")
    return out.getvalue()


class Teller:
    """Lets things happen at times before `now`."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    @contextmanager
    def ago(self, **before: float):
        with clock.at(self.now - timedelta(**before)):
            yield


def letters_do_not_arrive(number: int, now: datetime | None = None) -> Ticket:
    """A bug told by letter: a question, a note, a solution that did not help, development, a second solution."""
    cast, tell = everybody(), Teller(now or clock.now())
    with tell.ago(days=1, hours=3):
        ticket = open_ticket(
            customer=cast.vera,
            subject="Письма с нашего домена не доходят до Gmail",
            body="Здравствуйте. С утра покупатели не получают подтверждения заказов, если у них почта на Gmail. "
            "К нам возвращается отказ «550-5.7.26 This mail has been blocked: the sender is unauthenticated».\n\n"
            "У нас около 60 заказов в день, люди звонят и спрашивают, приняли ли мы оплату.",
            channel="email",
            number=number,
        )
    with tell.ago(days=1, hours=2, minutes=54):
        ticket.accept(by=cast.anna)
        ticket.tag(["Почта", "DKIM", "переезд mx-3"], by=cast.anna)
        ticket.invite(cast.oleg, by=cast.anna)
    with tell.ago(days=1, hours=2, minutes=50):
        ticket.reply(
            by=cast.anna,
            body="Вера, здравствуйте! Вижу отказы в журнале, первый был в 07:12. Уже разбираемся.\n\n"
            "Пришлите, пожалуйста, одно возвращённое письмо целиком: в нём видно, через какой сервер оно ушло.",
            end="asked",
        )
    with tell.ago(days=1, hours=2, minutes=20):
        returned = attaching.attach(b"From: mailer-daemon\r\n\r\n550", "возврат-gmail.eml", by=cast.vera)
        shot = attaching.attach(_picture(), "503.png", by=cast.vera)
        ticket.write(
            by=cast.vera,
            body="Прикрепляю. Это заказ на 18 400 рублей, очень не хотелось бы его потерять.",
            full_text="Прикрепляю. Это заказ на 18 400 рублей, очень не хотелось бы его потерять.\n\n"
            "> Пришлите, пожалуйста, одно возвращённое письмо целиком",
            html="<p>Прикрепляю. Это заказ на <b>18 400 рублей</b>.</p><blockquote>Пришлите одно письмо</blockquote>",
            channel="email",
            files=[returned, shot],
        )
        files.make_thumbnail(shot.file_id)
    with tell.ago(days=1, hours=2, minutes=6):
        ticket.note(
            by=cast.anna,
            body="@Олег ящики переехали на mx-3 в ночь на пятницу, подписи DKIM в письме нет. Попробую для начала SPF.",
            files=[attaching.attach(b"MZ\0", "проверка.exe", by=cast.anna)],
        )
    with tell.ago(days=1, hours=1, minutes=45):
        ticket.propose(
            by=cast.anna,
            body="В записи SPF Вашего домена остался адрес прежнего сервера. Замените её на "
            "`v=spf1 include:_spf.prichal.example ~all`, через полчаса письма должны пойти.",
        )
    with tell.ago(days=1, minutes=55):
        ticket.reject_solution(by=cast.vera, reason="Сделала, подождала час. Теперь и Mail.ru не принимает")
    with tell.ago(days=1, minutes=20):
        ticket.reply(by=cast.anna, body="Нашли причину у себя, передаём разработчикам. Напишу, как исправят.")
    with tell.ago(hours=19):
        ticket.develop(
            key="MAIL-318",
            url="https://tracker.example/MAIL-318",
            what="Нет подписи DKIM после переноса на mx-3",
            due=tell.now + timedelta(hours=4),
            by=cast.anna,
        )
    with tell.ago(minutes=96):
        ticket.release()
    with tell.ago(minutes=36):
        ticket.propose(
            by=cast.anna,
            body="Вера, причина найдена: после переезда на новый сервер письма Вашего домена уходили без подписи DKIM. "
            "Исправили на нашей стороне, Вам ничего менять не нужно.\n\nПробное письмо на Gmail и Mail.ru дошло за "
            "несколько секунд. Проверьте, пожалуйста, на любом заказе.",
        )
    return ticket


def wrote_after_the_solution(number: int, now: datetime | None = None) -> Ticket:
    """The same, and then the customer wrote words that are no button (R2)."""
    ticket, tell = letters_do_not_arrive(number, now), Teller(now or clock.now())
    with tell.ago(minutes=4):
        words = "Да, письма пошли, спасибо. А можно ли подписывать и рассылку?"
        ticket.write(by=everybody().vera, body=words, channel="email")
    return ticket


def nobody_accepted(number: int, now: datetime | None = None) -> Ticket:
    """A fresh request that waits."""
    cast, tell = everybody(), Teller(now or clock.now())
    with tell.ago(minutes=14):
        ticket = open_ticket(
            customer=cast.rival,
            subject="Сайт открывается с ошибкой 503",
            body="Добрый день. Минут двадцать назад перестал открываться магазин. Что происходит?",
            channel="widget",
            number=number,
        )
    with tell.ago(minutes=2):
        ticket.write(by=cast.rival, body="Вы здесь? Теперь не открывается и панель.", channel="widget")
    return ticket


def closed_and_rated(number: int, now: datetime | None = None) -> Ticket:
    """Accepted by the customer, rated, and tied to another."""
    cast, tell = everybody(), Teller(now or clock.now())
    with tell.ago(days=3):
        ticket = open_ticket(customer=cast.pavel, subject="Не приходит счёт", body="Где счёт за ноябрь?", number=number)
        ticket.accept(by=cast.anna)
    with tell.ago(days=2):
        ticket.propose(by=cast.anna, body="Отправили заново, проверьте почту.")
    with tell.ago(days=2, hours=-1):
        ticket.accept_solution(by=cast.pavel)
        ticket.rate(5, by=cast.pavel, comment="Быстро и по делу")
    return ticket


def everything_is_too_long(number: int, now: datetime | None = None) -> Ticket:
    """Names, subjects, words and files that know no end, and scripts in all of them."""
    cast, tell = everybody(), Teller(now or clock.now())
    with tell.ago(hours=2):
        ticket = open_ticket(
            customer=cast.stranger,
            subject=(SCRIPT.format("тема") + LONG_NAME)[:255],
            body=SCRIPT.format("письмо") + "\n\n" + LONG_WORD,
            channel="email",
            number=number,
            letter={"html": f"<p>{LONG_WORD}</p>", "full_text": LONG_WORD + "\n> " + LONG_WORD, "is_flagged": True},
        )
        svg = attaching.attach(b"<svg xmlns='x' onload='alert(1)'/>", SCRIPT.format("файл") + ".svg", by=cast.anna)
        page = attaching.attach(b"<html><script>alert(1)</script>", LONG_WORD + ".html", by=cast.anna)
        ticket.note(by=cast.anna, body=SCRIPT.format("заметка") + LONG_WORD, files=[svg, page])
        ticket.tag([LONG_WORD[:60], "короткая"], by=cast.anna)
    stranger = type(cast.stranger).objects.filter(pk=cast.stranger.pk)
    stranger.update(name=LONG_NAME[:200], note=SCRIPT.format("о клиенте"))
    return ticket


def a_sealed_letter(number: int, now: datetime | None = None) -> Ticket:
    """Encrypted: nobody here can read it, and it says so."""
    tell = Teller(now or clock.now())
    with tell.ago(minutes=50):
        inbound = receiving.receive(sealed.SMIME, None)
        receiving.read(inbound)
        inbound.refresh_from_db()
    assert inbound.ticket is not None
    type(inbound.ticket).objects.filter(pk=inbound.ticket.pk).update(number=number)
    inbound.ticket.refresh_from_db()
    return inbound.ticket


def a_thousand_words(number: int, messages: int) -> Ticket:
    """A long conversation."""
    cast = everybody()
    ticket = open_ticket(customer=cast.vera, subject="Долгий разговор", body="Первое письмо", number=number)
    ticket.accept(by=cast.anna)
    for place in range(messages - 1):
        if place % 2:
            ticket.write(by=cast.vera, body=f"Письмо {place}")
        else:
            ticket.reply(by=cast.anna, body=f"Ответ {place}")
    return ticket


def all_of_them(first: int) -> list[Ticket]:
    """Every story, numbered from `first`."""
    told = (
        letters_do_not_arrive,
        nobody_accepted,
        wrote_after_the_solution,
        closed_and_rated,
        everything_is_too_long,
        a_sealed_letter,
    )
    tickets = [story(first + place) for place, story in enumerate(told)]
    splitting.link(tickets[0], tickets[2], by=everybody().anna)
    return tickets

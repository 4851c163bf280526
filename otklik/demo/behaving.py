"""A difficult customer in the demo (C10): answered calmly, warned with evidence, and passed on to the leads."""

from __future__ import annotations

from datetime import datetime, timedelta

from otklik.conduct import noting, replies, taking
from otklik.kernel import clock
from otklik.people.models import Person
from otklik.routing import relieving
from otklik.tickets.opening import open_ticket

HOUR = timedelta(hours=1)
FIRST = "Третий раз за неделю не работает вход. Дебилы, верните сайт!"
SECOND = "Мне обещали ответ к обеду. Дебилы, вы вообще читаете, что Вам пишут?"
NOTE = "Пишет резко, когда простаивает касса. На ответ с планом и временем отвечает спокойно."


def begin(people: dict[str, Person], now: datetime) -> None:
    """Play it this morning."""
    customer, anna = people["marat"], people["anna"]
    with clock.at(now - 4 * HOUR):
        ticket = open_ticket(customer=customer, subject="Не работает вход в панель", body=FIRST)
        ticket.accept(by=anna)
        noting.write(customer, NOTE, by=anna)
    with clock.at(now - 3.8 * HOUR):
        words = [message for message in (ticket.last_public_message,) if message is not None]
        taking.take(ticket, "calm", words, by=anna, body=replies.offered("calm", ticket, anna))
    with clock.at(now - 2 * HOUR):
        again = ticket.write(by=customer, body=SECOND)
    with clock.at(now - 1.8 * HOUR):
        taking.take(ticket, "warning", [again], by=anna, body=replies.offered("warning", ticket, anna))
    with clock.at(now - 1.7 * HOUR):
        relieving.pass_up(ticket, by=anna)

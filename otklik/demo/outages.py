"""What different people write of at once in the demo: one outage that nobody has decided on, one problem in work."""

from __future__ import annotations

from datetime import datetime, timedelta

from otklik.kernel import clock
from otklik.people.models import Person
from otklik.problems import founding, suspecting, telling
from otklik.problems.models import What
from otklik.tickets.models import Ticket

SAME = ("Сайт открывается с ошибкой 503", "503 на всех поддоменах", "Магазин лежит, ошибка 503")
TITLE = "Сбой эквайринга: карты возвращают в корзину"
CARDS = ("Не проходит оплата по картам", "Оплата картой возвращает в корзину")
WORDS = {
    "ru": "{клиент}, это сбой у банка-эквайера, не у вас. Банк чинит, напишу ещё раз до вечера.",
    "uk": "{клиент}, це збій у банку-еквайра, не у вас. Банк лагодить, напишу ще раз до вечора.",
}
PUBLIC = {
    "ru": "Оплата картами проходит не с первого раза: сбой у банка-эквайера, чинят",
    "uk": "Оплата картками проходить не з першого разу: збій у банку-еквайра, лагодять",
    "en": "Card payments need several tries: an outage at the acquiring bank, it is being repaired",
}


def begin(now: datetime) -> None:
    """Compare what came last, each at its moment; put the failing cards into a problem that Anna has."""
    for ticket in Ticket.objects.filter(subject__in=SAME).order_by("opened_at").select_related("customer__role"):
        with clock.at(ticket.opened_at + timedelta(seconds=20)):
            suspecting.look(ticket)
    anna = Person.objects.select_related("role").get(login="anna")
    tickets = list(Ticket.objects.filter(subject__in=CARDS))
    last = max(one.changed_at for one in tickets)  # nothing may happen to them out of order
    with clock.at(min(now, last + timedelta(minutes=1))):
        problem = founding.found(TITLE, tickets, by=anna, noticed_at=now - timedelta(hours=2))
        founding.change(problem, by=anna, public=PUBLIC, task_key="BANK-311")
    with clock.at(min(now, last + timedelta(minutes=3))):
        said = telling.say(problem, What.REPLY, {(code, "polite"): text for code, text in WORDS.items()}, by=anna)
        telling.go_on(said)

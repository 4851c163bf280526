"""The patterns of the large history: dialogues of every length, told by the verbs of the product itself."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from random import Random

from bench.volume import words
from bench.volume.asking import LONG
from otklik.kernel import clock
from otklik.kernel.verbs import Refused
from otklik.people.models import Person
from otklik.tickets.kinds import End
from otklik.tickets.models import Category, Ticket
from otklik.tickets.opening import open_ticket

CLOSED, OPEN = 90, 40
"""How many patterns end closed, and how many are left open."""
LENGTHS = (2, 2, 3, 3, 3, 4, 4, 5, 5, 6, 7, 8, 10, 14, 22, 40)
"""Messages of a dialogue: about seven on average, with a long tail."""


def tell(seed: int) -> None:
    """Tell all of them, each within the last weeks and over by now."""
    chance = Random(seed)
    customers = list(Person.objects.filter(role=None, merged_into=None))
    agents = list(Person.objects.filter(login__in=("anna", "oleg", "oksana", "timur")))
    for place in range(CLOSED + OPEN):
        began = clock.now() - timedelta(days=chance.uniform(9, 20))
        _Dialogue(chance, chance.choice(customers), chance.choice(agents), began).play(to_the_end=place < CLOSED)


def tell_long(seed: int, messages: int = 1000) -> None:
    """One open request that both sides have written into so often, an hour apart."""
    chance = Random(seed)
    customer = Person.objects.filter(role=None, merged_into=None, identities__isnull=False).order_by("pk")[0]
    agent = Person.objects.get(login="anna")
    told = _Dialogue(chance, customer, agent, clock.now() - timedelta(hours=messages + 24))
    told.play_long(messages)


class _Dialogue:
    def __init__(self, chance: Random, customer: Person, agent: Person, began: datetime) -> None:
        self.chance, self.customer, self.agent, self.at = chance, customer, agent, began

    def play(self, *, to_the_end: bool) -> None:
        with clock.at(self.at):
            channel = self.chance.choice(("email", "email", "form"))
            self.ticket = open_ticket(customer=self.customer, subject="Образец", body="Здравствуйте", channel=channel)
        if to_the_end or self.chance.random() < 0.85:
            self._sort()
            for _ in range(self.chance.choice(LENGTHS) - 1):
                self._say()
        if to_the_end:
            self._close()

    def play_long(self, messages: int) -> None:
        with clock.at(self.at):
            self.ticket = open_ticket(customer=self.customer, subject=LONG, body="Здравствуйте", channel="form")
        self._act("accept", by=self.agent, pause=0.5)
        bodies = words.bodies(messages, messages)
        for place, body in enumerate(bodies[: messages - 1]):
            if place % 2:
                self._act("write", by=self.customer, body=body, pause=0.8)
            else:
                self._act("reply", by=self.agent, body=body, end=End.ASKED, pause=0.8)

    def _act(self, verb: str, *given: object, pause: float = 6.0, **known: object) -> object:
        """One verb, some hours later; what the product refuses did not happen."""
        self.at += timedelta(hours=min(self.chance.expovariate(1 / pause) + 0.02, 30), seconds=20)
        self.at = min(self.at, clock.now() - timedelta(minutes=2))
        with clock.at(self.at), suppress(Refused):
            return getattr(Ticket.objects.get(pk=self.ticket.pk), verb)(*given, **known)
        return None

    def _sort(self) -> None:
        self._act("accept", by=self.agent, pause=0.5)
        if self.chance.random() < 0.7:
            self._act("tag", self.chance.sample(["DKIM", "счёт", "касса", "доступ", "API"], 2), by=self.agent)
        categories = list(Category.objects.all()[:20])
        if categories and self.chance.random() < 0.6:
            self._act("categorise", self.chance.choice(categories), by=self.agent, pause=0.1)

    def _say(self) -> None:
        what = self.chance.random()
        if what < 0.4:
            end = self.chance.choice((End.ASKED, End.OURS))
            self._act("reply", by=self.agent, body="Смотрим", end=end, pause=3)
        elif what < 0.8:
            self._act("write", by=self.customer, body="Подробности")
        else:
            self._act("note", by=self.agent, body="Для коллег", pause=1)

    def _close(self) -> None:
        self._act("propose", by=self.agent, body="Готово, проверьте", pause=2)
        if self.chance.random() < 0.15:
            self._act("reject_solution", by=self.customer, reason="Так же")
            self._act("propose", by=self.agent, body="Теперь точно", pause=2)
        self._act("accept_solution", by=self.customer)
        if self.chance.random() < 0.4:
            self._act("rate", self.chance.choice((5, 5, 5, 4, 3, 1)), by=self.customer, pause=0.2)

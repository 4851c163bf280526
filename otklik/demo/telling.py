"""Plays the stories: each verb at its own moment in the past."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.db import connection
from django.db.models import F

from otklik.channels.models import Delivery, DeliveryState
from otklik.demo import asking, behaving, breaking, outages, shifts, stories
from otklik.demo.story import Story
from otklik.kernel import clock
from otklik.notices.models import Notice
from otklik.people.models import Line, Person
from otklik.tickets.kinds import End
from otklik.tickets.models import Category, Ticket
from otklik.tickets.opening import open_ticket

FRESH = timedelta(minutes=30)
FIRST_LINE, SECOND_LINE = ("anna", "oleg"), ("oksana", "timur")


def tell_everything() -> None:
    """Play every story, the oldest first, so that numbers grow with time."""
    chance = Random(4812)  # noqa: S311  the same demo every time, not a secret
    people = {person.login: person for person in Person.objects.select_related("role")}
    now = clock.now()
    for number, story in enumerate(sorted(stories.everything(), key=lambda story: -story.age)):
        agent = people[FIRST_LINE[number % len(FIRST_LINE)]]
        Teller(story, people, agent, chance, now).tell()
    outages.begin(now)
    asking.begin(people, now)
    behaving.begin(people, now)
    breaking.let_break(people, now)
    shifts.begin()
    _forget_errands(now)


class Teller:
    """One story being played: its ticket, its people and its present moment."""

    def __init__(self, story: Story, people: dict[str, Person], agent: Person, chance: Random, now: datetime) -> None:
        self.story, self.people, self.agent, self.chance, self.end = story, people, agent, chance, now
        self.customer = people[story.who]
        self.at = now - timedelta(hours=story.age)

    def tell(self) -> None:
        """Open the request and take every step, each a little later, none in the future."""
        with clock.at(self.at):
            self.ticket = open_ticket(
                customer=self.customer,
                body=self.story.text,
                subject=self.story.subject,
                channel=self.story.channel,
                letter={"language": self.customer.language},
            )
        if self.story.steps:
            self._sort()
        for left, (what, *words) in zip(range(len(self.story.steps), 0, -1), self.story.steps, strict=True):
            self.at += self._pause(left)
            with clock.at(self.at):
                STEPS[what](self, *words)

    def _sort(self) -> None:
        with clock.at(self.at + timedelta(seconds=30)):
            if self.story.category:
                self.ticket.categorise(Category.objects.get(name__ru=self.story.category), by=self.agent)
            if self.story.tags:
                self.ticket.tag(self.story.tags, by=self.agent)

    def _pause(self, left: int) -> timedelta:
        """Finished stories went quickly; open ones have gone on until now, so that nobody looks forgotten."""
        evenly = (self.end - self.at) / (left + 1)
        if self.story.is_finished:
            return min(evenly, timedelta(minutes=self.chance.randint(4, 90)))
        return min(evenly * self.chance.uniform(0.9, 1.4), (self.end - self.at) * 0.97)

    def promise(self) -> datetime:
        """The next word: within two hours, at a quarter."""
        later = self.at + timedelta(hours=2)
        return later.replace(minute=later.minute - later.minute % 15, second=0, microsecond=0)


def _to_second_line(teller: Teller, why: str) -> None:
    teller.ticket.move_to_line(Line.objects.get(code="second"), by=teller.agent, why=why)
    teller.agent = teller.people[teller.chance.choice(SECOND_LINE)]
    teller.ticket.accept(by=teller.agent)


def _call(teller: Teller, name: str, **words: Any) -> None:
    getattr(teller.ticket, name)(by=teller.agent, **words)


STEPS: dict[str, Callable[..., object]] = {
    "accept": lambda t: _call(t, "accept"),
    "reply": lambda t, text: _call(t, "reply", body=text, next_word_by=t.promise()),
    "ask": lambda t, text: _call(t, "reply", body=text, end=End.ASKED),
    "note": lambda t, text: _call(t, "note", body=text),
    "propose": lambda t, text, points=None: _call(t, "propose", body=text, points=points),
    "questions": lambda t, *texts: _call(t, "name_points", texts=texts),
    "write": lambda t, text: t.ticket.write(by=t.customer, body=text, channel=t.story.channel),
    "helped": lambda t: t.ticket.accept_solution(by=t.customer),
    "rejected": lambda t, why: t.ticket.reject_solution(by=t.customer, reason=why),
    "rate": lambda t, score, comment: t.ticket.rate(score, by=t.customer, comment=comment),
    "close": lambda t, kind: t.ticket.close(kind, by=t.agent),
    "postpone": lambda t, hours, why: _call(t, "postpone", until=t.end + timedelta(hours=hours), why=why, agreed=True),
    "other": lambda t, whom, what, hours: _call(
        t, "await_other", whom=whom, what=what, again_at=t.end + timedelta(hours=hours)
    ),
    "develop": lambda t, key, days, points=None: _call(
        t,
        "develop",
        key=key,
        url=f"https://jira.example/browse/{key}",
        due=t.end + timedelta(days=days),
        points=points,
    ),
    "line": _to_second_line,
    "withdraw": lambda t: t.ticket.withdraw(by=t.customer, solved=True),
    "thanks": lambda t: t.ticket.react(t.ticket.last_public_message, "thanks", by=t.customer),
}


def _forget_errands(now: datetime) -> None:
    """What the stories left to be done was done long ago; only what concerns the last half hour stays unread."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE status = 'todo'")
    Delivery.objects.update(state=DeliveryState.SENT, sent_at=F("next_try_at"))
    Notice.objects.filter(at__lt=now - FRESH).update(read_at=now, mailed_at=now)
    for ticket in Ticket.objects.exclude(customer__login="vera")[:40]:
        Ticket.objects.filter(pk=ticket.pk).update(customer_saw_at=ticket.changed_at)

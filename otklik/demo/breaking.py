"""Norms broken lately in the demo: shares of two people, an excuse, an objection that waits, a norm to come."""

from __future__ import annotations

from datetime import datetime, timedelta

from otklik.clocks import excusing, norming, waking
from otklik.clocks.drafts import Draft
from otklik.clocks.models import Counting, Norm, Violation
from otklik.kernel import clock
from otklik.people.models import Line, Person
from otklik.tickets.kinds import End, Kind
from otklik.tickets.models import Status
from otklik.tickets.opening import open_ticket

HOUR = timedelta(hours=1)
AGO = timedelta(hours=30)
LATE: tuple[tuple[str, str, str, str | None, float], ...] = (
    ("vera", "Не открывается кабинет кассы", "anna", None, 2.5),
    ("vera", "Письма поставщику возвращаются", "anna", "oleg", 5),
    ("vera", "Перенести домен к вам", "oleg", None, 1.5),
    ("vera", "После обновления пропали чеки", "oleg", "anna", 4.5),
)
"""Who wrote what, who took it, to whom it was passed at half of the time, and for how many hours nobody answered."""


def let_break(people: dict[str, Person], now: datetime) -> None:
    """Play them under a norm of the first line that held around the clock for those hours, and was taken back then."""
    line, status, lead = Line.objects.get(code="first"), Status.objects.of(Kind.IN_WORK), people["boris"]
    limits = {"first": HOUR, "second": 2 * HOUR, "third": 4 * HOUR, "counting": Counting.CALENDAR}
    Norm.objects.create(status=status, line=line, valid_from=now - AGO, **limits)
    found = [_late(people, now - AGO + number * HOUR, *story) for number, story in enumerate(LATE)]
    with clock.at(now - AGO + 12 * HOUR):
        excusing.excuse(found[0], reason="Авария у дата-центра", fault="outage", by=lead)
        excusing.object_to(found[1], text="Ждали, пока ответит почтовый сервис поставщика", by=people["oleg"])
    with clock.at(now - 2 * HOUR):
        norming.set_norm(Draft(status, line, (2 * HOUR, 4 * HOUR, 8 * HOUR)), by=lead)
    usual = {"first": 4 * HOUR, "second": 8 * HOUR, "third": 24 * HOUR}
    Norm.objects.create(status=status, line=line, valid_from=now - AGO + 12 * HOUR, **usual)


def _late(
    people: dict[str, Person],
    at: datetime,
    who: str,
    text: str,
    taker: str,
    passed: str | None,
    hours: float,
) -> Violation:
    with clock.at(at):
        ticket = open_ticket(customer=people[who], subject=text, body=f"{text}. Что делать?")
        ticket.accept(by=people[taker])
    if passed:
        with clock.at(at + hours / 2 * HOUR):
            ticket.assign(to=people[passed], by=people[taker])
    with clock.at(at + hours * HOUR):
        waking.wake()
        ticket.reply(by=people[passed or taker], body="Проверьте, пожалуйста, ещё раз: исправили?", end=End.ASKED)
    return Violation.objects.get(ticket=ticket)

"""Who is on shift in the demo: hours, states, an absence, a hand-over that nobody has taken."""

from __future__ import annotations

from datetime import datetime, timedelta

from otklik.kernel import clock, settings
from otklik.people.models import Line, Person
from otklik.routing import away, handing, hours, options, placing, planning, shifts
from otklik.routing.models import Duty, Load, Mode, State, Way
from otklik.routing.overload import measuring
from otklik.tickets.models import Ticket

DAY = [(9 * 60, 13 * 60), (14 * 60, 18 * 60)]
EVENING = [(12 * 60, 16 * 60), (17 * 60, 21 * 60)]
WEEKDAYS, EVERY_DAY = [DAY] * 5 + [[], []], [EVENING] * 7
WEEKS = {"anna": WEEKDAYS, "oleg": EVERY_DAY, "oksana": WEEKDAYS, "timur": EVERY_DAY, "boris": WEEKDAYS}
BACK, STAYS = timedelta(days=5), timedelta(hours=8)  # at whatever hour somebody looks at the demo


def begin() -> None:
    """Let them work as people do: one answers, one is at lunch, one is in a review, one is on vacation."""
    people = {person.login: person for person in Person.objects.staff().select_related("role")}
    lead, now = people["boris"], clock.now()
    for login, week in WEEKS.items():
        hours.set_week(people[login], week, by=lead)
    hours.set_ceiling(people["anna"], 8, by=lead)
    _work(people["anna"], now, (210, State.ON), (150, State.LUNCH), (95, State.ON))
    _work(people["oleg"], now, (185, State.ON), (12, State.LUNCH))
    _work(people["boris"], now, (240, State.ON), (25, State.REVIEW))
    away.plan(people["timur"], "vacation", since=now - timedelta(days=2), until=now + BACK, by=lead)
    _hand_over(people["anna"], people["oksana"])
    _work(people["oksana"], now, (35, State.ON))
    Duty.objects.running().filter(ends_at__lt=now + STAYS).update(ends_at=now + STAYS)
    _offer(people["anna"], lead)
    _strain(lead, now)


def _offer(giver: Person, lead: Person) -> None:
    """The second line distributes by itself: what Anna passed on is offered to whoever is there."""
    second = Line.objects.get(code="second")
    planning.set_plan(second, mode=Mode.AUTOMATIC, offer_for=planning.MOST_OFFER, by=lead)
    ticket = Ticket.objects.unaccepted().order_by("-changed_at").first()
    if ticket is not None:
        ticket.move_to_line(second, by=giver, why="Нужен доступ к серверу, у нас его нет")
        placing.distribute()


def _strain(lead: Person, now: datetime) -> None:
    """The load is just too high for some minutes, so that the mode of overload is suggested."""
    percent = measuring.measure().percent or 0
    least = int(options.OVERLOAD.least or 0)
    settings.change(options.OVERLOAD.name, max(least, min(options.OVERLOAD.value, percent // 10 * 10)), by=lead)
    Load.objects.update(strained_since=now - options.STRAIN.value - timedelta(minutes=5))
    measuring.measure()


def _work(person: Person, now: datetime, *states: tuple[int, State]) -> None:
    """`states` are (minutes ago, state)."""
    for minutes, state in states:
        with clock.at(now - timedelta(minutes=minutes)):
            shifts.enter(person, state, by=person)


def _hand_over(giver: Person, to: Person) -> None:
    ticket = Ticket.objects.of(giver).ours().order_by("-changed_at").first()
    if ticket is not None:
        handing.hand_over(ticket, Way.PERSON, to=to, by=giver, known="Клиент ждёт звонка", todo="Позвонить до 18:00")

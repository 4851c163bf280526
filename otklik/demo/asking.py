"""What customers wish for and pay for in the demo: a register of wishes, an estimate that waits, one that is billed."""

from __future__ import annotations

from datetime import datetime, timedelta

from otklik.kernel import clock
from otklik.people.models import Person
from otklik.tickets.kinds import WorkType
from otklik.tickets.models import Ticket
from otklik.tickets.opening import open_ticket
from otklik.wishes import recording
from otklik.wishes.models import State, Wish
from otklik.work import billing, estimating, timing

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
WISHES: tuple[tuple[str, str, tuple[tuple[str, str, str], ...]], ...] = (
    (
        "Выгрузка отчёта по заказам в XLSX",
        State.PLANNED,
        (
            ("vera", "Можно ли выгружать заказы в Excel?", "Сдаёт бухгалтеру раз в неделю"),
            ("nina", "Отчёт нужен таблицей, а не картинкой", "Сверяет с 1С"),
            ("marat", "Нет выгрузки заказов", "Считает премии бариста"),
        ),
    ),
    (
        "Вход по ключу вместо пароля",
        State.CONSIDERED,
        (("evgeny", "Сделайте вход без пароля", "В студии общий ноутбук"),),
    ),
    ("Тёмная тема панели", State.CONSIDERED, (("artem", "Глаза болят от белого ночью", ""),)),
)
PUBLIC = {"ru": "Выгрузка заказов в XLSX", "uk": "Вивантаження замовлень у XLSX", "en": "Orders as XLSX"}
TRANSFER = "Перенести магазин и почту на новый сервер, проверить оплату и письма, неделю смотреть за журналами."


def begin(people: dict[str, Person], now: datetime) -> None:
    """Play them in the past few days."""
    for number, (title, state, askers) in enumerate(WISHES):
        _wish(people, title, state, askers, now - (6 - number) * DAY)
    _waiting(people, now - timedelta(hours=5))
    _billed(people, now - 4 * DAY)


def _wish(
    people: dict[str, Person], title: str, state: str, askers: tuple[tuple[str, str, str], ...], at: datetime
) -> Wish:
    with clock.at(at):
        wish = recording.record(title, by=people["anna"])
    for number, (who, text, reason) in enumerate(askers):
        with clock.at(at + number * timedelta(hours=7)):
            ticket = _asked(people, who, text, "anna" if number % 2 == 0 else "oleg")
        with clock.at(at + number * timedelta(hours=7) + 20 * MINUTE):
            recording.ask(wish, ticket, by=people["anna"], reason=reason, closes=True)
    with clock.at(at + DAY):
        if state != State.CONSIDERED:
            recording.change(wish, by=people["anna"], public=PUBLIC)
            recording.decide(wish, state, by=people["boris"])
    return wish


def _waiting(people: dict[str, Person], at: datetime) -> None:
    """Pavel asked, Vera has not approved yet."""
    with clock.at(at):
        ticket = _asked(people, "pavel", "Перенести магазин на новый сервер", "anna")
        ticket.set_work(WorkType.IMPLEMENTATION, by=people["anna"])
        timing.log(ticket, 40, "Посмотрела, что переносить", by=people["anna"], is_billable=False)
    with clock.at(at + 30 * MINUTE):
        estimating.send(estimating.draft(ticket, 1850000, "RUB", TRANSFER, by=people["anna"]), by=people["anna"])


def _billed(people: dict[str, Person], at: datetime) -> None:
    """Ruslan approved, most of it is done and billed."""
    with clock.at(at):
        ticket = _asked(people, "ruslan", "Настроить обмен остатками с 1С", "oleg")
        ticket.set_work(WorkType.IMPLEMENTATION, by=people["oleg"])
        estimate = estimating.draft(ticket, 2400000, "RUB", "Обмен остатками, показать складу.", by=people["oleg"])
        estimating.send(estimate, by=people["oleg"])
    with clock.at(at + 50 * MINUTE):
        estimating.approve(estimate, by=people["ruslan"])
    with clock.at(at + timedelta(hours=6)):
        ticket.reply(by=people["oleg"], body="Руслан, начал настройку. Обмен включу завтра утром, до открытия склада.")
        timing.log(ticket, 190, "Обмен и проверка", by=people["oleg"])
        billing.bill(ticket, 1600000, "RUB", "Обмен остатками", by=people["oleg"])


def _asked(people: dict[str, Person], who: str, text: str, taker: str) -> Ticket:
    ticket = open_ticket(customer=people[who], subject=text, body=f"{text}. Подскажите, пожалуйста.")
    ticket.accept(by=people[taker])
    return ticket

"""What has to have happened before a page is looked at, where the scene that everybody shares does not have it.

Nothing here stays in the way of others: an offer has ended by the time that the picture is taken, and numbers are their
own.
"""

from datetime import timedelta

from playwright.sync_api import Page

from otklik.conduct import noting, taking
from otklik.conduct.taking import Said
from otklik.kernel import clock
from otklik.knowledge import answering, embedding
from otklik.people.models import Line, LineMembership, Person
from otklik.routing import planning, relieving, shifts
from otklik.routing.models import Duty, Offer
from otklik.tickets.models import Category, Message, Ticket
from otklik.tickets.opening import open_ticket
from tests.cast import everybody
from tests.knowledge import shelf
from tests.stage import STORIES
from tests.tickets.acting import opened

WAITS, RATED = STORIES + 1, STORIES + 3
"""Requests of tests/desk/stories.py: one that nobody has, and a solved one."""
ASKS_AGAIN = STORIES + 20
DIFFICULT = STORIES + 21


def under_steps(page: Page) -> None:
    """Somebody was answered calmly, warned, and may write by e-mail only; an agent passed another request on."""
    page.goto(f"/desk/tickets/{_difficult()}/conduct/")
    page.locator(".measure").first.wait_for()


def is_limited(page: Page) -> None:
    """The form of a limit, before anybody sends it."""
    page.goto(f"/desk/tickets/{_difficult()}/conduct-refusal/")
    page.locator("[name=rule]").wait_for()


def passed_on(page: Page) -> None:
    """What leads have on their list."""
    _difficult()
    page.reload()
    page.locator(".measure").first.wait_for()


def _difficult() -> int:
    known = Ticket.objects.filter(number=DIFFICULT).first()
    if known is not None:
        return DIFFICULT
    cast, person = everybody(), Person.objects.create(login="difficult", name="Тамара Громова", tone="polite")
    ticket = open_ticket(customer=person, body="Сайт опять лежит. Дебилы, верните сайт", number=DIFFICULT)
    ticket.accept(by=cast.anna)
    ticket.write(by=person, body="Третий день одно и то же, вы вообще там работаете?")
    noting.write(person, "Звонит и пишет ночью. На спокойный ответ с планом отвечает спокойно.", by=cast.anna)
    words = list(Message.objects.filter(ticket=ticket))
    for kind, by in (("calm", cast.anna), ("warning", cast.anna), ("lead", cast.boris), ("limit", cast.boris)):
        until = clock.now() + timedelta(days=7) if kind == "limit" else None
        body = f"{person.first_name}, давайте по порядку."
        said: Said = {"body": body, "why": "Оскорбления после двух спокойных ответов", "until": until}
        taking.take(ticket, kind, words, by=by, **said)
    relieving.pass_up(opened(person, subject="Не работает оплата картой на сайте магазина"), by=cast.oleg)
    return DIFFICULT


def offered(page: Page) -> None:
    """A request is offered to Oleg, who is on shift, since it is his field."""
    oleg = everybody().oleg
    shifts.enter(oleg, by=oleg)
    offer = _offer(oleg.pk, minutes=0)
    page.reload()
    page.locator("#offers .offer").wait_for()
    offer.delete()  # the page keeps what it shows
    Duty.objects.running().filter(person=oleg).update(ended_at=clock.now())


def was_offered(page: Page) -> None:
    """Anna let it pass; then it was Oleg's, and nobody else could have it."""
    cast = everybody()
    if not Offer.objects.filter(ticket__number=WAITS).exists():
        for who, minutes, how in ((cast.anna, 9, "late"), (cast.oleg, 6, "passed")):
            _offer(who.pk, minutes, ended_at=clock.now() - timedelta(minutes=minutes - 3), ended_how=how)
    page.reload()
    page.locator("#o-" + str(Offer.objects.filter(ticket__number=WAITS).latest("pk").pk)).wait_for()


def _offer(to: int, minutes: int, **more: object) -> Offer:
    cast, ticket = everybody(), Ticket.objects.get(number=WAITS)
    at = clock.now() - timedelta(minutes=minutes)
    judged = {
        "chosen": [[cast.anna.pk, 586, 0, 300, 186, 100, 0], [cast.oleg.pk, 471, 0, 0, 171, 200, 100]],
        "left": [[cast.misha.pk, "level"], [cast.boris.pk, "full"]],
        "more": 0,
    }
    known = {"ticket": ticket, "line": ticket.line, "weight": 100, "judged": judged, "until": at + timedelta(minutes=3)}
    return Offer.objects.create(to_id=to, offered_at=at, **known, **more)


def skilled(page: Page) -> None:
    """Anna takes letters in Russian on her line."""
    membership = LineMembership.objects.get(person=everybody().anna, line=Line.objects.get(code="first"))
    planning.set_skills(membership, level=3, languages=["ru"], channels=["email"], by=everybody().boris)
    page.reload()
    planning.set_skills(membership, level=2, by=everybody().boris)


def suggested(page: Page) -> None:
    """Vera asks what Pavel asked before her; an article, a ready answer and three categories stand beside it."""
    if not Ticket.objects.filter(number=ASKS_AGAIN).exists():
        _ask_again()
    page.goto(f"/desk/tickets/{ASKS_AGAIN}/")
    page.locator("#f-alike").wait_for()


def _ask_again() -> None:
    cast = everybody()
    names = ("Счета и закрывающие документы", "Оплата картой", "Домены")
    money, card, domain = (Category.objects.create(name={"ru": name}) for name in names)
    rated = Ticket.objects.get(number=RATED)
    rated.categorise(money, by=cast.anna)
    paid = opened(cast.vera, "Не проходит оплата счёта картой")
    paid.categorise(card, by=cast.anna)
    moved = opened(cast.vera, "Где счёт за продление домена?")
    moved.categorise(domain, by=cast.anna)
    for one in (paid, moved):
        one.withdraw(by=cast.vera, solved=True)
    title = "Не приходит счёт: где его взять в личном кабинете"
    shelf.publish(title=title, body="Откройте раздел «Документы»: там счета за все месяцы.")
    bodies = {("ru", "polite"): "{клиент}, счёт за этот месяц отправили ещё раз, проверьте почту до {дата}. {я}"}
    answering.add("Не приходит счёт, отправили ещё раз", bodies, sharing="company", by=cast.boris)
    asked = opened(cast.vera, "Не приходит счёт за декабрь. Где счёт?", number=ASKS_AGAIN)
    asked.accept(by=cast.anna)
    for one in (rated, paid, moved, asked):
        embedding.follow_ticket(one.pk)


def language_chosen(page: Page) -> None:
    """The menu of languages of the newest message of a customer is open: below it nothing is covered."""
    page.locator(".msg-language summary").last.click()
    page.locator(".msg-language[open] button").first.wait_for()

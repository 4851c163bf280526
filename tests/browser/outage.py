"""Steps to pages of problems: three customers write of one outage, another one is in work. Made once for a site."""

from collections.abc import Callable

from playwright.sync_api import Page

from otklik.people.models import Person
from otklik.problems import founding, suspecting, telling
from otklik.problems.models import Problem, Suspicion, Verdict, What
from otklik.tickets.models import Ticket
from otklik.tickets.opening import open_ticket
from tests.cast import everybody
from tests.problems.crowd import customer

OUTAGE = (
    ("Терминал не проводит оплату, код 521", "код 521 на всех терминалах"),
    ("Код 521 вместо оплаты", "здраствуйте, код 521!! терминал не проводит оплату"),
    ("Терминалы отдают 521", "Подскажите, это у вас? Код 521 на терминалах и в кассах, и у курьеров"),
)
PAIR = (
    ("Касса печатает чеки без QR-кода", "На чеках нет QR-кода с утра"),
    ("Чеки без QR-кода", "Касса печатает чеки без QR-кода, налоговая оштрафует"),
)
TITLE, PUBLIC = "Почта: письма на Gmail идут час", "Письма на Gmail идут до часа, чиним до 18:00"


def _written(said: tuple[tuple[str, str], ...], name: str) -> list[Ticket]:
    if known := list(Ticket.objects.filter(subject__in=[subject for subject, _body in said])):
        return known
    tickets = []
    for place, (subject, body) in enumerate(said):
        tickets.append(open_ticket(customer=customer(f"{name}{place}"), subject=subject, body=body))
        suspecting.look(Ticket.objects.select_related("customer__role").get(pk=tickets[-1].pk))
    return tickets


def _problem() -> Problem:
    if known := Problem.objects.filter(title=TITLE).first():
        return known
    cast = everybody()
    tickets = [
        open_ticket(
            customer=customer(f"slow{place}"),
            subject="Письма на Gmail приходят через час",
            body="Подтверждения заказов идут до покупателей час",
        )
        for place in range(4)
    ]
    problem = founding.found(TITLE, tickets, by=cast.anna)
    founding.change(problem, by=cast.anna, public={"ru": PUBLIC}, task_key="MAIL-77", task_url="https://t.example/77")
    said = telling.say(problem, What.REPLY, {("ru", "polite"): "{клиент}, чиним очередь на mx-3"}, by=cast.anna)
    tickets[0].write(by=Person.objects.get(login="slow0"), body="Уже пришло, спасибо")
    telling.go_on(said)
    return problem


def surge(page: Page) -> None:
    """The banner over a list of the desk. The desk says three aloud, so others that this site has by now are let go."""
    ours = _written(OUTAGE, "outage")
    Suspicion.objects.open().exclude(tickets__in=ours).update(verdict=Verdict.LAPSED)
    Suspicion.objects.filter(tickets__in=ours).update(is_rare=True)  # what is rare here hangs on other tests
    page.reload()
    page.locator("#surges .banner", has_text="521").wait_for()


def suspicion(page: Page) -> None:
    """The requests that look alike, with their reasons."""
    tickets = _written(OUTAGE, "outage")
    page.goto(f"/desk/problems/suspicions/{Suspicion.objects.filter(tickets=tickets[0]).latest('pk').pk}/")


def listed(page: Page) -> None:
    """The list of problems."""
    _problem()
    page.reload()


def problem(part: str = "") -> Callable[[Page], None]:
    """The page of a problem, or a page below it; with `#` scrolled to a part."""

    def go(page: Page) -> None:
        page.goto(f"/desk/problems/{_problem().pk}/{part}")

    return go


def refused(page: Page) -> None:
    """Write nothing to all."""
    problem("#say")(page)
    page.get_by_role("button", name="Написать всем").click()
    page.locator("#say [role=alert]").wait_for()


def two(page: Page) -> None:
    """A request of which two people write, and the choice of what it will take."""
    page.goto(f"/desk/tickets/{_written(PAIR, 'pair')[0].number}/")
    page.locator("#f-problem").scroll_into_view_if_needed()


def inside(page: Page) -> None:
    """A request that is in a problem."""
    first = _problem().joinings.earliest("pk")
    page.goto(f"/desk/tickets/{first.ticket.number}/")


def known(page: Page) -> None:
    """Write of what is known already, and tick that this is it."""
    _problem()
    page.locator("textarea[name=text]").press_sequentially("письма на Gmail приходят через час")
    page.locator("#known-problem").check()
    with page.expect_response("**/ask/known/"):
        page.locator("textarea[name=text]").press_sequentially(", жду код")
    page.locator("#known-problem:checked").wait_for()

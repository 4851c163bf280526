"""Three customers report one outage; it is noticed, confirmed, answered and solved at once (C4)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from playwright.sync_api import Page, expect

from otklik.channels.models import Delivery
from otklik.kernel import settings
from otklik.problems.models import Problem, Suspicion
from otklik.tickets.models import Message, Ticket
from tests.cast import everybody
from tests.problems.crowd import customer

LIVE = 40_000
LONG = timedelta(days=60)
WRITERS = {
    "lida": ("ru", "Телеметрия насосов пропала, датчики пишут: авария 507 хранилища"),
    "mark": ("ru", "здраствуйте, авария 507 хранилища!! телеметрии насосов нету"),
    "oksana": ("uk", "Добрий день! Телеметрія насосів зникла, аварія 507 сховища"),
}


@pytest.fixture
def alone(site: Any) -> Iterator[None]:
    """What others have written on this site was long ago, as long as these three write."""
    others = Ticket.objects.filter(pk__in=list(Ticket.objects.values_list("pk", flat=True)))
    others.update(opened_at=F("opened_at") - LONG)
    yield
    others.update(opened_at=F("opened_at") + LONG)


def test_three_customers_one_outage_one_answer(browse: Any, alone: None) -> None:
    cast = everybody()
    settings.change("tickets.undo_send", settings.SETTINGS["tickets.undo_send"].default * 0, by=cast.gleb)
    people = {login: customer(login, language=language) for login, (language, _text) in WRITERS.items()}
    pages = {login: browse(person) for login, person in people.items()}
    anna = browse(cast.anna)
    for page in (*pages.values(), anna):
        page.set_default_timeout(LIVE)
    for login, page in pages.items():
        _write(page, WRITERS[login][1])
    tickets = {login: Ticket.objects.get(customer=person) for login, person in people.items()}
    _confirm(anna)
    _say(anna, "reply", {"ru": "{клиент}, чиним хранилище", "uk": "{клиент}, лагодимо сховище"})
    for login, said in {"lida": "чиним хранилище", "mark": "чиним хранилище", "oksana": "лагодимо сховище"}.items():
        expect(pages[login].locator("#talk")).to_contain_text(said, timeout=LIVE)
    _say(anna, "solution", {"ru": "Починили, проверьте", "uk": "Полагодили, перевірте"})
    _decide(pages)
    anna.reload()
    expect(anna.locator(".facts")).to_contain_text("Не помогло")
    outcomes = {login: ticket.solutions.get().outcome for login, ticket in tickets.items()}
    assert outcomes == {"lida": "accepted", "mark": "rejected", "oksana": "accepted"}
    replies = Message.objects.filter(ticket__in=tickets.values(), kind__in=("reply", "solution"))
    assert replies.count() == 6
    assert Delivery.objects.filter(message__in=replies, channel="email").count() == 6


def _write(page: Page, text: str) -> None:
    page.goto("/")
    with page.expect_response("**/ask/suggestions/"):  # what is suggested meanwhile moves the button
        page.locator("textarea[name=text]").fill(text)
    page.locator("form.ask button.btn[data-kind=primary]").press("Enter")
    page.wait_for_url("**/requests/*/")


def _confirm(anna: Page) -> None:
    """The banner comes by itself while Anna looks at the list, or stands there already."""
    anna.goto("/desk/unaccepted/")
    banner = anna.locator("#surges .banner", has_text="507")
    expect(banner).to_contain_text("3 клиента", timeout=LIVE)
    banner.get_by_role("link", name="Посмотреть, что пишут").click()
    expect(anna.locator("main")).to_contain_text("те же слова")
    anna.locator("#title").fill("Ошибка 507: хранилище")
    anna.get_by_role("button", name="Это общая проблема").click()
    expect(anna.locator("h1")).to_have_text("Ошибка 507: хранилище")
    problem = Problem.objects.get(title="Ошибка 507: хранилище")
    assert Suspicion.objects.get(problem=problem).verdict == "confirmed"
    assert problem.joinings.count() == 3


def _say(anna: Page, what: str, texts: dict[str, str]) -> None:
    anna.locator("#say").get_by_text("На других языках").click()
    anna.locator(f"#say input[value={what}]").check()
    for language, text in texts.items():
        anna.locator(f"#say-{language}").fill(text)
    anna.locator("#say").get_by_role("button", name="Написать всем").click()
    said = anna.locator("#problem-said article", has_text=texts["ru"])
    expect(said).to_contain_text("Написано: 3 из 3", timeout=LIVE)


def _decide(pages: dict[str, Page]) -> None:
    for login in ("lida", "oksana"):
        page = pages[login]
        expect(page.locator("#talk")).to_contain_text("проверьте" if login == "lida" else "перевірте", timeout=LIVE)
        page.get_by_role("button", name="Помогло" if login == "lida" else "Допомогло", exact=True).click()
        expect(page.locator("#status h2")).to_have_text("Решено" if login == "lida" else "Вирішено")
    mark = pages["mark"]
    expect(mark.locator("#talk")).to_contain_text("проверьте", timeout=LIVE)
    mark.locator(".did-not summary").click()
    mark.locator("#reason").fill("Всё та же ошибка")
    mark.get_by_role("button", name="Отправить: не помогло").click()
    expect(mark.locator("#talk")).to_contain_text("Всё та же ошибка")

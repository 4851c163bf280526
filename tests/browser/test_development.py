"""A bug goes to the fake Jira and back; the board of the bug day (L1, C8)."""

import urllib.request

import pytest
from playwright.sync_api import expect

from otklik.development import passing
from otklik.development.models import Task, Tracker
from otklik.development.passing import Bug
from tests.cast import everybody
from tests.development.fake_jira import TOKEN, USER, jira_at
from tests.tickets.acting import opened


@pytest.fixture
def jira(site):
    """Beside the site, on the one port where the site may ask; out of use for the others afterwards."""
    with jira_at(site.stranger) as fake:
        known = {"name": "Jira для пути", "url": fake.url, "project": "MAIL", "user": USER, "token": TOKEN}
        fake.tracker = Tracker.add(by=None, **known, released=["Released"])
        yield fake
        Tracker.objects.filter(pk=fake.tracker.pk).update(is_active=False)


def call(site, jira, key):
    """Jira calls the site."""
    address = f"{site.address}/manage/trackers/{jira.tracker.pk}/calls/{jira.tracker.proof}/"
    asked = urllib.request.Request(address, jira.hook(key), {"Content-Type": "application/json"})
    with urllib.request.urlopen(asked) as answer:
        assert answer.status == 204


def test_l1_a_bug_goes_to_jira_and_comes_back_without_a_reload(browse, site, jira):
    cast = everybody()
    ticket = opened(cast.vera, body="Не открывается ящик на 30 ГБ")
    ticket.accept(by=cast.anna)
    anna = browse(cast.anna)
    anna.goto(f"/desk/tickets/{ticket.number}/development/")
    anna.locator("[name=what]").fill("Ящик больше 25 ГБ не открывается")
    anna.locator("[name=whom]").fill("Вера, «Тёплый дом»")
    anna.locator("[name=stops]").fill("не видит заказы")
    anna.get_by_role("button", name="Передать в разработку").click()
    anna.goto(f"/desk/tickets/{ticket.number}/")
    task = anna.locator("#f-wait")
    expect(task).to_contain_text("MAIL-318")
    expect(task).to_contain_text("To Do")
    expect(task).to_contain_text("не видит заказы")
    jira.put("MAIL-318", duedate="2030-01-10", assignee="Дана Тимченко")
    jira.say("MAIL-318", "Нашла: переполнение счётчика")
    call(site, jira, "MAIL-318")
    expect(task).to_contain_text("Дана Тимченко")
    expect(anna.locator("#thread")).to_contain_text("Нашла: переполнение счётчика")
    jira.put("MAIL-318", status="Released", versions=["4.2"])
    call(site, jira, "MAIL-318")
    expect(anna.locator("#thread")).to_contain_text("Разработка выпустила")
    anna.goto(f"/desk/tickets/{ticket.number}/")
    expect(anna.locator("#composer textarea:enabled")).to_have_value(
        "Исправили, исправление вышло в версии 4.2. Проверьте, пожалуйста, всё ли теперь хорошо."
    )
    vera = browse(cast.vera)
    vera.goto(f"/requests/{ticket.number}/")
    expect(vera.locator("body")).not_to_contain_text("переполнение счётчика")


def test_c8_the_bug_day_board_is_worked_through_and_thanks_are_drafts(browse, site):
    cast = everybody()
    title = "Счёт уходит дважды"
    tickets = [opened(one, body="Два счёта за один заказ") for one in (cast.vera, cast.rival)]
    for ticket in tickets:
        ticket.accept(by=cast.anna)
        passing.pass_on(ticket, Bug(key="BILL-7", title=title), by=cast.anna)
    dana = browse(cast.dana)
    dana.goto("/desk/bugs/")
    bug = dana.locator(f"#bug-{Task.objects.get(key='BILL-7').pk}")
    expect(bug).to_contain_text("2 человека")
    bug.get_by_role("button", name="Беру").click()
    expect(bug).to_contain_text("Дана Тимченко")
    bug.get_by_role("button", name="Исправлено").click()
    expect(dana.locator("#announcement")).to_have_value(
        f"Что исправлено сегодня:\n— {title}\n"
        "Это поможет 2 людям, которые нам написали.\nСпасибо всем, кто рассказал нам об этом."
    )
    anna = browse(cast.anna)
    anna.goto("/desk/bugs/")
    anna.get_by_role("button", name="Подготовить благодарности").click()
    anna.goto(f"/desk/tickets/{tickets[0].number}/")
    expect(anna.locator("#composer textarea:enabled")).to_have_value(
        "Исправили, исправление уже работает. Проверьте, пожалуйста, всё ли теперь хорошо."
    )

"""The desk with the keyboard alone, and while others work (DESIGN §4)."""

import re

import pytest

from otklik.tickets.models import Ticket
from tests.cast import everybody
from tests.tickets.acting import opened


@pytest.fixture
def three(site):
    """Three requests of Vera's that nobody has accepted, on top of the list."""
    Ticket.objects.update(urgency=0)  # whatever another test has made urgent
    made = [opened(everybody().vera, f"Вопрос {place}") for place in range(3)]
    for ticket in made:
        ticket.urge(2, by=everybody().boris)
    return made


def _cursor(page):
    return page.locator(".ticket-row[data-cursor]").get_attribute("id")


def _press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def test_a_list_is_worked_through_with_the_keyboard_alone(browse, three):
    page = browse(everybody().anna)
    page.goto("/desk/unaccepted/")
    first, second, third = (f"t-{ticket.number}" for ticket in three)
    assert _cursor(page) == first
    _press(page, "j", "j", "k")
    assert _cursor(page) == second
    _press(page, "x", "j", "Shift+X")
    assert page.locator(".sel input:checked").count() == 2
    _press(page, "l")
    page.keyboard.type("пакет")
    _press(page, "Enter")
    page.locator(f"#{third} .tag", has_text="пакет").wait_for()
    assert page.locator(".sel input:checked").count() == 0
    assert _cursor(page) == third
    _press(page, "a")
    page.locator(f"#{third} .who", has_text="Анна Белова").wait_for()
    assert _cursor(page) == third
    _press(page, "/")
    assert page.evaluate("document.activeElement.name") == "q"
    _press(page, "a")
    assert not Ticket.objects.get(pk=three[0].pk).is_accepted  # in a field a letter is a letter
    page.locator("h1").click()
    _press(page, "?")
    page.locator("#keys").wait_for()
    _press(page, "Escape", "Control+k")
    page.keyboard.type("мои")
    page.locator("#palette [aria-selected=true]", has_text="Мои").wait_for()
    _press(page, "Enter")
    page.wait_for_url("**/desk/mine/")
    _press(page, "g", "u")
    page.wait_for_url("**/desk/unaccepted/")
    _press(page, "c")
    page.wait_for_url("**/desk/tickets/new/")


def test_a_row_changes_under_the_eyes_and_a_new_one_waits_to_be_asked_for(browse, three):
    page = browse(everybody().anna)
    page.goto("/desk/unaccepted/")
    shown = f"#t-{three[1].number}"
    page.locator(f"{shown} .subject").focus()
    _press(page, "x")
    Ticket.objects.get(pk=three[1].pk).accept(by=everybody().oleg)
    page.locator(f"{shown} .who", has_text="Олег Дёмин").wait_for()
    assert _cursor(page) == shown.lstrip("#")
    assert page.locator(f"{shown} .sel input").is_checked()
    fresh = opened(everybody().vera, "Ещё вопрос")
    page.get_by_role("button", name=re.compile("Новых 1, показать")).click()
    page.locator(f"#t-{fresh.number}").wait_for()
    assert page.locator(".new-rows").is_hidden()
    assert page.locator(shown).count() == 0


def test_open_requests_stand_beside_the_lists_and_survive_a_reload(browse, three):
    """R19."""
    page = browse(everybody().anna)
    for ticket in three[:2]:
        page.goto(f"/desk/tickets/{ticket.number}/")
        page.locator("open-tabs a[aria-current]", has_text=str(ticket.number)).wait_for()
    page.goto("/desk/mine/")
    page.reload()
    page.locator("open-tabs a", has_text=str(three[1].number)).wait_for()
    assert page.locator("open-tabs a").count() == 2
    page.locator("open-tabs .tab", has_text=str(three[0].number)).hover()
    page.get_by_role("button", name=f"Убрать № {three[0].number} из списка").click()
    page.locator("open-tabs a", has_text=str(three[0].number)).wait_for(state="detached")
    page.reload()
    page.locator("open-tabs a", has_text=str(three[1].number)).wait_for()
    assert page.locator("open-tabs a").count() == 1

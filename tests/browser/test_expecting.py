"""What a customer is told of how soon we answer, as they see it (D6, R16)."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from otklik.kernel import clock
from otklik.routing import expecting, shifts
from otklik.routing.models import Outlook, UsualReply
from otklik.tickets.models import Ticket
from tests.cast import everybody
from tests.waiting import until


@pytest.fixture
def usual(site):
    """Four of five replies came within six minutes at this hour of the week, and Anna is on shift."""
    anna, now = everybody().anna, clock.now()
    hours = {expecting.hour_of(now), expecting.hour_of(now + timedelta(hours=1))}
    for hour in hours:
        known = {"soon": timedelta(minutes=6), "crowd": None, "count": 40}
        UsualReply.objects.update_or_create(hour=hour, defaults=known)
    shifts.enter(anna, by=anna)
    expecting.look()
    yield
    shifts.leave(anna, by=anna)
    UsualReply.objects.filter(hour__in=hours).delete()
    Outlook.objects.all().delete()


def test_d6_a_customer_reads_how_soon_we_usually_answer_before_writing_and_after_until_somebody_answered(browse, usual):
    vera = browse(everybody().vera)
    vera.goto("/")
    expect(vera.locator("#expect")).to_contain_text("обычно отвечаем за 6 минут")
    with vera.expect_response("**/ask/suggestions/"):
        vera.locator("textarea[name=text]").fill("Не открывается личный кабинет")
    vera.get_by_role("button", name="Отправить").click()
    vera.wait_for_url("**/requests/*/")
    expect(vera.locator("#status")).to_contain_text("Обычно отвечаем за 6 минут")
    ticket = Ticket.objects.get(number=int(vera.url.rstrip("/").rpartition("/")[2]))
    ticket.accept(by=everybody().anna)
    ticket.reply(by=everybody().anna, body="Смотрим")
    expect(vera.locator("#status")).not_to_contain_text("бычно отвечаем", timeout=30_000)  # by the live line


def test_what_is_suggested_does_not_move_the_button_that_somebody_is_about_to_press(browse, site):
    vera = browse(everybody().vera)
    vera.goto("/")
    held = []
    vera.route("**/ask/suggestions/", lambda route: held.append(route))
    vera.locator("textarea[name=text]").fill("Не открывается личный кабинет на сайте")
    until(lambda: vera.evaluate("1") and held)
    button = vera.get_by_role("button", name="Отправить")
    button.hover()
    vera.mouse.down()
    place = button.bounding_box()
    suggested = '<div id="suggested">' + "<p>Возможно, ответ уже есть</p>" * 4 + "</div>"
    with vera.expect_response("**/ask/suggestions/"):
        held[0].fulfill(body=suggested, content_type="text/html")
    vera.evaluate("() => new Promise(requestAnimationFrame)")
    assert button.bounding_box() == place
    vera.mouse.up()
    vera.wait_for_url("**/requests/*/")

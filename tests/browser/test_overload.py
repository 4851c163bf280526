"""The mode of overload, and an alert, as people see them come (C7, D3)."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from otklik.clocks import waking
from otklik.clocks.models import Norm, Overload, Shelved
from otklik.kernel import clock
from otklik.notices import alerting
from otklik.routing import shifts
from otklik.routing.overload import switching
from tests.cast import everybody
from tests.clocks.test_norms import norm
from tests.tickets.acting import opened


@pytest.fixture
def calm(site):
    """Whatever the test switches on is off for the others afterwards."""
    yield
    for mode in Overload.objects.running():
        switching.end(mode, by=everybody().boris)
    Shelved.objects.filter(until__isnull=True).update(until=clock.now())


def test_c7_a_lead_switches_the_overload_on_and_the_customer_sees_the_text_and_a_date_without_a_reload(browse, calm):
    cast = everybody()
    ticket = opened(cast.vera, body="Не приходит почта на новый ящик")
    vera, boris, anna = browse(cast.vera), browse(cast.boris), browse(cast.anna)
    vera.goto(f"/requests/{ticket.number}/")
    vera.wait_for_load_state("networkidle")
    anna.goto("/desk/unaccepted/")
    boris.goto("/desk/shift/overload/")
    boris.locator("[name=text_ru]").fill("Сейчас очень много обращений")
    boris.get_by_role("button", name="Включить режим перегрузки").click()
    boris.locator(".overload-note", has_text="Борис Королёв").wait_for()
    vera.locator("#overload", has_text="Сейчас очень много обращений").wait_for()
    expect(vera.locator("#now")).to_contain_text("ответим")
    anna.locator(".overload-note", has_text="Сейчас очень много обращений").wait_for()
    boris.get_by_role("link", name="Выключить…").first.click()
    boris.get_by_role("button", name="Выключить").click()
    boris.locator(".overload-note", has_text="Режим перегрузки").wait_for(state="detached")
    anna.locator(".overload-note", has_text="Режим перегрузки").wait_for(state="detached")


def test_d3_an_alert_arrives_on_the_desk_of_whoever_holds_the_request(browse, calm):
    cast = everybody()
    row = norm("in_work", 1, counting="calendar")
    try:
        with clock.at(clock.now() - timedelta(hours=2)):
            ticket = opened(cast.vera, body="Не открывается договор")
            ticket.accept(by=cast.oleg)
        shifts.enter(cast.oleg, by=cast.oleg)
        oleg = browse(cast.oleg)
        oleg.goto("/desk/mine/")
        oleg.wait_for_load_state("networkidle")
        bell = oleg.locator("#bell .count")
        before = int(bell.inner_text()) if bell.count() else 0
        waking.wake()
        alerting.tell()
        expect(bell).to_have_text(str(before + 1))
        oleg.locator("#bell").click()
        told = oleg.locator(".line-list li").first
        expect(told).to_contain_text("нарушена норма или обещание")
    finally:
        shifts.leave(cast.oleg, by=cast.oleg)
        Norm.objects.filter(pk=row.pk).update(withdrawn_at=clock.now())

"""Norms edited and read of, a chip passing its three degrees, a violation excused and objected to: in real Chromium."""

from datetime import timedelta

import pytest

from otklik.clocks import waking
from otklik.clocks.models import Counting, Norm, Violation
from otklik.kernel import clock
from otklik.people.models import Line
from otklik.tickets.models import Status
from tests.cast import everybody
from tests.tickets.acting import opened

HOUR = timedelta(hours=1)


@pytest.fixture
def night(site):
    """A line whose norm in work is 1, 2 and 3 hours around the clock; nobody else's requests are on it."""
    line, _ = Line.objects.get_or_create(code="night", defaults={"name": {"ru": "Ночная"}, "is_active": False})
    limits = {"first": HOUR, "second": 2 * HOUR, "third": 3 * HOUR, "counting": Counting.CALENDAR}
    status = Status.objects.get(code="in_work")
    norm = Norm.objects.create(status=status, line=line, valid_from=clock.now() - 24 * HOUR, **limits)
    yield line
    Norm.objects.filter(pk=norm.pk).update(withdrawn_at=clock.now())


def held(line, person, since):
    """A request of that line in this person's hands since then."""
    with clock.at(since):
        ticket = opened(everybody().vera, subject="Почта молчит")
        ticket.move_to_line(line, by=everybody().boris)
        ticket.accept(by=person)
    return ticket


def test_a_chip_passes_its_three_degrees_before_ones_eyes(browse, night):
    cast, now = everybody(), clock.now()
    ticket = held(night, cast.anna, now - timedelta(minutes=30))
    page = browse(cast.anna)
    page.goto(f"/desk/tickets/{ticket.number}/")
    page.locator('clock-chip[data-degree="0"]').first.wait_for()
    page.evaluate("window.stayed = true")
    for degree in (1, 2, 3):
        with clock.at(now + degree * HOUR):
            waking.wake()
        page.locator(f'clock-chip[data-degree="{degree}"]').first.wait_for()
    assert page.evaluate("window.stayed") is True
    assert Violation.objects.get(ticket=ticket).degree == 3


def test_a_violation_is_objected_to_and_excused(browse, night):
    cast = everybody()
    ticket = held(night, cast.anna, clock.now() - timedelta(minutes=150))
    waking.wake()
    one = Violation.objects.get(ticket=ticket)
    anna, boris = browse(cast.anna), browse(cast.boris)
    boris.goto("/desk/violations/")
    boris.locator(f"#v-{one.pk}").wait_for()
    anna.goto("/desk/violations/")
    anna.locator(f"#v-{one.pk} .what a").click()
    anna.get_by_label("Почему его не нужно засчитывать").fill("Ждали дата-центр")
    anna.get_by_role("button", name="Возразить").click()
    anna.get_by_text("Ждали дата-центр").wait_for()
    boris.locator(f"#v-{one.pk}", has_text="возражение без ответа").wait_for()  # by the live line
    boris.locator(f"#v-{one.pk} .what a").click()
    boris.get_by_label("Пояснение").fill("Авария у дата-центра")
    boris.get_by_label("Причина").select_option(label="авария")
    boris.get_by_role("button", name="Не засчитывать").click()
    boris.get_by_role("button", name="Снова засчитать").wait_for()
    anna.reload()
    anna.get_by_text("Авария у дата-центра").wait_for()


def test_norms_are_tried_edited_and_read_of(browse):
    cast = everybody()
    boris, anna = browse(cast.boris), browse(cast.anna)
    status = Status.objects.get(code="reopened")
    boris.goto("/manage/norms/")
    boris.locator(f"[name='{status.pk}-first']").fill("45 мин")
    boris.get_by_role("button", name="Посмотреть, что было бы").click()
    boris.locator("#replay").wait_for()
    assert boris.locator(f"[name='{status.pk}-first']").input_value() == "45 мин"
    boris.get_by_role("button", name="Сохранить").click()
    boris.get_by_text("прочитали 0 из").wait_for()
    anna.goto("/desk/norms/")
    anna.get_by_role("button", name="Прочитано").click()
    anna.get_by_text("прочитано:").wait_for()
    boris.reload()
    boris.get_by_text("прочитали 1 из").wait_for()
    boris.get_by_role("button", name="Отменить").click()
    boris.get_by_text("прочитали 1 из").wait_for(state="detached")

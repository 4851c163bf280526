"""The presence of colleagues, seen as it changes (R20)."""

from playwright.sync_api import expect

from otklik.routing import shifts
from otklik.tickets.models import Ticket
from tests.cast import everybody
from tests.tickets.acting import opened


def test_r20_who_begins_a_shift_is_seen_at_once_on_the_pulse_and_the_console_of_others(browse):
    boris, oleg = browse(everybody().boris), browse(everybody().oleg)
    Ticket.objects.filter(responsible=everybody().oleg).update(responsible=None)  # else he is asked to hand over first
    boris.goto("/desk/shift/console/")
    oleg.goto("/desk/mine/")
    boris.locator("#console").wait_for()
    for press, there in (("Начать смену", "Олег Дёмин"), ("Обед", "Олег Дёмин, обед")):
        oleg.locator("#my-shift > button").click()
        oleg.locator("#shift-menu").get_by_role("button", name=press).click()
        boris.locator(f'#pulse [aria-label="{there}"]').wait_for(state="attached")
    boris.locator("#console .who", has_text="обед").wait_for()
    oleg.locator("#my-shift > button").click()
    oleg.locator("#shift-menu").get_by_role("button", name="Закончить смену").click()
    boris.locator('#pulse [aria-label^="Олег"]').wait_for(state="detached")


def test_r20_a_lead_drags_a_request_to_a_colleague_and_moves_it_on_with_the_keyboard_alone(browse):
    cast = everybody()
    others = list(Ticket.objects.filter(responsible__in=(cast.anna, cast.oleg)).values_list("pk", "responsible"))
    Ticket.objects.filter(pk__in=[pk for pk, _who in others]).update(responsible=None)  # a column shows the first few
    ticket = opened(cast.vera, subject="Не печатает принтер")
    ticket.accept(by=cast.anna)
    for person in (cast.anna, cast.oleg):
        shifts.enter(person, by=person)
    try:
        page = browse(cast.boris)
        page.goto("/desk/shift/console/")
        there = page.locator(f"#p-{cast.oleg.pk} .who")
        there.scroll_into_view_if_needed()  # a page that scrolls under a pressed button begins no drag
        page.locator(f"#p-{cast.anna.pk} .hand", has_text="принтер").drag_to(there)
        dialog = page.locator("dialog[open]")
        expect(dialog.locator("[name=to]")).to_have_value(f"person-{cast.oleg.pk}")
        assert responsible(ticket) == cast.anna  # a drop asks before it moves
        dialog.locator("[data-kind=primary]").press("Enter")
        page.locator(f"#p-{cast.oleg.pk} .hand", has_text="принтер").wait_for()
        assert responsible(ticket) == cast.oleg
        page.locator(f"#move-{ticket.number}").press("Enter")
        dialog.locator("[name=to]").focus()
        page.keyboard.press("ArrowDown")
        expect(dialog.locator("[name=to]")).to_have_value(f"person-{cast.anna.pk}")
        dialog.locator("[data-kind=primary]").press("Enter")
        page.locator(f"#p-{cast.anna.pk} .hand", has_text="принтер").wait_for()
        assert responsible(ticket) == cast.anna
    finally:
        Ticket.objects.filter(pk=ticket.pk).update(responsible=None)
        for pk, who in others:
            Ticket.objects.filter(pk=pk).update(responsible=who)
        for person in (cast.anna, cast.oleg):
            shifts.leave(person, by=person)


def responsible(ticket):
    return Ticket.objects.get(pk=ticket.pk).responsible

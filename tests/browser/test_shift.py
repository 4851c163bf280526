"""The presence of colleagues, seen as it changes (R20)."""

from otklik.tickets.models import Ticket
from tests.cast import everybody


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

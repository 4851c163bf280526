"""C1, B5, seen in a browser: offered, not accepted, offered on, accepted; handed to the second line with a reason."""

import re

from otklik.kernel import clock
from otklik.people.models import Line, LineMembership
from otklik.routing import jobs, planning, shifts
from otklik.routing.models import Duty, Offer, Placement
from otklik.tickets.models import Ticket
from tests.browser.test_the_loop import LIVE
from tests.cast import everybody
from tests.tickets.acting import opened


def _only(*people):
    """They alone are on shift, on the first line."""
    Duty.objects.running().update(ended_at=clock.now())
    for one in people:
        shifts.enter(one, by=one)


def test_c1_a_request_is_offered_passes_on_is_accepted_and_goes_to_the_second_line(browse):
    cast = everybody()
    line = Line.objects.get(code="first")
    _only(cast.anna, cast.oleg)
    planning.set_plan(line, mode="automatic", by=cast.boris)
    Placement.objects.all().delete()
    others = list(Ticket.objects.filter(responsible__in=(cast.anna, cast.oleg)).values_list("pk", "responsible"))
    Ticket.objects.filter(pk__in=[pk for pk, _who in others]).update(responsible=None)  # their hands are free
    try:
        _passes_on(browse, cast)
    finally:
        for pk, who in others:
            Ticket.objects.filter(pk=pk).update(responsible=who)
        planning.set_plan(line, mode="pull", by=cast.boris)
        Duty.objects.running().update(ended_at=clock.now())


def _passes_on(browse, cast):
    ticket = opened(cast.vera, subject="Не приходит код подтверждения")
    anna, oleg = browse(cast.anna), browse(cast.oleg)
    anna.goto("/desk/mine/")
    oleg.goto("/desk/mine/")
    jobs.distribute()
    first = Offer.objects.open().get(ticket=ticket).to
    pages = {cast.anna.pk: anna, cast.oleg.pk: oleg}
    asked, other = pages.pop(first.pk), next(iter(pages.values()))
    offer = asked.locator("#offers .offer", has_text="Не приходит код")
    offer.wait_for(timeout=LIVE)
    assert re.search(r"ещё [23]\sмин", offer.inner_text())
    asked.keyboard.press("Shift+N")
    offer.wait_for(state="detached", timeout=LIVE)
    jobs.distribute()
    other.locator("#offers .offer", has_text="Не приходит код").wait_for(timeout=LIVE)
    other.keyboard.press("Shift+A")
    other.wait_for_url(f"**/desk/tickets/{ticket.number}/")
    ticket.refresh_from_db()
    assert ticket.responsible_id not in (first.pk, None)
    _hands_over(other, ticket)


def _hands_over(page, ticket):
    LineMembership.objects.get_or_create(line=Line.objects.get(code="second"), person=everybody().boris)
    page.get_by_role("button", name="Передать…").click()
    page.get_by_role("menuitem", name="На другую линию…").click()
    dialog = page.locator("#dialog dialog")
    dialog.get_by_label("Линия").select_option(index=1)
    dialog.get_by_label("Что известно").fill("Код не доходит с утра, у других доходит")
    dialog.get_by_label("Что просим").fill("Посмотреть журнал шлюза")
    dialog.get_by_role("button", name="Передать на линию").click()
    page.get_by_text("Посмотреть журнал шлюза").first.wait_for(timeout=LIVE)
    fresh = Ticket.objects.select_related("line").get(pk=ticket.pk)
    assert (fresh.line.code, fresh.responsible) == ("second", None)

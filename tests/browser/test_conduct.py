"""C10: a request is passed on with one key, its customer warned with evidence and limited to e-mail, politely."""

import re
from datetime import timedelta
from typing import Any

from playwright.sync_api import expect

from otklik.conduct.models import Measure
from otklik.kernel import settings
from otklik.people.models import Person
from otklik.routing import shifts
from otklik.routing.models import Duty
from tests.browser.test_the_loop import LIVE
from tests.cast import everybody
from tests.tickets.acting import opened

TYPED = "Верните всё как было, сколько можно"


def test_c10_passed_on_with_one_key_warned_limited_and_the_portal_says_where_to_write(browse: Any) -> None:
    cast = everybody()
    settings.change("tickets.undo_send", timedelta(0), by=cast.gleb)
    person = Person.objects.create(login="walker", name="Тимофей Резкий")
    ticket = opened(person, subject="Сайт лежит", body="Дебилы, верните сайт")
    ticket.accept(by=cast.anna)
    shifts.enter(cast.boris, by=cast.boris)
    anna, boris, theirs = browse(cast.anna), browse(cast.boris), browse(person, r"status of 422")
    theirs.goto(f"/requests/{ticket.number}/")

    anna.goto(f"/desk/tickets/{ticket.number}/")
    anna.keyboard.press("u")
    expect(anna.locator("#ticket-head")).to_contain_text("у руководителей, от: Анна Белова")
    Duty.objects.running().filter(person=cast.boris).delete()

    boris.goto(f"/desk/tickets/{ticket.number}/")
    expect(boris.locator("#ticket-head")).to_contain_text("Борис Королёв")
    for kind, name in (("calm", "Спокойный ответ"), ("warning", "Предупреждение")):
        boris.goto(f"/desk/tickets/{ticket.number}/conduct/")
        boris.get_by_role("link", name=f"Сделать шаг: {name}").click()
        expect(boris.locator("[name=evidence]")).to_be_checked()  # the abusive message is chosen already
        boris.get_by_role("button", name="Сделать шаг").click()
        expect(boris.locator(".thread")).to_contain_text(name, timeout=LIVE)
        assert Measure.objects.get(person=person, kind=kind).evidence.get().author == person

    boris.goto(f"/desk/tickets/{ticket.number}/conduct-limit/")
    boris.get_by_label("Для коллег").fill("Оскорбления после предупреждения")
    boris.get_by_label("Пропустить несделанное: ведёт руководитель").check()
    boris.get_by_text(re.compile("через неделю")).click()
    boris.get_by_role("button", name="Сделать шаг").click()
    expect(boris.locator(".conduct-mark")).to_contain_text("Только почта до", timeout=LIVE)

    theirs.locator("#reply textarea").fill(TYPED)
    theirs.locator("#reply").get_by_role("button", name="Отправить").click()
    expect(theirs.locator("#limited")).to_contain_text("только в электронной почте")
    expect(theirs.locator("#typed")).to_have_value(TYPED)
    theirs.goto("/")
    expect(theirs.locator("#limited")).to_be_visible()
    expect(theirs.locator("form.ask")).to_have_count(0)

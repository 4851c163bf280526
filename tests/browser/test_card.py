"""The card of the example's source beside a request, an action ordered there, identity confirmed by the customer."""

import os
import threading

import pytest
from playwright.sync_api import expect

from otklik.cards.models import Link, Permit, Source
from otklik.people.models import Line
from tests.browser.looking import assert_accessible, assert_fits
from tests.cards.conftest import KEY, example
from tests.cast import everybody
from tests.tickets.acting import opened


@pytest.fixture
def source(site, settings):
    """Beside the site, on the one port where the site may ask; gone for the others afterwards."""
    settings.OUTSIDE_ALSO = frozenset([f"127.0.0.1:{site.stranger}"])
    cast = everybody()
    first = Line.objects.filter(code="first")
    with example().server(site.stranger, KEY) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        made = Source.set_up(by=None, url=f"http://127.0.0.1:{site.stranger}/", key=KEY, is_active=True)
        for code, name in (("password_link", "Выслать ссылку на пароль"), ("sign_out", "Завершить все сеансы")):
            Permit.add(by=cast.gleb, code=code, name={"ru": name}, lines=first, needs_proof=False)
        Link.add(by=None, name={"ru": "Биллинг"}, address="https://billing.example/?q={email}", is_deeper=False)
        yield made
        server.shutdown()
        thread.join()
        Source.objects.all().delete()
        Permit.objects.all().delete()
        Link.objects.all().delete()


def test_c2_an_action_of_the_card_is_done_and_its_result_appears_without_a_reload(browse, site, source):
    cast = everybody()
    ticket = opened(cast.vera, body="Не могу войти в почту")
    ticket.accept(by=cast.anna)
    anna = browse(cast.anna)
    anna.goto(f"/desk/tickets/{ticket.number}/")
    card = anna.locator("#f-account")
    expect(card).to_contain_text("Тёплый дом, договор 17-204")
    card.get_by_role("link", name="Выслать ссылку на пароль").click()
    dialog = anna.get_by_role("dialog")
    expect(dialog).to_contain_text("Письмо уйдёт на адрес договора.")
    dialog.get_by_role("button", name="Выполнить").click()
    expect(anna.locator("#thread")).to_contain_text("Сделано: Ссылка отправлена на адрес договора")
    expect(card).to_contain_text("Сделано: Ссылка отправлена на адрес договора")
    anna.locator("#f-identity").get_by_role("link", name="Подтвердить").click()
    anna.get_by_role("dialog").get_by_text("На странице обращения").click()
    anna.get_by_role("dialog").get_by_role("button", name="Спросить или записать").click()
    expect(anna.locator("#f-identity")).to_contain_text("ответа пока нет")
    vera = browse(cast.vera)
    vera.goto(f"/requests/{ticket.number}/")
    vera.get_by_role("button", name="Да, это я").click()
    expect(anna.locator("#f-identity")).to_contain_text("Личность подтверждена")
    expect(card).not_to_contain_text("после подтверждения личности")


def test_c2_the_second_line_asks_a_query_and_takes_the_answer_into_the_request(browse, site, source):
    cast = everybody()
    second = Line.objects.filter(code="second")
    Permit.add(by=cast.gleb, code="sessions", kind="query", name={"ru": "Входы"}, lines=second, needs_proof=False)
    second.get().people.add(cast.oleg)
    ticket = opened(cast.vera, body="Кто-то входит в мою почту")
    ticket.accept(by=cast.oleg)
    oleg = browse(cast.oleg)
    oleg.goto(f"/desk/tickets/{ticket.number}/")
    oleg.locator("#f-account").get_by_role("link", name="Входы").click()
    dialog = oleg.get_by_role("dialog")
    dialog.get_by_label("С какого дня").fill("2026-11-25")
    dialog.get_by_label("Сколько строк").fill("51")
    dialog.get_by_role("button", name="Спросить нашу систему").click()
    expect(dialog).to_contain_text("50")
    expect(dialog.get_by_label("С какого дня")).to_have_value("2026-11-25")
    dialog.get_by_label("Сколько строк").fill("10")
    dialog.get_by_label("Чем кончился").select_option("failed")
    dialog.get_by_role("button", name="Спросить нашу систему").click()
    expect(dialog.get_by_role("table")).to_contain_text("203.0.113.7")
    expect(dialog.get_by_role("table")).not_to_contain_text("198.51.100.4")
    assert_accessible(oleg)
    assert_fits(oleg, 320)
    if os.environ.get("OTKLIK_LOOK"):
        for width in (1440, 390):
            oleg.set_viewport_size({"width": width, "height": 900})
            for theme in ("light", "dark"):
                oleg.emulate_media(color_scheme=theme)
                oleg.screenshot(path=f"{os.environ['OTKLIK_LOOK']}/query-{width}-{theme}.png")
    oleg.set_viewport_size({"width": 1440, "height": 900})
    dialog.get_by_role("button", name="Приложить заметкой").click()
    expect(oleg.get_by_role("dialog")).to_have_count(0)
    expect(oleg.locator("#thread")).to_contain_text("не вошли | 203.0.113.7")
    anna = browse(cast.anna)
    anna.goto(f"/desk/tickets/{ticket.number}/")
    expect(anna.locator("#f-account")).to_contain_text("Тёплый дом, договор 17-204")
    expect(anna.locator("#f-account").get_by_role("link", name="Входы")).to_have_count(0)

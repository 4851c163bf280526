"""The card of the example's source beside a request, an action ordered there, identity confirmed by the customer."""

import threading

import pytest
from playwright.sync_api import expect

from otklik.cards.models import Link, Permit, Source
from otklik.people.models import Line
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

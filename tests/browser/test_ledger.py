"""The ledger of letters and a parked letter, as the administrator meets them (principles 1 and 5)."""

import os

import pytest
from playwright.sync_api import expect

from otklik.channels import ledger
from otklik.channels.email import receiving
from otklik.channels.models import Inbound
from otklik.people.models import Person
from tests.channels.email.letters import letter
from tests.manage.arguments import mailbox
from tests.waiting import until

SHOTS = os.environ.get("OTKLIK_LEDGER_SHOTS", "")


@pytest.fixture
def gleb(site, browse):
    """The administrator's browser; letters came, one of them names nobody, and the worker has read them."""
    box = mailbox()
    for sender in ("Вера <vera@warm.example>", "olga@new.example", ""):
        text = "Здравствуйте, не открывается сайт."
        receiving.receive(letter(text, sender=sender, subject="Сайт").as_bytes(), box)
    until(lambda: not Inbound.objects.unread().exists())
    ledger.count()
    return browse(Person.objects.get(login="gleb"))


def shoot(page, name):
    """Pictures for whoever changes these pages."""
    if SHOTS:
        for width, scheme in ((1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=f"{SHOTS}/{name}-{width}-{scheme}.png")
        page.set_viewport_size({"width": 1440, "height": 900})


def test_a_number_of_the_ledger_opens_and_an_alarm_comes_by_itself(gleb):
    gleb.goto("/manage/ledger/")
    row = gleb.locator("#ledger tbody tr", has_text="help@otklik.example").first
    expect(row).to_contain_text("сходится")
    shoot(gleb, "ledger")
    number = row.get_by_role("link").first
    count = int(number.inner_text())
    number.click()
    expect(gleb.locator("#rows > li")).to_have_count(count)
    shoot(gleb, "letters")
    gleb.goto("/manage/ledger/")
    expect(gleb.locator("#mail-alarm")).to_be_attached()
    expect(gleb.locator("#mail-alarm a")).to_have_count(0)
    gleb.wait_for_function("() => document.querySelector('live-line').source?.readyState === EventSource.OPEN")
    lost = Inbound.objects.filter(state="processed", mailbox__address="help@otklik.example").latest("pk")
    Inbound.objects.filter(pk=lost.pk).update(message=None, reason="")
    try:
        ledger.count()
        expect(gleb.locator("#mail-alarm a")).to_be_visible()
        expect(gleb.locator("#ledger")).to_contain_text("не сходится")
        shoot(gleb, "alarm")
    finally:
        lost.save()
        ledger.count()
    expect(gleb.locator("#mail-alarm a")).to_have_count(0)


def test_a_parked_letter_is_discarded_taken_back_and_retried(gleb):
    letter_ = Inbound.objects.parked().filter(mailbox__address="help@otklik.example").latest("pk")
    gleb.goto("/manage/letters/")
    shoot(gleb, "parked")
    gleb.locator(f"#letter-{letter_.pk} a").first.click()
    expect(gleb.locator("#letter")).to_contain_text("не открывается сайт")
    shoot(gleb, "letter")
    gleb.get_by_role("button", name="Отбросить").click()
    expect(gleb.get_by_text("Письмо отброшено.")).to_be_visible()
    gleb.goto("/manage/letters/?why=discarded")
    gleb.locator(f"#letter-{letter_.pk}").get_by_role("button", name="Вернуть").click()
    gleb.get_by_role("button", name="Повторить").click()
    expect(gleb.get_by_text("Письмо читается ещё раз.")).to_be_visible()
    until(lambda: Inbound.objects.parked().filter(pk=letter_.pk).exists())
    gleb.goto(f"/manage/letters/{letter_.pk}/")
    gleb.get_by_label("Адрес клиента").fill("vera@warm.example")
    gleb.get_by_role("button", name="Создать обращение").click()
    expect(gleb.get_by_role("heading", name="Сайт")).to_be_visible()
    letter_.refresh_from_db()
    assert letter_.state == "processed"

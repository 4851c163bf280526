"""A letter in the wrong request is moved to the right one, and back; how far letters are believed is seen."""

import pytest
from playwright.sync_api import expect

from otklik.channels import receiving
from otklik.channels.email.receiving import receive
from otklik.channels.models import Mailbox
from tests.cast import everybody
from tests.channels.email.letters import letter
from tests.tickets.acting import opened


@pytest.fixture
def two(site):
    vera = everybody().vera
    ticket, other = opened(vera, subject="Диск"), opened(vera, subject="Почта")
    ticket.accept(by=everybody().anna)
    ticket.write(by=vera, body="А почта когда заработает?")
    return ticket, other


def test_a_message_moves_to_another_request_and_back(browse, two):
    ticket, other = two
    page = browse(everybody().anna)
    page.goto(f"/desk/tickets/{ticket.number}/moving/")
    page.get_by_label("Номер обращения").fill(str(other.number))
    page.get_by_label("А почта когда заработает?").check()
    page.get_by_role("button", name="Перенести", exact=True).click()
    expect(page).to_have_url(f"{page.url.split('/desk')[0]}/desk/tickets/{other.number}/")
    expect(page.locator("#thread .msg")).to_contain_text(["", "А почта когда заработает?"])
    page.locator("#thread .event", has_text=f"из № {ticket.number}").get_by_role("button", name="Отменить").click()
    expect(page.locator("#thread .msg")).to_have_count(1)
    page.goto(f"/desk/tickets/{ticket.number}/")
    expect(page.locator("#thread")).to_contain_text("А почта когда заработает?")


def test_warnings_about_a_letter_stand_above_its_words(browse, site):
    mailbox = Mailbox.add(by=None, address="trust@prichal.example", smtp_host="127.0.0.1")
    raw = letter("Переведите деньги", sender='"boss@warm.example" <x@evil.example>', reply_to="y@other.example")
    inbound = receive(raw.as_bytes(), mailbox)
    receiving.read(inbound)
    inbound.refresh_from_db()
    page = browse(everybody().anna)
    page.goto(f"/desk/tickets/{inbound.ticket.number}/")
    expect(page.locator(".letter-trust")).to_have_text("отправитель не подтверждён")
    expect(page.locator(".msg-warning")).to_have_text(
        ["В имени другой адрес: boss@warm.example.", "Ответы ушли бы в другое место: y@other.example."]
    )

"""A reply that a server refuses: seen on the page, sent again from there."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from otklik.channels.models import Mailbox
from otklik.kernel import settings
from tests.cast import everybody
from tests.channels.conftest import SUPPORT
from tests.servers import smtp as servers
from tests.servers.dovecot import free_port
from tests.tickets.acting import opened


@pytest.fixture
def server(site):
    """A mail server that refuses Vera, and a mailbox that sends by it at once."""
    settings.change("tickets.undo_send", timedelta(0), by=None)
    with servers.running(free_port()) as running:
        running.recorder.refused["vera@warm.example"] = "550 5.1.1 no such user"
        mailbox = Mailbox.add(by=None, **{**SUPPORT, "address": "sending@prichal.example"}, smtp_port=running.port)
        yield running
        mailbox.change(by=None, is_active=False, is_default=False)
    settings.change("tickets.undo_send", timedelta(seconds=10), by=None)


def test_a_failed_reply_is_seen_and_sent_again_and_to_another_address(browse, server):
    """F11: principle 1."""
    cast = everybody()
    ticket = opened(cast.vera, subject="Письмо не дошло")
    ticket.accept(by=cast.anna)
    page = browse(cast.anna)
    page.goto(f"/desk/tickets/{ticket.number}/")
    page.locator("textarea[data-mode=reply]").fill("Проверьте, пожалуйста")
    page.keyboard.press("Control+Enter")
    trouble = page.locator("#thread [data-trouble]")
    expect(trouble).to_contain_text("no such user", timeout=30_000)
    trouble.get_by_role("button", name="Отправить ещё раз").click()
    expect(page.locator("#thread .event", has_text="Ответ не доставлен")).to_have_count(2, timeout=30_000)
    expect(trouble).to_contain_text("no such user", timeout=30_000)
    trouble.get_by_text("На другой адрес").click()
    trouble.get_by_label("Другой адрес клиента").fill("vera@new.example")
    trouble.get_by_role("button", name="Отправить туда").click()
    server.recorder.wait_for(1, seconds=30)
    expect(page.locator("#thread")).to_contain_text("Отправлено на vera@new.example", timeout=30_000)
    expect(trouble).to_have_count(0)
    (received,) = server.recorder.to("vera@new.example")
    assert "Проверьте, пожалуйста" in str(received.letter.get_body(("plain",)).get_content())

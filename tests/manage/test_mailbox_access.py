"""A mailbox is connected to Google from its page (A2)."""

from urllib.parse import parse_qs, urlsplit

import pytest

from otklik.channels.email import oauth
from otklik.channels.models import Access
from otklik.kernel import clock
from tests.manage.arguments import mailbox
from tests.servers import oauth as oauths

REGISTRATION = {"provider": "google", "client_id": "desk", "client_secret": "secret"}


@pytest.fixture
def google(monkeypatch):
    with oauths.running() as provider:
        monkeypatch.setitem(oauth.PROVIDERS, "google", oauths.described(provider))
        yield provider


def asked(browser, box):
    """Where the page leads to."""
    answer = browser.post(f"/manage/mailboxes/{box.pk}/access/", REGISTRATION)
    assert answer.status_code == 303
    return answer.headers["Location"]


def returned(browser, address, code):
    state = parse_qs(urlsplit(address).query)["state"][0]
    back = urlsplit(parse_qs(urlsplit(address).query)["redirect_uri"][0]).path
    return followed(browser, browser.get(back, {"state": state, "code": code}))


def followed(browser, answer):
    """The page that an answer leads to."""
    assert answer.status_code == 303
    return browser.get(answer.headers["Location"]).content.decode()


def test_the_owner_agrees_and_comes_back_to_the_mailbox(gleb, cast, google):
    box = mailbox()
    address = asked(gleb, box)
    assert "Ящик подключён" in returned(gleb, address, google.agree(address))
    page = gleb.get(f"/manage/mailboxes/{box.pk}/").content.decode()
    assert "Подключено к Google" in page
    access = Access.objects.get()
    assert access.access_token not in page
    assert f'value="{access.client_secret}"' not in page


def test_htmx_gets_a_link_to_follow(gleb, cast, google):
    answer = gleb.post(f"/manage/mailboxes/{mailbox().pk}/access/", REGISTRATION, headers={"HX-Request": "true"})
    assert f'href="{google.address}/authorize?' in answer.content.decode()


def test_a_refusal_is_said_and_changes_nothing(gleb, cast, google):
    address = asked(gleb, mailbox())
    assert "invalid_grant" in returned(gleb, address, "wrong")
    denied = followed(gleb, gleb.get("/manage/mailboxes/access/", {"error": "access_denied<script>"}))
    assert "access_denied&lt;script&gt;" in denied
    assert not Access.objects.get().is_granted


def test_a_registration_without_an_id_is_refused(gleb, cast):
    answer = gleb.post(f"/manage/mailboxes/{mailbox().pk}/access/", {"provider": "google"})
    assert answer.status_code == 422


def test_access_that_ran_out_says_since_when(gleb, cast, google):
    box = mailbox()
    address = asked(gleb, box)
    returned(gleb, address, google.agree(address))
    Access.objects.update(broken_since=clock.now(), error="invalid_grant")
    page = gleb.get(f"/manage/mailboxes/{box.pk}/").content.decode()
    assert "Доступ истёк сегодня" in page
    assert "invalid_grant" in page

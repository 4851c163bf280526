"""A mailbox signs in without a password: OAuth 2 on the real wire, IMAP and POP3 in a real Dovecot (RFC 6749, 7636)."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from otklik.channels.email import connecting, oauth, popping
from otklik.channels.email.oauth import NoToken
from otklik.channels.models import Access, Mailbox
from otklik.kernel import clock
from otklik.kernel.models import AuditEntry
from otklik.kernel.verbs import Forbidden, Refused
from tests.cast import Cast
from tests.channels.conftest import SUPPORT, by_imap, by_pop3
from tests.servers.dovecot import Dovecot, free_port
from tests.servers.oauth import Provider

pytestmark = [pytest.mark.django_db, pytest.mark.servers]
BACK = "https://desk.example/manage/mailboxes/access/"
REGISTRATION = {"provider": "google", "client_id": "desk", "client_secret": "secret"}


@pytest.fixture
def mailbox(cast: Cast, dovecot: Dovecot, imap_user: str, google: Provider) -> Mailbox:
    """A mailbox of Dovecot's without a password."""
    google.user = imap_user
    return Mailbox.add(by=None, **{**SUPPORT, "smtp_host": ""}, **by_imap(imap_user, dovecot) | {"imap_password": ""})


def connected(mailbox: Mailbox, cast: Cast, google: Provider) -> Access:
    """Its owner agreed."""
    address = Access.ask(mailbox, by=cast.gleb, back=BACK, **REGISTRATION)
    return granted(address, cast, google)


def granted(address: str, cast: Cast, google: Provider) -> Access:
    state = parse_qs(urlsplit(address).query)["state"][0]
    return Access.grant(state, google.agree(address), by=cast.gleb, back=BACK)


def fetching(mailbox: Mailbox) -> str:
    """How signing in to fetch goes."""
    return Mailbox.objects.get(pk=mailbox.pk).check_connection()[0].code


def test_the_owner_agrees_and_the_mailbox_is_fetched_by_a_token(mailbox: Mailbox, cast: Cast, google: Provider) -> None:
    assert fetching(mailbox) == "auth"
    access = connected(mailbox, cast, google)
    assert fetching(mailbox) == "ok"
    (asked,) = google.asked
    assert (asked["grant_type"], asked["redirect_uri"], asked["client_id"]) == ("authorization_code", BACK, "desk")
    assert access.is_granted


def test_pop3_takes_a_token_too(mailbox: Mailbox, cast: Cast, google: Provider, dovecot: Dovecot) -> None:
    if not dovecot.has_pop3:
        pytest.skip("no POP3 here")
    mailbox.change(by=None, **{**by_pop3(google.user, dovecot), "imap_password": ""})
    connected(mailbox, cast, google)
    popping.opened(mailbox, 20).quit()


def test_the_way_to_the_provider_names_what_it_must(mailbox: Mailbox, cast: Cast, monkeypatch: Any) -> None:
    address = Access.ask(
        mailbox, by=cast.gleb, back=BACK, provider="microsoft", client_id="desk", tenant="firm.example"
    )
    parts = urlsplit(address)
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    assert (parts.netloc, parts.path) == ("login.microsoftonline.com", "/firm.example/oauth2/v2.0/authorize")
    assert {"offline_access", "https://outlook.office.com/IMAP.AccessAsUser.All"} <= set(asked["scope"].split())
    assert (asked["response_type"], asked["login_hint"]) == ("code", "support@prichal.example")
    verifier = Access.objects.get().verifier
    assert asked["code_challenge"] == oauth.challenge(verifier)
    assert verifier not in address


def test_a_code_is_exchanged_once_and_soon(mailbox: Mailbox, cast: Cast, google: Provider, time: Any) -> None:
    address = Access.ask(mailbox, by=cast.gleb, back=BACK, **REGISTRATION)
    granted(address, cast, google)
    with pytest.raises(Refused, match=r"access\.late"):
        granted(address, cast, google)
    again = Access.ask(mailbox, by=cast.gleb, back=BACK, **REGISTRATION)
    time.passes(minutes=16)
    with pytest.raises(Refused, match=r"access\.late"):
        granted(again, cast, google)
    with pytest.raises(Refused, match=r"access\.late"):
        Access.grant("", "code", by=cast.gleb, back=BACK)


def test_a_stolen_code_is_worth_nothing(mailbox: Mailbox, cast: Cast, google: Provider) -> None:
    """PKCE: the code of another agreement does not fit our verifier."""
    address = Access.ask(mailbox, by=cast.gleb, back=BACK, **REGISTRATION)
    state = parse_qs(urlsplit(address).query)["state"][0]
    google.codes["stolen"] = oauth.challenge("somebody else's")
    with pytest.raises(NoToken, match="invalid_grant"):
        Access.grant(state, "stolen", by=cast.gleb, back=BACK)
    assert not Access.objects.get().is_granted


def test_a_token_is_renewed_before_it_ends_and_used_until_then(
    mailbox: Mailbox, cast: Cast, google: Provider, time: Any
) -> None:
    connected(mailbox, cast, google)
    for _ in range(3):
        assert fetching(mailbox) == "ok"
    assert len(google.asked) == 1
    time.passes(minutes=58)
    assert fetching(mailbox) == "ok"
    assert [form["grant_type"] for form in google.asked] == ["authorization_code", "refresh_token"]


def test_a_token_that_the_server_takes_no_more_is_replaced_at_the_next_attempt(
    mailbox: Mailbox, cast: Cast, google: Provider
) -> None:
    connected(mailbox, cast, google)
    google.tokens.clear()
    assert fetching(mailbox) == "auth"
    assert fetching(mailbox) == "ok"


def test_withdrawn_access_is_seen_with_its_age_and_fetching_goes_on_when_it_is_given_again(
    mailbox: Mailbox, cast: Cast, google: Provider, time: Any
) -> None:
    access = connected(mailbox, cast, google)
    google.refreshes.clear()
    time.passes(hours=1)
    assert fetching(mailbox) == "token"
    access.refresh_from_db()
    assert access.broken_since == clock.now()
    assert "invalid_grant: Token has been expired or revoked." in access.error
    count = len(google.asked)
    assert fetching(mailbox) == "token"
    assert len(google.asked) == count  # a refusal for good is not asked for again
    before = Mailbox.objects.get(pk=mailbox.pk).changed_at
    time.passes(minutes=1)
    connected(mailbox, cast, google)
    assert fetching(mailbox) == "ok"
    assert Mailbox.objects.get(pk=mailbox.pk).changed_at > before  # its fetcher begins anew


@pytest.mark.parametrize(
    "trouble",
    [
        (503, b"<html>busy</html>"),
        (500, {"error": "server_error"}),
        (400, {"error": "temporarily_unavailable"}),
        (200, b"not json"),
        (200, {"token_type": "Bearer"}),
        (302, {}),
    ],
)
def test_a_passing_trouble_of_the_provider_loses_no_access(
    mailbox: Mailbox, cast: Cast, google: Provider, time: Any, trouble: tuple[int, object]
) -> None:
    access = connected(mailbox, cast, google)
    time.passes(hours=1)
    google.trouble = trouble
    assert fetching(mailbox) == "token_server"
    access.refresh_from_db()
    assert access.is_granted
    google.trouble = None
    assert fetching(mailbox) == "ok"


def test_a_provider_that_is_away_is_waited_for(mailbox: Mailbox, cast: Cast, google: Provider, time: Any) -> None:
    connected(mailbox, cast, google)
    time.passes(hours=1)
    with pytest.MonkeyPatch.context() as patch:
        away = oauth.PROVIDERS["google"].__class__(
            **{**vars(oauth.PROVIDERS["google"]), "token": f"http://127.0.0.1:{free_port()}/token"}
        )
        patch.setitem(oauth.PROVIDERS, "google", away)
        assert fetching(mailbox) == "token_server"
    assert fetching(mailbox) == "ok"


def test_a_token_is_shown_to_the_providers_servers_alone_and_never_in_the_open(
    mailbox: Mailbox, cast: Cast, google: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    access = connected(mailbox, cast, google)
    with pytest.raises(NoToken) as refusal:
        access.token("thief.example", "tls")
    assert refusal.value.reason == "token_host"
    real = oauth.Provider(**{**vars(oauth.PROVIDERS["google"]), "is_plain": False})
    monkeypatch.setitem(oauth.PROVIDERS, "google", real)
    with pytest.raises(NoToken):
        access.token("127.0.0.1", "none")


def test_secrets_are_nowhere_in_the_audit_and_others_may_not_connect(
    mailbox: Mailbox, cast: Cast, google: Provider
) -> None:
    with pytest.raises(Forbidden):
        Access.ask(mailbox, by=cast.anna, back=BACK, **REGISTRATION)
    access = connected(mailbox, cast, google)
    shown = str([(entry.before, entry.after) for entry in AuditEntry.objects.all()])
    assert access.access_token not in shown
    assert access.refresh_token not in shown


def test_two_at_once_renew_one_token(mailbox: Mailbox, cast: Cast, google: Provider, time: Any) -> None:
    first = connected(mailbox, cast, google)
    second = Access.objects.get(pk=first.pk)
    time.passes(hours=1)
    assert first.token("127.0.0.1", "none") == second.token("127.0.0.1", "none")
    assert len(google.asked) == 2


def test_smtp_takes_a_token_and_a_refused_one_is_replaced(cast: Cast, mailbox: Mailbox, google: Provider) -> None:
    from tests.servers import smtp as servers

    with servers.running(free_port()) as server:
        server.recorder.tokens = google.tokens
        mailbox.change(by=None, smtp_host="127.0.0.1", smtp_port=server.port, imap_host="")
        connected(mailbox, cast, google)
        google.tokens.clear()
        assert mailbox.check_connection()[0].code == "auth"
        assert mailbox.check_connection()[0].code == "ok"


def test_connecting_names_what_went_wrong() -> None:
    assert connecting.reason_of(NoToken("token", "invalid_grant")) == ("token", "invalid_grant")

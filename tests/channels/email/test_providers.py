"""Replies leave by a sending service, on its real wire format; its reports of bounces come back (A2, F11)."""

import hashlib
import hmac
import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from otklik.channels.models import Delivery, Mailbox
from otklik.kernel import files, jobs, signing
from otklik.tickets.models import Attachment, Ticket
from tests.cast import Cast
from tests.channels.email.test_delivering import later, sent
from tests.servers import services
from tests.servers.services import Service
from tests.tickets.acting import opened

pytestmark = pytest.mark.django_db
SECRET = "key-canary"


@pytest.fixture
def service() -> Iterator[Service]:
    with services.running() as running:
        yield running


def mailbox_by(provider: str, service: Service) -> Mailbox:
    known = {"provider": provider, "provider_token": SECRET, "provider_url": service.address}
    return Mailbox.add(by=None, address="support@prichal.example", name={"ru": "Причал"}, is_default=True, **known)


def replied(cast: Cast, **more: Any) -> Delivery:
    return sent(opened(cast.vera, "Раз").reply(by=cast.anna, body="Два", **more))


def test_mailgun_gets_the_exact_bytes(cast: Cast, service: Service) -> None:
    mailbox_by("mailgun", service)
    delivery = replied(cast)
    assert delivery.state == "sent"
    path, headers, _body = service.posts[0]
    assert path == "/prichal.example/messages.mime"
    assert b64decode(headers["authorization"].removeprefix("Basic ")) == f"api:{SECRET}".encode()
    form = service.form()
    assert form["message"][1] == delivery.octets()
    assert form["to"][1] == b"vera@warm.example"
    assert form["v:delivery"][1] == str(delivery.pk).encode()
    assert form["o:tracking"][1] == b"no"


def test_postmark_gets_the_parts_with_our_id_and_the_thread(cast: Cast, service: Service) -> None:
    mailbox_by("postmark", service)
    stored = files.store(b"%PDF-1.4 x", "a.pdf")
    file = Attachment.objects.create(owner=cast.anna, file=stored, name="Счёт.pdf")
    delivery = replied(cast, files=[file])
    assert delivery.state == "sent"
    path, headers, body = service.posts[0]
    told = json.loads(body)
    assert path == "/email"
    assert headers["x-postmark-server-token"] == SECRET
    assert told["To"].endswith("<vera@warm.example>")
    assert told["TextBody"].startswith("Два")
    assert "Два" in told["HtmlBody"]
    own = {one["Name"]: one["Value"] for one in told["Headers"]}
    assert own["Message-ID"] == f"<{delivery.letter_id}>"
    assert own["X-PM-KeepID"] == "true"
    (attached,) = told["Attachments"]
    assert (attached["Name"], b64decode(attached["Content"])) == ("Счёт.pdf", b"%PDF-1.4 x")
    assert told["Metadata"] == {"delivery": str(delivery.pk)}
    assert told["TrackOpens"] is False
    assert told["TrackLinks"] == "None"


@pytest.mark.parametrize("provider", ["mailgun", "postmark"])
@pytest.mark.parametrize(
    ("status", "state", "reason"),
    [
        (401, "queued", "auth"),
        (429, "queued", "refused_for_now"),
        (500, "queued", "refused_for_now"),
        (400, "failed", "provider"),
    ],
)
def test_what_a_service_answers_decides_whether_to_try_again(
    cast: Cast, service: Service, provider: str, status: int, state: str, reason: str
) -> None:
    mailbox = mailbox_by(provider, service)
    service.trouble = (status, {"message": "no", "ErrorCode": 300, "Message": "no"})
    delivery = replied(cast)
    assert (delivery.state, delivery.reason) == (state, reason)
    assert SECRET not in delivery.error
    mailbox.refresh_from_db()
    assert (mailbox.send_failing_since is not None) == (status == 401)


@pytest.mark.parametrize("provider", ["mailgun", "postmark"])
def test_a_service_that_hangs_up_leaves_a_doubt_and_gets_the_same_once_more(
    cast: Cast, service: Service, provider: str
) -> None:
    mailbox_by(provider, service)
    service.hangs_up = True
    delivery = replied(cast)
    assert (delivery.state, delivery.may_have_been_sent_twice) == ("queued", True)
    service.hangs_up = False
    later(minutes=5)
    delivery.refresh_from_db()
    assert delivery.state == "sent"
    assert service.posts[0][0] == service.posts[1][0]
    if provider == "mailgun":
        assert service.form(0)["message"] == service.form(1)["message"]
    else:
        assert service.posts[0][2] == service.posts[1][2]


def test_a_letter_larger_than_the_service_takes_is_refused_before_it_leaves(
    cast: Cast, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    from otklik.channels.email import providers

    monkeypatch.setitem(providers.MOST, "mailgun", 2000)
    mailbox_by("mailgun", service)
    delivery = sent(opened(cast.vera).reply(by=cast.anna, body="много " * 1000))
    assert (delivery.state, delivery.reason, service.posts) == ("failed", "too_large", [])


# What it reports


def reports(mailbox: Mailbox, proof: str = "") -> str:
    return f"/manage/mailboxes/{mailbox.pk}/reports/{proof or signing.mark('mail.reports', mailbox.pk)}/"


def mailgun_says(delivery: int, key: str, event: str = "failed") -> dict[str, Any]:
    """As Mailgun's documentation shows it."""
    stamp, token = "1763724000", "a" * 50
    data = {
        "event": event,
        "severity": "permanent",
        "timestamp": 1763724000.1,
        "id": "x",
        "recipient": "vera@warm.example",
        "reason": "bounce",
        "delivery-status": {"code": 550, "message": "5.1.1 no such user", "description": ""},
        "message": {"headers": {"message-id": "x@prichal.example"}},
        "user-variables": {"delivery": str(delivery)},
    }
    mac = hmac.new(key.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    return {"signature": {"timestamp": stamp, "token": token, "signature": mac}, "event-data": data}


def told(client: Client, address: str, said: Any, **headers: str) -> int:
    return client.post(address, json.dumps(said), content_type="application/json", headers=headers).status_code


def test_a_reported_bounce_returns_the_turn_and_tells_the_author(cast: Cast, service: Service, client: Client) -> None:
    mailbox = mailbox_by("mailgun", service)
    mailbox.change(by=None, provider_secret="signing")
    delivery = replied(cast)
    assert told(client, reports(mailbox), mailgun_says(delivery.pk, "signing")) == 204
    assert told(client, reports(mailbox), mailgun_says(delivery.pk, "signing")) == 204
    delivery.refresh_from_db()
    assert delivery.state == "bounced"
    assert "no such user" in delivery.error
    assert Ticket.objects.get().reply_owed_since is not None
    jobs.run_due()


def test_postmark_reports_too(cast: Cast, service: Service, client: Client) -> None:
    mailbox = mailbox_by("postmark", service)
    mailbox.change(by=None, provider_secret="user:pass")
    delivery = replied(cast)
    said = {
        "RecordType": "Bounce",
        "Type": "HardBounce",
        "TypeCode": 1,
        "ID": 42,
        "MessageID": "b7bc2f4a",
        "Metadata": {"delivery": str(delivery.pk)},
        "Email": "vera@warm.example",
        "BouncedAt": "2026-11-21T10:00:00Z",
        "Details": "550 no such user",
        "Description": "The server was unable to deliver your message",
    }
    assert told(client, reports(mailbox), said) == 400
    right = "Basic " + b64encode(b"user:pass").decode()
    assert told(client, reports(mailbox), said, authorization=right) == 204
    delivery.refresh_from_db()
    assert delivery.state == "bounced"


@pytest.mark.parametrize("event", ["delivered", "opened", "accepted"])
def test_everything_else_that_it_reports_changes_nothing(
    cast: Cast, service: Service, client: Client, event: str
) -> None:
    mailbox = mailbox_by("mailgun", service)
    delivery = replied(cast)
    assert told(client, reports(mailbox), mailgun_says(delivery.pk, "x", event)) == 204
    delivery.refresh_from_db()
    assert delivery.state == "sent"


def test_nobody_else_can_report(cast: Cast, service: Service, client: Client) -> None:
    mailbox = mailbox_by("mailgun", service)
    mailbox.change(by=None, provider_secret="signing")
    other = Mailbox.add(by=None, address="o@prichal.example", provider="mailgun", provider_token="x")
    delivery = replied(cast)
    said = mailgun_says(delivery.pk, "forged")
    assert told(client, reports(mailbox), said) == 400
    assert told(client, reports(mailbox, "guessed"), mailgun_says(delivery.pk, "signing")) == 404
    assert told(client, reports(other), mailgun_says(delivery.pk, "")) == 204
    assert client.post(reports(mailbox), b"\xff", content_type="application/json").status_code == 400
    delivery.refresh_from_db()
    assert delivery.state == "sent"

"""Whom a letter is believed to be from, and what follows from it (research: mail, §3.5 and §3.6)."""

from typing import Any

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from otklik.channels.email import policies, trust
from otklik.channels.models import BlockedSender, LetterTrust, Mailbox
from otklik.kernel import jobs, settings
from otklik.people.models import Person
from otklik.tickets.models import Ticket
from tests.cast import Cast
from tests.channels.email.dns import dns, silent
from tests.channels.email.letters import letter
from tests.channels.email.test_receiving import answered, arrived, ticket_of, token_of

pytestmark = pytest.mark.django_db

OURS = "mx.prichal.example"
HOP = "Received: from out.warm.example by mx.prichal.example with ESMTPS; Sun, 22 Nov 2026 10:00:00 +0000\n"
FOREIGN = "Received: from pc by out.warm.example with ESMTP; Sun, 22 Nov 2026 09:59:00 +0000\n"


@pytest.fixture(autouse=True)
def named(cast: Cast) -> None:
    settings.change("channels.authserv", f"support@prichal.example {OURS}", by=cast.gleb)


def said(results: str, server: str = OURS) -> str:
    return f"Authentication-Results: {server}; {results}\n"


PASS = "dmarc=pass (p=REJECT) header.from=warm.example; dkim=pass header.d=warm.example"
FAIL = "dmarc=fail (p=REJECT) header.from=warm.example; spf=fail smtp.mailfrom=evil.example"
LENIENT = "dmarc=fail (p=NONE) header.from=warm.example"


def raw(top: str, message: Any = None, **known: Any) -> bytes:
    message = message or letter(sender="vera@warm.example", **known)
    return top.encode() + bytes(message)


def verdict_of(inbound: Any) -> str:
    return LetterTrust.objects.get(inbound=inbound).verdict


@pytest.mark.parametrize(
    ("top", "verdict"),
    [
        (said(PASS) + HOP, "verified"),
        (HOP + said(PASS) + FOREIGN, "verified"),
        (said("dkim=pass header.d=mail.warm.example") + HOP, "verified"),
        (said("spf=pass smtp.mailfrom=vera@warm.example") + HOP, "verified"),
        (said("spf=pass smtp.mailfrom=a@other.example") + HOP, "unverified"),
        (said("dkim=pass header.d=sendgrid.example") + HOP, "unverified"),
        (said("dmarc=pass header.from=other.example") + HOP, "unverified"),
        (said(LENIENT) + HOP, "failed"),
        (HOP + FOREIGN + said(PASS), "unverified"),
        (said(PASS, "mx.evil.example") + HOP, "unverified"),
        (HOP, "unverified"),
    ],
)
def test_only_what_our_own_server_wrote_on_top_counts(mailbox: Mailbox, top: str, verdict: str) -> None:
    assert verdict_of(arrived(raw(top), mailbox)) == verdict


def test_our_server_counts_only_for_its_mailbox(mailbox: Mailbox) -> None:
    other = Mailbox.add(by=None, address="sales@prichal.example", smtp_host="127.0.0.1")
    assert verdict_of(arrived(raw(said(PASS) + HOP), other)) == "unverified"


@pytest.fixture(scope="module")
def key() -> tuple[bytes, bytes]:
    made = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    private = made.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    public = made.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return private, b"v=DKIM1; k=rsa; p=" + b"".join(public.splitlines()[1:-1])


def signed(private: bytes, domain: bytes = b"warm.example") -> bytes:
    plain = raw("").replace(b"\n", b"\r\n")
    return bytes(dkim.sign(plain, b"s1", domain, private, include_headers=[b"from", b"subject"])) + plain


def test_a_signature_is_checked_where_no_server_of_ours_did(
    mailbox: Mailbox, key: tuple[bytes, bytes], monkeypatch: Any
) -> None:
    monkeypatch.setattr(trust, "lookup", dns({("s1._domainkey.warm.example", "TXT"): [(key[1],)]}))
    assert verdict_of(arrived(signed(key[0]), mailbox)) == "verified"
    assert verdict_of(arrived(signed(key[0]).replace(b"Subject: ", b"Subject: Re: "), mailbox)) == "unverified"
    assert verdict_of(arrived(signed(key[0], b"other.example"), mailbox)) == "unverified"


def test_a_signature_that_cannot_be_looked_up_is_unknown_and_holds_nobody_up(
    mailbox: Mailbox, key: tuple[bytes, bytes], monkeypatch: Any
) -> None:
    monkeypatch.setattr(trust, "lookup", silent)
    inbound = arrived(signed(key[0]), mailbox)
    assert (verdict_of(inbound), inbound.state) == ("unknown", "processed")


def test_questions_about_one_letter_end_when_patience_does(monkeypatch: Any) -> None:
    monkeypatch.setattr(trust, "PATIENCE", -1.0)
    with pytest.raises(policies.Silence):
        trust.Patient()("example", "TXT")


def test_a_forged_letter_waits_and_a_person_lets_it_in(cast: Cast, mailbox: Mailbox, signed_in: Any) -> None:
    inbound = arrived(raw(said(FAIL) + HOP), mailbox)
    assert (inbound.state, inbound.reason) == ("parked", "letter.suspicious")
    page = signed_in(cast.gleb).get("/manage/letters/").content.decode()
    assert "Оно не от warm.example" in page
    inbound.try_again(by=cast.gleb)
    jobs.run_due()
    inbound.refresh_from_db()
    assert inbound.state == "processed"


def test_a_letter_whose_check_failed_joins_nothing_by_ids(cast: Cast, mailbox: Mailbox) -> None:
    ticket, delivery = answered(cast, mailbox)
    reply = letter("Пустите", sender="vera@warm.example", In_Reply_To=f"<{delivery.letter_id}>")
    assert ticket_of(arrived(raw(said(LENIENT) + HOP, reply), mailbox)) != ticket


def test_a_letter_whose_check_failed_is_a_stranger_even_with_the_mark(cast: Cast, mailbox: Mailbox) -> None:
    ticket, delivery = answered(cast, mailbox)
    inbound = arrived(raw(said(LENIENT) + HOP, letter("Я", sender="vera@warm.example", to=token_of(delivery))), mailbox)
    assert ticket_of(inbound) == ticket
    assert inbound.message
    assert inbound.message.is_flagged


def test_the_desk_shows_how_far_a_letter_is_believed(cast: Cast, mailbox: Mailbox, signed_in: Any) -> None:
    anna = signed_in(cast.anna)
    fine = ticket_of(arrived(raw(said(PASS) + HOP), mailbox))
    assert 'data-verdict="verified"' in anna.get(f"/desk/tickets/{fine.number}/").content.decode()
    message = letter("Я", sender='"boss@warm.example" <x@evil.example>', reply_to="y@other.example")
    page = anna.get(f"/desk/tickets/{ticket_of(arrived(message, mailbox)).number}/").content.decode()
    assert "не подтверждён" in page
    assert "В имени другой адрес: boss@warm.example" in page
    assert "Ответы ушли бы в другое место: y@other.example" in page


@pytest.mark.parametrize(
    ("sender", "signs"),
    [
        ("Анна Котова <anna@evil.example>", ["colleague_name"]),
        ("a@prichaI.example", ["lookalike"]),
        ("a@prichaal.example", ["lookalike"]),
        ("a@mail.prichal.example", []),
        ("Вера <vera@warm.example>", []),
    ],
)
def test_tricks_with_names_and_domains_are_told(cast: Cast, mailbox: Mailbox, sender: str, signs: list[str]) -> None:
    Person.objects.filter(pk=cast.anna.pk).update(name="Анна Котова")
    inbound = arrived(letter(sender=sender), mailbox)
    assert [code for code, _about in LetterTrust.objects.get(inbound=inbound).signs] == signs


def test_what_the_server_holds_for_spam_waits(mailbox: Mailbox) -> None:
    inbound = arrived(raw("X-Spam-Flag: YES\n"), mailbox)
    assert (inbound.state, inbound.reason) == ("parked", "letter.suspicious")
    assert not Ticket.objects.filter(channel="email").exists()


@pytest.mark.parametrize("blocked", ["vera@warm.example", "warm.example", "@Warm.Example"])
def test_letters_of_a_blocked_sender_wait(cast: Cast, mailbox: Mailbox, blocked: str) -> None:
    row = BlockedSender.add(blocked, by=cast.gleb)
    inbound = arrived(raw(""), mailbox)
    assert (inbound.state, inbound.reason) == ("parked", "letter.blocked")
    row.lift(by=cast.gleb)
    assert arrived(letter("Ещё", sender="vera@warm.example"), mailbox).state == "processed"


def test_a_sender_is_blocked_from_a_parked_letter(cast: Cast, mailbox: Mailbox, signed_in: Any) -> None:
    inbound = arrived(raw("X-Spam-Flag: YES\n"), mailbox)
    gleb = signed_in(cast.gleb)
    assert "Заблокировать отправителя" in gleb.get(f"/manage/letters/{inbound.pk}/").content.decode()
    gleb.post(f"/manage/letters/{inbound.pk}/block/")
    assert BlockedSender.covers("vera@warm.example")
    page = gleb.get("/manage/blocked/").content.decode()
    assert "vera@warm.example" in page
    assert gleb.post("/manage/blocked/", {"value": "не адрес"}).status_code == 422
    gleb.post(f"/manage/blocked/{BlockedSender.objects.get().pk}/lifting/")
    assert not BlockedSender.covers("vera@warm.example")


def test_a_contact_form_writes_for_whom_it_names(cast: Cast, mailbox: Mailbox) -> None:
    settings.change("channels.reply_to", "form@site.example", by=cast.gleb)
    form = letter(sender="Форма <form@site.example>", reply_to="vera@warm.example", Precedence="bulk")
    assert ticket_of(arrived(form, mailbox)).customer == cast.vera


def test_nobody_else_writes_for_another(cast: Cast, mailbox: Mailbox) -> None:
    stranger = letter(sender="x@evil.example", reply_to="vera@warm.example")
    assert ticket_of(arrived(stranger, mailbox)).customer != cast.vera

"""Who may send for a domain, asked where our own door knows who brought the letter (RFC 7208, RFC 7489)."""

import smtplib
from typing import Any

import pytest

from otklik.channels.email import policies, receiving, trust
from otklik.channels.email.policies import Route
from otklik.channels.models import Inbound, LetterTrust, Mailbox
from otklik.kernel import jobs
from tests.cast import Cast
from tests.channels.email.dns import dns, silent, texts
from tests.channels.email.letters import letter
from tests.channels.email.test_taking import listening

PEER, OTHER = "203.0.114.5", "198.51.101.7"
ZONE = {
    **texts(
        warm__example="v=spf1 ip4:203.0.114.0/24 -all",
        soft__example="v=spf1 a mx ~all",
        told__example="v=spf1 include:warm.example ?all",
        sent__example="v=spf1 redirect=warm.example",
        loop__example="v=spf1 include:loop.example -all",
        odd__example="v=spf1 ip4:nowhere -all",
        void__example="v=spf1 a:a.example a:b.example a:c.example a:d.example -all",
        macro__example="v=spf1 exists:%{i}._ok.%{d} -all",
        mx__out__example="v=spf1 a -all",
    ),
    ("warm.example", "A"): ["192.0.2.1"],
    ("mx.soft.example", "A"): [PEER],
    ("soft.example", "MX"): [(10, "mx.soft.example")],
    ("203.0.114.5._ok.macro.example", "A"): ["127.0.0.2"],
    ("mx.out.example", "A"): [PEER],
}


def asked(name: str, kind: str) -> list[Any]:
    return dns(ZONE)(name, kind, 1.0)


@pytest.mark.parametrize(
    ("peer", "sender", "result"),
    [
        (PEER, "vera@warm.example", "pass"),
        (OTHER, "vera@warm.example", "fail"),
        ("2001:db9::1", "vera@warm.example", "fail"),
        (PEER, "a@soft.example", "pass"),
        (OTHER, "a@soft.example", "softfail"),
        (PEER, "a@told.example", "pass"),
        (OTHER, "a@told.example", "neutral"),
        (PEER, "a@sent.example", "pass"),
        (PEER, "a@macro.example", "pass"),
        (OTHER, "a@macro.example", "fail"),
        (PEER, "a@unknown.example", "none"),
        (PEER, "a@loop.example", "permerror"),
        (PEER, "a@odd.example", "permerror"),
        (PEER, "a@void.example", "permerror"),
        (PEER, "a@" + "x" * 70 + ".example", "none"),
        (PEER, "a@bad name", "none"),
        (PEER, "", "pass"),
        (OTHER, "", "fail"),
    ],
)
def test_a_domain_says_who_may_send_for_it(peer: str, sender: str, result: str) -> None:
    assert policies.may_send(Route(peer, "mx.out.example", sender), asked) == result


def test_silence_is_a_passing_trouble() -> None:
    def ask(name: str, kind: str) -> list[Any]:
        raise policies.Silence

    assert policies.may_send(Route(PEER, "mx", "vera@warm.example"), ask) == "temperror"


@pytest.mark.parametrize(
    ("record", "policy"),
    [
        ("v=DMARC1; p=reject; sp=none", "reject"),
        ("v=DMARC1;p=Quarantine", "quarantine"),
        ("v=DMARC1; rua=mailto:a@b.c", "none"),
        ("v=DMARC1; p=nonsense", None),
        ("v=spf1 -all", None),
    ],
)
def test_a_domain_says_what_it_wishes(record: str, policy: str | None) -> None:
    ask = dns(texts(_dmarc__warm__example=record))
    wish = policies.wish_of("warm.example", "warm.example", lambda name, kind: ask(name, kind, 1.0))
    assert (wish.policy if wish else None) == policy


def test_a_subdomain_follows_its_organisation() -> None:
    ask = dns(texts(_dmarc__warm__example="v=DMARC1; p=none; sp=reject; aspf=s"))
    wish = policies.wish_of("mail.warm.example", "warm.example", lambda name, kind: ask(name, kind, 1.0))
    assert wish == policies.Wish("reject", strict_spf=True)


@pytest.mark.parametrize(
    ("address", "outside"), [("127.0.0.1", False), ("10.0.0.1", False), (PEER, True), ("x", False)]
)
def test_a_server_beside_ours_tells_nothing(address: str, outside: bool) -> None:
    assert policies.is_outside(address) is outside


def brought(mailbox: Mailbox, *, peer: str = PEER, sender: str = "vera@warm.example") -> tuple[Inbound, LetterTrust]:
    """A letter from vera@warm.example that came to our door by `peer`, read."""
    raw = f"Return-Path: <{sender}>\r\n".encode() + letter(sender="vera@warm.example").as_bytes()
    inbound = receiving.receive(raw, mailbox, peer=peer, helo="mx.out.example")
    jobs.run_due(times=2)
    inbound.refresh_from_db()
    return inbound, LetterTrust.objects.get(inbound=inbound)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("peer", "sender", "dmarc", "expected"),
    [
        (PEER, "vera@warm.example", "", ("verified", "pass", "")),
        (PEER, "vera@warm.example", "v=DMARC1; p=reject", ("verified", "pass", "pass")),
        (OTHER, "vera@warm.example", "", ("unverified", "fail", "")),
        (OTHER, "vera@warm.example", "v=DMARC1; p=none", ("failed", "fail", "fail")),
        (PEER, "a@soft.example", "", ("unverified", "pass", "")),
        (PEER, "a@soft.example", "v=DMARC1; p=none", ("failed", "pass", "fail")),
    ],
)
def test_spf_of_the_senders_domain_verifies_and_a_policy_decides(
    cast: Cast,
    mailbox: Mailbox,
    monkeypatch: pytest.MonkeyPatch,
    peer: str,
    sender: str,
    dmarc: str,
    expected: tuple[str, str, str],
) -> None:
    records = {**ZONE, **(texts(_dmarc__warm__example=dmarc) if dmarc else {})}
    monkeypatch.setattr(trust, "lookup", dns(records))
    _inbound, found = brought(mailbox, peer=peer, sender=sender)
    assert (found.verdict, found.spf, found.dmarc) == expected
    assert found.checked_by == "here"


@pytest.mark.django_db
def test_a_strict_domain_is_not_spoken_for_by_its_subdomain(
    cast: Cast, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = {**ZONE, **texts(bounce__warm__example="v=spf1 ip4:203.0.114.5 -all")}
    monkeypatch.setattr(trust, "lookup", dns({**records, **texts(_dmarc__warm__example="v=DMARC1; p=none")}))
    assert brought(mailbox, sender="x@bounce.warm.example")[1].verdict == "verified"
    monkeypatch.setattr(trust, "lookup", dns({**records, **texts(_dmarc__warm__example="v=DMARC1; p=none; aspf=s")}))
    assert brought(mailbox, sender="x@bounce.warm.example")[1].verdict == "failed"


@pytest.mark.django_db
def test_a_forged_letter_of_a_domain_that_refuses_waits_for_a_decision(
    cast: Cast, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trust, "lookup", dns({**ZONE, **texts(_dmarc__warm__example="v=DMARC1; p=reject")}))
    inbound, found = brought(mailbox, peer=OTHER)
    assert (inbound.state, inbound.reason) == ("parked", "letter.suspicious")
    assert found.policy == "reject"


@pytest.mark.django_db
def test_dns_that_is_silent_holds_nobody_up(cast: Cast, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trust, "lookup", silent)
    inbound, found = brought(mailbox)
    assert (inbound.state, found.verdict, found.spf) == ("processed", "unknown", "temperror")


@pytest.mark.django_db
@pytest.mark.parametrize("peer", [None, "127.0.0.1", "10.1.2.3"])
def test_a_fetched_letter_and_one_from_beside_ask_no_dns(
    cast: Cast, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, peer: str
) -> None:
    monkeypatch.setattr(trust, "lookup", silent)
    inbound, found = brought(mailbox, peer=peer)
    assert (inbound.state, found.verdict, found.spf) == ("processed", "unverified", "")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("scheme", ["smtp", "lmtp"])
def test_a_server_beside_ours_says_who_came_to_it(cast: Cast, monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    """Postfix's XFORWARD; the conversation asks no DNS, and is done before anything is asked."""
    box = Mailbox.add(by=None, address="support@prichal.example", smtp_host="smtp.invalid")
    monkeypatch.setattr(trust, "lookup", silent)
    kind = smtplib.LMTP if scheme == "lmtp" else smtplib.SMTP
    with listening(scheme) as port, kind("127.0.0.1", port, timeout=30) as client:
        client.ehlo()
        assert client.has_extn("xforward")
        assert client.docmd("XFORWARD", f"NAME=[UNAVAILABLE] ADDR={PEER} PROTO=ESMTP")[0] == 250
        assert client.docmd("XFORWARD", "HELO=mx.out+2Eexample")[0] == 250
        client.mail("vera@warm.example")
        client.rcpt(box.address)
        assert client.data(letter(sender="vera@warm.example").as_bytes())[0] == 250
    inbound = Inbound.objects.get()
    assert (inbound.peer, inbound.helo, inbound.state) == (PEER, "mx.out.example", "received")
    monkeypatch.setattr(trust, "lookup", dns(ZONE))
    jobs.run_due()
    assert LetterTrust.objects.get(inbound=inbound).verdict == "verified"


@pytest.mark.django_db(transaction=True)
def test_the_address_of_a_server_beside_ours_is_nobodys(cast: Cast) -> None:
    Mailbox.add(by=None, address="support@prichal.example", smtp_host="smtp.invalid")
    with listening("smtp") as port, smtplib.SMTP("127.0.0.1", port, timeout=30) as client:
        client.sendmail("vera@warm.example", ["support@prichal.example"], letter().as_bytes())
    assert Inbound.objects.get().peer is None

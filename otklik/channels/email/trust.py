"""Is a letter from whom it says? (RFC 8601, 6376, 7208, 7489; research: mail, §3.5)

Our own mail server's word counts, where somebody has named it in the settings; else signatures are checked here, and
the server that brought the letter to our own door. What could not be looked up is unknown, never failed.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.parser import BytesParser
from email.policy import compat32
from typing import Any

import dkim
from dns import resolver
from dns.exception import DNSException
from publicsuffix2 import get_sld

from otklik.channels import options
from otklik.channels.email import headers, policies
from otklik.channels.email.policies import Route, Silence, Wish
from otklik.channels.models.trust import Verdict

logger = logging.getLogger(__name__)

PATIENCE = 4.0
"""Seconds that all questions about one letter may take together."""
QUESTION = 2.0
"""Seconds for one question."""
RESULT = re.compile(r"\b(spf|dkim|dmarc|arc)\s*=\s*([a-z]+)", re.IGNORECASE)
COMMENT = re.compile(r"\([^()]{0,500}\)")
POLICY = re.compile(
    r"\bp=(none|quarantine|reject)\b|policy\.published-domain-policy=(none|quarantine|reject)", re.IGNORECASE
)
SIGNER = re.compile(r"header\.(?:d|i)=@?(?:[^@\s;]{0,200}@)?([\w.-]{1,253})", re.IGNORECASE)
FROM = re.compile(r"header\.from=(?:[^@\s;]{0,200}@)?([\w.-]{1,253})", re.IGNORECASE)
ENVELOPE = re.compile(r"smtp\.mailfrom=(?:[^@\s;]{0,200}@)?([\w.-]{1,253})", re.IGNORECASE)
BY = re.compile(r"\bby\s+([\w.-]{1,253})", re.IGNORECASE)
MOST_FIELDS = 200
SIGNATURES = 3


@dataclass(frozen=True)
class Finding:
    """What is known of a letter's sender. `checked_by` is the server that said so, or "here", or nothing."""

    verdict: Verdict = Verdict.UNVERIFIED
    checked_by: str = ""
    spf: str = ""
    dkim: str = ""
    dmarc: str = ""
    policy: str = ""


def judge(raw: bytes, sender: str, mailbox: str, route: Route | None = None) -> Finding:
    """Whether the letter in `raw` comes from the domain of `sender`; `mailbox` is the address that it came to, `route`
    the way by which it was brought to our door, if it was."""
    fields = head_of(raw)
    domain = sender.rpartition("@")[2].lower()
    said = _said_by_ours(fields[:MOST_FIELDS], _trusted(mailbox))
    if said is not None:
        return _read(*said, domain)
    if not domain or not options.CHECK_SIGNATURES.value:
        return Finding()
    if route is not None and policies.is_outside(route.peer):
        return _check_all(raw, domain, route)
    if any(name == "dkim-signature" for name, _value in fields):
        return _check(raw, domain)
    return Finding()


def head_of(raw: bytes) -> list[tuple[str, str]]:
    """The fields of a letter in their order, by lower-case name."""
    fields, end, _body = headers.mend(raw[: headers.HEAD_LIMIT]).partition(b"\n\n")
    head = BytesParser(policy=compat32).parsebytes(fields + end, headersonly=True)
    return [(name.lower(), str(value)) for name, value in head.raw_items()]


def _trusted(mailbox: str) -> set[str]:
    """Names of our own servers, for this mailbox."""
    found = set()
    for line in options.AUTHSERV.value.splitlines():
        words = line.lower().split()
        if len(words) == 1 or (len(words) == 2 and words[0] == mailbox.lower()):
            found.add(words[-1])
    return found


def _said_by_ours(fields: list[tuple[str, str]], trusted: set[str]) -> tuple[str, str] | None:
    """What our server has written on top, before the letter's way outside begins: its name, and the results."""
    if not trusted:
        return None
    for name, value in fields:
        if name == "received" and not _is_ours(value, trusted):
            return None
        if name in ("authentication-results", "arc-authentication-results"):
            server, _semicolon, results = _server_and_results(value)
            if name == "authentication-results" and server in trusted:
                return server, results
    return None


def _server_and_results(value: str) -> tuple[str, str, str]:
    text = " ".join(value.split())
    server, semicolon, results = text.partition(";")
    return (server.split() or [""])[0].lower(), semicolon, results


def _is_ours(received: str, trusted: set[str]) -> bool:
    """Whether that stop was one of our own servers, or of the same company."""
    by = BY.search(" ".join(received.split()))
    if by is None:
        return True  # some programs write a line for a letter that they hand to themselves
    host = by[1].lower().rstrip(".")
    ours = {_organisation(name) for name in trusted}
    return "." not in host or bool(re.fullmatch(r"[\d.]+", host)) or _organisation(host) in ours


def _read(server: str, results: str, domain: str) -> Finding:
    policy = POLICY.search(results)
    plain = COMMENT.sub(" ", results)
    found: dict[str, str] = {}
    aligned = False
    for part in plain.split(";"):
        result = RESULT.search(part)
        if result is None:
            continue
        method, word = result[1].lower(), result[2].lower()
        if found.get(method) != "pass":
            found[method] = word
        place = {"dkim": SIGNER, "spf": ENVELOPE}.get(method)
        where = place.search(part) if place else None
        aligned = aligned or (word == "pass" and where is not None and is_aligned(where[1], domain))
    verdict = Verdict.UNVERIFIED
    if found.get("dmarc") == "fail":
        verdict = Verdict.FAILED
    elif aligned or (found.get("dmarc") == "pass" and _is_about(plain, domain)):
        verdict = Verdict.VERIFIED
    elif found.get("dmarc") == "temperror":
        verdict = Verdict.UNKNOWN
    stated = {method: found.get(method, "")[:12] for method in ("spf", "dkim", "dmarc")}
    return Finding(verdict, server, policy=((policy[1] or policy[2]).lower() if policy else ""), **stated)


def _is_about(results: str, domain: str) -> bool:
    """Whether the server has checked the same sender that we see."""
    checked = FROM.search(results)
    return checked is None or is_aligned(checked[1], domain)


def is_aligned(one: str, other: str) -> bool:
    """Whether two domains belong to one organisation (RFC 7489 §3.1)."""
    return bool(one and other) and _organisation(one) == _organisation(other)


def _organisation(domain: str) -> str:
    domain = domain.lower().strip(".")
    found = str(get_sld(domain) or domain)  # type: ignore[no-untyped-call]
    return found if "." in found else ".".join(domain.split(".")[-2:])


def _check(raw: bytes, domain: str) -> Finding:
    """A fetched letter: one signature by the sender's organisation is enough."""
    result, signers = _signatures(raw, domain, Patient())
    if any(is_aligned(one, domain) for one in signers):
        return Finding(Verdict.VERIFIED, "here", dkim=result)
    unknown = result in ("temperror", "permerror")
    return Finding(Verdict.UNKNOWN if unknown else Verdict.UNVERIFIED, "here", dkim=result)


def _check_all(raw: bytes, domain: str, route: Route) -> Finding:
    """A letter brought to our door: its signatures, its server, and what its domain wishes (RFC 7489 §6.6.2)."""
    ask = Patient()
    signed, signers = _signatures(raw, domain, ask)
    sent = policies.may_send(route, ask)
    known: dict[str, Any] = {"checked_by": "here", "spf": sent[:12], "dkim": signed}
    try:
        wish = policies.wish_of(domain, _organisation(domain), ask)
    except Silence:
        wish, known["dmarc"] = None, "temperror"
    if wish is not None:
        known["policy"] = wish.policy
    if _is_theirs(domain, signers, route.domain if sent == "pass" else "", wish):
        return Finding(Verdict.VERIFIED, **{**known, "dmarc": "pass" if wish is not None else known.get("dmarc", "")})
    if "temperror" in (signed, sent, known.get("dmarc")) or signed == "permerror":
        return Finding(Verdict.UNKNOWN, **known)
    if wish is None:
        return Finding(Verdict.UNVERIFIED, **known)
    return Finding(Verdict.FAILED, **{**known, "dmarc": "fail"})


def _is_theirs(domain: str, signers: list[str], sent_for: str, wish: Wish | None) -> bool:
    """Whether a signature or the server speaks for the sender's domain, as closely as it wishes."""
    if wish is not None and wish.strict_dkim:
        signers = [one for one in signers if one == domain]
    if wish is not None and wish.strict_spf and sent_for != domain:
        sent_for = ""
    return any(is_aligned(one, domain) for one in [*signers, sent_for])


def _signatures(raw: bytes, domain: str, ask: Patient) -> tuple[str, list[str]]:
    """What became of the signatures, and the domains of those that hold; the sender's own ends the search."""
    wire = raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    result, signers = "none", list[str]()
    try:
        checker = dkim.DKIM(wire, minkey=1024)  # type: ignore[no-untyped-call]
        count = sum(name.lower() == b"dkim-signature" for name, _value in checker.headers)
        for index in range(min(count, SIGNATURES)):
            if _holds(checker, index, ask):
                result = "pass"
                signers.append((checker.domain or b"").decode("ascii", "replace").lower())
                if is_aligned(signers[-1], domain):
                    break
            elif result == "none":
                result = "fail"
    except Silence:
        return ("pass" if signers else "temperror"), signers
    except Exception:
        logger.exception("a signature could not be read")
        return ("pass" if signers else "permerror"), signers
    return result, signers


def _holds(checker: dkim.DKIM, index: int, ask: Patient) -> bool:
    try:
        asked = checker.verify(idx=index, dnsfunc=lambda name, timeout=5: ask.text(_text(name)))  # type: ignore[no-untyped-call]
        return bool(asked)
    except dkim.DKIMException:
        return False


def _text(name: str | bytes) -> str:
    return name.decode("ascii", "replace") if isinstance(name, bytes) else name


class Patient:
    """Asks as long as patience lasts, all questions of one letter together."""

    def __init__(self) -> None:
        self.until = time.monotonic() + PATIENCE

    def __call__(self, name: str, kind: str) -> list[Any]:
        """The records; none where there are none. Raises Silence."""
        left = self.until - time.monotonic()
        if left <= 0:
            raise Silence
        try:
            return lookup(name, kind, min(left, QUESTION))
        except (OSError, DNSException, UnicodeError) as silence:
            raise Silence from silence

    def text(self, name: str) -> bytes | None:
        """The first text of a name, as a key is published."""
        found = self(name, "TXT")
        return b"".join(found[0]) if found else None


def lookup(name: str, kind: str, seconds: float) -> list[Any]:
    """Records of DNS as `policies.Ask` has them; none if there are none. Raises DNSException when DNS is silent."""
    try:
        answer = resolver.resolve(name.rstrip("."), kind, lifetime=seconds, search=False)
    except (resolver.NXDOMAIN, resolver.NoAnswer):
        return []
    return [_SHAPES[kind](record) for record in answer]


_SHAPES: dict[str, Callable[[Any], Any]] = {
    "A": lambda record: record.address,
    "AAAA": lambda record: record.address,
    "MX": lambda record: (record.preference, record.exchange.to_text(True)),
    "PTR": lambda record: record.target.to_text(True),
    "TXT": lambda record: tuple(record.strings),
}

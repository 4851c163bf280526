"""Is a letter from whom it says? (RFC 8601, 6376, 7489; research: mail, §3.5)

Our own mail server's word counts, where somebody has named it in the settings; else signatures are checked here. What
could not be looked up is unknown, never failed.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.parser import BytesParser
from email.policy import compat32

import dkim
from dns import resolver
from dns.exception import DNSException
from publicsuffix2 import get_sld

from otklik.channels import options
from otklik.channels.email import headers
from otklik.channels.models.trust import Verdict

logger = logging.getLogger(__name__)

Lookup = Callable[[str], bytes | None]
PATIENCE = 4.0
"""Seconds that all questions about one letter may take together."""
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


class _NoAnswer(Exception):
    """DNS was silent: nothing is known."""


def judge(raw: bytes, sender: str, mailbox: str) -> Finding:
    """Whether the letter in `raw` comes from the domain of `sender`; `mailbox` is the address it was fetched for."""
    fields = head_of(raw)
    domain = sender.rpartition("@")[2].lower()
    said = _said_by_ours(fields[:MOST_FIELDS], _trusted(mailbox))
    if said is not None:
        return _read(*said, domain)
    if domain and any(name == "dkim-signature" for name, _value in fields) and options.CHECK_SIGNATURES.value:
        return _check(raw, domain)
    return Finding()


def head_of(raw: bytes) -> list[tuple[str, str]]:
    """The fields of a letter in their order, by lower-case name."""
    head = BytesParser(policy=compat32).parsebytes(headers.mend(raw[: headers.HEAD_LIMIT]), headersonly=True)
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
    """Verify the signatures ourselves: one by the sender's organisation is enough."""
    lookup = Patient(lookup_txt)
    wire = raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    result = "none"
    try:
        checker = dkim.DKIM(wire, minkey=1024)  # type: ignore[no-untyped-call]
        count = sum(name.lower() == b"dkim-signature" for name, _value in checker.headers)
        for index in range(min(count, SIGNATURES)):
            if _holds(checker, index, lookup):
                result = "pass"
                if is_aligned((checker.domain or b"").decode("ascii", "replace"), domain):
                    return Finding(Verdict.VERIFIED, "here", dkim="pass")
            elif result == "none":
                result = "fail"
    except _NoAnswer:
        return Finding(Verdict.UNKNOWN, "here", dkim="temperror")
    except Exception:
        logger.exception("a signature could not be read")
        return Finding(Verdict.UNKNOWN, "here", dkim="permerror")
    return Finding(Verdict.UNVERIFIED, "here", dkim=result)


def _holds(checker: dkim.DKIM, index: int, lookup: Lookup) -> bool:
    try:
        asked = checker.verify(idx=index, dnsfunc=lambda name, timeout=5: lookup(_text(name)))  # type: ignore[no-untyped-call]
        return bool(asked)
    except dkim.DKIMException:
        return False


def _text(name: str | bytes) -> str:
    return name.decode("ascii", "replace") if isinstance(name, bytes) else name


class Patient:
    """Asks as long as patience lasts, all questions of one letter together."""

    def __init__(self, ask: Lookup) -> None:
        self.ask, self.until = ask, time.monotonic() + PATIENCE

    def __call__(self, name: str) -> bytes | None:
        """The record, None where there is none. Raises _NoAnswer."""
        if time.monotonic() > self.until:
            raise _NoAnswer
        try:
            return self.ask(name)
        except (OSError, DNSException) as silence:
            raise _NoAnswer from silence


def lookup_txt(name: str) -> bytes | None:
    """A TXT record of DNS; None if there is none. Raises DNSException when DNS is silent."""
    try:
        answer = resolver.resolve(name.rstrip("."), "TXT", lifetime=2.0, search=False)
    except (resolver.NXDOMAIN, resolver.NoAnswer):
        return None
    return next(_joined(answer), None)


def _joined(answer: resolver.Answer) -> Iterator[bytes]:
    return (b"".join(record.strings) for record in answer)

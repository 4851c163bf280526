"""What a domain says of its letters: who may send them (SPF, RFC 7208), and what to do with others (DMARC, RFC 7489).

pyspf applies the policy of SPF; DNS is asked by whoever is given as `ask`, so that its patience is that of one letter.
"""

from __future__ import annotations

import ipaddress
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import spf

logger = logging.getLogger(__name__)

Ask = Callable[[str, str], list[Any]]
"""Records of a name by their kind: texts of A, AAAA, PTR; tuples of octets of TXT; (preference, host) of MX."""
LONGEST = 253
TAG = re.compile(r"(?:^|;)\s*([a-z]{1,8})\s*=\s*([^;]{0,200})", re.IGNORECASE)


class Silence(Exception):
    """DNS was silent: nothing is known."""


@dataclass(frozen=True)
class Route:
    """Who brought a letter to our door: its address, the name that it gave itself, the sender of the envelope."""

    peer: str
    helo: str
    sender: str

    @property
    def domain(self) -> str:
        """The domain that may have allowed it: of the envelope, else of the server itself (RFC 7208 §2.4)."""
        named = self.sender.rpartition("@")[2] if "@" in self.sender else self.helo
        return named.rstrip(".").lower()[:LONGEST]


def is_outside(peer: str) -> bool:
    """Whether an address is one of the internet: a server beside ours tells nothing of the sender."""
    try:
        return ipaddress.ip_address(peer).is_global
    except ValueError:
        return False


def may_send(route: Route, ask: Ask) -> str:
    """pass, fail, softfail, neutral, none, temperror or permerror: whether that server may send for that domain."""
    sender = route.sender if "@" in route.sender else ""
    if not route.domain or not re.fullmatch(r"[\w.-]+", route.domain):
        return "none"
    try:
        result, _code, _why = _Query(route.peer, sender, route.helo or "unknown", ask).check()  # type: ignore[no-untyped-call]
    except Exception:
        logger.exception("a policy of senders could not be applied")
        return "permerror"
    return str(result)


class _Query(spf.query):
    """The library's evaluation with our DNS; its limits of questions (§4.6.4) stay."""

    def __init__(self, peer: str, sender: str, helo: str, ask: Ask) -> None:
        super().__init__(peer, sender, helo)  # type: ignore[no-untyped-call]
        self.ask = ask

    def dns(self, name: str, qtype: str, cnames: Any = None, ignore_void: bool = False) -> list[Any]:
        """Records; none for a name that cannot be one. Raises TempError when DNS is silent."""
        name = str(name).rstrip(".").lower()
        if qtype == "SPF" or not all(0 < len(label) < 64 for label in name.split(".")):
            return []
        try:
            found = self.ask(name, qtype)
        except Silence as silence:
            raise spf.TempError("DNS") from silence  # type: ignore[no-untyped-call]
        if not found and not ignore_void:
            self.void_lookups += 1
            if self.void_lookups > spf.MAX_VOID_LOOKUPS:
                raise spf.PermError("too many void lookups")  # type: ignore[no-untyped-call]
        return found


@dataclass(frozen=True)
class Wish:
    """What a domain wants done with letters that are not its own; the strict ones align with itself alone."""

    policy: str
    strict_spf: bool = False
    strict_dkim: bool = False


def wish_of(domain: str, organisation: str, ask: Ask) -> Wish | None:
    """The policy of the domain, else that of its organisation for its subdomains; None if there is none (§6.6.3).

    Raises Silence.
    """
    for name in dict.fromkeys((domain, organisation)):
        texts = (_text(one) for one in ask(f"_dmarc.{name}", "TXT"))
        stated = [text for text in texts if re.match(r"v\s*=\s*DMARC1\s*(;|$)", text)]
        if len(stated) == 1:
            return _read(stated[0], is_sub=name != domain)
    return None


def _read(text: str, *, is_sub: bool) -> Wish | None:
    tags = {name.lower(): value.strip().lower() for name, value in TAG.findall(text)}
    policy = tags.get("sp", tags.get("p", "")) if is_sub else tags.get("p", "")
    if policy not in ("none", "quarantine", "reject"):
        return Wish("none") if "rua" in tags else None
    return Wish(policy, strict_spf=tags.get("aspf") == "s", strict_dkim=tags.get("adkim") == "s")


def _text(record: Any) -> str:
    return b"".join(record).decode("ascii", "replace")

"""How far a letter is believed, written down with what follows from it (research: mail, §3.5)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property

from django.utils.translation import gettext as _

from otklik.channels import options
from otklik.channels.email import caps, suspicion, trust
from otklik.channels.email.headers import Head
from otklik.channels.email.letters import Letter
from otklik.channels.email.policies import Route
from otklik.channels.email.ruling import Ruling, rule
from otklik.channels.models import Inbound
from otklik.channels.models.trust import LetterTrust, Verdict
from otklik.kernel.inserting import put
from otklik.kernel.verbs import Refused


@dataclass(frozen=True)
class Standing:
    """What a letter may do, and what it was found to be."""

    verdict: str = Verdict.UNVERIFIED
    signs: tuple[suspicion.Sign, ...] = ()
    ruling: Ruling = field(default_factory=Ruling)
    inbound: Inbound | None = None
    found: LetterTrust | None = None

    @cached_property
    def is_released(self) -> bool:
        """A person has looked at it, so that nothing holds it back; asked only when something would."""
        return self.inbound is not None and caps.is_released(self.inbound)

    @property
    def is_verified(self) -> bool:
        """Its sender is who it says."""
        return self.verdict == Verdict.VERIFIED

    @property
    def is_forged(self) -> bool:
        """Its sender is somebody else."""
        return self.verdict == Verdict.FAILED


def judge(inbound: Inbound, raw: bytes, letter: Letter) -> tuple[Letter, Standing]:
    """The letter, as of whom it is really from, and how it stands; what was found is kept."""
    if letter.bounce is not None or letter.complaint is not None:
        return letter, Standing()
    mailbox = inbound.mailbox.address if inbound.mailbox else ""
    head = Head((name, value.encode("utf-8", "surrogateescape")) for name, value in trust.head_of(raw))
    found = trust.judge(raw, letter.sender.email, mailbox, _route(inbound, head))
    behalf = _by_form(letter)
    known = suspicion.signs(head, letter, found, is_form=behalf is not None)
    verdict = Verdict.UNVERIFIED if behalf is not None else found.verdict
    letter = behalf or letter
    stated = _stated(inbound, found, verdict, known, letter)
    ruled = rule(inbound, raw, letter, verdict)
    return letter, Standing(verdict, tuple(known), ruled, inbound, stated)


def keep(standing: Standing) -> None:
    """Write down what was found; a letter that is read again is judged again."""
    if standing.found is not None:
        put(standing.found, unique="inbound")


@contextmanager
def unless_released(standing: Standing) -> Iterator[None]:
    """Let what is refused inside be refused, but not for a letter that a person has let through."""
    try:
        yield
    except Refused:
        if not standing.is_released:
            raise


def _route(inbound: Inbound, head: Head) -> Route | None:
    """The way to our door; its first line says who sent the envelope, and we wrote it ourselves."""
    if not inbound.peer:
        return None
    return Route(inbound.peer, inbound.helo, head.text("return-path").strip("<> "))


def hold(standing: Standing) -> None:
    """Raises Refused, so that a person decides, where too much speaks against the letter."""
    with unless_released(standing):
        if any(code == "blocked" for code, _about in standing.signs):
            raise Refused("letter.blocked", _("The sender is blocked."))
        if suspicion.score([*standing.signs]) >= options.SPAM_SCORE.value:
            raise Refused("letter.suspicious", _("Too much speaks against this letter."))
        standing.ruling.hold()


def _by_form(letter: Letter) -> Letter | None:
    """A contact form's letter is from whom its Reply-To names: only for senders named in the settings."""
    forms = options.REPLY_TO.value.lower().split()
    if letter.sender.email.lower() not in forms or not letter.reply_to:
        return None
    author = letter.reply_to[0]
    return replace(letter, sender=replace(author, name=author.name or letter.sender.name), auto_submitted=False)


def _stated(
    inbound: Inbound, found: trust.Finding, verdict: str, known: list[suspicion.Sign], letter: Letter
) -> LetterTrust:
    return LetterTrust(
        inbound=inbound,
        verdict=verdict,
        checked_by=found.checked_by,
        spf=found.spf,
        dkim=found.dkim,
        dmarc=found.dmarc,
        policy=found.policy,
        signs=[list(sign) for sign in known],
        score=suspicion.score(known),
        is_automatic=letter.auto_submitted,
        sealed=letter.sealed,
    )

"""How far a letter is believed, written down before anything follows from it (research: mail, §3.5)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from otklik.channels import options
from otklik.channels.email import caps, suspicion, trust
from otklik.channels.email.headers import Head
from otklik.channels.email.letters import Letter
from otklik.channels.email.ruling import Ruling, rule
from otklik.channels.models import Inbound
from otklik.channels.models.trust import LetterTrust, Verdict
from otklik.kernel.verbs import Refused, verb


@dataclass(frozen=True)
class Standing:
    """What a letter may do. `is_released`: a person has looked at it, so that nothing holds it back."""

    verdict: str = Verdict.UNVERIFIED
    signs: tuple[suspicion.Sign, ...] = ()
    is_released: bool = False
    ruling: Ruling = field(default_factory=Ruling)

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
    found = trust.judge(raw, letter.sender.email, mailbox)
    head = Head((name, value.encode("utf-8", "surrogateescape")) for name, value in trust.head_of(raw))
    behalf = _by_form(letter)
    known = suspicion.signs(head, letter, found, is_form=behalf is not None)
    verdict = Verdict.UNVERIFIED if behalf is not None else found.verdict
    letter = behalf or letter
    _keep(inbound, found, verdict, known, letter)
    ruled = rule(inbound, raw, letter, verdict)
    return letter, Standing(verdict, tuple(known), caps.is_released(inbound), ruled)


def hold(standing: Standing) -> None:
    """Raises Refused, so that a person decides, where too much speaks against the letter."""
    if standing.is_released:
        return
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


@verb
def _keep(inbound: Inbound, found: trust.Finding, verdict: str, known: list[suspicion.Sign], letter: Letter) -> None:
    stated = {"spf": found.spf, "dkim": found.dkim, "dmarc": found.dmarc, "policy": found.policy}
    LetterTrust.keep(
        inbound,
        verdict=verdict,
        checked_by=found.checked_by,
        signs=[list(sign) for sign in known],
        score=suspicion.score(known),
        is_automatic=letter.auto_submitted,
        **stated,
    )

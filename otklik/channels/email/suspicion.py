"""What speaks against a letter, each sign with its weight and in words (research: mail, §3.5, §3.6)."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from functools import lru_cache

from django.utils.translation import gettext as _

from otklik.channels.email import trust
from otklik.channels.email.headers import Head
from otklik.channels.email.letters import Letter
from otklik.channels.email.trust import Finding
from otklik.channels.models.trust import BlockedSender, Verdict
from otklik.kernel import addresses, reading
from otklik.people.models import Identity, Person

Sign = tuple[str, str]
"""A code, and what it is about: an address, a name, a domain."""

WEIGHTS = {
    "blocked": 100,
    "spam": 5,
    "forged": 5,
    "lookalike": 4,
    "colleague_name": 3,
    "name_holds_address": 2,
    "several_authors": 2,
    "reply_elsewhere": 1,
}
ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
YES = re.compile(r"^\s*(yes|true|spam)\b", re.IGNORECASE)
TWINS = str.maketrans("0135аеорсухіԁһјѕԛԝ", "oiesaeopcyxidhjsqw")


_OWN = "SELECT array_agg(address::text) FROM channels_mailbox WHERE is_active"


def signs(head: Head, letter: Letter, found: Finding, *, is_form: bool = False) -> list[Sign]:
    """All that speaks against the letter."""
    sender = letter.sender
    known: list[Sign] = []
    if BlockedSender.covers(sender.email):
        known.append(("blocked", sender.email))
    if _is_marked_spam(head):
        known.append(("spam", ""))
    if found.verdict == Verdict.FAILED and found.policy in ("reject", "quarantine"):
        known.append(("forged", sender.email.rpartition("@")[2]))
    if twin := _lookalike(sender.email):
        known.append(("lookalike", twin))
    if len(head.every("from")) > 1:
        known.append(("several_authors", ""))
    return [*known, *_about_name(letter), *([] if is_form else _about_reply(letter))]


def score(known: list[Sign]) -> int:
    """How suspicious these signs are together."""
    return sum(WEIGHTS.get(code, 0) for code, _about in known)


def words(known: list[Sign]) -> list[str]:
    """The signs in the reader's language, the heaviest first."""
    sentences = {
        "blocked": _("The sender is blocked: %(about)s."),
        "spam": _("The mail server holds it for spam."),
        "forged": _(
            "It is not from %(about)s: the check of the sender failed, and the domain asks to refuse such letters."
        ),
        "lookalike": _("The address imitates %(about)s."),
        "colleague_name": _("The name of a colleague, %(about)s, with a strange address."),
        "name_holds_address": _("The name shows another address: %(about)s."),
        "several_authors": _("The letter names several authors."),
        "reply_elsewhere": _("Answers would go elsewhere: %(about)s."),
    }
    heaviest = sorted(known, key=lambda sign: -WEIGHTS.get(sign[0], 0))
    return [sentences[code] % {"about": about} for code, about in heaviest if code in sentences]


def _is_marked_spam(head: Head) -> bool:
    return any(YES.match(head.text(name)) for name in ("x-spam-flag", "x-spam-status", "x-spam", "x-yandex-spam-flag"))


def _about_name(letter: Letter) -> list[Sign]:
    """A name that says something else than the address."""
    sender, found = letter.sender, []
    shown = ADDRESS.search(sender.name)
    if shown and shown[0].lower() != sender.email.lower():
        found.append(("name_holds_address", shown[0]))
    name = " ".join(sender.name.split())
    if (
        " " in name
        and Person.objects.staff().active().filter(name__iexact=name).exists()
        and not _is_staff(sender.email)
    ):
        found.append(("colleague_name", name))
    return found


def _is_staff(address: str) -> bool:
    try:
        own = Identity.objects.filter(kind="email", normalised=addresses.normalise("email", address))
    except addresses.InvalidAddress:
        return False
    return own.filter(person__in=Person.objects.staff()).exists()


def _about_reply(letter: Letter) -> list[Sign]:
    own = letter.sender.email.rpartition("@")[2]
    other = [one.email for one in letter.reply_to if not trust.is_aligned(one.email.rpartition("@")[2], own)]
    return [("reply_elsewhere", other[0])] if other else []


def _lookalike(address: str) -> str:
    """The domain of ours that this one imitates, or nothing."""
    domain = address.rpartition("@")[2].lower()
    if not domain:
        return ""
    for ours in {_domain(own) for own in reading.value(_OWN) or ()}:
        same = domain == ours or domain.endswith(f".{ours}") or trust.is_aligned(domain, ours)
        if not same and len(ours) > 6 and _is_near(_skeleton(domain), _skeleton(ours)):
            return ours
    return ""


@lru_cache(256)
def _domain(address: str) -> str:
    return addresses.domain_of(addresses.normalise("email", address))


def _skeleton(domain: str) -> str:
    """As the eye reads it: letters that look alike are one."""
    if "xn--" in domain:
        with suppress(UnicodeError):
            domain = domain.encode("ascii").decode("idna")
    plain = unicodedata.normalize("NFKD", domain).translate(TWINS)
    return plain.replace("rn", "m").replace("vv", "w").replace("l", "i")


def _is_near(one: str, other: str) -> bool:
    """Equal, or one letter apart."""
    if one == other:
        return True
    if abs(len(one) - len(other)) > 1:
        return False
    short, long = sorted((one, other), key=len)
    place = next((place for place, letter in enumerate(short) if letter != long[place]), len(short))
    return short[place + (len(one) == len(other)) :] == long[place + 1 :]

"""What can be asked of a letter, and which rules it meets (F15)."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from otklik.channels.email import parsing, trust
from otklik.channels.email.letters import Letter
from otklik.channels.models import Inbound, LetterTrust
from otklik.channels.models.mailrule import Fate, MailRule
from otklik.kernel import conditions, reading
from otklik.kernel.conditions import BadCondition, Context, Field, Flag, Node, OneOf, Text, Vocabulary
from otklik.kernel.languages import detect
from otklik.kernel.verbs import Refused
from otklik.people.models import Line
from otklik.tickets.fields import LANGUAGES
from otklik.tickets.models import Category, Tag

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

logger = logging.getLogger(__name__)

BODY = 100_000
TRUST: Mapping[str, StrOrPromise] = {
    "verified": pgettext_lazy("trust in a condition", "verified"),
    "unverified": pgettext_lazy("trust in a condition", "not verified"),
    "failed": pgettext_lazy("trust in a condition", "failed"),
    "unknown": pgettext_lazy("trust in a condition", "unknown"),
}
LETTERS = Vocabulary(Inbound, free="subject").add(
    Field("from", {"ru": "от", "uk": "від", "en": "from"}, Text(), "author"),
    Field("to", {"ru": "кому", "uk": "кому", "en": "to"}, Text(), "recipients"),
    Field("subject", {"ru": "тема", "uk": "тема", "en": "subject"}, Text(), "subject"),
    Field("body", {"ru": "текст", "uk": "текст", "en": "body"}, Text(), "body"),
    Field("header", {"ru": "заголовок", "uk": "заголовок", "en": "header"}, Text(), "header"),
    Field("mailbox", {"ru": "ящик", "uk": "скринька", "en": "mailbox"}, Text(), "mailbox"),
    Field("attachment", {"ru": "вложение", "uk": "вкладення", "en": "attachment"}, Flag(), "attachment"),
    Field("language", {"ru": "язык", "uk": "мова", "en": "language"}, OneOf(LANGUAGES), "language"),
    Field("automatic", {"ru": "автоматическое", "uk": "автоматичний", "en": "automatic"}, Flag(), "automatic"),
    Field("trust", {"ru": "доверие", "uk": "довіра", "en": "trust"}, OneOf(TRUST), "trust"),
)


@dataclass(frozen=True)
class Asked:
    """A letter as rules see it. `header` has a line for each field, «X-Shop: 15»."""

    author: str
    recipients: str
    subject: str
    body: str
    header: str
    mailbox: str
    attachment: bool
    language: str
    automatic: bool
    trust: str


@dataclass
class Ruling:
    """What the rules say of a letter together: the first category and line that any names, all tags, a fate."""

    category: Category | None = None
    line: Line | None = None
    tags: list[Tag] = field(default_factory=list)
    fate: str = Fate.READ

    def hold(self) -> None:
        """Raises Refused where the letter is not to be read."""
        if self.fate == Fate.SPAM:
            raise Refused("letter.spam", _("A rule of letters holds it for spam."))
        if self.fate == Fate.PARK:
            raise Refused("letter.rule", _("A rule of letters put it here."))


def rule(inbound: Inbound, raw: bytes, letter: Letter, verdict: str) -> Ruling:
    """What the rules in use say of a letter."""
    rules = reading.rows(MailRule, 'is_active ORDER BY "order", id')
    ruling = Ruling()
    for one in met(rules, asked(inbound, raw, letter, verdict)) if rules else ():
        ruling.category = ruling.category or one.category
        ruling.line = ruling.line or one.line
        ruling.fate = ruling.fate or one.fate
        if one.tag is not None and one.tag not in ruling.tags:
            ruling.tags.append(one.tag)
    return ruling


def met(rules: Iterable[MailRule], letter: Asked) -> Iterator[MailRule]:
    """The rules that fit, in their order, until one that stops; one that cannot be read fits nothing."""
    for one in rules:
        tree = readable(one)
        if tree is None or not conditions.holds(tree, LETTERS, Context(), letter):
            continue
        yield one
        if one.stops:
            return


def readable(one: MailRule) -> Node | None:
    """The condition of a rule; None if it cannot be read any more."""
    try:
        return conditions.from_json(one.condition, LETTERS)
    except BadCondition:
        logger.warning("a rule of letters cannot be read", extra={"rule": one.pk})
        return None


def asked(inbound: Inbound, raw: bytes, letter: Letter, verdict: str) -> Asked:
    """The letter as rules see it."""
    sender = letter.sender
    return Asked(
        author=f"{sender.name} <{sender.email}>" if sender.name else sender.email,
        recipients=", ".join(dict.fromkeys(one.email for one in letter.recipients)),
        subject=letter.subject,
        body=letter.text[:BODY],
        header="\n".join(f"{name}: {' '.join(value.split())}" for name, value in trust.head_of(raw)),
        mailbox=inbound.mailbox.address if inbound.mailbox else "",
        attachment=bool(letter.files),
        language=detect(letter.text) or "",
        automatic=letter.auto_submitted,
        trust=verdict,
    )


def tried(tree: Node, inbounds: Iterable[Inbound]) -> list[Inbound]:
    """Which of these letters a condition would have met; those whose bytes are gone meet nothing."""
    verdicts = dict(LetterTrust.objects.filter(inbound__in=inbounds).values_list("inbound", "verdict"))
    found = []
    for inbound in inbounds:
        try:
            raw = inbound.octets()
        except OSError:
            continue
        letter = asked(inbound, raw, parsing.read(raw), verdicts.get(inbound.pk, "unverified"))
        if conditions.holds(tree, LETTERS, Context(), letter):
            found.append(inbound)
    return found

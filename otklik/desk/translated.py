"""Messages in another language than the reader's: what a machine made of them, and where one asks for it (A11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from markupsafe import Markup

from otklik.kernel.events import Side
from otklik.kernel.text import to_html
from otklik.tickets.models import Message
from otklik.translation import translating

UNKNOWN = 20
"""Characters from which on a customer's text in a language that nobody knows may be translated."""


@dataclass(frozen=True, slots=True)
class Foreign:
    """`url` asks for the translation into `language`, the reader's; `html` is the one that there is."""

    url: str
    language: str
    html: Markup | None


class Foreigners:
    """Asked once for all messages of a page; nothing is asked while there is no translator."""

    def __init__(self, number: int, language: str, messages: Sequence[Message]) -> None:
        self.number, self.language, self.is_on = number, language, translating.is_on()
        self.made = translating.stored(messages, language)

    def of(self, message: Message) -> Foreign | None:
        """What to show beneath the message; None for one that its reader understands."""
        if not self.is_on or message.language == self.language or not message.body.strip():
            return None
        if not message.language and (message.side != Side.CUSTOMER or len(message.body) < UNKNOWN):
            return None
        body = self.made.get(message.pk)
        url = reverse("desk:translation", args=[self.number, message.pk])
        return Foreign(url, self.language, to_html(body) if body else None)

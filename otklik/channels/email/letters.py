"""A letter as the rest of the house sees it."""

from dataclasses import dataclass, field
from datetime import datetime

from otklik.channels.email.addresses import Address
from otklik.channels.email.parts import File
from otklik.channels.email.robots import Bounce, Complaint


@dataclass(frozen=True)
class Letter:
    """What a letter says. Message ids are without angle brackets; texts hold no NUL, no lone surrogates.

    `card`: an invitation to a meeting in readable lines; `sealed`: how its words are encrypted or signed (`seals`);
    `trouble`: why it could not be taken apart.
    """

    subject: str = ""
    sender: Address = field(default_factory=lambda: Address(""))
    reply_to: list[Address] = field(default_factory=list)
    to: list[Address] = field(default_factory=list)
    cc: list[Address] = field(default_factory=list)
    envelope: list[Address] = field(default_factory=list)
    message_id: str = ""
    in_reply_to: str = ""
    references: list[str] = field(default_factory=list)
    date: datetime | None = None
    text: str = ""
    html: str = ""
    files: list[File] = field(default_factory=list)
    card: str = ""
    sealed: str = ""
    auto_submitted: bool = False
    bounce: Bounce | None = None
    complaint: Complaint | None = None
    trouble: str = ""

    @property
    def recipients(self) -> list[Address]:
        """Every address that it was sent or delivered to."""
        return [*self.to, *self.cc, *self.envelope]

    @property
    def ancestors(self) -> list[str]:
        """Message ids that it answers, the nearest first."""
        return list(dict.fromkeys([*([self.in_reply_to] if self.in_reply_to else []), *reversed(self.references)]))

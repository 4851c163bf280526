"""What came in, what goes out, and by which mailbox."""

from otklik.channels.email.access import Access
from otklik.channels.email.models import LetterId, Mailbox, PopLetter
from otklik.channels.models.delivery import Delivery, DeliveryState
from otklik.channels.models.inbound import Inbound, InboundState
from otklik.channels.models.ledger import Comparison, Fetched, MailDay
from otklik.channels.models.mailrule import Fate, MailRule
from otklik.channels.models.trust import BlockedSender, LetterTrust, Mute, Verdict

__all__ = [
    "Access",
    "BlockedSender",
    "Comparison",
    "Delivery",
    "DeliveryState",
    "Fate",
    "Fetched",
    "Inbound",
    "InboundState",
    "LetterId",
    "LetterTrust",
    "MailDay",
    "MailRule",
    "Mailbox",
    "Mute",
    "PopLetter",
    "Verdict",
]

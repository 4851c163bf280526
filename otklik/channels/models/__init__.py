"""What came in, what goes out, and by which mailbox."""

from otklik.channels.email.models import LetterId, Mailbox
from otklik.channels.models.delivery import Delivery, DeliveryState
from otklik.channels.models.inbound import Inbound, InboundState

__all__ = ["Delivery", "DeliveryState", "Inbound", "InboundState", "LetterId", "Mailbox"]

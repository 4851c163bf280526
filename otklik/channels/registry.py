"""What a channel can do. Each channel adds itself; everything about requests is shared by all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from otklik.channels.models import Delivery, Inbound


class TooEarly(Exception):
    """What came in goes on with something that came in before it and is not read yet."""


class Delayed(Exception):
    """It did not work now and may work later. `doubtful`: it may have worked all the same."""

    def __init__(self, reason: str, error: str = "", *, doubtful: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.error, self.doubtful = reason, error, doubtful


class Undeliverable(Exception):
    """It will never work like this; somebody must know."""

    def __init__(self, reason: str, error: str = "") -> None:
        super().__init__(reason)
        self.reason, self.error = reason, error


class NoWayOut(Exception):
    """There is nothing to send it from."""


class Sender(Protocol):
    """How a channel lets something out: `compose` fixes the bytes of a delivery, `send` lets them go."""

    def compose(self, delivery: Delivery) -> None:
        """Fix everything that leaves. Raises NoWayOut, Undeliverable."""

    def send(self, delivery: Delivery) -> None:
        """Let it go; return when the other side has taken it. Raises Delayed, Undeliverable."""


READERS: dict[str, Callable[[Inbound], None]] = {}
"""By channel: make or continue a request from what came in. Raises Refused to have it parked with that reason."""

SENDERS: dict[str, Sender] = {}
"""By channel."""

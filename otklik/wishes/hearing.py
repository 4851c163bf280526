"""What happens elsewhere that the owner of a wish should hear of (R14)."""

from __future__ import annotations

from otklik.kernel import events
from otklik.kernel.events import Event
from otklik.wishes.models import Wish


def release(event: Event) -> None:
    """Development released a task: the owners of open wishes with it look and decide. In the same transaction."""
    for wish in Wish.objects.open().filter(task=event.noun_id):
        events.record("wish.released", by=None, noun=wish)

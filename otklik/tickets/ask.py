"""Questions that higher floors answer (F6): `wiring.py` puts the answers in place."""

from collections.abc import Callable
from datetime import timedelta

from otklik.people.models import Person


def _active(person: Person) -> bool:
    return person.is_active


is_available: Callable[[Person], bool] = _active
"""Whether the person can take a request now: on shift, once there are shifts."""

REOPENING = timedelta(days=14)
"""How long a closed request comes back as itself (R9)."""

MERGE_UNDO = timedelta(days=30)
"""How long a merge can be taken back (R11)."""

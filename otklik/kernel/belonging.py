"""Whether the keys of this machine are those of its database: with others no session and no secret could be read."""

from __future__ import annotations

import hashlib

from django.conf import settings

from otklik.kernel import clock, embedded
from otklik.kernel.settings import SettingValue

NAME = "kernel.keys"


class Foreign(embedded.Unusable):
    """The database was filled with other keys; nothing was changed."""


def belong() -> None:
    """Note whose the database is at the first start. Raises Foreign when no key of ours is among those noted."""
    ours = sorted(hashlib.sha256(key.encode()).hexdigest()[:16] for key in settings.KEYS.encryption.values())
    row, _ = SettingValue.objects.get_or_create(name=NAME, defaults={"value": ours, "changed_at": clock.now()})
    if not set(ours) & set(row.value):
        raise Foreign(
            "the keys of this machine are not those that this database was filled with: "
            "copy keys.json from the machine that was there first (or name it in OTKLIK_KEYS)"
        )
    if row.value != ours and set(ours) > set(row.value):
        SettingValue.objects.filter(name=NAME).update(value=ours, changed_at=clock.now())

"""Links that an older installation kept as lines of a setting become rows of their own."""

from __future__ import annotations

from django.db import transaction

from otklik.cards.models import Link
from otklik.kernel.settings import SettingValue
from otklik.kernel.verbs import Refused, verb

FORMER = "people.card_links"
"""One a line: name, a space, an address with {email} or {id}; seen by who saw such links."""


@verb
def seed() -> None:
    """Take them over, once; a line that no link can be stays where it is."""
    row = SettingValue.objects.select_for_update().filter(name=FORMER).first()
    if row is None:
        return
    left = [line for line in str(row.value).splitlines() if line.strip() and not _taken(line.strip())]
    if left:
        row.value = "\n".join(left)
        row.save(update_fields=["value"])
    else:
        row.delete()


def _taken(line: str) -> bool:
    name, _space, address = line.rpartition(" ")
    try:
        with transaction.atomic():
            Link.add(by=None, name={"ru": name.strip()[:100] or address[:100]}, address=address[:1000], is_deeper=True)
    except Refused:
        return False
    return True

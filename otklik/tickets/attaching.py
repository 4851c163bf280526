"""Files that go with what somebody is about to say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import BinaryIO

from django.utils.translation import gettext as _

from otklik.kernel import clock, files
from otklik.kernel.verbs import Refused, verb
from otklik.people.models import Person
from otklik.tickets.models import Attachment

MOST_WAITING = 50
"""Files that a person may have uploaded and not sent yet."""

KEPT = timedelta(days=14)
"""How long an upload waits to be sent."""


@verb
def attach(content: bytes | BinaryIO, name: str, *, by: Person) -> Attachment:
    """Keep a file for the next message of `by`. Raises kernel.files.FileTooLarge."""
    if Attachment.objects.waiting(by).count() >= MOST_WAITING:
        raise Refused("attachment.many", _("Too many files wait to be sent. Send or remove some first."))
    name = files.clean_name(name)
    return Attachment.objects.create(owner=by, file=files.store(content, name), name=name)


def waiting(keys: Iterable[int], *, by: Person) -> Sequence[Attachment]:
    """The person's own uploads of these ids, in their order; those already sent, or of others, are left out."""
    found = Attachment.objects.waiting(by).in_bulk(list(dict.fromkeys(keys)))
    return list(found.values())


@verb
def discard(attachment: Attachment, *, by: Person) -> None:
    """Throw away an upload that was not sent."""
    Attachment.objects.waiting(by).filter(pk=attachment.pk).delete()


def sweep() -> int:
    """Throw away uploads that nobody sent; how many."""
    count, _rows = Attachment.objects.filter(message__isnull=True, created_at__lt=clock.now() - KEPT).delete()
    return count

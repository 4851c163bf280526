"""A mailbox that does not answer says so, with its age, until it answers again."""

from typing import Literal

from otklik import live
from otklik.channels.email.models import Mailbox
from otklik.kernel import clock, events
from otklik.kernel.verbs import verb

Way = Literal["fetch", "send"]


@verb
def note_trouble(mailbox: Mailbox, way: Way, reason: str, error: str = "") -> None:
    """Remember what is wrong and since when; the first time is an event."""
    since, said = f"{way}_failing_since", f"{way}_error"
    text = f"{reason}: {error}"[:300].replace("\0", "") if error else reason
    is_new = Mailbox.objects.filter(pk=mailbox.pk, **{f"{since}__isnull": True}).update(
        **{since: clock.now(), said: text}
    )
    if is_new:
        events.record("mailbox.failing", by=None, noun=mailbox, way=way, reason=reason)
        live.touch("mailboxes", to=["staff"])
    else:
        Mailbox.objects.filter(pk=mailbox.pk).update(**{said: text})


@verb
def note_working(mailbox: Mailbox, way: Way) -> None:
    """It works: if it did not before, that is an event."""
    since, said = f"{way}_failing_since", f"{way}_error"
    failing = Mailbox.objects.filter(pk=mailbox.pk, **{f"{since}__isnull": False})
    if failing.update(**{since: None, said: ""}):
        events.record("mailbox.recovered", by=None, noun=mailbox, way=way)
        live.touch("mailboxes", to=["staff"])

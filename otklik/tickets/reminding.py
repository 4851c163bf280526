"""*Напомнить мне*: private, changes no status (R19)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from otklik.kernel import clock, events
from otklik.kernel.text import clean_line
from otklik.kernel.verbs import Refused, verb
from otklik.people.models import Person
from otklik.tickets.models import Reminder, Ticket


@verb
def remind(ticket: Ticket, *, at: datetime, by: Person, text: str = "") -> Reminder:
    """Remind the person of the request at that time; nobody else learns of it."""
    if at <= clock.now():
        raise Refused("reminder.past", _("Choose a time in the future."))
    return Reminder.objects.create(person=by, ticket=ticket, at=at, text=clean_line(text)[:300])


@verb
def forget(reminder: Reminder, *, by: Person) -> None:
    """It is not needed any more."""
    Reminder.objects.filter(pk=reminder.pk, person=by, done_at__isnull=True).update(done_at=clock.now())


def due() -> list[int]:
    """Reminders whose time has come."""
    waiting = Reminder.objects.filter(at__lte=clock.now(), done_at__isnull=True)
    return list(waiting.order_by("at").values_list("pk", flat=True)[:500])


@verb
def come(reminder: Reminder) -> bool:
    """The time has come: the person is told. Safe to call twice."""
    if not Reminder.objects.filter(pk=reminder.pk, done_at__isnull=True).update(done_at=clock.now()):
        return False
    events.record(
        "reminder.came",
        by=None,
        noun=reminder,
        ticket_id=reminder.ticket_id,
        person=reminder.person_id,
        reminder=reminder.pk,
    )
    return True

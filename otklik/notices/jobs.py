"""Telling and mailing, later."""

from otklik.kernel import jobs
from otklik.kernel.events import Event
from otklik.notices import alerting, mailing, telling, waiting
from otklik.people.models import Person


@jobs.task(queue="now")
def tell(event_id: int) -> None:
    """Tell of one event."""
    telling.tell(Event.objects.get(pk=event_id))


@jobs.task(queue="now")
def alert() -> None:
    """Note what breaks soon, and tell whoever is at work."""
    alerting.warn()
    alerting.tell()


@jobs.task(queue="now")
def say_waiting() -> None:
    """Tell what waited until its readers are at work."""
    waiting.tell()


@jobs.task(queue="soon")
def mail_waiting() -> None:
    """Begin a letter for everybody who has unread notices."""
    for person in mailing.waiting():
        jobs.later(mail, unique=f"notices-{person}", person_id=person)


@jobs.task(queue="soon")
def mail(person_id: int) -> None:
    """One person's letter."""
    mailing.mail(Person.objects.get(pk=person_id))

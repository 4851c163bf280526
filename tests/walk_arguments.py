"""What the walk puts into the holes of addresses and into forms.

Every value is a function without arguments, called when the cast is on stage.
"""

from collections.abc import Callable
from datetime import timedelta

from otklik.channels.models import Delivery, Mute
from otklik.clocks.models import Overload
from otklik.kernel import clock
from otklik.routing.models import Absence, Handover, Offer
from otklik.tickets.models import Attachment, Message, Reminder, SavedView, Secret, Ticket
from tests import stage
from tests.cards import arguments as cards
from tests.cast import everybody
from tests.clocks import arguments as clocks
from tests.conduct import arguments as conduct
from tests.development import arguments as development
from tests.knowledge import arguments as knowledge
from tests.manage import arguments as manage
from tests.problems import arguments as problems
from tests.style import arguments as style
from tests.translation import arguments as translation
from tests.wishes import arguments as wishes
from tests.work import arguments as work

Value = Callable[[], object]


def _shared_view() -> int:
    """A view that Boris shows to everybody."""
    cast = everybody()
    return SavedView.objects.get_or_create(owner=cast.boris, name="Общая", defaults={"is_shared": True})[0].pk


def _reply() -> int:
    """Anna's first answer to Vera."""
    return Message.objects.filter(ticket__number=stage.NUMBER, kind="reply").earliest("pk").pk


def _file() -> int:
    """The file that Vera sent with her request."""
    return Attachment.objects.filter(message__ticket__number=stage.NUMBER).earliest("pk").pk


def _letter() -> int:
    """What Vera wrote first."""
    return Message.objects.filter(ticket__number=stage.NUMBER).earliest("pk").pk


def _lost() -> int:
    """A delivery of Anna's answer that failed."""
    known = {"recipient": everybody().vera, "state": "failed", "reason": "refused", "created_at": clock.now()}
    lost = {"message_id": _reply(), "channel": "email", "address": "lost@warm.example"}
    return Delivery.objects.get_or_create(**lost, defaults=known)[0].pk


def _secret() -> int:
    """What Vera sent safely."""
    return Secret.objects.get(ticket__number=stage.NUMBER).pk


def _pasted() -> int:
    """The note into which Anna pasted a password."""
    return Message.objects.get(ticket__number=stage.NUMBER, hidden__isnull=False).pk


def _absence() -> int:
    """Oleg's vacation, which Boris planned."""
    cast, now = everybody(), clock.now()
    known = {"kind": "vacation", "made_by": cast.boris, "since": now + timedelta(days=30)}
    return Absence.objects.get_or_create(person=cast.oleg, until=now + timedelta(days=40), defaults=known)[0].pk


def _overload() -> int:
    """One that is over."""
    boris, now = everybody().boris, clock.now()
    known = {"text": {"ru": "Много обращений"}, "check_at": now, "ended_at": now, "ended_by": boris, "since": now}
    return Overload.objects.get_or_create(started_by=boris, defaults=known)[0].pk


def _handover() -> int:
    """What Anna asks Oleg to take."""
    cast = everybody()
    ticket = Ticket.objects.get(number=stage.NUMBER)
    known = {"giver": cast.anna, "way": "person", "to": cast.oleg, "offered_at": clock.now()}
    return Handover.objects.get_or_create(ticket=ticket, ended_at=None, defaults=known)[0].pk


def _offer() -> int:
    """What is held out to Anna and nobody has taken."""
    ticket = Ticket.objects.get(number=stage.FOREIGN_NUMBER)
    known = {"line": ticket.line, "to": everybody().anna, "offered_at": clock.now(), "weight": 100}
    known["until"] = clock.now() + timedelta(minutes=3)
    return Offer.objects.get_or_create(ticket=ticket, ended_at=None, defaults=known)[0].pk


def _noted_file() -> int:
    """The file that Anna put into her note."""
    return Attachment.objects.filter(message__ticket__number=stage.NUMBER, message__kind="note").earliest("pk").pk


def _mute() -> int:
    """Vera's letters, of which nobody is told."""
    known = {"ticket": Ticket.objects.get(number=stage.NUMBER), "person": everybody().vera}
    when = {"at": clock.now(), "last_at": clock.now()}
    return Mute.objects.get_or_create(**known, ended_at=None, defaults=when)[0].pk


BY_NAME: dict[str, Value] = {
    "number": lambda: stage.NUMBER,
    "view": lambda: "open",
    "line": lambda: "first",
    "lang": lambda: "ru",
    "uidb36": lambda: "1",
    "key": lambda: "guessed-key",
}
"""For every address with a hole of this name: `<int:number>` → BY_NAME["number"]."""

BY_ADDRESS: dict[str, dict[str, Value]] = {
    "portal:reactions": {"pk": _reply},
    "portal:confirmation": {"pk": _reply},
    "portal:file": {"pk": _file, "name": lambda: "журнал.txt"},
    "portal:preview": {"pk": _file},
    "portal:logo": {"sha256": lambda: "0" * 64},
    "desk:work-type": {"work": lambda: "support"},
    "desk:reminder-removal": {"pk": lambda: Reminder.objects.get(person=everybody().anna).pk},
    "desk:customer": {"pk": lambda: everybody().vera.pk},
    "desk:withdrawal": {"pk": _reply},
    "desk:delivery-attempt": {"pk": _lost},
    "desk:delivery-address": {"pk": _lost},
    "manage:delivery_retried": {"pk": _lost},
    "desk:letter": {"pk": _letter},
    "desk:picture": {"token": lambda: "guessed"},
    "desk:disclosure": {"pk": _pasted},
    "desk:secret": {"pk": _secret},
    "desk:secret-file": {"pk": _secret},
    "desk:secret-removal": {"pk": _secret},
    "portal:disclosure": {"pk": _pasted},
    "portal:goal": {"token": lambda: "guessed"},
    "portal:secret": {"token": lambda: "guessed"},
    "desk:words": {"pk": _letter},
    "desk:rejection": {"pk": _letter},
    "desk:address_works": {"pk": lambda: everybody().vera.identities.get(kind="email").pk},
    "desk:departure": {"pk": lambda: everybody().oleg.pk},
    "desk:reminder": {"pk": lambda: Reminder.objects.get(person=everybody().anna).pk},
    "desk:overload-excuses": {"pk": lambda: _overload()},
    "desk:shift-person": {"pk": lambda: everybody().oleg.pk},
    "desk:shift-state-of": {"pk": lambda: everybody().oleg.pk},
    "desk:absences": {"pk": lambda: everybody().oleg.pk},
    "desk:absence-removal": {"pk": _absence},
    "desk:handing-of": {"pk": lambda: everybody().anna.pk},
    "desk:relief": {"pk": lambda: everybody().oleg.pk},
    "desk:handover-acceptance": {"pk": _handover},
    "desk:handover-refusal": {"pk": _handover},
    "desk:handover-withdrawal": {"pk": _handover},
    "desk:offer-acceptance": {"pk": _offer},
    "desk:offer-refusal": {"pk": _offer},
    "desk:unlink": {"other": lambda: stage.FOREIGN_NUMBER},
    "desk:unmute": {"pk": _mute},
    "desk:unmove": {"pk": lambda: 1},
    "desk:unmerge": {"pk": lambda: 1},
    "desk:unsplit": {"pk": lambda: 1},
    "desk:attachment": {"pk": _noted_file, "name": lambda: "другое имя.pdf"},
    "desk:attachment-removal": {"pk": _noted_file},
    "desk:attachment-preview": {"pk": _noted_file},
    "desk:attachment-view": {"pk": _noted_file},
    "desk:view": {"pk": _shared_view},
    "desk:view-settings": {"pk": _shared_view},
    "desk:view-removal": {"pk": _shared_view},
    **cards.BY_ADDRESS,
    **clocks.BY_ADDRESS,
    **conduct.BY_ADDRESS,
    **development.BY_ADDRESS,
    **knowledge.BY_ADDRESS,
    **manage.BY_ADDRESS,
    **problems.BY_ADDRESS,
    **style.BY_ADDRESS,
    **work.BY_ADDRESS,
    **translation.BY_ADDRESS,
    **wishes.BY_ADDRESS,
}
"""Where one address needs another value: BY_ADDRESS["desk:message"]["pk"]."""

FORMS: dict[str, dict[str, Value]] = {
    "desk:messages": {"mode": lambda: "reply", "body": lambda: "Смотрим"},
    "desk:draft": {"mode": lambda: "note", "body": lambda: "Начало"},
    "desk:presence": {"doing": lambda: "looks"},
    "desk:shift-state": {"state": lambda: "on"},
    "desk:shift-state-of": {"state": lambda: "off"},
    "portal:ask": {"text": lambda: "Не приходят письма"},
    "portal:messages": {"text": lambda: "Всё так же"},
    "portal:notes": {"text": lambda: "Между нами"},
    "portal:reactions": {"kind": lambda: "thanks"},
    "portal:rejection": {"reason": lambda: "Всё так же"},
    **cards.FORMS,
    **clocks.FORMS,
    **conduct.FORMS,
    **development.FORMS,
    **knowledge.FORMS,
    **manage.FORMS,
    **problems.FORMS,
    **style.FORMS,
    **work.FORMS,
    **translation.FORMS,
    **wishes.FORMS,
}
"""What is posted to an address, so that a right is tested and not only a form's errors; others get an empty form."""

"""Which language a message is in, when the machine was wrong (A11)."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from otklik.kernel.events import Side
from otklik.kernel.verbs import Refused, verb
from otklik.people import rights
from otklik.people.models import Person
from otklik.tickets.models import Message


@verb
def correct(message: Message, language: str, *, by: Person) -> None:
    """Say in which language a message is; the customer is answered in that of their last one."""
    rights.require(by, rights.SORT)
    if language not in dict(settings.LANGUAGES):
        raise Refused("language.unknown", _("Choose one of the languages."))
    ticket = message.ticket.locked()
    if message.language == language:
        return
    Message.objects.filter(pk=message.pk).update(language=language)
    message.language = language
    theirs = ticket.messages.filter(side=Side.CUSTOMER, withdrawn_at__isnull=True).order_by("-created_at", "-id")
    if theirs.values_list("pk", flat=True).first() == message.pk:
        ticket.language = language
    ticket._record("message.language_corrected", by=by, message=message.pk)

"""Questions of letters that higher floors answer (F6): `wiring.py` puts the answers in place."""

from collections.abc import Callable

from django.conf import settings

from otklik.people.models import Person
from otklik.tickets.models import Ticket


def _request_address(ticket: Ticket) -> str:
    return f"{settings.SITE_URL}/requests/{ticket.number}/"


def _nothing(ticket: Ticket, author: Person) -> str:
    return ""


def _nothing_said(ticket: Ticket, language: str) -> str:
    return ""


said_to_all: Callable[[Ticket, str], str] = _nothing_said
"""What every customer of this line is told at present, in a language: that the department is overloaded (C7)."""

request_address: Callable[[Ticket], str] = _request_address
"""Where the customer reads the whole request. Links in mail come from SITE_URL (F27)."""

who_answers_next: Callable[[Ticket, Person], str] = _nothing
"""«Отвечаю до 21:00, затем Софья» (R16): until when the author answers, and who after; once there are shifts."""

"""The customer's card: who asks, where and when it is for them, how to speak to them (A11, C2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from otklik.kernel import clock
from otklik.people import rights
from otklik.people.models import CustomField, Identity, Organization, Person
from otklik.people.models.customfield import FieldNoun, FieldType
from otklik.people.models.organization import CompanyRole
from otklik.people.models.person import Tone
from otklik.tickets.models import Ticket
from otklik.ui.formats import Words
from otklik.ui.shapes import Face, face

MOST = 1000
"""Requests of one customer that are counted."""


@dataclass(frozen=True, slots=True)
class Address:
    """One address of the customer; `mark` says what is wrong or right with it, `is_bad` that letters come back.

    `clear` is where a reader who may do so says that it works again.
    """

    value: str
    icon: str
    mark: str
    is_bad: bool
    clear: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """The first section of the right column."""

    face: Face
    line: str
    props: tuple[tuple[str, str], ...]
    addresses: tuple[Address, ...]
    note: str


def card(ticket: Ticket, reader: Person, words: Words, fields: Sequence[CustomField]) -> Card:
    """The card of the request's customer."""
    customer = ticket.customer
    identities = customer.identities.order_by("-is_primary", "id")
    return Card(
        face=face(customer),
        line=", ".join(part for part in _place(ticket) if part),
        props=tuple(_props(ticket, reader, words, fields)),
        addresses=tuple(_address(one, ticket, reader) for one in identities),
        note=customer.note,
    )


def manner(customer: Person, language: str = "") -> str:
    """«Вера, на «Вы», по-русски»: how to speak to the customer (A11, R32)."""
    tone = {
        Tone.POLITE: pgettext("tone", "polite"),
        Tone.OFFICIAL: pgettext("tone", "official"),
        Tone.INFORMAL: pgettext("tone", "informal"),
    }[Tone(customer.tone)]
    return f"{customer.first_name}, {tone}, {_in_language(language or customer.language)}"


def values(
    fields: Sequence[CustomField], noun: str, filled: Mapping[str, Any], words: Words
) -> Iterator[tuple[str, str]]:
    """Names and values of the custom fields that are filled."""
    for field in fields:
        if field.noun == noun and filled.get(field.code) not in (None, ""):
            yield str(field.name), shown(field, filled[field.code], words)


def shown(field: CustomField, value: Any, words: Words) -> str:
    """A value of a custom field as a person reads it."""
    if field.type == FieldType.YES_NO:
        return pgettext("answer", "yes") if value else pgettext("answer", "no")
    if field.type == FieldType.NUMBER and isinstance(value, int | float):
        return words.number(value)
    if field.type == FieldType.DATE and (day := parse_date(str(value))):
        return words.day(day)
    return str(value)


def _place(ticket: Ticket) -> Iterator[str]:
    organization = ticket.organization
    if organization is not None:
        yield organization.name
        place = ticket.customer.membership_in(organization.pk)
        if place is not None:
            yield {
                CompanyRole.HEAD: pgettext("role in a company", "head"),
                CompanyRole.MEMBER: pgettext("role in a company", "member"),
                CompanyRole.OWN: pgettext("role in a company", "only own requests"),
            }[CompanyRole(place.role)]
    yield ticket.customer.position


def _props(ticket: Ticket, reader: Person, words: Words, fields: Sequence[CustomField]) -> Iterator[tuple[str, str]]:
    customer = ticket.customer
    yield from values(fields, FieldNoun.PERSON, customer.fields, words)
    if ticket.organization is not None:
        yield from values(fields, FieldNoun.ORGANIZATION, ticket.organization.fields, words)
    count = Ticket.objects.visible_to(reader).filter(customer=customer).order_by()[:MOST].count()
    times = ngettext("%(count)s request", "%(count)s requests", count) % {"count": count}
    since = _("since %(year)s, %(times)s") % {"year": customer.created_at.year, "times": times}
    yield pgettext("card", "Customer"), since
    yield pgettext("card", "How to speak"), manner(customer, ticket.language)
    yield pgettext("card", "At theirs"), _local(customer, ticket.organization, words)


def _local(customer: Person, organization: Organization | None, words: Words) -> str:
    zone = ZoneInfo(customer.time_zone or (organization.time_zone if organization else "") or "UTC")
    city = get_timezone_location(zone, locale=words.language, return_city=True)
    return f"{clock.now().astimezone(zone):%H:%M}, {city}"


def _address(identity: Identity, ticket: Ticket, reader: Person) -> Address:
    icon = {"email": "mail", "phone": "phone", "external": "hash"}.get(identity.kind, "message-circle")
    if identity.undeliverable_since is not None:
        url = reverse("desk:address_works", args=[ticket.number, identity.pk])
        may = reader.may(rights.EDIT_PEOPLE)
        return Address(identity.value, icon, _("letters come back"), is_bad=True, clear=url if may else "")
    mark = pgettext("address", "confirmed") if identity.verified_at else _("not confirmed")
    return Address(identity.value, icon, mark, is_bad=False)


def _in_language(code: str) -> str:
    return {
        "ru": pgettext("language", "in Russian"),
        "uk": pgettext("language", "in Ukrainian"),
        "en": pgettext("language", "in English"),
    }.get(code, code)

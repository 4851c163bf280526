from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.db import models
from django.utils.translation import gettext as _

from otklik.cards.models.source import SHORTEST_KEY
from otklik.kernel import audit, ordering
from otklik.kernel.crypto import EncryptedField
from otklik.kernel.translated import Translated, TranslatedField
from otklik.kernel.verbs import Refused, verb
from otklik.people import rights
from otklik.people.models import Person
from otklik.routing import planning

HOLES = ("id", "login", "email", "phone", "ticket")
"""What an address can hold: {id} is the id in the company's system, else our own number; {login} only the former."""
MOST = 30


class LinkQuerySet(models.QuerySet["Link"]):
    """The vocabulary of links."""

    def visible_to(self, person: Person | None) -> LinkQuerySet:
        """Who sees all requests sees the usual ones; those that dig deeper by right, or by the line (C2)."""
        if person is None or not person.is_authenticated:
            return self.none()
        if person.may(rights.MANAGE_COMPANY):
            return self
        if not person.may(rights.SEE_ALL):
            return self.none()
        return self if planning.sees_links(person) else self.filter(is_deeper=False)


class Link(models.Model):
    """A way into the company's own system: an address with holes for the customer; perhaps signed, for some minutes."""

    name = TranslatedField(default=dict)
    address = models.CharField(max_length=1000)
    is_deeper = models.BooleanField(default=True)
    is_signed = models.BooleanField(default=False)
    key = EncryptedField(blank=True)
    minutes = models.PositiveSmallIntegerField(default=5)
    order = models.PositiveSmallIntegerField(default=0)

    objects = LinkQuerySet.as_manager()

    class Meta:
        ordering = ["order", "id"]

    @classmethod
    def add(cls, *, by: Person | None, **fields: Any) -> Link:
        """One more. Raises Refused with the name of what does not fit."""
        link = cls()
        link.change(by=by, **fields)
        return link

    @verb
    def change(self, *, by: Person | None, **fields: Any) -> None:
        """Change it; an empty key keeps the old one. Raises Refused with the name of what does not fit."""
        if by is not None:
            rights.require(by, rights.MANAGE_COMPANY)
        if not self.pk and Link.objects.count() >= MOST:
            raise Refused("link.many", _("More than %(most)d links nobody reads.") % {"most": MOST})
        before = self._shown() if self.pk else None
        self._fill(fields)
        if not self.pk:
            self.order = ordering.last(Link.objects.all())
        self.save()
        audit.changed("link.changed" if before else "link.added", by=by, noun=self, before=before, after=self._shown())

    @verb
    def remove(self, *, by: Person) -> None:
        """It leads nowhere any more."""
        rights.require(by, rights.MANAGE_COMPANY)
        audit.changed("link.removed", by=by, noun=self, before=self._shown())
        self.delete()

    def _fill(self, fields: Mapping[str, Any]) -> None:
        given = dict(fields)
        key, address = str(given.pop("key", "") or ""), str(given.get("address", self.address)).strip()
        if self.key and not key and _place(address) != _place(self.address):
            raise Refused("link.key", _("The address is another one now: give the key again."), name="key")
        for name, value in {**given, "address": address}.items():
            setattr(self, name, Translated.of(value) if name == "name" else value)
        self.key = key or self.key
        self._check(key)

    def _check(self, key: str) -> None:
        unknown = set(re.findall(r"\{([^{}]*)\}", self.address)) - set(HOLES)
        if unknown or not _place(self.address):
            said = _("An address of the web that begins with https://, with these holes only: %(holes)s.")
            raise Refused("link.address", said % {"holes": ", ".join(f"{{{one}}}" for one in HOLES)}, name="address")
        if self.is_signed and (not self.key or (key and len(key) < SHORTEST_KEY)):
            said = _("The key needs at least %(least)d characters.") % {"least": SHORTEST_KEY}
            raise Refused("link.key", said, name="key")

    def _shown(self) -> dict[str, Any]:
        names = ("address", "is_deeper", "is_signed", "minutes", "order")
        return {"name": dict(self.name), **{name: getattr(self, name) for name in names}, "api_key": self.key}


def _place(address: str) -> str:
    """Scheme and host, which no hole may change; empty for no address of the web."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    is_web = parts.scheme in ("https", "http") and parts.hostname and not re.search(r"[{}@\s]", parts.netloc)
    return f"{parts.scheme}://{parts.netloc}" if is_web else ""

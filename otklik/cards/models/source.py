from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from otklik.kernel import audit, clock, events
from otklik.kernel.crypto import EncryptedField
from otklik.kernel.translated import Translated, TranslatedField
from otklik.kernel.verbs import Refused, verb
from otklik.people import rights
from otklik.people.models import Line, Person

SHORTEST_KEY = 16
LEAST_SECONDS, MOST_SECONDS = 1, 10
MOST_MINUTES = 24 * 60
STATE = {"answered_at", "failing_since", "error", "rests_until", "offered", "queries"}
CODE = re.compile(r"[a-z0-9][a-z0-9_.-]{0,39}")
USUAL_NOTE = timedelta(minutes=5)
"""That it answers is written down no more often: a card is looked at all the time."""


class SourceQuerySet(models.QuerySet["Source"]):
    """The vocabulary of sources."""

    def visible_to(self, person: Person | None) -> SourceQuerySet:
        """Those who answer for the company see it (F8)."""
        if person is None or not person.is_authenticated or not person.may(rights.MANAGE_COMPANY):
            return self.none()
        return self

    def active(self) -> SourceQuerySet:
        """In use."""
        return self.filter(is_active=True)


class Source(models.Model):
    """The company's own system that fills the customer's card (C2): one address, one key that signs what we ask.

    `keep` is for how many minutes an answer is shown without asking again; `seconds` is how long it may take;
    `offered` are the actions that it has ever named, as [code, name], `queries` the same. There is one source.
    """

    url = models.CharField(max_length=500)
    key = EncryptedField(blank=True)
    seconds = models.PositiveSmallIntegerField(default=4)
    keep = models.PositiveSmallIntegerField(default=5)
    is_active = models.BooleanField(default=True)
    offered = models.JSONField(default=list, blank=True, editable=False)
    queries = models.JSONField(default=list, blank=True, editable=False)
    answered_at = models.DateTimeField(null=True, editable=False)
    failing_since = models.DateTimeField(null=True, editable=False)
    error = models.CharField(max_length=300, blank=True, editable=False)
    rests_until = models.DateTimeField(null=True, editable=False)
    changed_at = models.DateTimeField(editable=False)

    objects = SourceQuerySet.as_manager()

    @classmethod
    def current(cls) -> Source | None:
        """The one that is in use."""
        return cls.objects.active().order_by("id").first()

    @classmethod
    @verb
    def set_up(cls, *, by: Person | None, **fields: Any) -> Source:
        """Set it up, or change it; an empty key keeps the old one. Raises Refused with the name of what is wrong."""
        if by is not None:
            rights.require(by, rights.MANAGE_COMPANY)
        source = cls.objects.select_for_update().order_by("id").first() or cls()
        before = source._shown() if source.pk else None
        source.fill(fields)
        source.changed_at, source.rests_until = clock.now(), None
        source.save()
        code = "source.changed" if before else "source.added"
        events.record(code, by=by, noun=source)
        audit.record(code, by=by, noun="source", noun_id=source.pk, before=before, after=source._shown())
        return source

    def with_trial(self, **fields: Any) -> Source:
        """A copy with other settings, to try them; nothing is kept. Raises Refused."""
        trial = Source(**{field.attname: getattr(self, field.attname) for field in self._meta.concrete_fields})
        trial.fill(fields)
        return trial

    def fill(self, fields: Mapping[str, Any]) -> None:
        """Take what was given, and check it. Raises Refused."""
        key, url = str(fields.get("key") or ""), str(fields.get("url", self.url)).strip()
        if self.key and not key and url != self.url:
            raise Refused("source.key", _("The address is another one now: give the key again."), name="key")
        if not (key or self.key) or (key and len(key) < SHORTEST_KEY):
            said = _("The key needs at least %(least)d characters.") % {"least": SHORTEST_KEY}
            raise Refused("source.key", said, name="key")
        for name, value in fields.items():
            setattr(self, name, value if name != "key" else key or self.key)
        self.url = url
        if not is_safe(url):
            raise Refused("source.url", _("Enter an address that begins with https://."), name="url")

    @verb
    def answered(
        self, offered: Collection[tuple[str, str]] = (), queries: Collection[tuple[str, Mapping[str, str]]] = ()
    ) -> None:
        """It works; a new action or query that it names is remembered, so that somebody can allow it."""
        now, fresh = clock.now(), _unknown(offered, self.offered)
        fresh_queries = _unknown(queries, self.queries)
        noted = self.answered_at is not None and now - self.answered_at < USUAL_NOTE
        if noted and not fresh and not fresh_queries and self.failing_since is None and self.rests_until is None:
            return
        self.offered = [*self.offered, *fresh][-50:]
        self.queries = [*self.queries, *fresh_queries][-50:]
        Source.objects.filter(pk=self.pk).update(
            answered_at=now,
            failing_since=None,
            error="",
            rests_until=None,
            offered=self.offered,
            queries=self.queries,
        )

    @verb
    def failed(self, error: str, rest: timedelta) -> None:
        """It does not; since when is kept, and for a while nobody waits for it again."""
        known = Source.objects.filter(pk=self.pk)
        known.filter(failing_since__isnull=True).update(failing_since=clock.now())
        known.update(error=error[:300], rests_until=clock.now() + rest)

    def _shown(self) -> dict[str, Any]:
        names = ("url", "seconds", "keep", "is_active")
        return {**{name: getattr(self, name) for name in names}, "api_key": self.key}


class PermitQuerySet(models.QuerySet["Permit"]):
    """The vocabulary of permits."""

    def visible_to(self, person: Person | None) -> PermitQuerySet:
        """Those who answer for the company see them (F8)."""
        if person is None or not person.is_authenticated or not person.may(rights.MANAGE_COMPANY):
            return self.none()
        return self

    def open_to(self, person: Person) -> PermitQuerySet:
        """What the person may order or ask: who answers customers, on one of the lines that may."""
        return self.filter(lines__people=person).distinct() if person.may(rights.REPLY) else self.none()

    def held_by(self, person: Person) -> PermitQuerySet:
        """What the person may order."""
        return self.open_to(person).filter(kind=Permit.Kind.ACTION)

    def asked_by(self, person: Person) -> PermitQuerySet:
        """What the person may ask: who sees cards besides."""
        return self.open_to(person).filter(kind=Permit.Kind.QUERY) if person.may(rights.SEE_ALL) else self.none()


class Permit(models.Model):
    """An action or a query that the source offers is open to people of some lines (C2); without a permit to nobody.

    `needs_proof`: only for a customer whose identity is confirmed (R22).
    """

    class Kind(models.TextChoices):
        ACTION = "action", pgettext_lazy("permit", "action")
        QUERY = "query", pgettext_lazy("permit", "query")

    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.ACTION)
    code = models.CharField(max_length=40)
    name = TranslatedField(default=dict)
    lines = models.ManyToManyField(Line, related_name="+")
    needs_proof = models.BooleanField(default=False)

    objects = PermitQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["kind", "code"], name="permit_code")]

    @classmethod
    def add(cls, *, by: Person, kind: str = Kind.ACTION, **fields: Any) -> Permit:
        """Allow an action or a query. Raises Refused when it is allowed already."""
        permit = cls(kind=kind)
        permit.change(by=by, **fields)
        return permit

    @verb
    def change(
        self, *, code: str, name: Mapping[str, str], lines: Collection[Line], needs_proof: bool, by: Person
    ) -> None:
        """Say who may order it, and for whom."""
        rights.require(by, rights.MANAGE_COMPANY)
        if not CODE.fullmatch(code):
            raise Refused("permit.code", _("Small Latin letters, digits, “_”, “-” and “.”."), name="code")
        if Permit.objects.filter(kind=self.kind, code=code).exclude(pk=self.pk).exists():
            is_query = self.kind == Permit.Kind.QUERY
            said = _("This query is allowed already.") if is_query else _("This action is allowed already.")
            raise Refused("permit.known", said, name="code")
        before = self._shown() if self.pk else None
        self.code, self.name, self.needs_proof = code, Translated.of(name), needs_proof
        self.save()
        self.lines.set(lines)
        audit.changed(
            "permit.changed" if before else "permit.added", by=by, noun=self, before=before, after=self._shown()
        )

    @verb
    def remove(self, *, by: Person) -> None:
        """Nobody may order it any more."""
        rights.require(by, rights.MANAGE_COMPANY)
        audit.changed("permit.removed", by=by, noun=self, before=self._shown())
        self.delete()

    def _shown(self) -> dict[str, Any]:
        lines = sorted(self.lines.values_list("code", flat=True))
        shown = {"code": self.code, "name": dict(self.name), "lines": lines, "needs_proof": self.needs_proof}
        return {"kind": str(self.kind), **shown}


def _unknown(named: Collection[tuple[str, Any]], known: Collection[Any]) -> list[list[Any]]:
    """Those that are named for the first time."""
    codes = {one[0] for one in known}
    return [list(one) for one in named if one[0] not in codes]


def is_safe(url: str) -> bool:
    """Whether customers' data may go there: https, or the very host and port that the server's owner has named."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    if not parts.hostname or parts.username or parts.password or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and f"{parts.hostname}:{port}" in settings.OUTSIDE_ALSO)

"""Who changed what in the rooms of the owner: settings, roles, keys (M5)."""

from __future__ import annotations

from typing import Any

from django.db import models

from otklik.kernel import clock, events

MASK = "•••"
_SECRET = ("password", "secret", "token", "api_key", "private_key")


class AuditEntry(models.Model):
    """One change, with the state before and after; secrets are never part of it."""

    at = models.DateTimeField(default=clock.now, db_index=True)
    actor_id = models.BigIntegerField(null=True)
    code = models.CharField(max_length=60)
    noun = models.CharField(max_length=30)
    noun_id = models.CharField(max_length=60)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    request_id = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["noun", "noun_id", "id"], name="audit_noun")]


def record(code: str, *, by: Any, noun: str, noun_id: object, before: Any = None, after: Any = None) -> AuditEntry:
    """Write that `by` (None is the system) did `code` to `noun`, in the verb's transaction.

    `before` and `after` are JSON; values under names like "password" or "token" are masked, at any depth.
    """
    return AuditEntry.objects.create(
        at=clock.now(),
        actor_id=by.pk if by else None,
        code=code,
        noun=noun,
        noun_id=str(noun_id),
        before=masked(before),
        after=masked(after),
        request_id=events.request_id.get(),
    )


def changed(code: str, *, by: Any, noun: models.Model, before: Any = None, after: Any = None, **data: Any) -> None:
    """Write an event about the row, and an entry with what differs between its two states; None is no row yet or no
    more. `data` is the event's. Nothing is written when nothing differs; what the system does is an event only.
    """
    if isinstance(before, dict) and isinstance(after, dict):
        names = [name for name in after if before.get(name) != after[name]]
        if not names:
            return
        before, after = ({name: state.get(name) for name in names} for state in (before, after))
    events.record(code, by=by, noun=noun, **data)
    if by is not None:
        record(code, by=by, noun=noun._meta.model_name or "", noun_id=noun.pk, before=before, after=after)


def masked(state: Any) -> Any:
    """The state without its secrets."""
    if isinstance(state, dict):
        return {name: MASK if _is_secret(name) and value else masked(value) for name, value in state.items()}
    if isinstance(state, list):
        return [masked(value) for value in state]
    return state


def _is_secret(name: str) -> bool:
    return any(name.lower() == word or name.lower().endswith(f"_{word}") for word in _SECRET)

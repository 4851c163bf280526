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


def masked(state: Any) -> Any:
    """The state without its secrets."""
    if isinstance(state, dict):
        return {name: MASK if _is_secret(name) and value else masked(value) for name, value in state.items()}
    if isinstance(state, list):
        return [masked(value) for value in state]
    return state


def _is_secret(name: str) -> bool:
    return any(name.lower() == word or name.lower().endswith(f"_{word}") for word in _SECRET)

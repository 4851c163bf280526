"""The same thing sent twice is done once: a form's hidden token, the API's Idempotency-Key (F12)."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection, models, transaction
from django.utils.translation import gettext_lazy as _

from otklik.kernel import clock
from otklik.kernel.verbs import Refused

KEPT = timedelta(hours=48)


class Answer(models.Model):
    """What a verb answered to a key; the key is stored as a hash."""

    key = models.CharField(max_length=200)
    person_id = models.BigIntegerField(null=True)
    verb = models.CharField(max_length=80)
    response = models.JSONField(null=True)
    at = models.DateTimeField(default=clock.now, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "person_id"], name="once", nulls_distinct=False),
        ]


def token() -> str:
    """A fresh value for the hidden field `once` of a form."""
    return secrets.token_urlsafe(16)


def once(key: str, *, by: Any, verb: str, act: Callable[[], Any]) -> Any:
    """Do `act` and remember its answer (JSON: ids), or give the answer that it gave to this key before.

    A second try that comes while the first still runs waits for it. When `act` raises, nothing is remembered. An
    empty key is never remembered. Raises Refused("once.reused") when the key was used for another verb.
    """
    if not key:
        return act()
    person = by.pk if by else None
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
    with transaction.atomic():
        if not _claim(digest, person, verb):
            return _first_answer(digest, person, verb)
        response = act()
        Answer.objects.filter(key=digest, person_id=person).update(response=response)
        return response


def forget_old() -> int:
    """Remove answers older than 48 hours; how many."""
    count: int = Answer.objects.filter(at__lt=clock.now() - KEPT).delete()[0]
    return count


def _claim(digest: str, person: int | None, verb: str) -> bool:
    """Whether we are the first; waits for whoever is claiming at the same moment."""
    query = """
        INSERT INTO kernel_answer AS had (key, person_id, verb, at) VALUES (%s, %s, %s, %s)
        ON CONFLICT (key, person_id) DO UPDATE SET verb = excluded.verb, at = excluded.at
        WHERE had.at < %s RETURNING 1
    """
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(query, [digest, person, verb, now, now - KEPT])
        return cursor.fetchone() is not None


def _first_answer(digest: str, person: int | None, verb: str) -> Any:
    answer = Answer.objects.get(key=digest, person_id=person)
    if answer.verb != verb:
        raise Refused("once.reused", _("This form was already used for something else. Reload the page."))
    return answer.response

"""How often is too often: counters in an unlogged table (F5)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, models

from otklik.kernel import clock


class Fleeting(models.Model):
    """A counter or a cached value that a crash may forget; the table is UNLOGGED. Keys are hashes: they name people."""

    key = models.CharField(primary_key=True, max_length=250)
    count = models.BigIntegerField(default=0)
    value = models.BinaryField(null=True)
    until = models.DateTimeField(db_index=True)


@dataclass(frozen=True)
class Verdict:
    """Whether this time is allowed (its truth), how many are left, and after how long to come back if it is not."""

    allowed: bool
    left: int
    retry_after: timedelta

    def __bool__(self) -> bool:
        return self.allowed


def hit(key: str, limit: int, per: timedelta) -> Verdict:
    """Count one more time for `key`: at most `limit` are allowed within `per`, counted from the first.

    Call it before the business transaction: inside, a rollback would forget the hit, and others would wait for it.
    """
    query = """
        INSERT INTO kernel_fleeting AS had (key, count, until) VALUES (%s, 1, %s)
        ON CONFLICT (key) DO UPDATE SET
            count = CASE WHEN had.until > %s THEN had.count + 1 ELSE 1 END,
            until = CASE WHEN had.until > %s THEN had.until ELSE excluded.until END
        RETURNING count, until
    """
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(query, [hashed("throttle", key), now + per, now, now])
        count, until = cursor.fetchone()
    allowed = count <= limit
    return Verdict(allowed, max(limit - count, 0), timedelta() if allowed else until - now)


def forgive(key: str) -> None:
    """Forget the hits of `key`: the right password was given at last."""
    Fleeting.objects.filter(key=hashed("throttle", key)).delete()


def sweep() -> int:
    """Remove what has expired; how many."""
    count: int = Fleeting.objects.filter(until__lte=clock.now()).delete()[0]
    return count


def hashed(purpose: str, key: str) -> str:
    """The stored form of a key: it may hold an address or a person."""
    return f"{purpose}:{hashlib.sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()}"

"""One append-only history of everything that happens (principle 5, F7).

A package declares each code once: which keys its data may hold, who may see it, its sentence and its icon. A verb calls
`record`; `wiring.py` says who follows. `now` followers run in the same transaction and touch only the database; `later`
followers become a job in the same transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection, models, transaction

from otklik.kernel import clock
from otklik.kernel.asking import request_id
from otklik.kernel.inserting import insert

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

__all__ = ["KINDS", "Event", "Kind", "SeenBy", "Side", "declare", "follow", "record", "request_id"]


class Side(models.TextChoices):
    """Whose act it was."""

    SUPPORT = "support"
    CUSTOMER = "customer"
    SYSTEM = "system"


class SeenBy(models.TextChoices):
    """The widest audience that may read an event."""

    CUSTOMER = "customer"
    STAFF = "staff"
    LEAD = "lead"
    ADMIN = "admin"


class Event(models.Model):
    """What happened: a code, ids and numbers; never words (F7)."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    code = models.CharField(max_length=60)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    side = models.CharField(max_length=10, choices=Side.choices)
    noun = models.CharField(max_length=30)
    noun_id = models.BigIntegerField()
    ticket_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)
    cause_id = models.BigIntegerField(null=True)
    request_id = models.UUIDField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["ticket_id", "id"], name="event_ticket", condition=models.Q(ticket_id__isnull=False)),
            models.Index(fields=["noun", "noun_id", "id"], name="event_noun"),
            models.Index(fields=["code", "at"], name="event_code"),
        ]

    subject: models.Model | None = None
    """The noun itself as its verb has just saved it, for followers in the same transaction; None once it is fetched."""

    @cached_property
    def marks(self) -> set[str]:
        """What followers have found out about it for those behind them; not stored."""
        return set()

    @property
    def kind(self) -> Kind:
        """What the code means."""
        return KINDS[self.code]


@dataclass(frozen=True)
class Kind:
    """What a code means: which keys its data may hold, who may read it, its sentence with named holes, its icon."""

    code: str
    keys: frozenset[str]
    seen_by: SeenBy
    sentence: StrOrPromise
    icon: str


Follower = Callable[[Event], None]
KINDS: dict[str, Kind] = {}
_now: dict[str, list[Follower]] = {}
_later: dict[str, list[Any]] = {}


def declare(
    code: str, sentence: StrOrPromise, *, keys: Iterable[str] = (), seen_by: SeenBy = SeenBy.STAFF, icon: str = "dot"
) -> None:
    """Make `code` known; once, in the package that owns the noun."""
    if code in KINDS:
        raise ValueError(f"event {code} is declared twice")
    KINDS[code] = Kind(code, frozenset(keys), seen_by, sentence, icon)


def follow(code: str, *, now: Iterable[Follower] = (), later: Iterable[Any] = ()) -> None:
    """Let followers hear of `code`; called by `wiring.py` only. `later` takes tasks with one argument, `event_id`."""
    if code not in KINDS:
        raise ValueError(f"event {code} is not declared")
    _now.setdefault(code, []).extend(now)
    _later.setdefault(code, []).extend(later)


def record(
    code: str,
    *,
    by: Any,
    noun: models.Model,
    side: Side | None = None,
    ticket_id: int | None = None,
    cause: Event | None = None,
    **data: Any,
) -> Event:
    """Write that `by` did `code` to `noun`, and tell the followers. `by=None` is the system."""
    kind = KINDS[code]
    if unknown := data.keys() - kind.keys:
        raise ValueError(f"event {code} does not declare {sorted(unknown)}")
    event = Event(
        at=clock.now(),
        code=code,
        actor=by,
        side=side or _side(by),
        noun=noun._meta.model_name or "",
        noun_id=noun.pk,
        ticket_id=ticket_id,
        data=data,
        cause_id=cause.pk if cause else None,
        request_id=request_id.get(),
    )
    event.subject = noun
    insert(event)
    for follower in _now.get(code, ()):
        follower(event)
    if tasks := _later.get(code):
        from otklik.kernel import jobs  # jobs load after the models do

        jobs.later_each(tasks, event_id=event.pk)
    return event


@contextmanager
def erasing() -> Iterator[None]:
    """Let events be changed or removed inside, in a transaction of its own: a person's data is being erased (F28)."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('otklik.erasing', 'on', true)")
        yield
        cursor.execute("SELECT set_config('otklik.erasing', 'off', true)")


def _side(by: Any) -> Side:
    if by is None:
        return Side.SYSTEM
    return Side.SUPPORT if by.is_staff_member else Side.CUSTOMER

"""What happened to wishes in a month, for the leads on the first working day after it, if something did (R14)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from otklik.clocks import keeping
from otklik.clocks.arithmetic import OutOfReach
from otklik.clocks.models import Calendar
from otklik.kernel import clock, events
from otklik.kernel.verbs import verb
from otklik.wishes.models import Asking, Decision, Review, State, Wish

MOST = 100
MOMENT = timedelta(seconds=1)


@dataclass(frozen=True)
class Change:
    """A wish to which something happened: how many people began to ask, how many ask now, what was decided."""

    wish: Wish
    is_new: bool
    began: int
    people: int
    decisions: tuple[str, ...]


def review() -> Review | None:
    """Look at the month before, once it is time; None when it is not, or was done."""
    calendar = Calendar.objects.usual()
    zone = keeping.zone(calendar.time_zone if calendar else "UTC")
    now = clock.now().astimezone(zone)
    month = (now.replace(day=1) - timedelta(days=1)).date().replace(day=1)
    if Review.objects.filter(month=month).exists() or clock.now() < _opens(calendar, now):
        return None
    since = datetime(month.year, month.month, 1, tzinfo=zone)
    return _review(month, since, _begins(now))


def changes(review: Review) -> list[Change]:
    """What happened in its month, the wishes with most askers first."""
    within = (review.since, review.until)
    began = dict(_people(Asking.objects.standing().filter(at__gte=within[0], at__lt=within[1])))
    decided: dict[int, list[str]] = {}
    for wish, state in _decisions(*within).order_by("at", "pk").values_list("wish", "state"):
        decided.setdefault(wish, []).append(state)
    fresh = set(_recorded(*within).values_list("pk", flat=True))
    counts = Counter(dict(_people(Asking.objects.standing().filter(wish__in={*began, *decided, *fresh}))))
    rows = Wish.objects.standing().filter(pk__in={*began, *decided, *fresh}).select_related("owner")
    found = [
        Change(one, one.pk in fresh, began.get(one.pk, 0), counts[one.pk], tuple(decided.get(one.pk, ())))
        for one in rows
    ]
    return sorted(found, key=lambda one: (-one.people, -one.began, one.wish.pk))[:MOST]


def said(change: Change) -> str:
    """One line of it, in the language that holds: what is new, who began to ask, what was decided."""
    parts = [_("new wish")] if change.is_new else []
    if change.began:
        began = ngettext("%(count)s person began to ask", "%(count)s people began to ask", change.began)
        parts.append(began % {"count": change.began})
    parts += [_("decided: %(state)s") % {"state": State(state).label} for state in change.decisions]
    parts.append(
        ngettext("%(count)s person asks now", "%(count)s people ask now", change.people) % {"count": change.people}
    )
    return "; ".join(parts)


@verb
def _review(month: date, since: datetime, until: datetime) -> Review | None:
    made = Review(month=month, since=since, until=until, at=clock.now())
    made.changed = len(changes(made))
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        return None
    if made.changed:
        events.record("wish.reviewed", by=None, noun=made)
    return made


def _begins(now: datetime) -> datetime:
    return now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _opens(calendar: Calendar | None, now: datetime) -> datetime:
    """The first moment of this month in which the company works; the month itself where it never does."""
    begins = _begins(now)
    try:
        return keeping.hours(calendar).after(begins, MOMENT)
    except OutOfReach:
        return begins


def _people(askings: QuerySet[Asking]) -> list[tuple[int, int]]:
    rows = askings.order_by().values("wish").annotate(people=Count("person", distinct=True))
    return [(wish, people) for wish, people in rows.values_list("wish", "people")]


def _decisions(since: datetime, until: datetime) -> QuerySet[Decision]:
    return Decision.objects.filter(at__gte=since, at__lt=until)


def _recorded(since: datetime, until: datetime) -> QuerySet[Wish]:
    return Wish.objects.filter(recorded_at__gte=since, recorded_at__lt=until)

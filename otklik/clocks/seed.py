"""What every installation starts with: a week of five days, 9 to 18 with lunch, Russia's holidays; mild norms."""

from datetime import timedelta

from otklik.clocks import keeping
from otklik.clocks.models import Calendar, Norm, Period, Promise
from otklik.kernel import clock
from otklik.people import company
from otklik.tickets.kinds import Kind
from otklik.tickets.models import Status

HOURS = ((9 * 60, 13 * 60), (14 * 60, 18 * 60))
NAME = {"ru": "Пятидневка", "uk": "П’ятиденка", "en": "Five days a week"}
NORMS: dict[Kind | None, tuple[float, float, float]] = {
    Kind.NEW: (0.5, 2, 8),
    Kind.IN_WORK: (4, 8, 24),
    Kind.REOPENED: (1, 4, 8),
    None: (2, 4, 8),
}
"""Thresholds in working hours; the last one is that of a debt of reply."""


def seed() -> None:
    """Add what is missing."""
    seed_calendar()
    seed_norms()
    seed_promise()


def seed_promise() -> None:
    """A soft one, where there is none: an answer within two working hours (D1)."""
    if not Promise.objects.exists():
        name = {"ru": "Обычное обещание", "uk": "Звичайна обіцянка", "en": "Usual promise"}
        Promise.objects.create(name=name, first_reply=timedelta(hours=2), next_reply=timedelta(hours=2))


def seed_norms() -> None:
    """Norms from now on, where nobody has ever set one; what happened before breaks none (R24)."""
    if Norm.objects.exists():
        return
    for kind, hours in NORMS.items():
        first, second, third = (timedelta(hours=hour) for hour in hours)
        status = Status.objects.of(kind) if kind else None
        Norm.objects.create(status=status, first=first, second=second, third=third, valid_from=clock.now())


def seed_calendar() -> None:
    """A calendar, where there is none."""
    if Calendar.objects.exists():
        return
    calendar = Calendar.objects.create(name=NAME, time_zone=company.TIME_ZONE.value, country="RU", is_default=True)
    Period.objects.bulk_create(
        [Period(calendar=calendar, weekday=day, starts=start, ends=end) for day in range(5) for start, end in HOURS]
    )
    since, until = keeping.window()
    keeping.add_holidays(calendar, range(since.year, until.year))
    keeping.rebuild(calendar)

"""The calendar that every installation starts with: Monday to Friday, 9 to 18, with lunch; Russia's holidays."""

from otklik.clocks import keeping
from otklik.clocks.models import Calendar, Period
from otklik.people import company

HOURS = ((9 * 60, 13 * 60), (14 * 60, 18 * 60))
NAME = {"ru": "Пятидневка", "uk": "П’ятиденка", "en": "Five days a week"}


def seed() -> None:
    """Add it where there is none."""
    if Calendar.objects.exists():
        return
    calendar = Calendar.objects.create(name=NAME, time_zone=company.TIME_ZONE.value, country="RU", is_default=True)
    Period.objects.bulk_create(
        [Period(calendar=calendar, weekday=day, starts=start, ends=end) for day in range(5) for start, end in HOURS]
    )
    since, until = keeping.window()
    keeping.add_holidays(calendar, range(since.year, until.year))
    keeping.rebuild(calendar)

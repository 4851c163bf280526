"""A person's own shift in words: the switch in the top bar, and the page behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from otklik.kernel import clock
from otklik.people.models import Person
from otklik.routing import hours, shifts, staff, working
from otklik.routing.models import Absence, Duty, State
from otklik.routing.models.hours import Week, week_of
from otklik.ui.formats import Stamp, Words
from otklik.ui.shapes import Choice

OFF = "off"
ICONS = {State.ON: "circle-dot", State.LUNCH: "hourglass", State.REVIEW: "users-round", State.PAUSE: "pause"}
DAYS_SHOWN = 7
MOST = 50


@dataclass(frozen=True, slots=True)
class Switch:
    """Where the person is now and what they can change to; `resumes` when their shift ended by itself a moment ago."""

    title: str
    icon: str
    is_on: bool
    until: str
    choices: tuple[Choice, ...]
    resumes: str


@dataclass(frozen=True, slots=True)
class Worked:
    """An interval of the past days."""

    day: str
    state: str
    hours: str
    note: str


@dataclass(frozen=True, slots=True)
class Gone:
    """A planned absence."""

    pk: int
    kind: str
    since: Stamp
    until: Stamp
    is_now: bool


def taken(person: Person, number: int) -> str:
    """«№ 4812 у Вас», and a word when that is more than the person's ceiling."""
    most, count = hours.ceiling(person), staff.carries(person)
    known = {"number": number, "count": count, "most": most}
    if count > most:
        return _("№ %(number)s is yours. In your hands: %(count)s, more than %(most)s") % known
    return _("№ %(number)s is yours") % known


def switch(person: Person, duties: Sequence[Duty]) -> Switch:
    """The switch; `duties` is everybody on shift, asked for once a page."""
    words, mine = Words(person), next((duty for duty in duties if duty.person_id == person.pk), None)
    state = mine.state if mine else ""
    ended = None if mine else shifts.ended_by_itself(person)
    return Switch(
        title=str(State(state).label) if state else _("not on shift"),
        icon=ICONS[State(state)] if state else "circle-slash",
        is_on=mine is not None,
        until=_("until %(time)s") % {"time": words.short(mine.ends_at)} if mine else "",
        choices=tuple(_choices(state)),
        resumes=words.short(ended.ended_at) if ended and ended.ended_at else "",
    )


def _choices(state: str) -> list[Choice]:
    said = {
        State.ON: _("Back to work") if state else _("Begin the shift"),
        State.LUNCH: pgettext("shift", "Lunch"),
        State.REVIEW: pgettext("shift", "Case review"),
        State.PAUSE: pgettext("shift", "Pause"),
    }
    shown = [Choice(one.value, said[one], icon=ICONS[one]) for one in State if one != state and (state or one == "on")]
    return [*shown, Choice(OFF, _("End the shift"), icon="log-out")] if state else shown


def worked(person: Person) -> list[Worked]:
    """The last days, the newest first."""
    words = Words(person)
    since = clock.now() - timedelta(days=DAYS_SHOWN)
    found = Duty.objects.filter(person=person, started_at__gte=since).newest_first()[:MOST]
    return [
        Worked(
            words.day_heading(one.started_at),
            str(State(one.state).label),
            words.hours(one.started_at, one.ended_at) if one.ended_at else _since(words, one),
            _("ended by itself") if one.ended_by_hours else "",
        )
        for one in found
    ]


def _since(words: Words, duty: Duty) -> str:
    return _("since %(time)s") % {"time": words.time(duty.started_at)}


def week(person: Person) -> list[tuple[str, str]]:
    """The person's usual hours: (day, hours); empty when nobody has entered them."""
    hours = week_of(person)
    return [(str(WEEKDAYS[day]).capitalize(), told(periods)) for day, periods in enumerate(hours)] if any(hours) else []


def told(periods: Sequence[tuple[int, int]]) -> str:
    """«09:00–13:00, 14:00–18:00»."""
    return ", ".join(f"{_clock(start)}–{_clock(end)}" for start, end in periods)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def next_time(person: Person, hours: Week | None = None) -> str:
    """When the person's next shift begins; empty when it is not known."""
    span = working.next_shift(hours or week_of(person), ZoneInfo(person.time_zone), clock.now())
    return Words(person).sentence(span[0]) if span else ""


def absences(person: Person, words: Words) -> list[Gone]:
    """Those that last or will come, in the reader's words."""
    now = clock.now()
    return [
        Gone(
            one.pk,
            str(one.get_kind_display()),
            words.stamp(one.since, words.sentence),
            words.stamp(one.until, words.sentence),
            one.since <= now,
        )
        for one in Absence.objects.filter(person=person).ahead(now)[:MOST]
    ]

"""By which routes somebody hears, and when they are left in peace (F16)."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from otklik.notices.models import Choice, Quiet, Reason, Route
from otklik.people.models import Person

SATURDAY = 5
USUAL: dict[Reason, tuple[Route, ...]] = {
    Reason.WRITTEN: (Route.DESK, Route.BROWSER),
    Reason.ASSIGNED: (Route.DESK, Route.BROWSER, Route.MAIL),
    Reason.NOMINATED: (Route.DESK, Route.BROWSER),
    Reason.CHOSEN: (Route.DESK, Route.BROWSER, Route.MAIL),
    Reason.MENTIONED: (Route.DESK, Route.BROWSER, Route.MAIL),
    Reason.DECIDED: (Route.DESK,),
    Reason.REOPENED: (Route.DESK, Route.BROWSER),
    Reason.RATED: (Route.DESK,),
    Reason.FAILED: (Route.DESK, Route.BROWSER, Route.MAIL),
    Reason.WOKEN: (Route.DESK, Route.BROWSER),
    Reason.INVITED: (Route.DESK, Route.MAIL),
    Reason.REMINDED: (Route.DESK, Route.BROWSER),
    Reason.NEAR: (Route.DESK, Route.BROWSER),
    Reason.BROKEN: (Route.DESK, Route.BROWSER, Route.MAIL),
    Reason.LIMIT: (Route.DESK, Route.BROWSER, Route.MAIL),
    Reason.UNPLACED: (Route.DESK, Route.BROWSER),
    Reason.OBJECTED: (Route.DESK, Route.BROWSER),
    Reason.JUDGED: (Route.DESK,),
    Reason.NORM: (Route.DESK, Route.MAIL),
    Reason.HELP: (Route.DESK, Route.BROWSER),
    Reason.UNDATED: (Route.DESK, Route.MAIL),
    Reason.PASSED_UP: (Route.DESK, Route.BROWSER),
    Reason.CHECK: (Route.DESK, Route.BROWSER, Route.MAIL),
    Reason.WISH: (Route.DESK, Route.MAIL),
    Reason.WISHES: (Route.DESK, Route.MAIL),
    Reason.ARTICLE: (Route.DESK, Route.MAIL),
    Reason.NIGHT: (),
}


def of(person: Person, reason: str) -> frozenset[str]:
    """The routes by which the person hears of `reason`."""
    chosen = Choice.objects.filter(person=person, reason=reason).values_list("routes", flat=True).first()
    return frozenset(USUAL[Reason(reason)] if chosen is None else chosen)


def is_quiet(person: Person, at: datetime) -> bool:
    """Whether the person wants no letter at that instant."""
    quiet = Quiet.objects.filter(person=person).first()
    if quiet is None:
        return False
    local = at.astimezone(ZoneInfo(person.time_zone))
    if quiet.weekends and local.weekday() >= SATURDAY:
        return True
    if quiet.begins <= quiet.ends:
        return quiet.begins <= local.time() < quiet.ends
    return local.time() >= quiet.begins or local.time() < quiet.ends

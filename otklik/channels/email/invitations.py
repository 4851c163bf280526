"""Invitations to meetings as a few lines to read: what, when, where, who (RFC 5545, 6047). Never accepted by itself."""

from datetime import date, datetime
from itertools import islice
from typing import Any

from icalendar import Calendar

from otklik.channels.email import charsets

SIZE_LIMIT = 256 * 2**10
EVENTS, PEOPLE, LENGTH = 5, 30, 500


def card(octets: bytes) -> str:
    """The card of an invitation; empty if there is nothing in it that can be read."""
    if len(octets) > SIZE_LIMIT:
        return ""
    try:
        calendar = Calendar.from_ical(charsets.to_text(octets))
        method = _plain(calendar.get("method"))
        events = islice(calendar.walk("VEVENT"), EVENTS)
        return "\n\n".join(filter(None, (_event(event, method) for event in events)))
    except Exception:  # whatever the library raises: the file itself stays with the letter
        return ""


def _event(event: Any, method: str) -> str:
    state = method if method not in ("", "REQUEST", "PUBLISH") else _plain(event.get("status"))
    title = " ".join(filter(None, (_plain(event.get("summary")), f"[{state}]" if state else "")))
    lines = [title, _when(event), _plain(event.get("location")), _who(event)]
    return "\n".join(line for line in lines if line)


def _when(event: Any) -> str:
    begins, ends = (_moment(event.get(name)) for name in ("dtstart", "dtend"))
    if begins is None:
        return ""
    if not isinstance(begins, datetime) or not isinstance(ends, datetime):
        return begins.strftime("%Y-%m-%d")
    zone = f" {begins.tzinfo}" if begins.tzinfo else ""
    shape = "%H:%M" if ends.date() == begins.date() else "%Y-%m-%d %H:%M"
    return f"{begins:%Y-%m-%d %H:%M} – {ends.strftime(shape)}{zone}"


def _moment(value: Any) -> date | None:
    moment = getattr(value, "dt", None)
    return moment if isinstance(moment, date) else None


def _who(event: Any) -> str:
    invited = event.get("attendee", [])
    people = [_person(one) for one in (invited if isinstance(invited, list) else [invited])[:PEOPLE]]
    organizer = _person(event.get("organizer"))
    return " → ".join(filter(None, (organizer, ", ".join(filter(None, people)))))


def _person(value: Any) -> str:
    if value is None:
        return ""
    address = _plain(value).removeprefix("mailto:").removeprefix("MAILTO:")
    name = _plain(getattr(value, "params", {}).get("CN"))
    return f"{name} <{address}>" if name and name != address else address


def _plain(value: Any) -> str:
    return charsets.clean(str(value)).strip()[:LENGTH] if value is not None else ""

"""Calendars and their open intervals."""

from otklik.clocks.models.calendar import Calendar, CalendarDay, CalendarLine, CalendarOrganization, Opening, Period

__all__ = ["Calendar", "CalendarDay", "CalendarLine", "CalendarOrganization", "Opening", "Period"]

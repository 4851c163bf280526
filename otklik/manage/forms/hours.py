"""Lengths of time and hours of a day as people type them: «1 ч 30 мин», «9:00–13:00, 14:00–18:00»."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _

HOUR = 60
DAY = 24 * HOUR
_PART = re.compile(r"(\d{1,5})\s*(час\w*|ч|год\w*|h\w*|мин\w*|м|хв\w*|min\w*|m)?\.?", re.IGNORECASE)
_PERIOD = re.compile(r"(\d{1,2})(?::(\d\d))?\s*[-–—]\s*(\d{1,2})(?::(\d\d))?")
_HOURS = ("ч", "г", "h")


class LengthField(forms.CharField):
    """A length of time in hours and minutes; a bare number is minutes."""

    def __init__(self, **known: Any) -> None:
        super().__init__(max_length=20, **known)

    def clean(self, value: Any) -> timedelta | None:
        """None when nothing is typed."""
        text = super().clean(value).strip()
        return read_length(text) if text else None


class PeriodsField(forms.CharField):
    """The open hours of a day; empty when it is closed."""

    def __init__(self, **known: Any) -> None:
        super().__init__(max_length=80, required=False, **known)

    def clean(self, value: Any) -> list[tuple[int, int]]:
        """(start, end) in minutes after midnight."""
        text = super().clean(value).strip()
        return [_period(part.strip()) for part in re.split(r"[,;]", text)] if text else []


def read_length(text: str) -> timedelta:
    """Raises ValidationError for what is no length."""
    parts = list(_PART.finditer(text))
    if not parts or re.sub(r"[\s.]", "", _PART.sub("", text)):
        raise forms.ValidationError(_("Hours and minutes, for example “1 h 30 min”."))
    minutes = sum(int(part[1]) * (HOUR if (part[2] or "").lower().startswith(_HOURS) else 1) for part in parts)
    return timedelta(minutes=minutes)


def shown_length(length: timedelta | None) -> str:
    """As `read_length` reads it; hours are not folded into days, for a working day has not 24 of them."""
    if length is None:
        return ""
    hours, minutes = divmod(round(length.total_seconds() / 60), HOUR)
    words = ([_("%(count)s h") % {"count": hours}] if hours else []) + (
        [_("%(count)s min") % {"count": minutes}] if minutes or not hours else []
    )
    return " ".join(words)


def shown_periods(periods: Sequence[tuple[int, int]]) -> str:
    """«9:00–13:00, 14:00–18:00»."""
    return ", ".join(f"{_clock(start)}–{_clock(end)}" for start, end in periods)


def _period(text: str) -> tuple[int, int]:
    found = _PERIOD.fullmatch(text)
    if not found:
        raise forms.ValidationError(_("Hours of a day, for example “9:00–13:00, 14:00–18:00”."))
    start, end = (int(found[at]) * HOUR + int(found[at + 1] or 0) for at in (1, 3))
    return start, end or DAY


def _clock(minutes: int) -> str:
    return f"{minutes // HOUR}:{minutes % HOUR:02}"

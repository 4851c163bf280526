"""Fields of forms: texts that are cleaned on the way in, instants in the reader's own zone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from otklik.kernel import clock
from otklik.kernel.text import clean, clean_line
from otklik.ui.formats import Words

MORNING, EVENING = 9, 18
OTHER = "other"


class Line(forms.CharField):
    """A typed line, without NUL, controls and bidi tricks."""

    def to_python(self, value: Any) -> str:
        """The line, cleaned."""
        return clean_line(str(value or ""))


class Text(forms.CharField):
    """A typed text of several lines, cleaned."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        """The text, cleaned."""
        return clean(str(value or "")).strip()


class Instant(forms.Field):
    """A date and a time as the reader's clock shows them; gives an instant. Empty gives None."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def __init__(self, words: Words, **known: Any) -> None:
        super().__init__(**known)
        self.words = words

    def to_python(self, value: Any) -> datetime | None:
        """The instant. Raises ValidationError for what is no time."""
        if not value:
            return None
        try:
            local = parse_datetime(str(value))
        except ValueError:
            local = None
        if local is None:
            raise ValidationError(_("Write the date and the time, for example 21.11.2026 15:00."))
        return local.replace(tzinfo=self.words.zone) if local.tzinfo is None else local


class Soon:
    """Times that people mean by «через час», «завтра утром», for one reader."""

    def __init__(self, words: Words, codes: tuple[str, ...]) -> None:
        self.words, self.codes = words, codes
        self.now = clock.now().astimezone(words.zone)

    def choices(self) -> list[tuple[str, str]]:
        """Codes with their words; the last one is any other time."""
        return [
            *((code, self._said(code)) for code in self.codes if self.at(code)),
            (OTHER, pgettext("time", "another time")),
        ]

    def at(self, code: str) -> datetime | None:
        """The instant of a code; None if it would be no later than in half an hour, or is named otherwise."""
        at = _TIMES[code](self.now)
        is_named_already = code == "monday" and "tomorrow" in self.codes and at == _TIMES["tomorrow"](self.now)
        return None if is_named_already or at - self.now < timedelta(minutes=30) else at

    def _said(self, code: str) -> str:
        at = self.at(code) or self.now
        name = {
            "hour": _("in an hour"),
            "two_hours": _("in two hours"),
            "evening": _("this evening"),
            "tomorrow": _("tomorrow morning"),
            "monday": _("on Monday"),
            "week": _("in a week"),
        }[code]
        when = self.words.short(at) if code == "week" else self.words.time(at)
        return _("%(name)s, %(time)s") % {"name": name, "time": when}


def _on(now: datetime, days: int, hour: int) -> datetime:
    return (now + timedelta(days=days)).replace(hour=hour, minute=0, second=0, microsecond=0)


_TIMES: dict[str, Callable[[datetime], datetime]] = {
    "hour": lambda now: now + timedelta(hours=1),
    "two_hours": lambda now: now + timedelta(hours=2),
    "evening": lambda now: _on(now, 0, EVENING),
    "tomorrow": lambda now: _on(now, 1, MORNING),
    "monday": lambda now: _on(now, 7 - now.weekday(), MORNING),
    "week": lambda now: _on(now, 7, MORNING),
}


class When(forms.MultiValueField):
    """A choice of near times, or any other: gives an instant."""

    def __init__(self, words: Words, codes: tuple[str, ...], **known: Any) -> None:
        self.soon = Soon(words, codes)
        choices = self.soon.choices()
        fields = [forms.ChoiceField(choices=choices, required=False), Instant(words, required=False)]
        super().__init__(fields, require_all_fields=False, widget=WhenWidget(choices), **known)

    def compress(self, data_list: Any) -> datetime | None:
        """The instant that was chosen. Raises ValidationError if none was."""
        code, exact = data_list or ("", None)
        if code and code != OTHER:
            return self.soon.at(code)
        if exact is None and self.required:
            raise ValidationError(_("Choose a time."))
        found: datetime | None = exact
        return found


class WhenWidget(forms.MultiWidget):
    """Chips of near times, and an input for another."""

    template_name = ""  # drawn by the template, never by Django

    def __init__(self, choices: list[tuple[str, str]]) -> None:
        self.choices = choices
        exact = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__([forms.RadioSelect(choices=choices), exact])

    def decompress(self, value: datetime | None) -> list[Any]:
        """Which chip is chosen at first."""
        return [self.choices[0][0] if value is None else OTHER, value]

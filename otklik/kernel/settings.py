"""What a person may change while the server runs: declared and typed next to its use (F17).

UNDO_SEND = settings.declare(settings.Duration("tickets.undo_send", _("Undo send"), default=timedelta(seconds=10)))
...
held = UNDO_SEND.value
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from zoneinfo import available_timezones

from django.db import models
from django.utils.translation import gettext_lazy as _

from otklik.kernel import audit, clock, crypto
from otklik.kernel.text import clean
from otklik.kernel.translated import Translated
from otklik.kernel.verbs import Refused, verb

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

T = TypeVar("T")
FRESH = 1.0
"""Seconds for which a process may believe what it has read."""


class SettingValue(models.Model):
    """The value of a declared setting, where it differs from its default."""

    name = models.CharField(primary_key=True, max_length=100)
    value = models.JSONField()
    changed_at = models.DateTimeField(default=clock.now)


@dataclass(frozen=True)
class Setting(Generic[T]):
    """One thing that can be set; its subclasses say of which type."""

    name: str
    title: StrOrPromise
    default: T
    hint: StrOrPromise = ""

    @property
    def value(self) -> T:
        """What it is now; at most a second old."""
        stored = _values()
        return self.read(stored[self.name]) if self.name in stored else self.default

    def check(self, value: Any) -> T:
        """The value as it may be stored. Raises Refused("setting.invalid")."""
        raise self.refusal()

    def stored(self, value: T) -> Any:
        """As JSON."""
        return value

    def read(self, stored: Any) -> T:
        """From JSON."""
        value: T = stored
        return value

    def shown(self, stored: Any) -> Any:
        """What the audit may know."""
        return stored

    def refusal(self, said: StrOrPromise = "") -> Refused:
        """The error for a value that does not fit."""
        return Refused("setting.invalid", said or _("This value does not fit."), name=self.name)


class Flag(Setting[bool]):
    """Yes or no."""

    def check(self, value: Any) -> bool:
        """Only a boolean fits."""
        if not isinstance(value, bool):
            raise self.refusal()
        return value


@dataclass(frozen=True)
class Number(Setting[int]):
    """A whole number between two bounds."""

    least: int = 0
    most: int = 2**31 - 1

    def check(self, value: Any) -> int:
        """An integer within the bounds."""
        if isinstance(value, bool) or not isinstance(value, int) or not self.least <= value <= self.most:
            raise self.refusal(_("A whole number from %(least)d to %(most)d.") % vars(self))
        return value


@dataclass(frozen=True)
class Text(Setting[str]):
    """A text of limited length."""

    longest: int = 500

    def check(self, value: Any) -> str:
        """Cleaned text, not too long."""
        if not isinstance(value, str) or len(value) > self.longest:
            raise self.refusal(_("At most %(longest)d characters.") % vars(self))
        return clean(value).strip()


class Link(Text):
    """An address on the web; empty for none."""

    def check(self, value: Any) -> str:
        """http or https, so that a page may link to it."""
        link = super().check(value)
        if link and not re.fullmatch(r"https?://[^\s<>\"']+", link):
            raise self.refusal(_("An address begins with https:// or http://"))
        return link


class Zone(Text):
    """A time zone of the IANA database."""

    def check(self, value: Any) -> str:
        """A zone that this machine knows: anything else would break every page."""
        if value not in available_timezones():
            raise self.refusal()
        return str(value)


class Secret(Text):
    """A text that lies encrypted and never enters the audit."""

    def stored(self, value: str) -> Any:
        """Sealed."""
        return crypto.seal(value, f"setting.{self.name}")

    def read(self, stored: Any) -> str:
        """Unsealed."""
        return crypto.unseal(stored, f"setting.{self.name}")

    def shown(self, stored: Any) -> Any:
        """That there is one."""
        return audit.MASK if stored else stored


@dataclass(frozen=True, kw_only=True)
class Choice(Setting[str]):
    """One of several codes, each with its words."""

    choices: Mapping[str, StrOrPromise]

    def check(self, value: Any) -> str:
        """One of the codes."""
        if not isinstance(value, str) or value not in self.choices:
            raise self.refusal()
        return value


class Words(Setting[Translated]):
    """A text in several languages (F18)."""

    def check(self, value: Any) -> Translated:
        """A mapping of language to text; empty only where the default is."""
        if value == {} and not self.default:
            return Translated()
        try:
            return Translated.of(value)
        except ValueError:
            raise self.refusal() from None

    def read(self, stored: Any) -> Translated:
        """From JSON."""
        return Translated(stored)


@dataclass(frozen=True)
class Duration(Setting[timedelta]):
    """A length of time between two bounds, kept in seconds."""

    least: timedelta = timedelta()
    most: timedelta = timedelta(days=366)

    def check(self, value: Any) -> timedelta:
        """A timedelta within the bounds."""
        if not isinstance(value, timedelta) or not self.least <= value <= self.most:
            raise self.refusal()
        return value

    def stored(self, value: timedelta) -> Any:
        """In seconds."""
        return value.total_seconds()

    def read(self, stored: Any) -> timedelta:
        """From seconds."""
        return timedelta(seconds=stored)


S = TypeVar("S", bound=Setting[Any])
SETTINGS: dict[str, Setting[Any]] = {}
_known: tuple[float, dict[str, Any]] | None = None


def declare(setting: S) -> S:
    """Make a setting known; its name begins with its package: `tickets.undo_send`."""
    if setting.name in SETTINGS:
        raise ValueError(f"setting {setting.name} is declared twice")
    SETTINGS[setting.name] = setting
    return setting


def get(name: str) -> Any:
    """The present value of a declared setting, at most a second old."""
    return SETTINGS[name].value


@verb
def change(name: str, value: Any, *, by: Any) -> None:
    """Set it, with an entry in the audit. Raises Refused("setting.invalid")."""
    setting = SETTINGS[name]
    _put(setting, setting.stored(setting.check(value)), by)


@verb
def change_all(values: Mapping[str, Any], *, by: Any) -> None:
    """Set several at once, or none when one does not fit; what stays as it is leaves no trace."""
    for name, value in values.items():
        if SETTINGS[name].check(value) != get(name):
            change(name, value, by=by)


@verb
def reset(name: str, *, by: Any) -> None:
    """Return to the default."""
    _put(SETTINGS[name], None, by)


def forget() -> None:
    """Read anew at the next question: something was changed, here or in another process."""
    global _known
    _known = None


def _put(setting: Setting[Any], stored: Any, by: Any) -> None:
    row = SettingValue.objects.select_for_update().filter(name=setting.name)
    before = row.values_list("value", flat=True).first()
    if stored is None:
        row.delete()
    else:
        SettingValue.objects.update_or_create(name=setting.name, defaults={"value": stored, "changed_at": clock.now()})
    forget()
    if before != stored:
        states = {"before": setting.shown(before), "after": setting.shown(stored)}
        audit.record("setting.changed", by=by, noun="setting", noun_id=setting.name, **states)


def _values() -> dict[str, Any]:
    global _known
    if _known is None or time.monotonic() - _known[0] > FRESH:
        _known = time.monotonic(), dict(SettingValue.objects.values_list("name", "value"))
    return _known[1]

"""What became of hints, and which rules somebody does not want to hear (E3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otklik.kernel import clock
from otklik.people.models import Person
from otklik.style.catalogue import TITLES
from otklik.tickets.models import Ticket

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def rules() -> list[tuple[str, StrOrPromise]]:
    """Every rule and its name; new ones need no migration."""
    return list(TITLES.items())


class What(models.TextChoices):
    """What became of a hint."""

    SHOWN = "shown", pgettext_lazy("of a hint", "shown")
    ACCEPTED = "accepted", pgettext_lazy("of a hint", "accepted")
    WRONG = "wrong", _("called wrong")
    OVERRULED = "overruled", _("sent all the same")


class Outcome(models.Model):
    """In one request a rule's hints to one person; once for each thing that became of them. It holds no words."""

    rule = models.CharField(max_length=20, choices=rules)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    what = models.CharField(max_length=10, choices=What.choices)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "person", "rule", "what"], name="style_outcome_once")]
        indexes = [models.Index(fields=["at"], name="style_outcome_at")]


class Muted(models.Model):
    """A rule that somebody has put out of their sight."""

    rule = models.CharField(max_length=20, choices=rules)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "rule"], name="style_muted_once")]

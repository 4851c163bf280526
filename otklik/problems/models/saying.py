from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import pgettext_lazy

from otklik.people.models import Person
from otklik.people.models.person import Tone
from otklik.problems.models.problem import Problem
from otklik.tickets.models import Message, Ticket


class What(models.TextChoices):
    """What is written to all."""

    NOTE = "note", pgettext_lazy("to all", "note")
    REPLY = "reply", pgettext_lazy("to all", "reply")
    SOLUTION = "solution", pgettext_lazy("to all", "solution")
    NEWS = "news", pgettext_lazy("to all", "news")


class CopyState(models.TextChoices):
    """How far the words are in one request."""

    WAITING = "waiting", pgettext_lazy("copy", "waits")
    SAID = "said", pgettext_lazy("copy", "written")
    FAILED = "failed", pgettext_lazy("copy", "not written")
    TAKEN_BACK = "taken_back", pgettext_lazy("copy", "taken back")


class Say(models.Model):
    """One note, reply or solution to all requests of a problem, each in its own language, tone and channel (C4).

    News belong to no problem: whoever spreads them remembers what they are about (R14).
    """

    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, null=True, related_name="says")
    what = models.CharField(max_length=10, choices=What.choices)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["problem", "-at"], name="say_problem")]


class SayText(models.Model):
    """The words in one language and tone."""

    say = models.ForeignKey(Say, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    tone = models.CharField(max_length=10, choices=Tone.choices, default=Tone.POLITE)
    body = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["say", "language", "tone"], name="say_text")]


class Copy(models.Model):
    """The words in one request: written by its own verb, so that it answers for itself. `why` is a code or a sentence.

    `seen_up_to` is the last message when the author pressed the button (F12).
    """

    say = models.ForeignKey(Say, on_delete=models.CASCADE, related_name="copies")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=CopyState.choices, default=CopyState.WAITING)
    seen_up_to = models.BigIntegerField(default=0)
    message = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, related_name="+")
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["say", "ticket"], name="copy_once")]
        indexes = [models.Index(fields=["say", "state"], name="copy_state")]

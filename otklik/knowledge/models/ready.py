from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otklik.kernel import clock
from otklik.people import rights
from otklik.people.models import Person, Team
from otklik.people.models.person import Tone
from otklik.tickets.kinds import End
from otklik.tickets.models import Category, Message, Ticket


class Sharing(models.TextChoices):
    """Whose a ready answer is."""

    PERSONAL = "personal", _("mine alone")
    TEAM = "team", pgettext_lazy("whose it is", "a team's")
    COMPANY = "company", pgettext_lazy("whose it is", "everybody's")


class ReadyAnswerQuerySet(models.QuerySet["ReadyAnswer"]):
    """The vocabulary of ready answers."""

    def visible_to(self, person: Person | None) -> ReadyAnswerQuerySet:
        """One's own, one's teams', everybody's; who arranges them sees those of all teams. Customers see none."""
        if person is None or not person.is_authenticated or not person.may(rights.DESK):
            return self.none()
        shared = Q(sharing=Sharing.COMPANY)
        if person.may(rights.SHARE_ANSWERS):
            return self.filter(shared | Q(sharing=Sharing.TEAM) | Q(owner=person))
        return self.filter(shared | Q(owner=person) | Q(sharing=Sharing.TEAM, team__in=person.teams.all()))

    def in_use(self) -> ReadyAnswerQuerySet:
        """Those that are offered."""
        return self.filter(is_active=True)


class ReadyAnswer(models.Model):
    """Words that are said often (E2), and what follows them: the end of the reply, tags, a category, files."""

    title = models.CharField(max_length=120)
    sharing = models.CharField(max_length=10, choices=Sharing.choices, default=Sharing.PERSONAL)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="+")
    end = models.CharField(max_length=10, choices=End.choices, blank=True)
    tags = models.JSONField(default=list)
    category = models.ForeignKey(Category, on_delete=models.SET_NULL, null=True, related_name="+")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    changed_at = models.DateTimeField(default=clock.now)

    objects = ReadyAnswerQuerySet.as_manager()

    class Meta:
        ordering = ["title", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sharing="team", team__isnull=False) | ~Q(sharing="team"), name="ready_answer_team"
            )
        ]


class ReadyAnswerText(models.Model):
    """The words in one language and tone; `{клиент}` and the like are filled when they are inserted."""

    answer = models.ForeignKey(ReadyAnswer, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    tone = models.CharField(max_length=10, choices=Tone.choices, default=Tone.POLITE)
    body = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["answer", "language", "tone"], name="ready_answer_text")]


class ReadyAnswerFile(models.Model):
    """A file that goes with the words."""

    answer = models.ForeignKey(ReadyAnswer, on_delete=models.CASCADE, related_name="files")
    file = models.ForeignKey("kernel.StoredFile", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)

    class Meta:
        ordering = ["id"]


class ReadyAnswerUse(models.Model):
    """A message that a ready answer went into."""

    answer = models.ForeignKey(ReadyAnswer, on_delete=models.CASCADE, related_name="uses")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["answer", "message"], name="ready_answer_use")]

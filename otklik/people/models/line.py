from django.db import models
from django.utils.translation import pgettext_lazy

from otklik.kernel.translated import TranslatedField
from otklik.people.models.person import Person


class Line(models.Model):
    """A line of support (C1, C2) or an internal department that answers child requests (R3).

    `work_type` is the kind of work of its requests unless their category says another (C9); a code of `tickets`.
    """

    code = models.SlugField(max_length=30, unique=True)
    name = TranslatedField(default=dict)
    order = models.PositiveSmallIntegerField(default=0)
    is_department = models.BooleanField(default=False)
    is_default = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    work_type = models.CharField(max_length=20, blank=True)
    people = models.ManyToManyField(Person, through="LineMembership", related_name="lines")

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["is_default"], condition=models.Q(is_default=True), name="line_default")
        ]


class Level(models.IntegerChoices):
    """How far somebody is on a line; critical requests are not offered to the first two, nor are they charged (R21).

    Whoever comes to a line is a specialist until somebody says otherwise.
    """

    TRAINEE = 0, pgettext_lazy("level", "trainee")
    NOVICE = 1, pgettext_lazy("level", "novice")
    USUAL = 2, pgettext_lazy("level", "specialist")
    EXPERT = 3, pgettext_lazy("level", "expert")


class LineMembership(models.Model):
    """A person works on a line, at a level."""

    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="line_memberships")
    level = models.PositiveSmallIntegerField(choices=Level.choices, default=Level.USUAL)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "person"], name="line_member")]


class LevelNote(models.Model):
    """From when on somebody has been at a level of a line: rows are added and never changed.

    Without a row they are specialists. What was counted by a level once is counted so again (decision 0038).
    """

    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="level_notes")
    level = models.PositiveSmallIntegerField(choices=Level.choices)
    since = models.DateTimeField()

    class Meta:
        ordering = ["since", "id"]
        indexes = [models.Index(fields=["person", "line", "since"], name="level_note_held")]


class Team(models.Model):
    """People who share views, ready answers and mentions; a team distributes nothing."""

    name = TranslatedField(default=dict)
    handle = models.SlugField(max_length=30, unique=True, allow_unicode=True)
    people = models.ManyToManyField(Person, through="TeamMembership", related_name="teams")


class TeamMembership(models.Model):
    """A person belongs to a team."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="team_memberships")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "person"], name="team_member")]

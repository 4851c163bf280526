from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from otklik.development.models import Task
from otklik.kernel.translated import TranslatedField
from otklik.people import rights
from otklik.people.models import Organization, Person
from otklik.problems.models import Say
from otklik.tickets.models import Ticket


class State(models.TextChoices):
    """What became of a wish (R14)."""

    CONSIDERED = "considered", pgettext_lazy("wish", "considered")
    PLANNED = "planned", pgettext_lazy("wish", "planned")
    DEVELOPMENT = "development", pgettext_lazy("wish", "in development")
    DONE = "done", pgettext_lazy("wish", "done")
    DECLINED = "declined", pgettext_lazy("wish", "declined")


OPEN = (State.CONSIDERED, State.PLANNED, State.DEVELOPMENT)


class WishQuerySet(models.QuerySet["Wish"]):
    """The vocabulary of wishes."""

    def visible_to(self, person: Person | None) -> WishQuerySet:
        """Staff who see all requests; a customer sees their own askings instead."""
        if person is None or not person.is_authenticated or not person.may(rights.SEE_ALL):
            return self.none()
        return self

    def standing(self) -> WishQuerySet:
        """Those that were not merged with another one."""
        return self.filter(merged_into__isnull=True)

    def open(self) -> WishQuerySet:
        """Neither done nor declined."""
        return self.standing().filter(state__in=OPEN)


class Wish(models.Model):
    """Something that people would like, with an owner of ours and a decision with its why.

    What was merged with another wish leads to `merged_into`.
    `public` is what askers read, by language; without it, the subject of their own request.
    """

    title = models.CharField(max_length=200)
    public = TranslatedField(default=dict, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.CONSIDERED)
    state_since = models.DateTimeField()
    why = models.TextField(blank=True)
    owner = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    task = models.ForeignKey(Task, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")

    objects = WishQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-recorded_at", "-id"], name="wish_newest"),
            models.Index(fields=["state", "-recorded_at", "-id"], name="wish_state"),
        ]

    @property
    def is_open(self) -> bool:
        """Nobody has decided on it for good."""
        return self.state in OPEN

    @property
    def live_name(self) -> str:
        """What pages that show it listen to."""
        return f"wish-{self.pk}"


class AskingQuerySet(models.QuerySet["Asking"]):
    """The vocabulary of those who ask."""

    def visible_to(self, person: Person | None) -> AskingQuerySet:
        """Staff who see all requests see all; a customer their own."""
        if person is None or not person.is_authenticated:
            return self.none()
        return self if person.may(rights.SEE_ALL) else self.filter(person=person)

    def standing(self) -> AskingQuerySet:
        """Those that were not taken back."""
        return self.filter(left_at__isnull=True)


class Asking(models.Model):
    """A person asks for a wish in a request of theirs, with a reason; a request asks for one wish at a time."""

    wish = models.ForeignKey(Wish, on_delete=models.PROTECT, related_name="askings")
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="askings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    left_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    objects = AskingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket"], condition=Q(left_at__isnull=True), name="asking_current")
        ]
        indexes = [
            models.Index(fields=["person", "-at"], name="asking_person"),
            models.Index(fields=["at"], name="asking_at"),
        ]


class Decision(models.Model):
    """One decision on a wish; `say` is what its askers were told of it, if anything."""

    wish = models.ForeignKey(Wish, on_delete=models.PROTECT, related_name="decisions")
    state = models.CharField(max_length=12, choices=State.choices)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    say = models.OneToOneField(Say, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["wish", "-at"], name="decision_wish"),
            models.Index(fields=["at"], name="decision_at"),
        ]

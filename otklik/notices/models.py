"""Who was told of what, and by which route each person wants to be told (F16)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otklik.kernel.events import Event
from otklik.people.models import Person
from otklik.tickets.models import Ticket
from otklik.tickets.models.queries import sees_every_request


class Reason(models.TextChoices):
    """Why somebody is told."""

    WRITTEN = "written", _("the customer wrote")
    ASSIGNED = "assigned", _("a request was passed to you")
    NOMINATED = "nominated", _("somebody thinks that you would do best")
    CHOSEN = "chosen", _("somebody chose to tell you")
    MENTIONED = "mentioned", _("you were mentioned")
    DECIDED = "decided", _("a solution was accepted or rejected")
    REOPENED = "reopened", _("a request was opened again")
    RATED = "rated", _("a request was rated")
    FAILED = "failed", _("your reply was not delivered")
    WOKEN = "woken", _("the time of a request has come")
    INVITED = "invited", _("you take part in a request")
    REMINDED = "reminded", _("your own reminder")
    NEAR = "near", _("time is running out")
    BROKEN = "broken", _("a norm or a promise is broken")
    LIMIT = "limit", _("nobody has answered for too long")
    UNPLACED = "unplaced", _("nobody takes a request")
    HELP = "help", _("a colleague calls for help")
    PASSED_UP = "passed_up", _("a colleague passed a request on to the leads")
    UNDATED = "undated", _("development has named no date")
    OBJECTED = "objected", _("an objection to a violation waits for an answer")
    JUDGED = "judged", _("a lead has decided on your violation")
    NORM = "norm", _("norms change: read what will be")
    CHECK = "check", _("it is time to look at the overload mode again")
    WISH = "wish", _("development released what one of your wishes asks for")
    WISHES = "wishes", _("what happened to wishes last month")
    ARTICLE = "article", _("an article of yours should be looked at again")
    NIGHT = "night", _("nobody has answered beyond the outer limit, and you are not at work")


OF_VIOLATIONS = (Reason.OBJECTED, Reason.JUDGED)
"""They lead to the violation, rather than to its request."""
PAGES = {
    Reason.NORM: "/desk/norms/",
    Reason.CHECK: "/desk/shift/overload/",
    Reason.WISH: "/desk/wishes/{noun_id}/",
    Reason.WISHES: "/desk/wishes/months/{noun_id}/",
    Reason.ARTICLE: "/manage/articles/?only=review",
}
"""Where one reads what is said of no request."""
TITLES = {
    Reason.NORM: pgettext_lazy("room", "My norms"),
    Reason.CHECK: pgettext_lazy("page", "Overload"),
    Reason.WISH: pgettext_lazy("room", "Wishes"),
    Reason.WISHES: pgettext_lazy("room", "Wishes"),
    Reason.ARTICLE: pgettext_lazy("settings", "Articles"),
}
"""What those pages are called."""


class Route(models.TextChoices):
    """How somebody is told."""

    DESK = "desk", _("on the desk")
    MAIL = "mail", _("by mail")
    BROWSER = "browser", _("by a notification of the browser")


class NoticeQuerySet(models.QuerySet["Notice"]):
    """The vocabulary of notices."""

    def visible_to(self, person: Person | None) -> NoticeQuerySet:
        """One's own, of requests that one may still see."""
        if person is None or not person.is_authenticated:
            return self.none()
        if sees_every_request(person):
            return self.filter(person=person)
        seen = Q(ticket__isnull=True) | Q(ticket__in=Ticket.objects.visible_to(person))
        return self.filter(seen, person=person)

    def unread(self) -> NoticeQuerySet:
        """Not looked at yet."""
        return self.filter(read_at__isnull=True)


class Notice(models.Model):
    """One person was told of one event, once; `also` has the numbers of other requests that they heard of with it.

    What is said of norms, of the overload mode and of wishes is about no request.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notices")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="+")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, null=True, related_name="+")
    reason = models.CharField(max_length=12, choices=Reason.choices)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)
    also = models.JSONField(default=list)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "event"], name="notice_once")]
        indexes = [
            models.Index(fields=["person", "-at", "-id"], name="notice_person"),
            models.Index(
                fields=["at"], name="notice_unmailed", condition=Q(mailed_at__isnull=True, read_at__isnull=True)
            ),
        ]

    @property
    def path(self) -> str:
        """Where one reads what it is about."""
        if self.ticket is None:
            return PAGES[Reason(self.reason)].format(noun_id=self.event.noun_id)
        if self.reason in OF_VIOLATIONS:
            return f"/desk/violations/{self.event.noun_id}/"
        return f"/desk/tickets/{self.ticket.number}/"

    @property
    def title(self) -> str:
        """What it is about: the subject of its request, else the name of the page."""
        return self.ticket.subject if self.ticket else str(TITLES[Reason(self.reason)])


class Pending(models.Model):
    """A word about a violation, a norm or the overload that waits until its reader works; told or moot, it goes."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=12, choices=Reason.choices)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "person"], name="pending_once")]
        indexes = [models.Index(fields=["at"], name="pending_at")]


class Audience(models.TextChoices):
    """Whom an alert is for."""

    PERSON = "person"
    LEAD = "lead"
    NIGHT = "night"


class AlertQuerySet(models.QuerySet["Alert"]):
    """The vocabulary of alerts."""

    def waiting(self) -> AlertQuerySet:
        """Nobody has heard it yet, and it is not moot."""
        return self.filter(settled_at__isnull=True)


class Alert(models.Model):
    """A clock is near a threshold (`is_ahead`), or has passed it at `at`: once for each threshold and occurrence (D3).

    `kind` is that of the deadline, or "limit"; it is told from `tell_at` on, and settled when told or moot.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="alerts")
    kind = models.CharField(max_length=20)
    began_at = models.DateTimeField()
    degree = models.PositiveSmallIntegerField()
    is_ahead = models.BooleanField(default=False)
    to = models.CharField(max_length=6, choices=Audience.choices)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    tell_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "kind", "began_at", "degree", "is_ahead", "to"], name="alert_once"
            )
        ]
        indexes = [models.Index(fields=["tell_at"], name="alert_waiting", condition=Q(settled_at__isnull=True))]


class Choice(models.Model):
    """By which routes a person wants to hear of a reason; without a row, `otklik.notices.routes.USUAL` holds."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notice_choices")
    reason = models.CharField(max_length=12, choices=Reason.choices)
    routes = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "reason"], name="notice_choice")]


class Quiet(models.Model):
    """When a person wants no letters and no notifications, in their own time zone."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="quiet")
    begins = models.TimeField()
    ends = models.TimeField()
    weekends = models.BooleanField(default=True)

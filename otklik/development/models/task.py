from __future__ import annotations

from django.db import models
from django.db.models import Count, F, Min, Q
from django.utils.translation import gettext_lazy as _

from otklik.development.models.tracker import Tracker
from otklik.people import rights
from otklik.people.models import Person
from otklik.tickets.models import Message, Ticket


class TaskQuerySet(models.QuerySet["Task"]):
    """The vocabulary of tasks."""

    def visible_to(self, person: Person | None) -> TaskQuerySet:
        """Staff who see all requests, or those in development."""
        if person is None or not person.is_authenticated or not person.is_staff_member:
            return self.none()
        return self if person.may(rights.SEE_ALL) or person.may(rights.SEE_DEVELOPMENT) else self.none()

    def open(self) -> TaskQuerySet:
        """Neither repaired nor released."""
        return self.filter(done_at__isnull=True, released_at__isnull=True)

    def by_people(self) -> TaskQuerySet:
        """With `people`, how many customers it touches, and the `number` of a request; the most people first (C8)."""
        lasting = Q(concerns__ended_at__isnull=True)
        touched = Count("concerns__ticket__customer", filter=lasting, distinct=True)
        first = Min("concerns__ticket__number", filter=lasting)
        return self.annotate(people=touched, number=first).order_by("-people", "created_at", "id")


class Task(models.Model):
    """A task of development: in a tracker, or known by its key alone (L1).

    `key` is empty while it is being made; `mark` is the word by which a task that was made is found again after a
    crash. `due` is the tracker's date, or the bug day; while there is none, since `undated_since`, one is wanted by
    `date_by`, and late from `date_late_since` on. `changed_at` is the tracker's own time of the last change, `read_at`
    ours.
    """

    tracker = models.ForeignKey(Tracker, on_delete=models.PROTECT, null=True, related_name="tasks")
    key = models.CharField(max_length=100, blank=True)
    url = models.URLField(max_length=500, blank=True)
    title = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    mark = models.CharField(max_length=40, blank=True)
    status = models.CharField(max_length=100, blank=True)
    assignee = models.CharField(max_length=200, blank=True)
    fix_version = models.CharField(max_length=200, blank=True)
    due = models.DateField(null=True)
    changed_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
    is_critical = models.BooleanField(default=False)
    bug_day = models.DateField(null=True)
    taken_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)
    undated_since = models.DateTimeField(null=True)
    date_by = models.DateTimeField(null=True)
    date_late_since = models.DateTimeField(null=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tracker", "key"], name="task_once", nulls_distinct=False, condition=~Q(key="")
            )
        ]
        indexes = [
            models.Index(
                fields=["-is_critical", "created_at"],
                name="task_open",
                condition=Q(done_at__isnull=True, released_at__isnull=True),
            ),
            models.Index(fields=["date_by"], name="task_undated", condition=Q(date_by__isnull=False)),
            models.Index(F("done_at").desc(), name="task_done", condition=Q(done_at__isnull=False)),
        ]


class Concern(models.Model):
    """A request is about a task; while it is in development the task's dates and its release are the request's."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="concerns")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="concerns")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    suggested_at = models.DateTimeField(null=True)
    thanked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket"], name="concern_one", condition=Q(ended_at__isnull=True)),
        ]


class DueMove(models.Model):
    """A date that moved; every one is kept (R5)."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="moves")
    was = models.DateField(null=True)
    due = models.DateField(null=True)
    at = models.DateTimeField()


class Stop(models.Model):
    """*Stops work now*: with whom and what (C8)."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="stops")
    whom = models.CharField(max_length=200)
    what = models.CharField(max_length=500)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task"], name="stop_one", condition=Q(ended_at__isnull=True)),
        ]


class Errand(models.Model):
    """Something to do in a tracker; tried until it is done, with growing pauses. Reading is never done: it comes again.

    `due_at` is when it is tried next; None: done, or given up (`error` says why). A try takes a lease by moving it on.
    """

    class What(models.TextChoices):
        CREATE = "create", _("make the task")
        LINK = "link", _("link it with the request")
        COMMENT = "comment", _("write a comment")
        READ = "read", _("read the task")

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="errands")
    what = models.CharField(max_length=10, choices=What.choices)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, null=True, related_name="+")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, null=True, related_name="+")
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)
    remote = models.CharField(max_length=40, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task"], name="errand_read", condition=Q(what="read")),
            models.UniqueConstraint(fields=["task", "ticket"], name="errand_link", condition=Q(what="link")),
        ]
        indexes = [models.Index(fields=["due_at"], name="errand_due", condition=Q(due_at__isnull=False))]


class Remark(models.Model):
    """A comment in the tracker that is known here: ours, or a note made of it."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="remarks")
    remote = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "remote"], name="remark_once")]

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from otklik.kernel import audit, clock, events, signing
from otklik.kernel.crypto import EncryptedField
from otklik.kernel.verbs import Refused, verb
from otklik.people import rights
from otklik.people.models import Person

PROOF = "tracker.hook"
SECRETS = {"token", "secret"}
"""They only go in; an empty one keeps what there is."""
PATHS = {
    "gitlab": re.compile(r"[\w.-]+(/[\w.-]+){1,20}"),
    "github": re.compile(r"[\w.-]+/[\w.-]+", re.ASCII),
}
"""How a project is named: groups within groups, or an owner and a name."""
STATE = {"answered_at", "failing_since", "error", "rests_until"}


class Flavour(models.TextChoices):
    """Which tracker, by its wire format."""

    CLOUD = "jira_cloud", "Jira Cloud"
    SERVER = "jira_server", "Jira Data Center"
    GITLAB = "gitlab", "GitLab"
    GITHUB = "github", "GitHub"


class TrackerQuerySet(models.QuerySet["Tracker"]):
    """The vocabulary of trackers."""

    def visible_to(self, person: Person | None) -> TrackerQuerySet:
        """Those who answer for the company see them (F8)."""
        if person is None or not person.is_authenticated or not person.may(rights.MANAGE_COMPANY):
            return self.none()
        return self

    def active(self) -> TrackerQuerySet:
        """In use."""
        return self.filter(is_active=True)


class Tracker(models.Model):
    """Where developers keep their tasks (L1): its address, how to sign in, which statuses mean *released*.

    `project` is a key of Jira, or the path of a project of GitLab or GitHub; `issue_type` a kind of task, there a
    label. `user` and `token` are an account's e-mail and token; without `user` the token is a personal one. `secret`
    proves the tracker's calls. `rests_until` is when it may be asked again after it has said "too many".
    """

    name = models.CharField(max_length=80)
    flavour = models.CharField(max_length=20, choices=Flavour.choices, default=Flavour.CLOUD)
    url = models.CharField(max_length=300)
    project = models.CharField(max_length=300)
    issue_type = models.CharField(max_length=80, default="Bug", blank=True)
    user = models.CharField(max_length=320, blank=True)
    token = EncryptedField(blank=True)
    secret = EncryptedField(blank=True)
    released = models.JSONField(default=list, blank=True)
    is_active = models.BooleanField(default=True)
    answered_at = models.DateTimeField(null=True, editable=False)
    failing_since = models.DateTimeField(null=True, editable=False)
    error = models.CharField(max_length=300, blank=True, editable=False)
    rests_until = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(editable=False)

    objects = TrackerQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]

    @classmethod
    def add(cls, *, by: Person | None, **fields: Any) -> Tracker:
        """Set one up. Raises Refused with the name of what does not fit."""
        tracker = cls(created_at=clock.now())
        tracker._set("tracker.added", fields, by)
        return tracker

    def change(self, *, by: Person | None, **fields: Any) -> None:
        """Change it; an empty secret keeps the old one. Raises Refused with the name of what does not fit."""
        self._set("tracker.changed", fields, by)

    def with_trial(self, **fields: Any) -> Tracker:
        """The tracker as it would be, to try it before it is saved. Raises Refused."""
        trial = Tracker(**{field.attname: getattr(self, field.attname) for field in self._meta.concrete_fields})
        trial._fill(fields)
        return trial

    @property
    def is_jira(self) -> bool:
        """Whether its tasks have keys of letters and numbers."""
        return self.flavour in (Flavour.CLOUD, Flavour.SERVER)

    def means_released(self, status: str) -> bool:
        """Whether a status of the tracker wakes requests (R5); names are compared without regard to case."""
        return status.casefold() in {str(name).casefold() for name in self.released}

    @property
    def proof(self) -> str:
        """What the address of its calls holds, so that nobody else can call."""
        return signing.mark(PROOF, self.pk)

    @verb
    def answered(self) -> None:
        """It works."""
        Tracker.objects.filter(pk=self.pk).update(
            answered_at=clock.now(), failing_since=None, error="", rests_until=None
        )

    @verb
    def failed(self, error: str, rest: timedelta | None = None) -> None:
        """It does not; since when is kept. With `rest` nobody asks it for so long."""
        known = Tracker.objects.filter(pk=self.pk)
        known.filter(failing_since__isnull=True).update(failing_since=clock.now())
        known.update(error=error[:300], **({"rests_until": clock.now() + rest} if rest else {}))

    @verb
    def _set(self, code: str, fields: dict[str, Any], by: Person | None) -> None:
        if by is not None:
            rights.require(by, rights.MANAGE_COMPANY)
        before = self._shown() if self.pk else None
        self._fill(fields)
        kept = {field.name for field in self._meta.concrete_fields} - STATE - {"id"}
        self.save(update_fields=list(kept) if self.pk else None)
        events.record(code, by=by, noun=self)
        audit.record(code, by=by, noun="tracker", noun_id=self.pk, before=before, after=self._shown())

    def _fill(self, fields: dict[str, Any]) -> None:
        changed = {name for name, value in fields.items() if value != getattr(self, name)}
        given = {name for name in changed if name not in SECRETS or fields[name]}
        if self.token and {"url", "flavour"} & given and "token" not in given:
            raise Refused("tracker.token", _("The address is another one now: give the token again."), name="token")
        for name in given:
            setattr(self, name, fields[name])
        self.url = self.url.rstrip("/")
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
            raise Refused("tracker.url", _("Enter an address that begins with https://."), name="url")
        self._check_place()

    def _check_place(self) -> None:
        """Raises Refused with the name of what does not fit the kind."""
        if self.is_jira and not self.issue_type:
            raise Refused("tracker.issue_type", _("Jira wants to know the kind of tasks."), name="issue_type")
        if not self.is_jira and not PATHS[self.flavour].fullmatch(self.project):
            like = {"path": "company/mail"}
            raise Refused("tracker.project", _("A project looks like %(path)s.") % like, name="project")

    def _shown(self) -> dict[str, Any]:
        hidden = {"id", "created_at"} | STATE
        names = [field.attname for field in self._meta.concrete_fields if field.attname not in hidden]
        return {name: getattr(self, name) for name in names}


class Hook(models.Model):
    """A call of a tracker, kept as it came before anything is understood (F10)."""

    class State(models.TextChoices):
        NEW = "new", gettext_lazy("not looked at yet")
        HEARD = "heard", gettext_lazy("the task is read anew")
        OLD = "old", gettext_lazy("older than what is known")
        STRANGE = "strange", gettext_lazy("about no task of ours")
        NONSENSE = "nonsense", gettext_lazy("it cannot be understood")

    tracker = models.ForeignKey(Tracker, on_delete=models.CASCADE, related_name="hooks")
    identifier = models.CharField(max_length=100)
    body = models.BinaryField()
    at = models.DateTimeField(db_index=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.NEW)
    key = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tracker", "identifier"], name="hook_once")]
        indexes = [models.Index(fields=["id"], name="hook_new", condition=models.Q(state="new"))]

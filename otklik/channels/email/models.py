"""Mailboxes, and the ids of letters by which answers find their request."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from otklik import live
from otklik.kernel import addresses, audit, clock, events
from otklik.kernel.crypto import EncryptedField
from otklik.kernel.inserting import insert_once
from otklik.kernel.translated import TranslatedField
from otklik.kernel.verbs import Refused, verb
from otklik.people import rights
from otklik.people.models import Line, Person
from otklik.tickets.models import Message, Ticket

if TYPE_CHECKING:
    from otklik.channels.email.access import Access
    from otklik.channels.email.connecting import Finding

PORTS = {"imap_port", "smtp_port"}
STATE = {
    "uid_validity",
    "last_uid",
    "fetched_at",
    "fetch_failing_since",
    "fetch_error",
    "send_failing_since",
    "send_error",
    "size_limit",
}
SECRETS = {"imap_password", "smtp_password", "provider_token", "provider_secret"}
"""They only go in; an empty one keeps what there is."""


class Security(models.TextChoices):
    """How the connection to a mail server is protected."""

    TLS = "tls", _("TLS from the start")
    STARTTLS = "starttls", "STARTTLS"
    NONE = "none", _("none: only inside of one machine or network")


class Fetching(models.TextChoices):
    """By what letters are fetched."""

    IMAP = "imap", "IMAP"
    POP3 = "pop3", "POP3"


class Provider(models.TextChoices):
    """Sending services that take letters by their own interface instead of SMTP."""

    NONE = "", _("none: by SMTP")
    MAILGUN = "mailgun", "Mailgun"
    POSTMARK = "postmark", "Postmark"


class MailboxQuerySet(models.QuerySet["Mailbox"]):
    """The vocabulary of mailboxes."""

    def visible_to(self, person: Person | None) -> MailboxQuerySet:
        """Those who answer for channels see them (F8)."""
        if person is None or not person.is_authenticated or not person.may(rights.MANAGE_CHANNELS):
            return self.none()
        return self

    def active(self) -> MailboxQuerySet:
        """In use."""
        return self.filter(is_active=True)

    def fetching(self) -> MailboxQuerySet:
        """Letters are fetched from these."""
        return self.active().exclude(imap_host="")

    def sending(self) -> MailboxQuerySet:
        """Letters are sent from these."""
        return self.active().exclude(smtp_host="", provider="")

    def default(self) -> Mailbox | None:
        """From which letters go when nothing else decides."""
        return self.sending().order_by("-is_default", "id").first()


class Mailbox(models.Model):
    """An address that people write to: where its letters are fetched, and how answers leave (A2).

    `since`: letters that came before that day are left alone. `name` is how the sender is called in letters,
    `signature` ends them where their author has none. `imap_*` are the server to fetch from, by whichever protocol;
    `keep_days` is for how long POP3 leaves letters there (None: for ever). `provider_secret` proves that a provider's
    call is its own. `size_limit` is the largest letter, in bytes, that the sending server takes, as it last said.
    """

    address = models.CharField(max_length=320, unique=True)
    name = TranslatedField(default=dict, blank=True)
    line = models.ForeignKey(Line, on_delete=models.PROTECT, null=True, blank=True, related_name="mailboxes")
    language = models.CharField(max_length=2, blank=True)
    is_active = models.BooleanField(default=True)
    is_default = models.BooleanField(default=False)
    takes_tags = models.BooleanField(default=True)
    since = models.DateField()

    signature = TranslatedField(default=dict, blank=True)

    fetch_by = models.CharField(max_length=4, choices=Fetching.choices, default=Fetching.IMAP)
    imap_host = models.CharField(max_length=253, blank=True)
    imap_port = models.PositiveIntegerField(default=993)
    imap_security = models.CharField(max_length=10, choices=Security.choices, default=Security.TLS)
    imap_user = models.CharField(max_length=320, blank=True)
    imap_password = EncryptedField(blank=True)
    folder = models.CharField(max_length=200, default="INBOX")
    done_folder = models.CharField(max_length=200, blank=True)
    keep_days = models.PositiveSmallIntegerField(null=True, blank=True)

    smtp_host = models.CharField(max_length=253, blank=True)
    smtp_port = models.PositiveIntegerField(default=465)
    smtp_security = models.CharField(max_length=10, choices=Security.choices, default=Security.TLS)
    smtp_user = models.CharField(max_length=320, blank=True)
    smtp_password = EncryptedField(blank=True)

    provider = models.CharField(max_length=10, choices=Provider.choices, blank=True)
    provider_token = EncryptedField(blank=True)
    provider_url = models.CharField(max_length=200, blank=True)
    provider_secret = EncryptedField(blank=True)

    uid_validity = models.BigIntegerField(null=True, editable=False)
    last_uid = models.BigIntegerField(default=0, editable=False)
    fetched_at = models.DateTimeField(null=True, editable=False)
    fetch_failing_since = models.DateTimeField(null=True, editable=False)
    fetch_error = models.CharField(max_length=300, blank=True, editable=False)
    send_failing_since = models.DateTimeField(null=True, editable=False)
    send_error = models.CharField(max_length=300, blank=True, editable=False)
    size_limit = models.BigIntegerField(null=True, editable=False)
    created_at = models.DateTimeField(editable=False)
    changed_at = models.DateTimeField(editable=False)

    objects = MailboxQuerySet.as_manager()

    class Meta:
        ordering = ["-is_default", "address"]
        constraints = [
            models.UniqueConstraint(fields=["is_default"], condition=models.Q(is_default=True), name="mailbox_default")
        ]

    @classmethod
    def add(cls, *, by: Person | None, **fields: Any) -> Mailbox:
        """Set up a mailbox. Raises Refused with the code of what does not fit."""
        mailbox = cls(created_at=clock.now(), changed_at=clock.now(), since=clock.now().date())
        mailbox._set("mailbox.added", fields, by)
        return mailbox

    def change(self, *, by: Person | None, **fields: Any) -> None:
        """Change it; an empty password keeps the old one. Raises Refused with the code of what does not fit."""
        self._set("mailbox.changed", fields, by)

    def check_connection(self) -> list[Finding]:
        """Sign in to both servers and say how it went; takes up to half a minute when they are silent."""
        from otklik.channels.email import connecting

        return connecting.check(self)

    @property
    def leave(self) -> Access | None:
        """How it signs in without a password, if its owner was asked to agree to that."""
        from otklik.channels.email.access import Access

        return Access.objects.filter(mailbox=self.pk).exclude(granted_at=None).first() if self.pk else None

    @property
    def domain(self) -> str:
        """The part of the address after the @, as A-labels."""
        return addresses.domain_of(addresses.normalise("email", self.address))

    @verb
    def _set(self, code: str, fields: dict[str, Any], by: Person | None) -> None:
        if by is not None:
            rights.require(by, rights.MANAGE_CHANNELS)
        before = self._shown() if self.pk else None
        changed = sorted(name for name, value in fields.items() if self._differs(name, value))
        if by is not None:
            self._keep_passwords_at_home(changed)
        for name in changed:
            setattr(self, name, fields[name])
        self._refuse_nonsense()
        if self.is_default:
            Mailbox.objects.filter(is_default=True).exclude(pk=self.pk).update(is_default=False)
        forgotten = self._forget_what_servers_said(set(changed))
        self.changed_at = clock.now()
        kept = {field.name for field in self._meta.concrete_fields} - STATE - {"id"}
        self.save(update_fields=[*kept, *forgotten] if self.pk else None)  # a fetcher writes the others meanwhile
        data: dict[str, Any] = {"fields": changed} if before else {}
        events.record(code, by=by, noun=self, **data)
        audit.record(code, by=by, noun="mailbox", noun_id=self.pk, before=before, after=self._shown())
        live.touch("mailboxes", to=["staff"])

    def _forget_what_servers_said(self, changed: set[str]) -> list[str]:
        """Another server numbers letters anew and takes others; the names of what is forgotten."""
        forgotten = []
        if changed & {"imap_host", "imap_user", "folder"}:
            self.uid_validity, self.last_uid = None, 0
            forgotten += ["uid_validity", "last_uid"]
        if changed & {"smtp_host", "provider"}:
            self.size_limit = None
            forgotten.append("size_limit")
        return forgotten

    def with_trial(self, **fields: Any) -> Mailbox:
        """The mailbox as it would be, to check its connection before it is saved. Raises Refused."""
        changed = [name for name, value in fields.items() if self._differs(name, value)]
        self._keep_passwords_at_home(changed)
        trial = copy(self)
        for name in changed:
            setattr(trial, name, fields[name])
        return trial

    def _keep_passwords_at_home(self, changed: Iterable[str]) -> None:
        """A password that nobody may read is not sent to another server than the one it was given for."""
        for way in ("imap", "smtp"):
            moved = {f"{way}_host", f"{way}_security"} & set(changed)
            self._demand_anew(f"{way}_password", changed, bool(moved))
        self._demand_anew("provider_token", changed, bool({"provider", "provider_url"} & set(changed)))

    def _demand_anew(self, secret: str, changed: Iterable[str], moved: bool) -> None:
        if moved and getattr(self, secret) and secret not in changed:
            raise Refused("mailbox.password", _("The server is another one now: give its password again."), name=secret)

    def _differs(self, name: str, value: Any) -> bool:
        if name in STATE or name not in {field.name for field in self._meta.concrete_fields}:
            raise ValueError(f"a mailbox has no {name} to change")
        return getattr(self, name) != value and not (name in SECRETS and not value)

    def _refuse_nonsense(self) -> None:
        self.address = self.address.strip()
        addresses.normalise("email", self.address)
        if any(not 1 <= getattr(self, port) <= 65535 for port in PORTS):
            raise Refused("mailbox.port", _("A port is a number from 1 to 65535."))
        if not any(server.strip() for server in (self.imap_host, self.smtp_host, self.provider)):
            raise Refused("mailbox.servers", _("Name the server for fetching or the one for sending."))
        if Mailbox.objects.filter(address__iexact=self.address).exclude(pk=self.pk).exists():
            raise Refused("mailbox.taken", _("There is a mailbox with this address already."))

    def _shown(self) -> dict[str, Any]:
        """Its settings as the audit may know them; passwords are masked there."""
        values = {field.attname: getattr(self, field.attname) for field in self._meta.concrete_fields}
        hidden = {"id", "created_at", "changed_at"} | STATE
        return {name: str(value) if name == "since" else value for name, value in values.items() if name not in hidden}


class LetterId(models.Model):
    """The Message-ID of a letter that came or left, and the message that it is; without angle brackets."""

    value = models.CharField(max_length=500, db_index=True)
    folded = models.CharField(max_length=500, db_index=True)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="letter_ids")
    is_ours = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["value", "message"], name="letter_id_once")]

    @classmethod
    def note(cls, value: str, message: Message, *, is_ours: bool = False) -> None:
        """Remember the id of a letter; an empty one is none."""
        value = value[:500]
        if value:
            known = {"folded": value.lower(), "is_ours": is_ours, "at": clock.now()}
            insert_once(cls(value=value, message=message, **known))

    @classmethod
    def ticket_of(cls, value: str) -> Ticket | None:
        """The request in which a letter with that id is: compared exactly first, then without regard to case."""
        named = cls.objects.select_related("message__ticket").order_by("-id")
        found = named.filter(value=value[:500]).first() or named.filter(folded=value[:500].lower()).first()
        return found.message.ticket if found else None


class PopLetter(models.Model):
    """A letter on a POP3 server that we have, by the server's unique id of it (UIDL, RFC 1939)."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="pop_letters")
    uidl = models.CharField(max_length=100)
    stored_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mailbox", "uidl"], name="pop_letter_once")]

"""Leave to use a mailbox at Google or Microsoft, given by its owner and renewed by itself (A2, RFC 6749)."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from otklik import live
from otklik.channels.email import oauth
from otklik.channels.email.models import Mailbox
from otklik.channels.email.oauth import NoToken, Tokens
from otklik.kernel import audit, clock, events
from otklik.kernel.crypto import EncryptedField
from otklik.kernel.verbs import Refused, verb
from otklik.people import rights
from otklik.people.models import Person

EARLY = timedelta(minutes=2)
"""A token is renewed so long before it ends."""
AGREEING = timedelta(minutes=15)
"""Within which the owner must have agreed."""


class AccessProvider(models.TextChoices):
    """Who gives tokens."""

    GOOGLE = "google", "Google"
    MICROSOFT = "microsoft", "Microsoft"


class Access(models.Model):
    """How a mailbox signs in without a password. `broken_since`: the provider takes our leave no more."""

    mailbox = models.OneToOneField(Mailbox, on_delete=models.CASCADE, related_name="access")
    provider = models.CharField(max_length=10, choices=AccessProvider.choices)
    client_id = models.CharField(max_length=300)
    client_secret = EncryptedField(blank=True)
    tenant = models.CharField(max_length=100, default="common")
    refresh_token = EncryptedField(blank=True)
    access_token = EncryptedField(blank=True)
    ends_at = models.DateTimeField(null=True)
    granted_at = models.DateTimeField(null=True)
    broken_since = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=64, blank=True)
    verifier = EncryptedField(blank=True)
    asked_at = models.DateTimeField(null=True)

    @property
    def is_granted(self) -> bool:
        """Whether the owner has agreed, and the provider still does."""
        return bool(self.refresh_token) and self.broken_since is None

    @classmethod
    @verb
    def ask(cls, mailbox: Mailbox, *, by: Person, back: str, **known: str) -> str:
        """Where the owner of the mailbox agrees; an empty `client_secret` keeps the old one."""
        rights.require(by, rights.MANAGE_CHANNELS)
        if known.get("provider") not in oauth.PROVIDERS or not known.get("client_id"):
            raise Refused("access.client", _("Choose the provider and give the client id of your registration there."))
        access = cls.objects.select_for_update().filter(mailbox=mailbox).first() or cls(mailbox=mailbox)
        moved = access.pk and (access.provider, access.tenant) != (known["provider"], known.get("tenant") or "common")
        if moved or not access.pk:
            access.client_secret = access.refresh_token = access.access_token = ""
        for name in ("provider", "client_id", "tenant"):
            setattr(access, name, known.get(name) or ("common" if name == "tenant" else ""))
        access.client_secret = known.get("client_secret") or access.client_secret
        access.state, access.verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
        access.asked_at = clock.now()
        access.save()
        return oauth.address(
            access.described,
            access.tenant,
            client=access.client_id,
            back=back,
            state=access.state,
            verifier=access.verifier,
            hint=mailbox.address,
        )

    @classmethod
    def grant(cls, state: str, code: str, *, by: Person, back: str) -> Access:
        """The owner has agreed: exchange the code for tokens, once. Raises Refused, NoToken."""
        rights.require(by, rights.MANAGE_CHANNELS)
        fresh = cls.objects.filter(asked_at__gt=clock.now() - AGREEING).exclude(state="")
        access = fresh.select_related("mailbox").filter(state=state).first() if state else None
        if access is None or not cls.objects.filter(pk=access.pk, state=state).update(state=""):
            raise Refused("access.late", _("This connection is over. Begin again."))
        known = {"grant_type": "authorization_code", "code": code, "redirect_uri": back}
        tokens = oauth.ask(access.described, access.tenant, **known, code_verifier=access.verifier, **access._client())
        if not tokens.refresh:
            raise Refused(
                "access.online", _("The provider gave no lasting access. Withdraw the old one there, then retry.")
            )
        access._granted(tokens, by)
        return access

    @property
    def described(self) -> oauth.Provider:
        """Where the provider is, and which servers may see its tokens."""
        return oauth.PROVIDERS[self.provider]

    def token(self, host: str, security: str) -> str:
        """A token that is good for some minutes, renewed by one process at a time. Raises NoToken."""
        if host.lower() not in self.described.hosts or (security == "none" and not self.described.is_plain):
            raise NoToken("token_host", host)
        trouble: NoToken | None = None
        with transaction.atomic():
            row = Access.objects.select_for_update().get(pk=self.pk)
            if not row.is_granted:
                raise NoToken("token", row.error)
            if not row.access_token or row.ends_at is None or row.ends_at < clock.now() + EARLY:
                trouble = row._renew()
        if trouble is not None:
            raise trouble
        return str(row.access_token)

    def distrust(self, token: str) -> None:
        """A server did not take this token: the next attempt asks for another."""
        row = Access.objects.get(pk=self.pk)
        if row.access_token == token:
            Access.objects.filter(pk=self.pk).update(ends_at=None)

    def _renew(self) -> NoToken | None:
        """Ask for the next token; a refusal for good is written down and returned, not raised, so that it commits."""
        known = {"grant_type": "refresh_token", "refresh_token": self.refresh_token, "scope": self.described.scope}
        try:
            self._keep(oauth.ask(self.described, self.tenant, **known, **self._client()))
        except NoToken as trouble:
            if trouble.reason == "token":
                self.broken_since, self.error = clock.now(), trouble.error[:300]
                self.save(update_fields=["broken_since", "error"])
            return trouble
        return None

    def _client(self) -> dict[str, str]:
        secret = {"client_secret": self.client_secret} if self.client_secret else {}
        return {"client_id": self.client_id, **secret}

    def _keep(self, tokens: Tokens) -> None:
        self.access_token = tokens.access
        self.refresh_token = tokens.refresh or self.refresh_token
        self.ends_at = clock.now() + timedelta(seconds=tokens.seconds)
        self.broken_since, self.error = None, ""
        self.save()

    @verb
    def _granted(self, tokens: Tokens, by: Person) -> None:
        self.state = self.verifier = ""
        self.granted_at = clock.now()
        self._keep(tokens)
        Mailbox.objects.filter(pk=self.mailbox_id).update(changed_at=clock.now())  # its fetcher begins anew
        data: dict[str, Any] = {"provider": self.provider}
        events.record("mailbox.connected", by=by, noun=self.mailbox, **data)
        audit.record("mailbox.connected", by=by, noun="mailbox", noun_id=self.mailbox_id, before=None, after=data)
        live.touch("mailboxes", to=["staff"])

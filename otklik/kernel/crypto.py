"""Short secrets at rest, under the installation's encryption keys (F27): passwords of mailboxes, tokens of trackers."""

from __future__ import annotations

import base64
import secrets
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models


class Unreadable(Exception):
    """Sealed under a key that is gone, for another purpose, or changed since."""


def seal(text: str, purpose: str) -> str:
    """Encrypt under the newest key (AES-256-GCM); what comes out says which one, and opens for `purpose` only."""
    key_id, key = list(settings.KEYS.encryption.items())[-1]
    nonce = secrets.token_bytes(12)
    sealed = AESGCM(bytes.fromhex(key)).encrypt(nonce, text.encode(), purpose.encode())
    return f"{key_id}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"


def unseal(sealed: str, purpose: str) -> str:
    """Decrypt. Raises Unreadable."""
    key_id, _, body = sealed.partition(".")
    try:
        raw = base64.urlsafe_b64decode(body)
        key = bytes.fromhex(settings.KEYS.encryption[key_id])
        return AESGCM(key).decrypt(raw[:12], raw[12:], purpose.encode()).decode()
    except (KeyError, ValueError, InvalidTag):
        raise Unreadable(purpose) from None


def is_current(sealed: str) -> bool:
    """Whether it is sealed under the newest key; if not, saving it again moves it there."""
    return sealed.partition(".")[0] == list(settings.KEYS.encryption)[-1]


class EncryptedField(models.TextField):  # type: ignore[type-arg]
    """Text that lies encrypted in its column; it cannot be searched for."""

    def get_prep_value(self, value: Any) -> Any:
        """Seal what goes to the database; empty stays empty."""
        return seal(value, self._purpose()) if value else value

    def from_db_value(self, value: str | None, *_: object) -> str | None:
        """Unseal what comes from it."""
        return unseal(value, self._purpose()) if value else value

    def get_lookup(self, lookup_name: str) -> Any:
        """Only emptiness can be asked for."""
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None

    def _purpose(self) -> str:
        return f"{self.model._meta.label_lower}.{self.attname}"

"""OAuth 2 as Google and Microsoft speak it: the code flow with PKCE, refreshing, and their errors (RFC 6749, 7636)."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import urllib3

PATIENCE = urllib3.Timeout(connect=10, read=15)
MOST = 64 * 1024
"""Bytes of an answer that are read."""


class NoToken(OSError):
    """There is no token to sign in with: `reason` is token (a person must connect the mailbox anew) or what passes."""

    def __init__(self, reason: str, error: str = "") -> None:
        super().__init__(error or reason)
        self.reason, self.error = reason, error


@dataclass(frozen=True)
class Provider:
    """Where a provider authorises and gives tokens; its tokens go to `hosts` alone, by TLS unless `is_plain`."""

    title: str
    authorize: str
    token: str
    scope: str
    hosts: frozenset[str]
    extra: tuple[tuple[str, str], ...] = ()
    imap: str = ""
    smtp: str = ""
    is_plain: bool = False


PROVIDERS = {
    "google": Provider(
        title="Google",
        authorize="https://accounts.google.com/o/oauth2/v2/auth",
        token="https://oauth2.googleapis.com/token",  # noqa: S106  an address
        scope="https://mail.google.com/",
        hosts=frozenset({"imap.gmail.com", "smtp.gmail.com", "pop.gmail.com"}),
        extra=(("access_type", "offline"), ("prompt", "consent")),
        imap="imap.gmail.com",
        smtp="smtp.gmail.com",
    ),
    "microsoft": Provider(
        title="Microsoft",
        authorize="https://login.microsoftonline.com/{tenant}/oauth2/v2.0/authorize",
        token="https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token",  # noqa: S106  an address
        scope="offline_access https://outlook.office.com/IMAP.AccessAsUser.All "
        "https://outlook.office.com/POP.AccessAsUser.All https://outlook.office.com/SMTP.Send",
        hosts=frozenset({"outlook.office365.com", "outlook.office.com", "smtp.office365.com"}),
        extra=(("prompt", "select_account"),),
        imap="outlook.office365.com",
        smtp="smtp.office365.com",
    ),
}


@dataclass(frozen=True)
class Tokens:
    """What a provider has given; `refresh` is empty when the old one stays."""

    access: str
    refresh: str
    seconds: int


def challenge(verifier: str) -> str:
    """What the provider is told of our secret beforehand (RFC 7636 §4.2, S256)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def address(provider: Provider, tenant: str, *, client: str, back: str, state: str, verifier: str, hint: str) -> str:
    """Where a person agrees; they come back to `back` with a code."""
    asked = {
        "client_id": client,
        "redirect_uri": back,
        "response_type": "code",
        "scope": provider.scope,
        "state": state,
        "code_challenge": challenge(verifier),
        "code_challenge_method": "S256",
        "login_hint": hint,
        **dict(provider.extra),
    }
    return f"{provider.authorize.format(tenant=tenant)}?{urlencode(asked)}"


def ask(provider: Provider, tenant: str, **form: str) -> Tokens:
    """Exchange a code or a refresh token. Raises NoToken: `token` when only a person can help."""
    status, said = _post(provider.token.format(tenant=tenant), form)
    if status != 200:
        raise _refusal(status, said)
    access = said.get("access_token")
    if not isinstance(access, str) or not access:
        raise NoToken("token_server", "no access_token in the answer")
    lasts = said.get("expires_in", 3600)
    seconds = int(lasts) if str(lasts).isdecimal() else 3600
    return Tokens(access, str(said.get("refresh_token") or ""), seconds)


def _post(url: str, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
    try:
        with urllib3.PoolManager(timeout=PATIENCE, retries=False) as pool:
            answer = pool.request(
                "POST", url, fields=form, encode_multipart=False, redirect=False, preload_content=False
            )
            body = answer.read(MOST)
            answer.release_conn()
    except urllib3.exceptions.HTTPError as trouble:
        raise NoToken("token_server", str(trouble)[:300]) from trouble
    try:
        said = json.loads(body)
    except ValueError:
        said = {}
    return answer.status, said if isinstance(said, dict) else {}


def _refusal(status: int, said: dict[str, Any]) -> NoToken:
    """`invalid_grant`, a wrong client: a person must act. All else passes (RFC 6749 §5.2)."""
    code = str(said.get("error", ""))[:60]
    words = f"{code}: {said.get('error_description', '')}"[:300] if code else f"HTTP {status}"
    is_final = status in (400, 401, 403) and code not in ("", "temporarily_unavailable", "server_error")
    return NoToken("token" if is_final else "token_server", words)

"""What the sign-in library asks of us (F9)."""

from __future__ import annotations

import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation

from otklik.people import identifying
from otklik.people.models import Person

CODE_LIVES = 600
"""Seconds for which a code, and so its letter, is worth anything."""

LETTERS = {
    "account/email/login_code": CODE_LIVES,
    "account/email/password_reset_key": CODE_LIVES,
    "account/email/invitation": settings.PASSWORD_RESET_TIMEOUT,
}
"""Those that we know of, and for how many seconds each is worth sending."""


class Adapter(DefaultAccountAdapter):
    """People come from our records; nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """A customer's record is made by writing to support, a colleague's by an administrator."""
        return False

    def generate_login_code(self) -> str:
        """Six digits (F9)."""
        return f"{secrets.randbelow(10**6):06d}"

    def get_client_ip(self, request: HttpRequest) -> str:
        """The door has settled who the client is (F1)."""
        return str(request.META.get("REMOTE_ADDR", ""))

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Staff go to the desk, customers to their requests."""
        person = request.user
        is_staff = isinstance(person, Person) and person.is_staff_member
        return "/desk/" if is_staff else "/requests/"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Only letters that we know of leave, in the reader's language."""
        if template_prefix in LETTERS:
            person = identifying.find("email", email)
            with translation.override(person.language if person else None):
                letter = self.render_mail(
                    template_prefix, email, context, headers={"expires": str(LETTERS[template_prefix])}
                )
                letter.send()

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Our pages say what happened themselves."""

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The address in the letter is ours, whatever Host said (F27)."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.SITE_URL + path.replace("UID-KEY", key)

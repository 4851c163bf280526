"""The boxes of the sign-in pages."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm, LoginForm, RequestLoginCodeForm, ResetPasswordForm
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otklik.kernel import addresses
from otklik.people.models import Person


class AddressForm(RequestLoginCodeForm):
    """A customer's address; staff sign in with a password, so for this form they do not exist."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("Your e-mail")
        self.fields["email"].widget.attrs = {"autocomplete": "email", "autofocus": True}

    def clean_email(self) -> str:
        """The address in the form by which we match (F9)."""
        email = super().clean_email()
        if isinstance(self._user, Person) and self._user.is_staff_member:
            self._user = None
        try:
            return addresses.normalise("email", email)
        except addresses.InvalidAddress:
            return str(email)


class CodeForm(ConfirmLoginCodeForm):
    """Six digits from the letter."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code from the letter")
        self.fields["code"].widget.attrs = {
            "autocomplete": "one-time-code",
            "inputmode": "numeric",
            "autofocus": True,
            "maxlength": 12,
        }


class PasswordForm(LoginForm):
    """Staff: address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail")
        self.fields["login"].widget.attrs = {"autocomplete": "username", "autofocus": True}
        self.fields["password"].label = pgettext_lazy("sign-in", "Password")
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs = {"autocomplete": "current-password"}


class ForgottenForm(ResetPasswordForm):
    """Only staff have passwords; a customer's address gets the same page and no letter (F9)."""

    def clean_email(self) -> str:
        """Leave staff only."""
        email: str = super().clean_email()
        self.users = [person for person in self.users if person.is_staff_member]
        return email

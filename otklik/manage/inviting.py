"""The letter in which a new colleague chooses a password: the sign-in library's reset, in words of its own."""

from __future__ import annotations

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.utils import user_pk_to_url_str

from otklik.people.models import Identity, Person
from otklik.ui.company import company


def send(identity: Identity, *, by: Person) -> None:
    """Queue the letter; without a mailbox it waits for one."""
    adapter, person = get_adapter(), identity.person
    key = f"{user_pk_to_url_str(person)}-{app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(person)}"
    values = {
        "person": person,
        "inviter": by.name,
        "company": company().name,
        "password_url": adapter.get_reset_password_from_key_url(key),
    }
    adapter.send_mail("account/email/invitation", identity.value, values)


def waits(person: Person) -> bool:
    """Whether a colleague has not chosen a password yet."""
    return person.is_staff_member and person.is_active and not person.has_usable_password()

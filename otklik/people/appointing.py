"""Letting the first administrator in, from the machine's own command line."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext as _

from otklik.kernel.verbs import Refused, verb
from otklik.people import identifying, staffing
from otklik.people.models import Person, Role


@verb
def appoint_administrator(*, name: str, email: str, password: str, language: str = "ru") -> Person:
    """Make an administrator who signs in with this address and password, whether or not the address was known.

    Whoever may run commands on the server may do this, also when every administrator has lost their access. Raises
    `addresses.InvalidAddress`, Django's ValidationError for a weak password, and Refused before `otklik seed`.
    """
    role = Role.objects.filter(code="admin").first()
    if role is None:
        raise Refused("role.missing", _("There is no role “admin” yet."))
    person, identity = identifying.known("email", email, name=name, channel="command", language=language)
    validate_password(password, person)
    person.name = name
    person.is_active = True
    person.set_password(password)
    person.save()
    staffing.give_role(person, role, by=None)
    identifying.verify(identity)
    return person

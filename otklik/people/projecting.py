"""The sign-in library keeps addresses of its own: a projection of Identity, written by the verbs of people (F9)."""

from allauth.account.models import EmailAddress

from otklik.kernel.inserting import insert
from otklik.people.models import Identity, Person
from otklik.people.models.identity import IdentityKind


def project_first(identity: Identity) -> None:
    """Let the library know the first address of a person who has just been made."""
    known = {"verified": identity.verified_at is not None, "primary": identity.is_primary}
    insert(EmailAddress(user_id=identity.person_id, email=identity.normalised, **known))


def project(person: Person) -> None:
    """Let the library know exactly the person's e-mail addresses."""
    wanted = {identity.normalised: identity for identity in person.identities.filter(kind=IdentityKind.EMAIL)}
    EmailAddress.objects.filter(user_id=person.pk).exclude(email__in=wanted).delete()
    for email, identity in wanted.items():
        EmailAddress.objects.update_or_create(
            user_id=person.pk,
            email=email,
            defaults={"verified": identity.verified_at is not None, "primary": identity.is_primary},
        )

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otklik.kernel import clock
from otklik.people import rights
from otklik.people.models.role import Role

if TYPE_CHECKING:
    from otklik.people.models.organization import Membership

CAST = ("anna", "oleg", "boris", "gleb", "dana", "misha", "vera", "pavel")


def opaque_login() -> str:
    """A sign-in id that tells nothing about its owner (F9)."""
    return uuid4().hex


class Tone(models.TextChoices):
    """How a person is spoken to (A11, R32)."""

    POLITE = "polite", _("polite, by first name")
    OFFICIAL = "official", pgettext_lazy("person", "official")
    INFORMAL = "informal", pgettext_lazy("person", "informal")


class PersonQuerySet(models.QuerySet["Person"]):
    """The vocabulary of people."""

    def staff(self) -> PersonQuerySet:
        """Those who have a role."""
        return self.filter(role__isnull=False)

    def customers(self) -> PersonQuerySet:
        """Those who have none."""
        return self.filter(role__isnull=True)

    def active(self) -> PersonQuerySet:
        """Those who may sign in and were not merged into somebody else."""
        return self.filter(is_active=True, merged_into__isnull=True)

    def cast(self) -> PersonQuerySet:
        """The people of the demo, with an address to sign in by."""
        return self.active().filter(login__in=CAST, identities__kind="email", identities__is_primary=True)

    def by_name(self) -> PersonQuerySet:
        """In the order of the alphabet, Ё after Е (F19)."""
        return self.order_by("sort_key", "id")

    def visible_to(self, person: Person | None) -> PersonQuerySet:
        """Staff see everybody; a customer sees themselves and the colleagues of companies whose requests they may
        see.
        """
        if person is None or not person.is_authenticated:
            return self.none()
        if person.may(rights.DESK):
            return self
        from otklik.people.models.organization import Membership

        companies = Membership.objects.current().filter(person=person).sees_company().values("organization")
        colleagues = Membership.objects.current().filter(organization__in=companies).values("person")
        return self.filter(models.Q(pk=person.pk) | models.Q(pk__in=colleagues, role__isnull=True))


class People(BaseUserManager.from_queryset(PersonQuerySet)):  # type: ignore[misc]  # Django builds this class
    """Django's sign-in asks this manager for a person by login."""


class Person(AbstractBaseUser):
    """Anybody who takes part: staff and customers alike (A10). A role makes a person staff."""

    login = models.CharField(max_length=32, unique=True, default=opaque_login, editable=False)
    name = models.CharField(max_length=200)
    sort_key = models.CharField(max_length=250, blank=True, editable=False, db_index=True)
    called = models.CharField(max_length=100, blank=True)
    tone = models.CharField(max_length=10, choices=Tone.choices, default=Tone.POLITE)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="ru")
    time_zone = models.CharField(max_length=50, default="Europe/Moscow")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, null=True, blank=True, related_name="people")
    position = models.CharField(max_length=120, blank=True)
    signature = models.TextField(blank=True)
    note = models.TextField(blank=True)
    fields = models.JSONField(default=dict, blank=True)
    hot_keys = models.BooleanField(default=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="absorbed")

    is_newcomer = False
    """Made in this very transaction: nobody has said, begun or joined anything as this person yet."""

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[People] = People()

    class Meta:
        indexes = [models.Index(fields=["role"], name="person_staff", condition=models.Q(role__isnull=False))]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep the key that names are sorted by."""
        from otklik.kernel.text import sort_key

        self.sort_key = sort_key(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments, passed through

    @property
    def is_staff_member(self) -> bool:
        """Works in support (or beside it), rather than being helped."""
        return self.role_id is not None

    def may(self, right: str) -> bool:
        """Whether the person's role holds `right`."""
        return self.is_active and right in self.rights

    @cached_property
    def rights(self) -> frozenset[str]:
        """Every right of the person's role."""
        return frozenset(self.role.rights) if self.role else frozenset()

    @property
    def first_name(self) -> str:
        """How to call the person: as they sign, else by first name (R32)."""
        return self.called or (self.name.split() or [""])[0]

    def membership_in(self, organization_id: int | None) -> Membership | None:
        """The person's current place in a company."""
        from otklik.people.models.organization import Membership

        if organization_id is None:
            return None
        return Membership.objects.current().filter(person=self, organization_id=organization_id).first()


def demo_cast() -> PersonQuerySet:
    """The people of the demo whom a visitor may become; their passwords are no secret."""
    people: PersonQuerySet = Person.objects.cast()
    return people

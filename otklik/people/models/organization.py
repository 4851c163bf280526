from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from otklik.kernel import clock
from otklik.kernel.text import sort_key
from otklik.people.models.person import Person


class CompanyRole(models.TextChoices):
    """What a person may do inside the customer's company (R15)."""

    HEAD = "head", _("head: sees all, accepts and closes")
    MEMBER = "member", _("member: sees all")
    OWN = "own", _("only own requests")


class OrganizationQuerySet(models.QuerySet["Organization"]):
    """The vocabulary of companies."""

    def by_name(self) -> OrganizationQuerySet:
        """In the order of the alphabet."""
        return self.order_by("sort_key", "id")

    def visible_to(self, person: Person | None) -> OrganizationQuerySet:
        """Staff see every company; a customer sees their own."""
        if person is None or not person.is_authenticated:
            return self.none()
        if person.is_staff_member:
            return self
        return self.filter(pk__in=Membership.objects.current().filter(person=person).values("organization"))


class Organization(models.Model):
    """A client company."""

    name = models.CharField(max_length=200)
    sort_key = models.CharField(max_length=250, blank=True, editable=False, db_index=True)
    language = models.CharField(max_length=2, blank=True)
    time_zone = models.CharField(max_length=50, blank=True)
    note = models.TextField(blank=True)
    fields = models.JSONField(default=dict, blank=True)
    people = models.ManyToManyField(Person, through="Membership", related_name="organizations")
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = OrganizationQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep the key that names are sorted by."""
        self.sort_key = sort_key(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments, passed through


class OrganizationDomain(models.Model):
    """A mail domain whose verified addresses belong to the company; never a public provider's (F9)."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="domains")
    domain = models.CharField(max_length=253, unique=True)


class MembershipQuerySet(models.QuerySet["Membership"]):
    """The vocabulary of places in a company."""

    def current(self) -> MembershipQuerySet:
        """Those who still work there."""
        return self.filter(left_at__isnull=True)

    def sees_company(self) -> MembershipQuerySet:
        """Those who see the requests of colleagues (R15)."""
        return self.exclude(role=CompanyRole.OWN)


class Membership(models.Model):
    """A person's place in a company."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=CompanyRole.choices, default=CompanyRole.OWN)
    since = models.DateTimeField(default=clock.now, editable=False)
    left_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organization"], condition=models.Q(left_at__isnull=True), name="membership_current"
            )
        ]

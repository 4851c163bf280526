from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otklik.kernel import clock
from otklik.knowledge.models.section import Section
from otklik.people import rights
from otklik.people.models import Membership, Organization, Person
from otklik.tickets.models import Ticket


class Visibility(models.TextChoices):
    """Who may read an article once it is published."""

    EVERYONE = "everyone", pgettext_lazy("who reads", "everyone")
    SIGNED_IN = "signed_in", _("customers who have signed in")
    ORGANIZATIONS = "organizations", _("people of certain companies")
    STAFF = "staff", _("staff only")


class ArticleQuerySet(models.QuerySet["Article"]):
    """The vocabulary of articles."""

    def visible_to(self, person: Person | None) -> ArticleQuerySet:
        """What the person may know of: writers every article, others those that are published for them."""
        if person is not None and person.is_authenticated and person.may(rights.WRITE_ARTICLES):
            return self
        return self.published().filter(readable_by(person))

    def published(self) -> ArticleQuerySet:
        """Those that have a published text in some language."""
        return self.filter(texts__live__isnull=False, archived_at__isnull=True).distinct()

    def to_review(self) -> ArticleQuerySet:
        """Those whose day of review has come."""
        return self.filter(review_by__lte=clock.now().date(), archived_at__isnull=True)


def readable_by(person: Person | None, prefix: str = "") -> Q:
    """Which published articles the person may read; `prefix` leads to the article from another row."""
    if person is None or not person.is_authenticated:
        return Q(**{f"{prefix}visibility": Visibility.EVERYONE})
    if person.is_staff_member:
        return Q()
    own = Membership.objects.current().filter(person=person).values("organization")
    companies = Q(**{f"{prefix}visibility": Visibility.ORGANIZATIONS, f"{prefix}organizations__in": own})
    return Q(**{f"{prefix}visibility__in": (Visibility.EVERYONE, Visibility.SIGNED_IN)}) | companies


class Article(models.Model):
    """One thing that is known (E1): a text in each language, one place, one circle of readers, one owner."""

    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="articles")
    order = models.PositiveIntegerField(default=0)
    visibility = models.CharField(max_length=15, choices=Visibility.choices, default=Visibility.EVERYONE)
    organizations = models.ManyToManyField(Organization, related_name="+")
    related = models.ManyToManyField("self", symmetrical=True)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    review_by = models.DateField(null=True)
    review_told = models.DateField(null=True, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    changed_at = models.DateTimeField(default=clock.now)
    archived_at = models.DateTimeField(null=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["order", "id"]


class ArticleAddress(models.Model):
    """An address that leads to an article: the present one, or an old one that redirects."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="addresses")
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    slug = models.CharField(max_length=100)
    is_current = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["language", "slug"], name="article_address"),
            models.UniqueConstraint(
                fields=["article", "language"], condition=Q(is_current=True), name="article_address_current"
            ),
        ]


class ArticleImageQuerySet(models.QuerySet["ArticleImage"]):
    """The vocabulary of pictures."""

    def visible_to(self, person: Person | None) -> ArticleImageQuerySet:
        """Pictures of the articles that the person may know of."""
        return self.filter(article__in=Article.objects.visible_to(person).values("pk"))


class ArticleImage(models.Model):
    """A picture that the texts of an article show: `![…](image:12)`."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="images")
    file = models.ForeignKey("kernel.StoredFile", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = ArticleImageQuerySet.as_manager()


class ArticleSource(models.Model):
    """The request that an article was made of, or that it answered (E5)."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="sources")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "ticket"], name="article_source")]

from __future__ import annotations

from django.db import models
from django.db.models import Q

from otklik.kernel import clock
from otklik.kernel.translated import TranslatedField
from otklik.knowledge.models.article import Article, Visibility, readable_by
from otklik.people import rights
from otklik.people.models import Organization, Person


class LessonQuerySet(models.QuerySet["Lesson"]):
    """The vocabulary of lessons."""

    def visible_to(self, person: Person | None) -> LessonQuerySet:
        """Writers see every lesson, others those that are shown to them."""
        if person is not None and person.is_authenticated and person.may(rights.WRITE_ARTICLES):
            return self
        return self.published().filter(readable_by(person)).distinct()

    def published(self) -> LessonQuerySet:
        """Those that readers are shown."""
        return self.filter(published_at__isnull=False)


class Lesson(models.Model):
    """Articles to be read in an order (E6). `code` stands in its address and never changes."""

    code = models.CharField(max_length=40, unique=True)
    name = TranslatedField(default=dict)
    about = TranslatedField(default=dict)
    order = models.PositiveIntegerField(default=0)
    visibility = models.CharField(max_length=15, choices=Visibility.choices, default=Visibility.EVERYONE)
    organizations = models.ManyToManyField(Organization, related_name="+")
    published_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    changed_at = models.DateTimeField(default=clock.now)

    objects = LessonQuerySet.as_manager()

    class Meta:
        ordering = ["order", "id"]


class LessonStepQuerySet(models.QuerySet["LessonStep"]):
    """The vocabulary of steps."""

    def visible_to(self, person: Person | None) -> LessonStepQuerySet:
        """Steps of lessons that the person may see; whether the article is theirs to read is the article's affair."""
        return self.filter(lesson__in=Lesson.objects.visible_to(person).values("pk"))


class LessonStep(models.Model):
    """An article as a part of a lesson."""

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="steps")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    order = models.PositiveIntegerField(default=0)

    objects = LessonStepQuerySet.as_manager()

    class Meta:
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["lesson", "article"], name="lesson_step")]


class StepDoneQuerySet(models.QuerySet["StepDone"]):
    """The vocabulary of progress."""

    def of(self, person: Person) -> StepDoneQuerySet:
        """What the person has done, and what they did under records that were joined into theirs."""
        return self.filter(Q(person=person) | Q(person__merged_into=person))


class StepDone(models.Model):
    """A customer has done a step."""

    step = models.ForeignKey(LessonStep, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = StepDoneQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "step"], name="step_done")]

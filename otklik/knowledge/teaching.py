"""Lessons are made of articles, put in order, shown; a customer marks what they have done (E6)."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.utils.translation import gettext as _

from otklik.kernel import audit, clock, coding, events, ordering
from otklik.kernel.inserting import insert_once
from otklik.kernel.translated import Translated
from otklik.kernel.verbs import Forbidden, Refused, verb
from otklik.knowledge.models import Article, Lesson, LessonStep, StepDone, Visibility
from otklik.people import rights
from otklik.people.models import Organization, Person

MOST_STEPS = 50


@verb
def add(
    name: Mapping[str, str],
    *,
    about: Mapping[str, str] | None = None,
    visibility: str = Visibility.EVERYONE,
    organizations: Collection[Organization] = (),
    by: Person,
) -> Lesson:
    """One more, which nobody is shown yet."""
    rights.require(by, rights.PUBLISH_ARTICLES)
    code = coding.code(Lesson, name, longest=40)
    lesson = Lesson(code=code, order=ordering.last(Lesson.objects.all()))
    _fill(lesson, name, about, visibility, organizations)
    audit.changed("lesson.added", by=by, noun=lesson, after=_shown(lesson))
    return lesson


@verb
def change(
    lesson: Lesson,
    name: Mapping[str, str],
    *,
    about: Mapping[str, str] | None = None,
    visibility: str,
    organizations: Collection[Organization] = (),
    by: Person,
) -> None:
    """Call it otherwise, or show it to others."""
    rights.require(by, rights.PUBLISH_ARTICLES)
    before = _shown(lesson)
    _fill(lesson, name, about, visibility, organizations)
    audit.changed("lesson.changed", by=by, noun=lesson, before=before, after=_shown(lesson))


@verb
def show(lesson: Lesson, *, is_shown: bool, by: Person) -> None:
    """Let readers see it, or see it no more. Raises Refused for one without steps."""
    rights.require(by, rights.PUBLISH_ARTICLES)
    if is_shown and not lesson.steps.exists():
        raise Refused("lesson.empty", _("There is no article in it yet."))
    before = _shown(lesson)
    lesson.published_at = (lesson.published_at or clock.now()) if is_shown else None
    _touch(lesson)
    audit.changed("lesson.changed", by=by, noun=lesson, before=before, after=_shown(lesson))


@verb
def move(lesson: Lesson, *, up: bool, by: Person) -> None:
    """Let it change places with its neighbour."""
    rights.require(by, rights.PUBLISH_ARTICLES)
    was = lesson.order
    if ordering.move(lesson, Lesson.objects.all(), up=up):
        lesson.refresh_from_db()
        _touch(lesson)
        audit.changed("lesson.changed", by=by, noun=lesson, before={"order": was}, after={"order": lesson.order})


@verb
def add_step(lesson: Lesson, article: Article, *, by: Person) -> LessonStep:
    """The article is the last step; once is enough."""
    rights.require(by, rights.PUBLISH_ARTICLES)
    lesson = Lesson.objects.select_for_update().get(pk=lesson.pk)
    steps = LessonStep.objects.filter(lesson=lesson)
    if steps.filter(article=article).exists():
        raise Refused("lesson.twice", _("This article is in the lesson already."), name="article")
    if steps.count() >= MOST_STEPS:
        raise Refused("lesson.long", _("A lesson has at most %(most)d steps.") % {"most": MOST_STEPS}, name="article")
    step = LessonStep.objects.create(lesson=lesson, article=article, order=ordering.last(steps))
    _touch(lesson)
    audit.changed("lesson.changed", by=by, noun=lesson, before={"step": None}, after={"step": article.pk})
    return step


@verb
def remove_step(step: LessonStep, *, by: Person) -> None:
    """The article is no part of the lesson any more; that somebody has read it there is forgotten."""
    rights.require(by, rights.PUBLISH_ARTICLES)
    _touch(step.lesson)
    before, after = {"step": step.article_id}, {"step": None}
    audit.changed("lesson.changed", by=by, noun=step.lesson, before=before, after=after)
    step.delete()


@verb
def move_step(step: LessonStep, *, up: bool, by: Person) -> None:
    """Let it change places with its neighbour."""
    rights.require(by, rights.PUBLISH_ARTICLES)
    if ordering.move(step, LessonStep.objects.filter(lesson=step.lesson_id), up=up):
        _touch(step.lesson)


@verb
def mark(step: LessonStep, *, is_done: bool, by: Person) -> None:
    """A customer has done the step, or wants to do it again; twice is once."""
    if by.is_staff_member:
        raise Forbidden("lesson.staff", _("Lessons are for customers."))
    if not is_done:
        StepDone.objects.of(by).filter(step=step).delete()
        return
    if insert_once(StepDone(step=step, person=by, at=clock.now())):
        events.record("lesson.step_done", by=by, noun=step.lesson, step=step.pk)


def _fill(
    lesson: Lesson,
    name: Mapping[str, str],
    about: Mapping[str, str] | None,
    visibility: str,
    organizations: Collection[Organization],
) -> None:
    lesson.name, lesson.about = Translated.of(name), Translated.of(about) if about else Translated()
    lesson.visibility = Visibility(visibility)
    lesson.changed_at = clock.now()
    lesson.save()
    lesson.organizations.set(organizations if lesson.visibility == Visibility.ORGANIZATIONS else ())


def _touch(lesson: Lesson) -> None:
    lesson.changed_at = clock.now()
    lesson.save(update_fields=["changed_at", "published_at"])


def _shown(lesson: Lesson) -> dict[str, object]:
    return {
        "name": dict(lesson.name),
        "about": dict(lesson.about),
        "visibility": str(lesson.visibility),
        "is_shown": lesson.published_at is not None,
    }

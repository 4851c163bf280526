"""Lessons as a reader finds them: steps that they may read, and how far they have come (E6)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from otklik.knowledge import reading
from otklik.knowledge.models import Lesson, LessonStep, StepDone
from otklik.knowledge.reading import Leaf
from otklik.knowledge.searching_articles import least
from otklik.knowledge.similarity import prepared
from otklik.people.models import Person


@dataclass(frozen=True, slots=True)
class Step:
    """An article of a lesson; `place` is counted from 1 among those that the reader may read."""

    pk: int
    place: int
    leaf: Leaf
    is_done: bool


@dataclass(frozen=True, slots=True)
class Course:
    """A lesson for one reader; it has a step at least."""

    pk: int
    code: str
    name: str
    about: str
    steps: tuple[Step, ...]

    @property
    def count(self) -> int:
        """Steps that are done."""
        return sum(step.is_done for step in self.steps)

    @property
    def is_finished(self) -> bool:
        """Whether nothing is left."""
        return self.count == len(self.steps)

    @property
    def following(self) -> Step:
        """Where to go on: the first step that is not done; the first of all when none is left."""
        return next((step for step in self.steps if not step.is_done), self.steps[0])

    def step(self, pk: int) -> Step | None:
        """The step of that id."""
        return next((step for step in self.steps if step.pk == pk), None)

    def beside(self, step: Step, way: int) -> Step | None:
        """The step before (`way` −1) or after (1)."""
        place = step.place - 1 + way
        return self.steps[place] if 0 <= place < len(self.steps) else None


def courses(person: Person | None, language: str, lessons: Iterable[int] | None = None) -> list[Course]:
    """Lessons that readers are shown and that hold something for this one, in their order; of these ids only, if given.

    Six queries at most, whatever there is.
    """
    found = Lesson.objects.visible_to(person).published()
    rows = list(found if lessons is None else found.filter(pk__in=list(lessons)))
    steps = list(LessonStep.objects.visible_to(person).filter(lesson__in=[row.pk for row in rows])) if rows else []
    if not steps:
        return []
    leaves = {leaf.article: leaf for leaf in reading.published(person, language, {step.article_id for step in steps})}
    done = _done(person, steps)
    made = []
    for row in rows:
        theirs = [step for step in steps if step.lesson_id == row.pk and step.article_id in leaves]
        shown = tuple(
            Step(step.pk, place, leaves[step.article_id], step.pk in done) for place, step in enumerate(theirs, 1)
        )
        if shown:
            made.append(Course(row.pk, row.code, row.name.to(language), row.about.to(language), shown))
    return made


def course(person: Person | None, language: str, code: str) -> Course | None:
    """The lesson of that code; None for one that the reader is not shown."""
    pk = Lesson.objects.visible_to(person).published().filter(code=code).values_list("pk", flat=True).first()
    return next(iter(courses(person, language, [pk])), None) if pk else None


def found(question: str, person: Person | None, language: str, most: int) -> list[Course]:
    """Lessons whose name or steps speak of it, the best first; among them one's own progress."""
    known = courses(person, language) if question.strip() else []
    if not known:
        return []
    told = tuple(". ".join([one.name, one.about, *(step.leaf.title for step in one.steps)]) for one in known)
    best = sorted(zip(prepared(told).scores(question), known, strict=True), key=lambda item: (-item[0], item[1].pk))
    return [one for score, one in best[:most] if score >= least()]


def holding(article: int, person: Person | None, language: str) -> list[tuple[str, str, int]]:
    """(code, name, id of the step) of every lesson that the article is a part of."""
    steps = LessonStep.objects.visible_to(person).filter(article=article, lesson__published_at__isnull=False)
    rows = steps.select_related("lesson").order_by("lesson__order", "lesson_id")
    return [(step.lesson.code, step.lesson.name.to(language), step.pk) for step in rows]


def _done(person: Person | None, steps: Iterable[LessonStep]) -> set[int]:
    if person is None or not person.is_authenticated:
        return set()
    known = StepDone.objects.of(person).filter(step__in=[step.pk for step in steps])
    return set(known.values_list("step", flat=True))

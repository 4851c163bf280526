"""Lessons: made of articles, put in order, shown to readers (E6)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from otklik.knowledge import teaching
from otklik.knowledge.models import Article, Lesson, LessonStep
from otklik.manage import articles
from otklik.manage.forms.filling import done, posted
from otklik.manage.forms.lessons import LessonForm, StepForm
from otklik.manage.scopes import Visit, room, to
from otklik.manage.shell import page
from otklik.people import rights
from otklik.ui import answering


@require_safe
@room(rights.WRITE_ARTICLES)
def index(request: Visit) -> HttpResponse:
    """All lessons in their order."""
    return _index(request)


@require_http_methods(["GET", "HEAD", "POST"])
@room(rights.PUBLISH_ARTICLES)
def new(request: Visit) -> HttpResponse:
    """One more."""
    form = posted(request, LessonForm, reader=request.user)
    made: list[int] = []
    if done(form, lambda data: made.append(teaching.add(by=request.user, **data).pk)):
        return to("lesson", made[0])
    values = {"form": form, "title": _("New lesson"), "lesson": None}
    return page(request, "manage/lessons/lesson.html", values, here="lessons")


@require_http_methods(["GET", "HEAD", "POST"])
@room(rights.PUBLISH_ARTICLES)
def edit(request: Visit, pk: int) -> HttpResponse:
    """Its name, whom it is for, its steps."""
    lesson = _lesson(request, pk)
    form = posted(request, LessonForm, reader=request.user, initial=_known(lesson))
    if done(form, lambda data: teaching.change(lesson, by=request.user, **data)):
        messages.success(request, _("Saved."))
        return to("lesson", pk)
    return _shown(request, lesson, form, StepForm(reader=request.user, lesson=lesson))


@require_POST
@room(rights.PUBLISH_ARTICLES)
def place(request: Visit, pk: int) -> HttpResponse:
    """One place higher or lower."""
    teaching.move(_lesson(request, pk), up=bool(request.POST.get("up")), by=request.user)
    return _index(request) if answering.is_fragment(request) else to("lessons")


@require_POST
@room(rights.PUBLISH_ARTICLES)
def show(request: Visit, pk: int) -> HttpResponse:
    """Show it to readers, or show it no more."""
    is_shown = bool(request.POST.get("shown"))
    teaching.show(_lesson(request, pk), is_shown=is_shown, by=request.user)
    messages.success(request, _("Readers see it now.") if is_shown else _("Readers do not see it any more."))
    return to("lesson", pk)


@require_POST
@room(rights.PUBLISH_ARTICLES)
def add_step(request: Visit, pk: int) -> HttpResponse:
    """One more article at the end."""
    lesson = _lesson(request, pk)
    form = posted(request, StepForm, reader=request.user, lesson=lesson)
    if done(form, lambda data: teaching.add_step(lesson, data["article"], by=request.user)):
        return to("lesson", pk)
    return _shown(request, lesson, LessonForm(reader=request.user, initial=_known(lesson)), form, status=422)


@require_POST
@room(rights.PUBLISH_ARTICLES)
def place_step(request: Visit, pk: int, step: int) -> HttpResponse:
    """One place earlier or later."""
    teaching.move_step(_step(request, pk, step), up=bool(request.POST.get("up")), by=request.user)
    if answering.is_fragment(request):
        lesson = _lesson(request, pk)
        return page(request, "", _steps(request, lesson), piece="manage/lessons/_steps.html")
    return to("lesson", pk)


@require_POST
@room(rights.PUBLISH_ARTICLES)
def remove_step(request: Visit, pk: int, step: int) -> HttpResponse:
    """The article is no part of it any more."""
    teaching.remove_step(_step(request, pk, step), by=request.user)
    return to("lesson", pk)


def _lesson(request: Visit, pk: int) -> Lesson:
    return get_object_or_404(Lesson.objects.visible_to(request.user), pk=pk)


def _step(request: Visit, pk: int, step: int) -> LessonStep:
    steps = LessonStep.objects.visible_to(request.user).select_related("lesson")
    return get_object_or_404(steps, lesson=pk, pk=step)


def _known(lesson: Lesson) -> dict[str, Any]:
    return {
        "name": lesson.name,
        "about": lesson.about,
        "visibility": lesson.visibility,
        "organizations": list(lesson.organizations.values_list("pk", flat=True)),
    }


def _index(request: Visit) -> HttpResponse:
    rows = Lesson.objects.visible_to(request.user).annotate(count=Count("steps"))
    values = {"rows": list(rows), "may_publish": request.user.may(rights.PUBLISH_ARTICLES)}
    piece, history = "manage/lessons/_rows.html", ("lesson", "")
    return page(request, "manage/lessons/index.html", values, here="lessons", history=history, piece=piece)


def _shown(request: Visit, lesson: Lesson, form: LessonForm, adding: StepForm, status: int = 200) -> HttpResponse:
    values = {"form": form, "adding": adding, "title": str(lesson.name), **_steps(request, lesson)}
    history = ("lesson", lesson.pk)
    return page(request, "manage/lessons/lesson.html", values, here="lessons", history=history, status=status)


def _steps(request: Visit, lesson: Lesson) -> dict[str, Any]:
    steps = list(LessonStep.objects.visible_to(request.user).filter(lesson=lesson))
    among = Article.objects.visible_to(request.user).filter(pk__in=[step.article_id for step in steps])
    found = {one.pk: one for one in among.prefetch_related("texts__latest")}
    rows = []
    for step in steps:
        article = found[step.article_id]
        name, language = articles.title(article.texts.all(), request.user.language)
        is_read = article.archived_at is None and any(text.live_id for text in article.texts.all())
        rows.append((step, name, language, is_read, article.get_visibility_display()))
    return {"lesson": lesson, "steps": rows}

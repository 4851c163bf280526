"""Lessons as customers read them: which there are, one, one step of it, marked as done (E6)."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from otklik.knowledge import learning, teaching
from otklik.knowledge.learning import Course, Step
from otklik.knowledge.markdown import render as rendered
from otklik.knowledge.models import ArticleText, LessonStep
from otklik.portal import articles
from otklik.portal.scopes import for_customers, to
from otklik.portal.views.help import in_its_language, reader


@require_safe
@in_its_language
def index(request: HttpRequest, lang: str) -> HttpResponse:
    """All lessons that the reader is shown."""
    values = {"courses": learning.courses(reader(request), lang), **articles.around(lang, "portal:lessons")}
    return render(request, "portal/help/lessons/index.html", values)


@require_safe
@in_its_language
def show(request: HttpRequest, lang: str, code: str) -> HttpResponse:
    """One lesson: its steps, and where to go on."""
    values = {"course": _course(request, lang, code), **articles.around(lang, "portal:lesson", code=code)}
    return render(request, "portal/help/lessons/lesson.html", values)


@require_safe
@in_its_language
def step(request: HttpRequest, lang: str, code: str, pk: int) -> HttpResponse:
    """The article of one step, with the steps before and after."""
    course = _course(request, lang, code)
    here = _step(course, pk)
    texts = ArticleText.objects.visible_to(reader(request)).published().select_related("live")
    text = get_object_or_404(texts, article=here.leaf.article, language=here.leaf.language)
    assert text.live is not None
    values = {
        "course": course,
        "here": here,
        "before": course.beside(here, -1),
        "after": course.beside(here, 1),
        "body": rendered(text.live.body).html,
        "summary": text.live.summary,
        "may_mark": request.user.is_authenticated and not request.user.is_staff_member,
        **articles.around(lang, "portal:lesson_step", code=code, pk=str(pk)),
    }
    article = reverse("portal:article", args=[here.leaf.language, here.leaf.slug])
    values |= {"article": article, "canonical": articles.absolute(article)}
    return render(request, "portal/help/lessons/step.html", values)


@require_POST
@for_customers
def mark(request: HttpRequest, lang: str, code: str, pk: int) -> HttpResponse:
    """Done, and on to the next step that is not; or not done after all."""
    here = _step(_course(request, lang, code), pk)
    person = reader(request)
    assert person is not None
    is_done = request.POST.get("done") != ""
    teaching.mark(get_object_or_404(LessonStep.objects.visible_to(person), pk=here.pk), is_done=is_done, by=person)
    course = _course(request, lang, code)
    if not is_done:
        return to(reverse("portal:lesson_step", args=[lang, code, pk]))
    following = course.beside(here, 1)
    if course.is_finished or following is None:
        return to(reverse("portal:lesson", args=[lang, code]))
    return to(reverse("portal:lesson_step", args=[lang, code, following.pk]))


def _course(request: HttpRequest, lang: str, code: str) -> Course:
    course = learning.course(reader(request), lang, code)
    if course is None:
        raise Http404
    return course


def _step(course: Course, pk: int) -> Step:
    found = course.step(pk)
    if found is None:
        raise Http404
    return found

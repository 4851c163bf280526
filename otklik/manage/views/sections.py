"""Shelves of articles (E1)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from otklik.knowledge import arranging
from otklik.knowledge.models import Section
from otklik.manage import articles
from otklik.manage.forms.articles import SectionForm
from otklik.manage.forms.filling import done, posted
from otklik.manage.scopes import Visit, room, to
from otklik.manage.shell import PLAIN, page
from otklik.people import rights


@require_http_methods(["GET", "HEAD", "POST"])
@room(rights.PUBLISH_ARTICLES)
def new(request: Visit) -> HttpResponse:
    """One more."""
    known = {"parent": request.GET.get("under", "")}
    form = posted(request, SectionForm, tree=articles.tree(), initial=known)
    if done(form, lambda data: arranging.add_section(by=request.user, **data)):
        return to("articles")
    return _edit(request, form, title=_("New section"), button=pgettext("button", "Add"))


@require_http_methods(["GET", "HEAD", "POST"])
@room(rights.PUBLISH_ARTICLES)
def edit(request: Visit, pk: int) -> HttpResponse:
    """Its name and where it lies."""
    section = get_object_or_404(Section.objects.select_related("parent"), pk=pk)
    known = {"name": section.name, "parent": section.parent_id or ""}
    form = posted(request, SectionForm, tree=articles.tree(), initial=known)
    if done(form, lambda data: arranging.change_section(section, by=request.user, **data)):
        return to("articles")
    posts: list[Any] = [
        (reverse("manage:section_removed", args=[pk]), pgettext("button", "Remove the empty section"), {})
    ]
    return _edit(request, form, title=str(section.name), posts=posts, history=("section", pk))


@require_POST
@room(rights.PUBLISH_ARTICLES)
def place(request: Visit, pk: int) -> HttpResponse:
    """One place higher or lower."""
    arranging.move_section(get_object_or_404(Section, pk=pk), up=bool(request.POST.get("up")), by=request.user)
    return to("articles")


@require_POST
@room(rights.PUBLISH_ARTICLES)
def remove(request: Visit, pk: int) -> HttpResponse:
    """Take it away when nothing is in it."""
    arranging.remove_section(get_object_or_404(Section, pk=pk), by=request.user)
    return to("articles")


def _edit(
    request: Visit, form: SectionForm, *, history: tuple[str, object] | None = None, **values: Any
) -> HttpResponse:
    room_ = (reverse("manage:articles"), pgettext("settings", "Articles"))
    shown = {**PLAIN, "form": form, "room": room_, **values}
    return page(request, "manage/edit.html", shown, here="articles", history=history)

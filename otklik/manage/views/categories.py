"""The tree of reasons why people write (B7)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from otklik.manage.forms.arranging import CategoryForm
from otklik.manage.forms.filling import done, posted
from otklik.manage.scopes import Visit, room, to
from otklik.manage.shell import PLAIN, page
from otklik.people import rights
from otklik.tickets import arranging
from otklik.tickets.models import Category
from otklik.ui import answering


@require_safe
@room(rights.MANAGE_TICKETS)
def index(request: Visit) -> HttpResponse:
    """The whole tree."""
    return _index(request)


@require_http_methods(["GET", "HEAD", "POST"])
@room(rights.MANAGE_TICKETS)
def new(request: Visit) -> HttpResponse:
    """One more, perhaps under another one."""
    parent = request.GET.get("under", "")
    form = posted(request, CategoryForm, tree=tree(), reader=request.user, initial={"parent": parent})
    if done(form, lambda data: arranging.add_category(by=request.user, **data)):
        return to("categories")
    return _edit(request, form, title=_("New category"), button=pgettext("button", "Add"))


@require_http_methods(["GET", "HEAD", "POST"])
@room(rights.MANAGE_TICKETS)
def edit(request: Visit, pk: int) -> HttpResponse:
    """Its name, its place, whom it is for."""
    category = get_object_or_404(Category.objects.select_related("parent", "line", "developer"), pk=pk)
    known = {"name": category.name, "parent": category.parent_id or ""}
    known |= {"line": category.line_id, "developer": category.developer_id, "work_type": category.work_type}
    form = posted(request, CategoryForm, tree=tree(), reader=request.user, initial=known)
    if done(form, lambda data: arranging.change_category(category, by=request.user, **data)):
        return to("categories")
    use_it = reverse("manage:category_use", args=[pk])
    posts = [(use_it, pgettext("button", "Take into use"), {"active": "1"})]
    if category.is_active:
        posts = [(use_it, pgettext("button", "Take out of use with all its parts"), {"active": ""})]
    return _edit(request, form, title=str(category.name), posts=posts, history=("category", pk))


@require_POST
@room(rights.MANAGE_TICKETS)
def place(request: Visit, pk: int) -> HttpResponse:
    """One place higher or lower among its neighbours."""
    arranging.move_category(get_object_or_404(Category, pk=pk), up=bool(request.POST.get("up")), by=request.user)
    return _index(request) if answering.is_fragment(request) else to("categories")


@require_POST
@room(rights.MANAGE_TICKETS)
def use(request: Visit, pk: int) -> HttpResponse:
    """In use or not."""
    category = get_object_or_404(Category.objects.select_related("parent"), pk=pk)
    arranging.use_category(category, is_active=request.POST.get("active") == "1", by=request.user)
    return to("category", pk)


def tree() -> list[Category]:
    """All categories, each behind its parent, neighbours in their order; one query."""
    below: dict[int | None, list[Category]] = {}
    for category in Category.objects.select_related("line", "developer").order_by("order", "id"):
        below.setdefault(category.parent_id, []).append(category)

    def walk(parent: int | None) -> list[Category]:
        return [one for child in below.get(parent, []) for one in (child, *walk(child.pk))]

    return walk(None)


def _index(request: Visit) -> HttpResponse:
    rows = [(category, category.path.count("/") - 1) for category in tree()]
    piece, history = "manage/categories/_rows.html", ("category", "")
    return page(
        request, "manage/categories/index.html", {"rows": rows}, here="categories", history=history, piece=piece
    )


def _edit(request: Visit, form: Any, *, history: tuple[str, object] | None = None, **shown: Any) -> HttpResponse:
    back = (reverse("manage:categories"), pgettext("settings", "Categories"))
    values = {**PLAIN, **shown, "form": form, "room": back}
    return page(request, "manage/edit.html", values, here="categories", history=history)

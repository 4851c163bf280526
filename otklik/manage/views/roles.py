"""Roles: who may do what, as one matrix."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from otklik.kernel.verbs import Refused
from otklik.manage.forms.filling import done, posted
from otklik.manage.forms.naming import NameForm
from otklik.manage.scopes import Visit, room, to
from otklik.manage.shell import PLAIN, page
from otklik.people import rights, roles
from otklik.people.models import Role


@require_http_methods(["GET", "HEAD", "POST"])
@room(rights.MANAGE_PEOPLE)
def index(request: Visit) -> HttpResponse:
    """The matrix; a box is named by its role and its right."""
    known, wrong = list(_roles()), ""
    if request.method == "POST":
        seen = request.POST.getlist("roles")  # a role that somebody adds meanwhile is not emptied
        wanted = {role.pk: request.POST.getlist(f"rights-{role.pk}") for role in known if str(role.pk) in seen}
        try:
            roles.grant(wanted, by=request.user)
        except Refused as refused:
            wrong = str(refused.said)
            for role in known:
                role.rights = wanted.get(role.pk, role.rights)
        else:
            messages.success(request, _("Saved."))
            return to("roles")
    values = {"roles": known, "groups": rights.GROUPS, "always": rights.DESK, "wrong": wrong}
    status = 422 if wrong else 200
    return page(request, "manage/roles/index.html", values, here="roles", history=("role", ""), status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@room(rights.MANAGE_PEOPLE)
def new(request: Visit) -> HttpResponse:
    """A role that only enters the desk, until the matrix says more."""
    form = posted(request, NameForm)
    if done(form, lambda data: roles.add(data["name"], by=request.user)):
        return to("roles")
    return _edit(request, form, _("New role"), pgettext("button", "Add"), [])


@require_http_methods(["GET", "HEAD", "POST"])
@room(rights.MANAGE_PEOPLE)
def edit(request: Visit, pk: int) -> HttpResponse:
    """What a role is called."""
    role = get_object_or_404(_roles(), pk=pk)
    form = posted(request, NameForm, initial={"name": role.name})
    if done(form, lambda data: roles.rename(role, data["name"], by=request.user)):
        return to("roles")
    removal: Any = (reverse("manage:role_removed", args=[pk]), pgettext("button", "Remove the role"), {})
    return _edit(request, form, str(role.name), "", [] if role.held or role.code in rights.ROLES else [removal])


@require_POST
@room(rights.MANAGE_PEOPLE)
def remove(request: Visit, pk: int) -> HttpResponse:
    """Forget a role that nobody has."""
    roles.remove(get_object_or_404(Role, pk=pk), by=request.user)
    return to("roles")


def _edit(request: Visit, form: NameForm, title: str, button: str, posts: list[object]) -> HttpResponse:
    back = (reverse("manage:roles"), pgettext("settings", "Roles"))
    shown = {"form": form, "title": title, "room": back, "button": button, "posts": posts}
    return page(request, "manage/edit.html", {**PLAIN, **shown}, here="roles")


def _roles() -> QuerySet[Any]:
    """With how many people have each."""
    return Role.objects.annotate(held=Count("people", filter=Q(people__is_active=True))).order_by("order", "id")

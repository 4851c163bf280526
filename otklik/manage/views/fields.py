"""Custom fields of requests, people and companies (B9)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from otklik.manage.forms.arranging import FieldForm, NewFieldForm
from otklik.manage.forms.filling import done, posted
from otklik.manage.scopes import Visit, room, to
from otklik.manage.shell import PLAIN, page
from otklik.people import describing, rights
from otklik.people.models import CustomField
from otklik.people.models.customfield import FieldNoun, FieldType
from otklik.ui import answering


@require_safe
@room(rights.MANAGE_TICKETS)
def index(request: Visit) -> HttpResponse:
    """All fields, by what they describe."""
    return _index(request)


@require_http_methods(["GET", "HEAD", "POST"])
@room(rights.MANAGE_TICKETS)
def new(request: Visit) -> HttpResponse:
    """One more field."""
    form = posted(request, NewFieldForm, initial={"noun": request.GET.get("noun", "")})
    if done(form, lambda data: describing.add_field(by=request.user, **data)):
        return to("fields")
    return _edit(request, form, title=_("New field"), button=pgettext("button", "Add"))


@require_http_methods(["GET", "HEAD", "POST"])
@room(rights.MANAGE_TICKETS)
def edit(request: Visit, pk: int) -> HttpResponse:
    """What it is called, what may be chosen, who fills and sees it."""
    field = get_object_or_404(CustomField, pk=pk)
    flags = {flag: getattr(field, flag) for flag in describing.FLAGS}
    known = {"name": field.name, "choices": "\n".join(field.choices), **flags}
    form = posted(request, FieldForm, initial=known)
    if field.type != FieldType.CHOICE:
        del form.fields["choices"]
    if done(form, lambda data: describing.change_field(field, by=request.user, **data)):
        return to("fields")
    holds = {"noun": FieldNoun(field.noun).label, "type": FieldType(field.type).label}
    lead = _("What it describes: %(noun)s. Type: %(type)s.") % holds
    use_it = reverse("manage:field_use", args=[pk])
    posts: list[Any] = [(use_it, pgettext("button", "Take into use"), {"active": "1"})]
    if field.is_active:
        posts = [(use_it, pgettext("button", "Take out of use"), {"active": ""})]
    return _edit(request, form, title=str(field.name), lead=lead, posts=posts, history=("customfield", pk))


@require_POST
@room(rights.MANAGE_TICKETS)
def place(request: Visit, pk: int) -> HttpResponse:
    """One place higher or lower among the fields of its noun."""
    describing.move_field(get_object_or_404(CustomField, pk=pk), up=bool(request.POST.get("up")), by=request.user)
    return _index(request) if answering.is_fragment(request) else to("fields")


@require_POST
@room(rights.MANAGE_TICKETS)
def use(request: Visit, pk: int) -> HttpResponse:
    """Asked for or not; what was filled stays."""
    field = get_object_or_404(CustomField, pk=pk)
    describing.use_field(field, is_active=request.POST.get("active") == "1", by=request.user)
    return to("field", pk)


def _index(request: Visit) -> HttpResponse:
    titles = {
        FieldNoun.TICKET: pgettext("room", "Requests"),
        FieldNoun.PERSON: pgettext("settings", "Customers"),
        FieldNoun.ORGANIZATION: pgettext("settings", "Companies"),
    }
    fields = list(CustomField.objects.order_by("order", "id"))
    groups = [(noun, title, [one for one in fields if one.noun == noun]) for noun, title in titles.items()]
    values, history = {"groups": groups}, ("customfield", "")
    piece = "manage/fields/_rows.html"
    return page(request, "manage/fields/index.html", values, here="fields", history=history, piece=piece)


def _edit(request: Visit, form: Any, *, history: tuple[str, object] | None = None, **shown: Any) -> HttpResponse:
    back = (reverse("manage:fields"), pgettext("settings", "Fields"))
    values = {**PLAIN, **shown, "form": form, "room": back}
    return page(request, "manage/edit.html", values, here="fields", history=history)

"""Saved views: a list that somebody returns to."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from otklik.desk import lists, shell
from otklik.desk.look import Look
from otklik.desk.narrowing import narrow
from otklik.desk.scopes import Visit, at_desk, back
from otklik.desk.views.lists import shown
from otklik.kernel import conditions
from otklik.kernel.conditions import BadCondition
from otklik.kernel.once import once, token
from otklik.kernel.verbs import Forbidden, Refused
from otklik.people import rights
from otklik.people.models import Person
from otklik.tickets import viewing
from otklik.tickets.fields import TICKETS
from otklik.tickets.models import SavedView


class ViewForm(forms.Form):
    """A name, a condition, and who sees it."""

    name = forms.CharField(label=pgettext_lazy("of a view", "Name"), max_length=viewing.LONGEST_NAME)
    condition = forms.CharField(
        label=pgettext_lazy("of a view", "Condition"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=_("For example: status:open tag:vps -language:en. Quotation marks keep words together."),
    )
    shared = forms.BooleanField(label=_("Show it to everybody at the desk"), required=False)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not person.may(rights.SHARE_VIEWS):
            del self.fields["shared"]


@require_safe
@at_desk
def show(request: Visit, pk: int) -> HttpResponse:
    """What the view holds now."""
    return shown(request, lists.of_view(_view(request, pk), request.user))


@require_http_methods(["GET", "POST"])
@at_desk
def new(request: Visit) -> HttpResponse:
    """Save the list that somebody looked at."""
    if request.method == "GET":
        one = lists.keyed(request.GET.get("list", "open"), request.user)
        if one is None:
            raise Http404
        node = narrow(one, Look.of(request, one.url), request.user).node
        condition = conditions.write(node, TICKETS, viewing.context(request.user))
        return _form(request, ViewForm(initial={"condition": condition}, person=request.user))
    form = ViewForm(request.POST, person=request.user)
    if not form.is_valid():
        return _form(request, form)
    try:
        pk = once(
            request.POST.get("once", ""), by=request.user, verb="view.keep", act=lambda: _save(form, request.user)
        )
    except Refused as refused:
        return _refused(request, form, refused)
    return back(request, reverse("desk:view", args=[pk]))


@require_http_methods(["GET", "POST"])
@at_desk
def edit(request: Visit, pk: int) -> HttpResponse:
    """Change one's own view."""
    view = _view(request, pk)
    if request.method == "GET":
        return _form(request, ViewForm(initial=_known(view, request.user), person=request.user), view)
    form = ViewForm(request.POST, person=request.user)
    if not form.is_valid():
        return _form(request, form, view)
    try:
        viewing.change(view, by=request.user, **form.cleaned_data)
    except Refused as refused:
        return _refused(request, form, refused, view)
    return back(request, reverse("desk:view", args=[pk]))


@require_POST
@at_desk
def remove(request: Visit, pk: int) -> HttpResponse:
    """Forget it."""
    viewing.remove(_view(request, pk), by=request.user)
    return back(request, reverse("desk:start"))


def _view(request: Visit, pk: int) -> SavedView:
    return get_object_or_404(SavedView.objects.visible_to(request.user), pk=pk)


def _save(form: ViewForm, person: Person) -> int:
    return viewing.keep(by=person, **form.cleaned_data).pk


def _known(view: SavedView, reader: Person) -> dict[str, Any]:
    try:
        condition = viewing.text_of(view, reader)
    except BadCondition:
        condition = ""
    return {"name": view.name, "condition": condition, "shared": view.is_shared}


def _refused(request: Visit, form: ViewForm, refused: Refused, view: SavedView | None = None) -> HttpResponse:
    if isinstance(refused, Forbidden):
        raise refused
    form.add_error("condition" if isinstance(refused, BadCondition) else None, str(refused.said))
    return _form(request, form, view)


def _form(request: Visit, form: ViewForm, view: SavedView | None = None) -> HttpResponse:
    status = 422 if form.is_bound else 200
    here = f"view-{view.pk}" if view else ""
    values = {"form": form, "view": view, "once": token()}
    return shell.page(request, "desk/views/edit.html", here=here, status=status, **values)

"""A person's places in client companies (R15)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from otklik.manage.forms.filling import done, posted
from otklik.manage.forms.people import DepartureForm, PlaceForm
from otklik.manage.scopes import Visit, room, to
from otklik.manage.shell import page
from otklik.manage.views.person import shown, visible
from otklik.people import rights, staffing
from otklik.people.models import Membership
from otklik.tickets.models import Ticket


@require_POST
@room(rights.EDIT_PEOPLE)
def give(request: Visit, pk: int) -> HttpResponse:
    """A place in a company, or another role there."""
    one, form = visible(request.user, pk), posted(request, PlaceForm, reader=request.user)
    if done(form, lambda data: staffing.place(one, data["organization"], data["role"], by=request.user)):
        return to("person", pk)
    return shown(request, one, place=form)


@require_http_methods(["GET", "HEAD", "POST"])
@room(rights.EDIT_PEOPLE)
def depart(request: Visit, pk: int, place: int) -> HttpResponse:
    """They left; their open requests pass on to somebody."""
    one = visible(request.user, pk)
    left = get_object_or_404(Membership.objects.current().select_related("organization"), person=one, pk=place)
    open_ones = Ticket.objects.visible_to(request.user).open().filter(customer=one, organization=left.organization)
    form = posted(request, DepartureForm, membership=left, reader=request.user)
    if done(form, lambda data: staffing.leave(left, by=request.user, heir=data["heir"])):
        messages.success(request, _("Saved."))
        return to("person", pk)
    values = {
        "form": form,
        "one": one,
        "left": left,
        "count": open_ones.count(),
        "back": reverse("manage:person", args=[pk]),
    }
    return page(request, "manage/people/departure.html", values, here="customers")

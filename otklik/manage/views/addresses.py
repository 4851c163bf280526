"""Addresses of a person: added, confirmed, preferred, known to take no letters, removed."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from otklik.manage.forms.filling import done, posted
from otklik.manage.forms.people import AddressForm
from otklik.manage.scopes import Visit, room, to
from otklik.manage.views.person import shown, visible
from otklik.people import identifying, rights
from otklik.people.models import Identity


@require_POST
@room(rights.EDIT_PEOPLE)
def add(request: Visit, pk: int) -> HttpResponse:
    """One more address."""
    one, form = visible(request.user, pk), posted(request, AddressForm)
    if done(form, lambda data: identifying.add(one, data["kind"], data["value"], by=request.user)):
        return to("person", pk)
    return shown(request, one, address=form)


@require_POST
@room(rights.EDIT_PEOPLE)
def verify(request: Visit, pk: int, address: int) -> HttpResponse:
    """It is theirs: somebody knows it."""
    identifying.verify(_address(request, pk, address), by=request.user)
    return to("person", pk)


@require_POST
@room(rights.EDIT_PEOPLE)
def prefer(request: Visit, pk: int, address: int) -> HttpResponse:
    """Letters go there."""
    identifying.prefer(_address(request, pk, address), by=request.user)
    return to("person", pk)


@require_POST
@room(rights.EDIT_PEOPLE)
def deliver(request: Visit, pk: int, address: int) -> HttpResponse:
    """Whether it takes letters."""
    takes = request.POST.get("takes") == "1"
    note = identifying.note_deliverable if takes else identifying.note_undeliverable
    note(_address(request, pk, address), by=request.user)
    return to("person", pk)


@require_POST
@room(rights.EDIT_PEOPLE)
def remove(request: Visit, pk: int, address: int) -> HttpResponse:
    """It is not theirs any more."""
    identifying.remove(_address(request, pk, address), by=request.user)
    return to("person", pk)


def _address(request: Visit, pk: int, address: int) -> Identity:
    return get_object_or_404(Identity, person=visible(request.user, pk), pk=address)

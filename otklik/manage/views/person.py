"""One record: what is written about the person, their role, their access."""

from __future__ import annotations

from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from otklik.manage import inviting
from otklik.manage.forms.filling import done, lock, posted
from otklik.manage.forms.people import AddressForm, PersonForm, PlaceForm
from otklik.manage.scopes import Visit, room, to
from otklik.manage.shell import page
from otklik.people import arranging, rights, staffing
from otklik.people.models import Line, Membership, Person, PersonMerge, Role, Team
from otklik.tickets.models import Ticket

MOST = 1000


@require_http_methods(["GET", "HEAD", "POST"])
@room(rights.EDIT_PEOPLE)
def person(request: Visit, pk: int) -> HttpResponse:
    """The record and everything about it."""
    one = visible(request.user, pk)
    form = posted(request, PersonForm, person=one)
    if not rights.may_edit(request.user, one):
        lock(form)
    if done(form, lambda _data: staffing.change(one, by=request.user, fields=form.custom, **form.plain)):
        messages.success(request, _("Saved."))
        return to("person", pk)
    return shown(request, one, form=form)


@require_POST
@room(rights.MANAGE_PEOPLE)
def role(request: Visit, pk: int) -> HttpResponse:
    """Another role; none makes a colleague a customer."""
    chosen = request.POST.get("role", "")
    found = get_object_or_404(Role, pk=chosen) if chosen.isdecimal() else None
    staffing.give_role(visible(request.user, pk), found, by=request.user)
    return to("person", pk)


@require_POST
@room(rights.MANAGE_PEOPLE)
def access(request: Visit, pk: int) -> HttpResponse:
    """Open or close it."""
    change = staffing.activate if request.POST.get("open") == "1" else staffing.deactivate
    change(visible(request.user, pk), by=request.user)
    return to("person", pk)


@require_POST
@room(rights.MANAGE_PEOPLE)
def invitation(request: Visit, pk: int) -> HttpResponse:
    """Send the letter once more."""
    one = visible(request.user, pk)
    address = one.identities.filter(kind="email").order_by("-is_primary", "id").first()
    if address is not None and inviting.waits(one):
        inviting.send(address, by=request.user)
        messages.success(request, _("Invitation sent: %(address)s") % {"address": address.value})
    return to("person", pk)


@require_POST
@room(rights.MANAGE_TICKETS)
def lines(request: Visit, pk: int) -> HttpResponse:
    """On which lines a colleague works, to which teams they belong."""
    wanted = {name: [one for one in request.POST.getlist(name) if one.isdecimal()] for name in ("lines", "teams")}
    arranging.place_person(
        visible(request.user, pk),
        Line.objects.filter(pk__in=wanted["lines"]),
        Team.objects.filter(pk__in=wanted["teams"]),
        by=request.user,
    )
    return to("person", pk)


def visible(reader: Person, pk: int) -> Person:
    """The record, if the reader may see it; 404 otherwise."""
    found: Person = get_object_or_404(Person.objects.visible_to(reader).select_related("role", "merged_into"), pk=pk)
    return found


def shown(request: Visit, one: Person, *, form: Any = None, address: Any = None, place: Any = None) -> HttpResponse:
    """The page; `address` and `place` are the small forms beside it, when one of them came back with errors."""
    may_edit = rights.may_edit(request.user, one)
    wrong = any(given is not None and given.errors for given in (address, place))
    values: dict[str, Any] = {
        "one": one,
        "form": form or PersonForm(person=one),
        "may_edit": may_edit,
        "may_manage": request.user.may(rights.MANAGE_PEOPLE),
        "may_place": one.is_staff_member and request.user.may(rights.MANAGE_TICKETS),
        "may_merge": not one.is_staff_member and request.user.may(rights.MERGE_PEOPLE),
        "addresses": one.identities.order_by("kind", "-is_primary", "id"),
        "address_form": address or AddressForm(),
        "place_form": place or PlaceForm(reader=request.user),
        "places": Membership.objects.current().filter(person=one).select_related("organization"),
        "sessions": UserSession.objects.filter(user=one).count(),
        "is_invited": inviting.waits(one),
        "merges": PersonMerge.objects.filter(target=one, undone_at__isnull=True).select_related("source", "by"),
        "asked": Ticket.objects.visible_to(request.user).filter(customer=one).order_by()[:MOST].count(),
        **_choices(one),
    }
    here = "staff" if one.is_staff_member else "customers"
    return page(
        request,
        "manage/people/person.html",
        values,
        here=here,
        history=("person", one.pk),
        status=422 if wrong else 200,
    )


def _choices(one: Person) -> dict[str, Any]:
    if not one.is_staff_member:
        return {"roles": Role.objects.all(), "lines": [], "teams": [], "theirs": set()}
    mine = {f"line-{pk}" for pk in one.line_memberships.values_list("line", flat=True)}
    mine |= {f"team-{pk}" for pk in one.team_memberships.values_list("team", flat=True)}
    return {
        "roles": Role.objects.all(),
        "lines": Line.objects.filter(is_active=True),
        "teams": Team.objects.order_by("handle"),
        "theirs": mine,
    }

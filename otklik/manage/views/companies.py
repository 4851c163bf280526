"""Client companies: the list, one company, its people."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from otklik.manage import people
from otklik.manage.forms.companies import CompanyForm
from otklik.manage.forms.filling import done, posted
from otklik.manage.forms.people import MemberForm
from otklik.manage.scopes import Visit, room, to
from otklik.manage.shell import PLAIN, page
from otklik.people import companies, identifying, rights, staffing
from otklik.people.models import Membership, Organization

MOST = 200


@require_safe
@room(rights.EDIT_PEOPLE)
def index(request: Visit) -> HttpResponse:
    """All companies, by name."""
    text = request.GET.get("q", "")
    found = people.companies(request.user, text, request.GET.get("page", ""))
    values = {
        "found": found,
        "text": text,
        "title": pgettext("settings", "Companies"),
        "rows": people.company_rows(found),
        "heads": (
            pgettext("of a company", "Name"),
            pgettext("of a company", "Domain"),
            pgettext("of a person", "Language"),
        ),
        "nothing": _("No companies yet. Add one, and its people will see each other’s requests if you let them."),
    }
    piece = "manage/people/_list.html"
    return page(request, "manage/companies/index.html", values, here="companies", piece=piece)


@require_http_methods(["GET", "HEAD", "POST"])
@room(rights.EDIT_PEOPLE)
def new(request: Visit) -> HttpResponse:
    """Add a company."""
    form = posted(request, CompanyForm, organization=None)
    made: list[Organization] = []
    if done(form, lambda _data: made.append(staffing.found(by=request.user, fields=form.custom, **form.plain))):
        return to("company_page", made[0].pk)
    shown = {
        "form": form,
        "title": _("New company"),
        "room": (reverse("manage:companies"), pgettext("settings", "Companies")),
        "button": pgettext("button", "Add"),
    }
    return page(request, "manage/edit.html", {**PLAIN, **shown}, here="companies")


@require_http_methods(["GET", "HEAD", "POST"])
@room(rights.EDIT_PEOPLE)
def show(request: Visit, pk: int) -> HttpResponse:
    """One company."""
    one = visible(request, pk)
    form = posted(request, CompanyForm, organization=one)
    if done(form, lambda _data: companies.change(one, by=request.user, fields=form.custom, **form.plain)):
        messages.success(request, _("Saved."))
        return to("company_page", pk)
    return _shown(request, one, form=form)


@require_POST
@room(rights.EDIT_PEOPLE)
def add_member(request: Visit, pk: int) -> HttpResponse:
    """Somebody by their address: known, or from now on."""
    one, form = visible(request, pk), posted(request, MemberForm)
    if done(form, lambda data: _join(request, one, **data)):
        return to("company_page", pk)
    return _shown(request, one, member=form)


def visible(request: Visit, pk: int) -> Organization:
    """The company, if the reader may see it; 404 otherwise."""
    return get_object_or_404(Organization.objects.visible_to(request.user), pk=pk)


@transaction.atomic
def _join(request: Visit, one: Organization, *, email: str, name: str, role: str) -> None:
    language = one.language or request.user.language
    person, _identity = identifying.known("email", email, name=name, channel="manage", language=language)
    staffing.place(person, one, role, by=request.user)


def _shown(request: Visit, one: Organization, *, form: Any = None, member: Any = None) -> HttpResponse:
    places = Membership.objects.current().filter(organization=one).select_related("person")
    wrong = member is not None and member.errors
    values = {
        "one": one,
        "form": form or CompanyForm(organization=one),
        "places": places.order_by("person__sort_key", "person")[:MOST],
        "member_form": member or MemberForm(),
    }
    history, status = ("organization", one.pk), 422 if wrong else 200
    return page(request, "manage/companies/company.html", values, here="companies", history=history, status=status)

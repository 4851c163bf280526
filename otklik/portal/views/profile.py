"""Who I am to support."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from otklik.people import staffing
from otklik.people.middleware import COOKIE
from otklik.portal.forms import ProfileForm
from otklik.portal.scopes import Visit, for_customers, to


@require_http_methods(["GET", "POST"])
@for_customers
def profile(request: Visit) -> HttpResponse:
    """Name, form of address, tone, language, zone; addresses are shown."""
    known = {name: getattr(request.user, name) for name in ProfileForm.base_fields}
    form = ProfileForm(request.POST if request.method == "POST" else None, initial=known)
    if request.method == "POST" and form.is_valid():
        staffing.change(request.user, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        response = to("/me/")
        response.delete_cookie(COOKIE)
        return response
    context = {"form": form, "addresses": request.user.identities.order_by("kind", "id")}
    return render(request, "portal/profile.html", context, status=422 if form.errors else 200)

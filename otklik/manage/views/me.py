"""My own room: who I am to colleagues and customers, what I hear of."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from otklik.manage import shell
from otklik.manage.forms.filling import done, posted
from otklik.manage.forms.me import MeForm, QuietForm
from otklik.manage.scopes import Visit, room, to
from otklik.manage.shell import page
from otklik.notices import choosing
from otklik.notices.models import Reason, Route
from otklik.people import rights, staffing
from otklik.people.middleware import COOKIE
from otklik.style import guarding
from otklik.style.catalogue import TITLES
from otklik.ui import answering


@require_http_methods(["GET", "HEAD", "POST"])
@room(rights.DESK)
def me(request: Visit) -> HttpResponse:
    """What is written about me."""
    form = posted(request, MeForm, person=request.user)
    if done(form, lambda data: staffing.change(request.user, by=request.user, **data)):
        messages.success(request, _("Saved."))
        response = to("me")
        response.delete_cookie(COOKIE)
        return response
    return _shown(request, form=form)


@require_POST
@room(rights.DESK)
def choose(request: Visit) -> HttpResponse:
    """One choice of the menu: the language, or whether single keys work."""
    chosen: dict[str, Any] = {}
    if request.POST.get("language") in dict(settings.LANGUAGES):
        chosen["language"] = request.POST["language"]
    if "hot_keys" in request.POST:
        chosen["hot_keys"] = request.POST["hot_keys"] == "on"
    staffing.change(request.user, by=request.user, **chosen)
    response = answering.to(request, answering.returning(request, reverse("manage:me")))
    response.delete_cookie(COOKIE)
    return response


@require_safe
@room(rights.DESK)
def bell(request: Visit) -> HttpResponse:
    """How many notices wait."""
    return shell.bell(request)


@require_POST
@room(rights.DESK)
def notices(request: Visit) -> HttpResponse:
    """Of what I hear, by which route, and when I am left in peace."""
    form = posted(request, QuietForm, person=request.user)
    wanted = {reason.value: request.POST.getlist(reason) for reason in Reason}
    if not form.is_valid():
        return _shown(request, quiet=form, chosen=wanted)
    choosing.choose(request.user, wanted)
    choosing.rest(request.user, **form.cleaned_data)
    messages.success(request, _("Saved."))
    return to("me")


def _shown(request: Visit, *, form: Any = None, quiet: Any = None, chosen: Any = None) -> HttpResponse:
    values = {
        "form": form or MeForm(person=request.user),
        "quiet": quiet or QuietForm(person=request.user),
        "reasons": Reason,
        "routes": Route,
        "muted": sorted((str(TITLES[rule]), rule) for rule in guarding.muted(request.user) if rule in TITLES),
        "chosen": chosen or choosing.chosen(request.user),
    }
    return page(request, "manage/me.html", values, here="me", status=422 if quiet is not None else 200)

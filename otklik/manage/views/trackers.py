"""Trackers of developers: where tasks are made, and how they fare (L1)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from otklik.development import setting_up, tracking
from otklik.development.models import Tracker
from otklik.kernel import throttle
from otklik.kernel.verbs import Refused
from otklik.manage.forms.filling import done, posted
from otklik.manage.forms.trackers import TrackerForm
from otklik.manage.scopes import Visit, room, to
from otklik.manage.shell import page
from otklik.people import rights
from otklik.ui import answering
from otklik.ui.formats import Words

CHECKS_A_MINUTE = 6
"""Each holds a thread for up to half a minute."""


@require_safe
@room(rights.MANAGE_COMPANY)
def index(request: Visit) -> HttpResponse:
    """All trackers, and how they fare."""
    words = Words(request.user)
    rows = [(tracker, tracking.health(tracker, words)) for tracker in Tracker.objects.visible_to(request.user)]
    return page(request, "manage/trackers/index.html", {"rows": rows}, here="trackers", history=("tracker", ""))


@require_http_methods(["GET", "HEAD", "POST"])
@room(rights.MANAGE_COMPANY)
def new(request: Visit) -> HttpResponse:
    """One more."""
    form = posted(request, TrackerForm)
    if done(form, lambda data: Tracker.add(by=request.user, **data)):
        return to("trackers")
    return _edit(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@room(rights.MANAGE_COMPANY)
def edit(request: Visit, pk: int) -> HttpResponse:
    """Its settings; secrets only go in."""
    tracker = _visible(request, pk)
    form = posted(request, TrackerForm, tracker=tracker)
    if done(form, lambda data: _visible(request, pk).change(by=request.user, **data)):
        messages.success(request, _("Saved."))
        return to("tracker", pk)
    return _edit(request, form, tracker)


@require_POST
@room(rights.MANAGE_COMPANY)
def check(request: Visit, pk: int | None = None) -> HttpResponse:
    """Sign in with what is in the form, look at the project, and say how it went."""
    tracker = _visible(request, pk) if pk else None
    form = posted(request, TrackerForm, tracker=tracker)
    if not form.is_valid():
        return _findings(request, form, tracker, said=_("Fill in the form first."))
    if not throttle.hit(f"tracker-check:{request.user.pk}", CHECKS_A_MINUTE, timedelta(minutes=1)):
        return _findings(request, form, tracker, said=_("Too often. Try again in a minute."))
    try:
        trial = (tracker or Tracker()).with_trial(**form.cleaned_data)
    except Refused as refused:
        return _findings(request, form, tracker, said=str(refused.said))
    return _findings(request, form, tracker, ways=tracking.check(trial))


def _visible(request: Visit, pk: int) -> Tracker:
    return get_object_or_404(Tracker.objects.visible_to(request.user), pk=pk)


def _findings(request: Visit, form: Any, tracker: Tracker | None, *, said: str = "", ways: Any = ()) -> HttpResponse:
    if answering.is_fragment(request):
        return render(request, "manage/trackers/_findings.html", {"said": said, "ways": ways})
    return _edit(request, form, tracker, said=said, ways=ways)


def _edit(request: Visit, form: Any, tracker: Tracker | None, *, said: str = "", ways: Any = ()) -> HttpResponse:
    words = Words(request.user)
    values = {
        "form": form,
        "tracker": tracker,
        "title": tracker.name if tracker else _("New tracker"),
        "button": pgettext("button", "Save") if tracker else pgettext("button", "Add"),
        "said": said,
        "ways": ways,
        "setups": setting_up.setups(),
    }
    if tracker is not None:
        values["health"] = tracking.health(tracker, words)
        values["waiting"] = tracking.waiting(tracker, words)
        calls = reverse("manage:tracker_calls", args=[tracker.pk, tracker.proof])
        values["calls"] = f"{settings.SITE_URL}{calls}"
    history = ("tracker", tracker.pk) if tracker else None
    return page(request, "manage/trackers/tracker.html", values, here="trackers", history=history)

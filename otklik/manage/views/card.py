"""The room of the customer's card: source, actions, links; "try it" shows what the source answers (C2)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from otklik.cards.models import Filling, Link, Permit, Source
from otklik.kernel import throttle
from otklik.kernel.translated import Translated
from otklik.kernel.verbs import Refused
from otklik.manage import cardtrial
from otklik.manage.forms.card import FillingForm, LinkForm, PermitForm, SourceForm
from otklik.manage.forms.filling import done, posted
from otklik.manage.scopes import Visit, room, to
from otklik.manage.shell import PLAIN, page
from otklik.people import rights
from otklik.ui import answering
from otklik.ui.formats import Words

TRIES_A_MINUTE = 6
"""Each holds a thread for some seconds."""


@require_http_methods(["GET", "HEAD", "POST"])
@room(rights.MANAGE_COMPANY)
def index(request: Visit) -> HttpResponse:
    """The source, and below it what may be done there and the links."""
    form = posted(request, SourceForm, source=_source(request))
    if done(form, lambda data: Source.set_up(by=request.user, **data)):
        messages.success(request, _("Saved."))
        return to("card")
    return _room(request, form)


@require_POST
@room(rights.MANAGE_COMPANY)
def attempt(request: Visit) -> HttpResponse:
    """Ask with what is in the form, keep nothing, and show what came."""
    source = _source(request)
    form = posted(request, SourceForm, source=source)
    who = request.POST.get("who", "").strip()[:320]
    if not form.is_valid():
        return _found(request, form, who, said=_("Fill in the form first."))
    if not throttle.hit(f"card-try:{request.user.pk}", TRIES_A_MINUTE, timedelta(minutes=1)):
        return _found(request, form, who, said=_("Too often. Try again in a minute."))
    try:
        trial = (source or Source()).with_trial(**form.cleaned_data)
        return _found(request, form, who, trial=cardtrial.trial(trial, who, request.user, saved=source))
    except Refused as refused:
        return _found(request, form, who, said=str(refused.said))


@require_http_methods(["GET", "HEAD", "POST"])
@room(rights.MANAGE_COMPANY)
def new_action(request: Visit) -> HttpResponse:
    """Allow one more action; `code` of the address fills in one that the source offers."""
    source = _source(request)
    offered = {code: {"ru": name} for code, name in source.offered} if source else {}
    return _allowed(request, Permit.Kind.ACTION, offered, _("Allow an action"))


@require_http_methods(["GET", "HEAD", "POST"])
@room(rights.MANAGE_COMPANY)
def new_query(request: Visit) -> HttpResponse:
    """Allow one more query, the same way."""
    source = _source(request)
    return _allowed(request, Permit.Kind.QUERY, dict(source.queries) if source else {}, _("Allow a query"))


@require_http_methods(["GET", "HEAD", "POST"])
@room(rights.MANAGE_COMPANY)
def edit_action(request: Visit, pk: int) -> HttpResponse:
    """Who may order or ask it, and about whom."""
    permit = get_object_or_404(Permit.objects.visible_to(request.user), pk=pk)
    form = posted(request, PermitForm, permit=permit)
    if done(form, lambda data: permit.change(by=request.user, **data)):
        messages.success(request, _("Saved."))
        return to("card")
    posts: list[Any] = [(reverse("manage:card_action_removed", args=[pk]), pgettext("button", "Forbid it"), {})]
    return _edit(request, form, title=str(permit.name), posts=posts, history=("permit", pk))


@require_POST
@room(rights.MANAGE_COMPANY)
def remove_action(request: Visit, pk: int) -> HttpResponse:
    """It is closed to everybody again."""
    get_object_or_404(Permit.objects.visible_to(request.user), pk=pk).remove(by=request.user)
    return to("card")


@require_http_methods(["GET", "HEAD", "POST"])
@room(rights.MANAGE_COMPANY)
def new_field(request: Visit) -> HttpResponse:
    """One more own field that the card fills."""
    form = posted(request, FillingForm)
    if done(form, lambda data: Filling.add(by=request.user, **data)):
        return to("card")
    return _edit(request, form, title=_("Fill an own field"), button=pgettext("button", "Add"))


@require_http_methods(["GET", "HEAD", "POST"])
@room(rights.MANAGE_COMPANY)
def edit_field(request: Visit, pk: int) -> HttpResponse:
    """What fills it, and over what."""
    filling = get_object_or_404(Filling.objects.visible_to(request.user).select_related("field"), pk=pk)
    form = posted(request, FillingForm, filling=filling)
    if done(form, lambda data: filling.change(by=request.user, **data)):
        messages.success(request, _("Saved."))
        return to("card")
    posts: list[Any] = [(reverse("manage:card_field_removed", args=[pk]), pgettext("button", "Fill it no more"), {})]
    return _edit(request, form, title=str(filling.field.name), posts=posts, history=("filling", pk))


@require_POST
@room(rights.MANAGE_COMPANY)
def remove_field(request: Visit, pk: int) -> HttpResponse:
    """The card fills it no more; what was filled stays."""
    get_object_or_404(Filling.objects.visible_to(request.user), pk=pk).remove(by=request.user)
    return to("card")


@require_http_methods(["GET", "HEAD", "POST"])
@room(rights.MANAGE_COMPANY)
def new_link(request: Visit) -> HttpResponse:
    """One more link."""
    form = posted(request, LinkForm)
    if done(form, lambda data: Link.add(by=request.user, **data)):
        return to("card")
    return _edit(request, form, title=_("New link"), button=pgettext("button", "Add"))


@require_http_methods(["GET", "HEAD", "POST"])
@room(rights.MANAGE_COMPANY)
def edit_link(request: Visit, pk: int) -> HttpResponse:
    """Where it leads, and who sees it."""
    link = get_object_or_404(Link.objects.visible_to(request.user), pk=pk)
    form = posted(request, LinkForm, link=link)
    if done(form, lambda data: link.change(by=request.user, **data)):
        messages.success(request, _("Saved."))
        return to("card")
    posts: list[Any] = [(reverse("manage:card_link_removed", args=[pk]), pgettext("button", "Remove the link"), {})]
    return _edit(request, form, title=str(link.name), posts=posts, history=("link", pk))


@require_POST
@room(rights.MANAGE_COMPANY)
def remove_link(request: Visit, pk: int) -> HttpResponse:
    """It stands on no card any more."""
    get_object_or_404(Link.objects.visible_to(request.user), pk=pk).remove(by=request.user)
    return to("card")


def _allowed(request: Visit, kind: str, offered: dict[str, Any], title: str) -> HttpResponse:
    code = request.GET.get("code", "")[:40]
    known = {"code": code, "name": offered[code]} if code in offered else {}
    form = posted(request, PermitForm, kind=kind, initial=known)
    if done(form, lambda data: Permit.add(by=request.user, kind=kind, **data)):
        return to("card")
    return _edit(request, form, title=title, button=pgettext("button", "Add"))


def _source(request: Visit) -> Source | None:
    return Source.objects.visible_to(request.user).order_by("id").first()


def _found(request: Visit, form: Any, who: str, *, said: str = "", trial: Any = None) -> HttpResponse:
    if answering.is_fragment(request):
        return render(request, "manage/card/_trial.html", {"said": said, "trial": trial})
    return _room(request, form, said=said, trial=trial, who=who)


def _room(request: Visit, form: Any, *, said: str = "", trial: Any = None, who: str = "") -> HttpResponse:
    source = _source(request)
    permits = list(Permit.objects.visible_to(request.user).prefetch_related("lines"))
    known = {(permit.kind, permit.code) for permit in permits}
    values = {
        "form": form,
        "source": source,
        "health": cardtrial.health(source, Words(request.user)) if source else None,
        "permits": [one for one in permits if one.kind == Permit.Kind.ACTION],
        "asked": [one for one in permits if one.kind == Permit.Kind.QUERY],
        "offered": [one for one in source.offered if (Permit.Kind.ACTION, one[0]) not in known] if source else [],
        "queries": _unallowed(source, known),
        "fillings": list(Filling.objects.visible_to(request.user).select_related("field")),
        "links": list(Link.objects.visible_to(request.user)),
        "said": said,
        "trial": trial,
        "who": who,
    }
    history = ("source", source.pk) if source else None
    return page(request, "manage/card/index.html", values, here="card", history=history)


def _unallowed(source: Source | None, known: set[tuple[str, str]]) -> list[tuple[str, Translated]]:
    """Queries that the source offers and nobody may ask yet."""
    queries = source.queries if source else []
    return [(code, Translated.of(name)) for code, name in queries if (Permit.Kind.QUERY, code) not in known]


def _edit(request: Visit, form: Any, *, history: tuple[str, object] | None = None, **values: Any) -> HttpResponse:
    place = (reverse("manage:card"), pgettext("settings", "Customer card"))
    return page(
        request, "manage/edit.html", {**PLAIN, "form": form, "room": place, **values}, here="card", history=history
    )

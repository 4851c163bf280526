"""The first page: one box, and one's own requests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from otklik.channels import form as channel
from otklik.kernel import once, throttle
from otklik.kernel.verbs import Refused
from otklik.people import identifying, staffing
from otklik.people.middleware import COOKIE
from otklik.people.models import Identity, Person
from otklik.portal import expected, limits, lists, safely, uploads
from otklik.portal.forms import AskForm
from otklik.problems import known as problems
from otklik.ui.formats import Words

FEW = 5
GUESTS_AN_HOUR = 20
KNOWN_AN_HOUR = 600
"""Looks, while writing, whether it is known; a company may have one address."""
LONGEST = 2000
UNSENT = "unsent"
"""What a guest typed whose address may write by e-mail only: they read it again once they have proved who they are."""


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Write to us, or see what became of it."""
    form = AskForm(is_guest=not request.user.is_authenticated)
    text = request.session.pop(UNSENT, "") if request.user.is_authenticated else ""
    return _page(request, form, text=text)


@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Make a request: at once for somebody known, and for a guest too, who then gets a code to follow it (A1, A10)."""
    if isinstance(request.user, Person) and request.user.is_staff_member:
        raise PermissionDenied
    form = AskForm(request.POST, is_guest=not request.user.is_authenticated)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        if isinstance(request.user, Person):
            if limits.of(request.user) is not None:
                return _page(request, form, status=422, text=form.cleaned_data["text"])
            return _asked(request, form, request.user)
        return _guest_asked(request, form)
    except Refused as refused:
        form.add_error(None, str(refused.said))
        return _page(request, form, status=422)


@require_POST
def known(request: HttpRequest) -> HttpResponse:
    """While somebody writes: what is known already of the same (I2)."""
    may_ask = throttle.hit(f"known:{request.META.get('REMOTE_ADDR', '')}", KNOWN_AN_HOUR, timedelta(hours=1))
    found = problems.known(request.POST.get("text", "")[:LONGEST]) if may_ask else None
    is_it = found is not None and request.POST.get("problem") == str(found.pk)  # what was ticked stays so
    return render(request, "portal/_known.html", {"known": found, "is_it": is_it})


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Choose the language of the pages; for somebody signed in, of our letters too (M3)."""
    chosen = request.POST.get("language", "")
    after = request.POST.get("next", "/")
    safe = after if url_has_allowed_host_and_scheme(after, allowed_hosts=None) else "/"
    response = redirect(safe)
    if chosen in dict(settings.LANGUAGES):
        if isinstance(request.user, Person):
            staffing.change(request.user, by=request.user, language=chosen)
        response.set_cookie(
            COOKIE, chosen, max_age=60 * 60 * 24 * 365, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
    return response


@transaction.atomic
def _asked(request: HttpRequest, form: AskForm, person: Person) -> HttpResponse:
    files = uploads.keep(request.FILES.getlist("files"), owner=person)
    data = form.cleaned_data
    ticket = channel.submit(
        by=person,
        text=safely.left_out(request, data["text"]),
        files=files,
        once=request.POST.get("once", ""),
        is_private=data["is_private"],
    )
    problems.join(ticket, request.POST.get("problem", ""), by=person)
    return redirect(safely.place(request, ticket.number))


def _guest_asked(request: HttpRequest, form: AskForm) -> HttpResponse:
    if not throttle.hit(f"guest:{request.META.get('REMOTE_ADDR', '')}", GUESTS_AN_HOUR, timedelta(hours=1)):
        raise Refused("guest.often", _("Too many requests from your network. Write to us by mail, or try in an hour."))
    data = form.cleaned_data
    text = safely.left_out(request, data["text"])
    with transaction.atomic():
        person, identity = identifying.known(
            "email", data["email"], name=data["name"], channel="form", language=translation.get_language() or "ru"
        )
        if person.is_staff_member:
            return redirect(f"{reverse('account_login')}?next={reverse('portal:home')}")
        if limits.of(person) is not None:
            return _proves_first(request, person, identity, text)
        files = uploads.keep(request.FILES.getlist("files"), owner=person)
        ticket = channel.submit(by=person, text=text, files=files, once=request.POST.get("once", ""))
        problems.join(ticket, request.POST.get("problem", ""), by=person)
    LoginCodeVerificationProcess.initiate(request=request, user=person, email=identity.normalised)
    return redirect(f"{reverse('account_confirm_login_code')}?next={safely.place(request, ticket.number)}")


def _proves_first(request: HttpRequest, person: Person, identity: Identity, text: str) -> HttpResponse:
    """Who only knows the address of somebody learns nothing of them: the way is that of every guest."""
    request.session[UNSENT] = text
    LoginCodeVerificationProcess.initiate(request=request, user=person, email=identity.normalised)
    return redirect(f"{reverse('account_confirm_login_code')}?next={reverse('portal:home')}")


def _page(request: HttpRequest, form: AskForm, status: int = 200, text: str = "") -> HttpResponse:
    words = Words(request.user if request.user.is_authenticated else None)
    context: dict[str, Any] = {
        "form": form,
        "once": once.token(),
        "mine": [],
        "waits": None,
        "more": False,
        "has_company": False,
        "expected": expected.now(words),
        "overload": expected.overload(),
        "limited": None,
        "text": text,
    }
    if isinstance(request.user, Person) and not request.user.is_staff_member:
        context["limited"] = limits.of(request.user, text=text)
        found = list(lists.tickets(request.user).values(*lists.COLUMNS)[: FEW + 1])
        context["mine"] = lists.rows(found[:FEW], words)
        context["more"] = len(found) > FEW
        context["waits"] = next((row for row in context["mine"] if row.turn == "customer"), None)
        context["has_company"] = lists.sees_company(request.user)
    return render(request, "portal/home.html", context, status=status)

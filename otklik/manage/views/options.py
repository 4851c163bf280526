"""Declared settings, typed, by their package; the company's own with its logo (M2, F17)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from otklik.kernel import settings
from otklik.kernel.settings import Setting
from otklik.knowledge import assistant
from otklik.manage import packages
from otklik.manage.forms.filling import done, posted
from otklik.manage.forms.options import LogoForm, OptionsForm
from otklik.manage.scopes import Visit, room, to
from otklik.manage.shell import page
from otklik.people import company, rights

CHANGING: dict[str, Callable[..., None]] = {"assistant": assistant.change}
"""Packages that have their own word on what may be set."""

TRYING = {"assistant": "manage:assistant_try"}
"""Packages whose settings can be tried before they are kept."""


@require_http_methods(["GET", "HEAD", "POST"])
@room(rights.MANAGE_COMPANY)
def ours(request: Visit) -> HttpResponse:
    """The company: name, hours, phone, site, zone, language, links; beside them the logo."""
    form = posted(request, OptionsForm, shown=_of("people"))
    if done(form, lambda _data: settings.change_all(form.wanted(), by=request.user)):
        messages.success(request, _("Saved."))
        return to("company")
    return _ours(request, form, LogoForm())


@require_POST
@room(rights.MANAGE_COMPANY)
def logo(request: Visit) -> HttpResponse:
    """Another picture."""
    form = posted(request, LogoForm)
    if done(form, lambda data: company.draw_logo(data["logo"], by=request.user)):
        return to("company")
    return _ours(request, OptionsForm(shown=_of("people")), form)


@require_POST
@room(rights.MANAGE_COMPANY)
def remove_logo(request: Visit) -> HttpResponse:
    """The name alone."""
    company.remove_logo(by=request.user)
    return to("company")


@require_http_methods(["GET", "HEAD", "POST"])
@room(rights.MANAGE)
def options(request: Visit, package: str) -> HttpResponse:
    """Whatever else a package lets people set."""
    shown = _of(package)
    if not shown or package in packages.OWN_PAGES:
        raise Http404
    if not request.user.may(packages.right_for(package)):
        raise PermissionDenied
    form = posted(request, OptionsForm, shown=shown)
    change: Callable[..., None] = CHANGING.get(package, settings.change_all)
    if done(form, lambda _data: change(form.wanted(), by=request.user)):
        messages.success(request, _("Saved."))
        return to("options", package)
    values = {"form": form, "title": packages.title_of(package), "said": "", "ways": ()}
    values["trial"] = TRYING.get(package, "")
    return page(request, "manage/settings/options.html", values, here=f"options-{package}", history=("setting", ""))


def _of(package: str) -> list[Setting[Any]]:
    """The settings of a package but the logo, which is a picture."""
    return [
        one for name, one in settings.SETTINGS.items() if name.startswith(f"{package}.") and name != company.LOGO.name
    ]


def _ours(request: Visit, form: OptionsForm, picture: LogoForm) -> HttpResponse:
    values = {
        "form": form,
        "picture": picture,
        "logo_url": company.logo_address(),
        "title": pgettext("settings", "Company"),
    }
    status = 422 if picture.is_bound else 200
    return page(request, "manage/settings/company.html", values, here="company", history=("setting", ""), status=status)

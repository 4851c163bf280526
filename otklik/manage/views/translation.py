"""The translator: where it is, its key, a try (A11)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from otklik.kernel import settings
from otklik.kernel.verbs import Refused
from otklik.manage.forms.filling import done, posted
from otklik.manage.forms.options import OptionsForm
from otklik.manage.scopes import Visit, room, to
from otklik.manage.shell import page
from otklik.people import rights
from otklik.translation import translating
from otklik.translation.options import IS_ON, KEY, URL
from otklik.translation.speaking import Server
from otklik.ui import answering

SHOWN: list[settings.Setting[Any]] = [IS_ON, URL, KEY]
SAMPLE = "Добрый день! Не приходят письма."
"""What a server is tried with."""


@require_http_methods(["GET", "HEAD", "POST"])
@room(rights.MANAGE_COMPANY)
def index(request: Visit) -> HttpResponse:
    """Its settings; the key only goes in, and stays with its address."""
    form = posted(request, OptionsForm, shown=SHOWN)
    if done(form, lambda _data: _save(form, request)):
        messages.success(request, _("Saved."))
        return to("translation")
    return _page(request, form)


@require_POST
@room(rights.MANAGE_COMPANY)
def check(request: Visit) -> HttpResponse:
    """Let the server that is in the form translate a sentence of ours, and say how it went."""
    form = posted(request, OptionsForm, shown=SHOWN)
    found, said = "", ""
    if not form.is_valid():
        said = _("Fill in the form first.")
    else:
        url, key = form.cleaned_data[URL.name], form.cleaned_data[KEY.name]
        known = KEY.value if not key and url == URL.value else key
        try:
            URL.check(url)
            into = "en" if request.user.language != "en" else "uk"
            found = translating.attempt(SAMPLE, into=into, by=request.user, through=Server(url, known))
        except Refused as refused:
            said = str(refused.said)
    return _page(request, form, said=said, found=found)


def _save(form: OptionsForm, request: Visit) -> None:
    """A key is for the server that it was given for: at another address it is asked for anew."""
    wanted = form.wanted()
    if KEY.value and wanted[URL.name] != URL.value and KEY.name not in wanted:
        raise Refused("translation.key", _("The address is another one now: give the key again."), name=KEY.name)
    if wanted[IS_ON.name] and not wanted[URL.name]:
        raise Refused("translation.url", _("Where is the server?"), name=URL.name)
    settings.change_all(wanted, by=request.user)


def _page(request: Visit, form: OptionsForm, *, said: str = "", found: str = "") -> HttpResponse:
    values = {"form": form, "said": said, "found": found, "sample": SAMPLE}
    if answering.is_fragment(request) and (said or found):
        return render(request, "manage/translation/_findings.html", values)
    return page(request, "manage/translation/index.html", values, here="translation", history=("setting", ""))

"""The drafting assistant is tried before it is kept; its settings are a page of options like others (0036)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from otklik.development.tracking import Way
from otklik.kernel import settings, throttle
from otklik.kernel.remote import Trouble
from otklik.kernel.text import snippet
from otklik.kernel.verbs import Refused
from otklik.knowledge import assistant
from otklik.manage import packages
from otklik.manage.forms.filling import posted
from otklik.manage.forms.options import OptionsForm
from otklik.manage.scopes import Visit, room
from otklik.manage.shell import page
from otklik.people import rights
from otklik.ui import answering

CHECKS_A_MINUTE = 6
"""Each holds a thread for up to half a minute."""
QUESTION = ({"role": "user", "content": "Answer with one word: ready"},)


@require_POST
@room(rights.MANAGE_COMPANY)
def check(request: Visit) -> HttpResponse:
    """Ask what is in the form for one word, and say how it went. No word of a customer is sent."""
    shown = [one for name, one in settings.SETTINGS.items() if name.startswith("assistant.")]
    form = posted(request, OptionsForm, shown=shown)
    if not form.is_valid():
        return _findings(request, form, said=_("Fill in the form first."))
    if not throttle.hit(f"assistant-check:{request.user.pk}", CHECKS_A_MINUTE, timedelta(minutes=1)):
        return _findings(request, form, said=_("Too often. Try again in a minute."))
    try:
        answer = assistant.complete(assistant.trial(form.wanted()), QUESTION, most=20)
    except Refused as refused:
        return _findings(request, form, said=str(refused.said))
    except Trouble as trouble:
        way = Way(_("No answer"), assistant.reason(trouble.code), is_fine=False, server=trouble.said)
        return _findings(request, form, ways=[way])
    return _findings(request, form, ways=[Way(_("It answers"), snippet(answer, 100), is_fine=True)])


def _findings(request: Visit, form: OptionsForm, *, said: str = "", ways: Any = ()) -> HttpResponse:
    values: dict[str, Any] = {"said": said, "ways": ways}
    if answering.is_fragment(request):
        return render(request, "manage/trackers/_findings.html", values)
    values |= {"form": form, "title": packages.title_of("assistant"), "trial": "manage:assistant_try"}
    return page(request, "manage/settings/options.html", values, here="options-assistant", history=("setting", ""))

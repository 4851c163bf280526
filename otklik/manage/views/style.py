"""What is looked at before a reply leaves: each rule, own phrases, how right they are (E3)."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.forms import BoundField
from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from otklik.kernel import settings
from otklik.manage.forms.filling import done, posted
from otklik.manage.forms.options import OptionsForm
from otklik.manage.scopes import Visit, room, to
from otklik.manage.shell import page
from otklik.people import rights
from otklik.style import guarding
from otklik.style.catalogue import TITLES
from otklik.style.lists import data
from otklik.style.models import What
from otklik.style.options import OWN, RULES, SYSTEMS


@dataclass(frozen=True, slots=True)
class Row:
    """A rule: its input, a reply of which it speaks, what became of its hints."""

    title: str
    field: BoundField
    example: str
    shown: int
    accepted: int
    wrong: int
    overruled: int


@require_http_methods(["GET", "HEAD", "POST"])
@room(rights.MANAGE_TICKETS)
def index(request: Visit) -> HttpResponse:
    """The rules with their figures of 90 days, and the company's own lists."""
    own = [*OWN.values(), SYSTEMS]
    form = posted(request, OptionsForm, shown=[*RULES.values(), *own])
    if done(form, lambda _data: settings.change_all(form.wanted(), by=request.user)):
        messages.success(request, _("Saved."))
        return to("style")
    values = {"form": form, "rows": _rows(form), "lists": [one.name for one in own]}
    return page(request, "manage/style/index.html", values, here="style", history=("setting", ""))


@require_POST
@room(rights.DESK)
def unmute(request: Visit, rule: str) -> HttpResponse:
    """Hints of a rule are shown to me again."""
    guarding.unmute(rule, by=request.user)
    messages.success(request, _("These hints are shown to you again."))
    return to("me")


def _rows(form: OptionsForm) -> list[Row]:
    counts, examples = guarding.counts(), data(get_language() or "ru")["examples"]
    return [
        Row(
            str(title),
            form[RULES[rule].name],
            next(iter(examples.get(rule, {}).get("bad", ())), ""),
            *(counts[rule][what] for what in (What.SHOWN, What.ACCEPTED, What.WRONG, What.OVERRULED)),
        )
        for rule, title in TITLES.items()
    ]

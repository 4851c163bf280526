"""Rules for letters: in their order, each tried on what came before it is used (F15)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from otklik.channels.email import ruling
from otklik.channels.email.ruling import LETTERS
from otklik.channels.models import Inbound
from otklik.channels.models.mailrule import Fate, MailRule
from otklik.kernel import conditions
from otklik.kernel.conditions import Context
from otklik.manage.forms.filling import done, posted
from otklik.manage.forms.mailrules import MailRuleForm
from otklik.manage.scopes import Visit, room, to
from otklik.manage.shell import page
from otklik.people import rights
from otklik.people.models import Person
from otklik.ui import answering
from otklik.ui.formats import Words

LAST = 50


@require_safe
@room(rights.MANAGE_CHANNELS)
def index(request: Visit) -> HttpResponse:
    """All rules in their order, with what each asks and does."""
    return _index(request)


@require_http_methods(["GET", "HEAD", "POST"])
@room(rights.MANAGE_CHANNELS)
def new(request: Visit) -> HttpResponse:
    """One more, behind the others."""
    return _edit(request, MailRule(), pgettext("settings", "New rule"))


@require_http_methods(["GET", "HEAD", "POST"])
@room(rights.MANAGE_CHANNELS)
def edit(request: Visit, pk: int) -> HttpResponse:
    """What it asks and does."""
    one = get_object_or_404(MailRule, pk=pk)
    return _edit(request, one, one.name)


@require_POST
@room(rights.MANAGE_CHANNELS)
def place(request: Visit, pk: int) -> HttpResponse:
    """One place earlier or later."""
    get_object_or_404(MailRule, pk=pk).move(up=bool(request.POST.get("up")), by=request.user)
    return _index(request) if answering.is_fragment(request) else to("mailrules")


@require_POST
@room(rights.MANAGE_CHANNELS)
def use(request: Visit, pk: int) -> HttpResponse:
    """In use or not."""
    get_object_or_404(MailRule, pk=pk).use(is_active=request.POST.get("active") == "1", by=request.user)
    return to("mailrules")


def _index(request: Visit) -> HttpResponse:
    rules = MailRule.objects.select_related("category", "tag", "line")
    rows = [(one, _asks(one, request.user), _does(one)) for one in rules]
    piece = "manage/mailrules/_rows.html"
    return page(request, "manage/mailrules/index.html", {"rows": rows}, here="mailrules", piece=piece)


def _edit(request: Visit, one: MailRule, title: str) -> HttpResponse:
    known = {"name": one.name, "condition": _asks(one, request.user) if one.pk else "", "category": one.category_id}
    known |= {"tag": one.tag_id, "line": one.line_id, "fate": one.fate, "stops": one.stops}
    form = posted(request, MailRuleForm, reader=request.user, initial=known)
    tries = "try" in request.POST
    met = _tried(request, form) if tries and form.is_valid() else None
    if not tries and done(form, lambda data: one.put(by=request.user, **data)):
        messages.success(request, _("Saved."))
        return to("mailrules")
    values = {"form": form, "title": title, "met": met, "last": LAST, "rule": one if one.pk else None}
    status = 422 if form.errors else 200
    history = ("mailrule", one.pk) if one.pk else None
    return page(request, "manage/mailrules/rule.html", values, here="mailrules", history=history, status=status)


def _tried(request: Visit, form: Any) -> list[tuple[Inbound, Any]]:
    """Which of the last letters the condition would have met."""
    tree = conditions.from_json(form.cleaned_data["condition"], LETTERS)
    came = Inbound.objects.visible_to(request.user).filter(channel="email", raw__isnull=False)
    last = list(came.select_related("raw", "mailbox").order_by("-pk")[:LAST])
    words = Words(request.user)
    return [(letter, words.stamp(letter.received_at, words.moment)) for letter in ruling.tried(tree, last)]


def _asks(one: MailRule, reader: Person) -> str:
    """Its condition as text; empty if it cannot be read any more."""
    tree = ruling.readable(one)
    return conditions.write(tree, LETTERS, Context(person=reader, language=reader.language)) if tree else ""


def _does(one: MailRule) -> str:
    done = [
        _("category “%(name)s”") % {"name": one.category.name} if one.category else "",
        _("tag “%(name)s”") % {"name": one.tag.name} if one.tag else "",
        _("line “%(name)s”") % {"name": one.line.name} if one.line else "",
        str(Fate(one.fate).label) if one.fate else "",
        _("no further rules") if one.stops else "",
    ]
    return ", ".join(word for word in done if word)
